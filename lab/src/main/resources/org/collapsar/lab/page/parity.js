// Features as predicted against features as they are: one chart a run.
(() => {
  'use strict';
  const { colours, colourOf, escape, spoken, kinds, exporting } = window.collapsar;
  const { gridLines, gridLinesAcross } = window.collapsarAxes;

  const unpacked = (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  };
  const short = (v) => Number(v.toPrecision(4)).toString();

  class Parity {
    constructor(element, run) {
      Object.assign(this, { element, at: -1 });
      this.read(run);
      this.chart = echarts.init(element, null, { renderer: 'canvas' });
      element.addEventListener('keydown', (event) => this.key(event));
      element.addEventListener('blur', () => this.chart.dispatchAction({ type: 'hideTip' }));
    }

    read(run) {
      this.run = run;
      const predicted = unpacked(run.predicted);
      this.points = unpacked(run.actual).map((v, i) => [v, predicted[i]]);
      this.order = this.points.map((_, i) => i).sort((a, b) => this.points[a][0] - this.points[b][0]);
    }

    // Later numbers of the same figure.
    take(figure, i) {
      this.read(figure.runs[i]);
      this.draw();
    }

    draw() {
      const c = colours();
      const { from: low, to: high, ticks } = this.run.axis;
      const width = this.element.clientWidth;
      const narrow = width < 420;
      const side = Math.min(width - 84, this.element.clientHeight - (narrow ? 118 : 100));
      const axis = (name, more) => ({
        type: 'value',
        min: low,
        max: high,
        name,
        nameLocation: 'middle',
        nameTextStyle: { color: c.ink, fontSize: 13 },
        axisLine: { show: false },
        axisLabel: { show: false },
        axisTick: { show: false },
        splitLine: { show: false },
        ...more,
      });
      const head = this.run.name.charAt(0).toUpperCase() + this.run.name.slice(1) + ', epoch ' + this.run.epoch;
      this.chart.setOption(
        {
          backgroundColor: c.card,
          animation: false,
          textStyle: { fontFamily: c.font },
          title: {
            text: head + (narrow ? '' : ', ' + this.run.share),
            subtext: narrow ? this.run.share : '',
            left: 4,
            top: 2,
            itemGap: 4,
            textStyle: { fontSize: 14, fontWeight: 600, color: c.ink },
            subtextStyle: { fontSize: 13, color: c.ink },
          },
          grid: { left: Math.max(64, (width - side) / 2), top: narrow ? 54 : 36, width: side, height: side },
          xAxis: axis('feature', { nameGap: 28 }),
          yAxis: axis('predicted feature', { nameGap: 46 }),
          tooltip: {
            confine: true,
            backgroundColor: c.card,
            borderColor: c.line,
            textStyle: { color: c.ink, fontSize: 13 },
            formatter: (p) => (p.seriesType === 'scatter' ? escape(this.say(p.dataIndex)) : ''),
          },
          series: [
            gridLines(ticks, c),
            gridLinesAcross(ticks, c),
            {
              type: 'line',
              data: [
                [low, low],
                [high, high],
              ],
              symbol: 'none',
              silent: true,
              lineStyle: { color: c.muted, width: 1 },
            },
            {
              id: 'features',
              type: 'scatter',
              data: this.points,
              symbolSize: 5,
              itemStyle: { color: colourOf({ index: 0 }), opacity: 0.45 },
              emphasis: { itemStyle: { opacity: 1, borderColor: c.ink } },
            },
          ],
        },
        { notMerge: true },
      );
    }

    say(i) {
      const [actual, predicted] = this.points[i];
      return 'feature ' + short(actual) + ', predicted ' + short(predicted);
    }

    key(event) {
      const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
      if (!(event.key in steps) || this.points.length === 0) return;
      event.preventDefault();
      this.at = Math.min(this.points.length - 1, Math.max(0, this.at + steps[event.key]));
      const dataIndex = this.order[this.at];
      this.chart.dispatchAction({ type: 'showTip', seriesIndex: 3, dataIndex });
      spoken(this.say(dataIndex));
    }
  }

  kinds.parity = (figure, element) => {
    const charts = [...element.querySelectorAll('.chart')];
    const own = figure.runs.map((run, i) => new Parity(charts[i], run));
    if (own.length === 0) return [];
    const actions = exporting(figure, element, own);
    element
      .querySelectorAll('.tools button')
      .forEach((button) => button.addEventListener('click', () => actions[button.dataset.do]()));
    own.forEach((chart) => chart.draw());
    return own;
  };
})();
