// The ends of the runs of a sweep over one of its axes: one chart a panel.
(() => {
  'use strict';
  const { colours, colourOf, escape, spoken, kinds, withAxes, moreLines } = window.collapsar;
  const { gridLines, labelRoom, legendLines, legendRoom } = window.collapsarAxes;
  const MOST_ROWS = 4;
  const short = (v) => String(Number(v.toPrecision(4)));

  class SweepPanel {
    constructor(element, panel, view) {
      Object.assign(this, { element, panel, view, at: -1 });
      this.chart = echarts.init(element, null, { renderer: 'canvas' });
      element.addEventListener('keydown', (event) => this.key(event));
      element.addEventListener('blur', () => this.chart.dispatchAction({ type: 'hideTip' }));
    }

    get wantsLog() {
      return this.view.log === null ? this.panel.logarithmic : this.view.log;
    }

    get log() {
      return this.wantsLog && this.panel.scales.log !== undefined;
    }

    height(v) {
      return v === null ? null : this.log ? (v > 0 ? Math.log10(v) : null) : v;
    }

    // Names of the places below the axis, those that have room.
    names(c) {
      const { places, labels } = this.panel;
      return {
        id: 'names',
        type: 'custom',
        silent: true,
        clip: false,
        z: 0,
        encode: { x: 0, tooltip: [] },
        data: places.map((place) => [place]),
        renderItem: (params, api) => {
          const { y, height } = params.coordSys;
          const at = (i) => api.coord([places[i], 0])[0];
          let free = -Infinity;
          for (let i = 0; i <= params.dataIndex; i++) {
            const half = 4 * labels[i].length;
            const shown = at(i) - half > free;
            if (shown) free = at(i) + half + 4;
            if (i === params.dataIndex && !shown) return null;
          }
          return {
            type: 'text',
            x: at(params.dataIndex),
            y: y + height + 8,
            style: { text: labels[params.dataIndex], fill: c.muted, align: 'center', fontSize: 12, fontFamily: c.font },
          };
        },
      };
    }

    // What the program drew on this axis: lines, dots and bars, and lines without a name, the fits.
    strokes() {
      return this.panel.scales[this.log ? 'log' : 'linear'].strokes.map((stroke, i) => {
        const heights = (values) => values.map((v) => this.height(v));
        return {
          ...stroke,
          id: (stroke.name ? 'curve-' : 'fit-') + i,
          colour: colourOf(stroke),
          points: heights(stroke.y).map((y, k) => [stroke.x[k], y]),
          bars: stroke.lower
            ? heights(stroke.lower).map((low, k) => [stroke.x[k], low, this.height(stroke.upper[k])])
            : [],
        };
      });
    }

    bars(stroke) {
      return {
        id: 'bars-' + stroke.id,
        name: stroke.name,
        type: 'custom',
        silent: true,
        z: 2,
        color: stroke.colour,
        encode: { x: 0, y: [1, 2], tooltip: [] },
        data: stroke.bars,
        renderItem: (_params, api) => {
          const [x, low] = api.coord([api.value(0), api.value(1)]);
          const high = api.coord([api.value(0), api.value(2)])[1];
          const line = (x1, y1, x2, y2) => ({
            type: 'line',
            shape: { x1, y1, x2, y2 },
            style: { stroke: stroke.colour, lineWidth: 1.5 },
          });
          return {
            type: 'group',
            children: [line(x, low, x, high), line(x - 4, low, x + 4, low), line(x - 4, high, x + 4, high)],
          };
        },
      };
    }

    line(stroke) {
      const named = stroke.name !== '';
      return {
        id: stroke.id,
        name: named ? stroke.name : undefined,
        type: 'line',
        color: stroke.colour,
        z: named ? 3 : 2,
        silent: !named,
        symbol: stroke.dots ? 'circle' : 'none',
        symbolSize: 7,
        lineStyle: { width: !stroke.joined ? 0 : named ? 2 : 1.5, type: stroke.dash || 'solid' },
        emphasis: { disabled: true },
        tooltip: { show: named },
        data: stroke.points,
      };
    }

    draw() {
      const c = colours();
      const { axis } = this.panel.scales[this.log ? 'log' : 'linear'];
      const strokes = this.strokes();
      const series = [
        gridLines(axis.ticks, c),
        this.names(c),
        ...strokes.flatMap((stroke) =>
          stroke.bars.length > 0 ? [this.bars(stroke), this.line(stroke)] : [this.line(stroke)],
        ),
      ];
      const names = strokes.map((stroke) => stroke.name).filter((name) => name !== '');
      const title = this.panel.label + (names.length ? '' : ': no values');
      const rows = legendLines(names, this.element.clientWidth - 16);
      this.chart.setOption(
        {
          backgroundColor: c.card,
          animation: false,
          textStyle: { fontFamily: c.font },
          title: {
            text: title,
            left: 4,
            top: 2,
            textStyle: {
              fontSize: 14,
              lineHeight: 18,
              fontWeight: 600,
              color: c.ink,
              width: this.element.clientWidth - 12,
              overflow: 'break',
            },
          },
          grid: {
            left: labelRoom(axis.ticks),
            right: 20,
            top: 46 + moreLines(title, this.element.clientWidth),
            bottom: legendRoom(rows > MOST_ROWS ? 1 : rows),
          },
          legend: {
            bottom: 2,
            itemWidth: 22,
            itemHeight: 8,
            itemGap: 12,
            type: rows > MOST_ROWS ? 'scroll' : 'plain',
            textStyle: { color: c.ink, fontSize: 12 },
            pageTextStyle: { color: c.ink },
            pageIconColor: c.ink,
            pageIconInactiveColor: c.line,
            data: names,
          },
          tooltip: {
            trigger: 'item',
            confine: true,
            backgroundColor: c.card,
            borderColor: c.line,
            textStyle: { color: c.ink, fontSize: 13 },
            formatter: (p) => this.tip(this.nearest(p.data[0]), c),
          },
          xAxis: {
            type: 'value',
            name: this.panel.axis,
            nameLocation: 'middle',
            nameGap: 28,
            min: this.panel.from,
            max: this.panel.to,
            nameTextStyle: { color: c.ink, fontSize: 13 },
            axisLabel: { show: false },
            axisTick: { show: false },
            splitLine: { show: false },
            axisLine: { onZero: false, lineStyle: { color: c.muted } },
          },
          yAxis: {
            type: 'value',
            min: axis.from,
            max: axis.to,
            axisLabel: { show: false },
            axisLine: { show: false },
            axisTick: { show: false },
            splitLine: { show: false },
          },
          series,
        },
        { notMerge: true },
      );
    }

    nearest(x) {
      const far = this.panel.places.map((place) => Math.abs(place - x));
      return far.indexOf(Math.min(...far));
    }

    rows(i) {
      return this.panel.curves.map((curve) => {
        const runs = Object.entries(curve.runs[i])
          .map(([name, v]) => name + ' ' + short(v))
          .join(', ');
        return [
          curve.name || 'mean',
          curve.mean[i] === null ? 'no value' : short(curve.mean[i]) + ' \u00b1 ' + short(curve.deviation[i]),
          runs,
        ];
      });
    }

    place(i) {
      return this.panel.axis + ' ' + this.panel.labels[i];
    }

    tip(i, c) {
      return (
        '<strong>' +
        escape(this.place(i)) +
        '</strong>' +
        this.rows(i)
          .map(
            ([name, value, runs]) =>
              '<div style="font-size:12.5px">' +
              escape(name) +
              ': <strong>' +
              escape(value) +
              '</strong><br><span style="color:' +
              c.muted +
              '">' +
              escape(runs) +
              '</span></div>',
          )
          .join('')
      );
    }

    // Arrow keys walk along the axis; the values are read out.
    key(event) {
      const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
      if (!(event.key in steps) || this.panel.places.length === 0) return;
      event.preventDefault();
      this.at = Math.min(this.panel.places.length - 1, Math.max(0, this.at + steps[event.key]));
      const place = this.panel.places[this.at];
      this.chart.getOption().series.some((s, seriesIndex) => {
        if (!String(s.id).startsWith('curve-')) return false;
        const dataIndex = s.data.findIndex((p) => this.nearest(p[0]) === this.at);
        if (dataIndex < 0) return false;
        this.chart.dispatchAction({ type: 'showTip', seriesIndex, dataIndex });
        return Number.isFinite(place);
      });
      spoken(
        this.panel.name +
          ', ' +
          this.place(this.at) +
          ': ' +
          this.rows(this.at)
            .map(([name, value]) => name + ' ' + value)
            .join(', '),
      );
    }

    // Later numbers of the same figure.
    take(figure, i) {
      this.panel = figure.panels[i];
      this.draw();
    }

    zooming() {
      /* the axis of a sweep is short */
    }
  }

  kinds.sweep = (figure, element) => {
    const view = { log: null, lines: false, zoom: false };
    const own = [...element.querySelectorAll('.chart')].map(
      (chart, i) => new SweepPanel(chart, figure.panels[i], view),
    );
    withAxes(figure, element, view, own);
    return own;
  };
})();
