// The ends of the runs of a sweep over one of its axes: one chart a panel.
(() => {
  'use strict';
  const { colours, colourOf, escape, spoken, kinds, withAxes, moreLines } = window.collapsar;
  const { linearAxis, logAxis } = window.collapsarAxes;
  const short = (v) => String(Number(v.toPrecision(4)));

  class SweepPanel {
    constructor(element, panel, view) {
      Object.assign(this, { element, panel, view, at: -1 });
      this.chart = echarts.init(element, null, { renderer: 'canvas' });
      element.addEventListener('keydown', (event) => this.key(event));
      element.addEventListener('blur', () => this.chart.dispatchAction({ type: 'hideTip' }));
    }

    get wantsLog() { return this.view.log === null ? this.panel.logarithmic : this.view.log; }

    get positive() {
      return this.panel.curves.flatMap((curve) => curve.mean).filter((v) => v !== null && v > 0);
    }

    get log() { return this.wantsLog && this.positive.length > 0; }

    height(v) { return v === null ? null : this.log ? (v > 0 ? Math.log10(v) : null) : v; }

    get span() { return Math.max(...this.panel.places) - Math.min(...this.panel.places) || 1; }

    // Mean, and one deviation down and up; a log axis ends it at the smallest mean.
    bar(curve, i) {
      const mean = curve.mean[i];
      if (mean === null || this.height(mean) === null) return null;
      const low = mean - curve.deviation[i];
      return [mean, this.log && low <= 0 ? Math.min(...this.positive) : low, mean + curve.deviation[i]];
    }

    // Of the fitted curve, between the outermost places.
    fitted(curve) {
      const { places, logarithmicX } = this.panel;
      const [from, to] = [Math.min(...places), Math.max(...places)];
      return Array.from({ length: 41 }, (_, i) => {
        const x = from + (to - from) * i / 40;
        const number = logarithmicX ? Math.pow(10, x) : x;
        const { power, slope, intercept } = curve.fit;
        return [x, Math.exp(intercept + slope * (power ? Math.log(number) : number))];
      });
    }

    // Names of the places below the axis, those that have room.
    names(c) {
      const { places, labels } = this.panel;
      return {
        id: 'names', type: 'custom', silent: true, clip: false, z: 0, encode: { x: 0, tooltip: [] },
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
          return { type: 'text', x: at(params.dataIndex), y: y + height + 8, style: {
            text: labels[params.dataIndex], fill: c.muted, align: 'center', fontSize: 12, fontFamily: c.font } };
        },
      };
    }

    grid(axis, c) {
      return {
        id: 'grid', type: 'custom', silent: true, clip: false, z: 0, encode: { y: 0, tooltip: [] },
        data: axis.ticks.map((tick) => [tick.at]),
        renderItem: (params, api) => {
          const tick = axis.ticks[params.dataIndex];
          const { x, width } = params.coordSys;
          const y = Math.round(api.coord([0, tick.at])[1]) + 0.5;
          return { type: 'group', children: [
            { type: 'line', shape: { x1: x, y1: y, x2: x + width, y2: y },
              style: { stroke: c.line, lineWidth: 1, opacity: tick.text ? 1 : 0.5 } },
            { type: 'text', x: x - 8, y, style: { text: tick.text, fill: c.muted, align: 'right',
              verticalAlign: 'middle', fontSize: 12, fontFamily: c.font } },
          ] };
        },
      };
    }

    draw() {
      const c = colours();
      const { places, curves } = this.panel;
      const seen = curves.flatMap((curve) => places.flatMap((_, i) => this.bar(curve, i) || [])
        .concat(curve.fit ? this.fitted(curve).map((p) => p[1]) : []))
        .filter((v) => !this.log || v > 0);
      const axis = seen.length === 0 ? { from: 0, to: 1, ticks: [] }
        : (this.log ? logAxis : linearAxis)(Math.min(...seen), Math.max(...seen));
      const least = places.length ? Math.min(...places) : 0;
      const greatest = places.length ? Math.max(...places) : 1;
      // Names have no order: no line joins them, and the outermost need room.
      const margin = (this.panel.numbers ? 0.06 : 0.2) * this.span;
      const series = [this.grid(axis, c), this.names(c)];
      curves.forEach((curve, g) => {
        const shift = (g - (curves.length - 1) / 2) * (this.panel.apart ?? 0.012) * this.span;
        const colour = colourOf(curve);
        const name = curve.name || 'mean over the seeds';
        const there = places.map((_, i) => i).filter((i) => this.bar(curve, i) !== null);
        series.push({
          id: 'bars-' + g, name, type: 'custom', silent: true, z: 2, color: colour,
          encode: { x: 0, y: [1, 2], tooltip: [] },
          data: there.map((i) => [places[i] + shift, this.height(this.bar(curve, i)[1]),
            this.height(this.bar(curve, i)[2])]),
          renderItem: (_params, api) => {
            const [x, low] = api.coord([api.value(0), api.value(1)]);
            const high = api.coord([api.value(0), api.value(2)])[1];
            const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 },
              style: { stroke: colour, lineWidth: 1.5 } });
            return { type: 'group', children: [line(x, low, x, high), line(x - 4, low, x + 4, low),
              line(x - 4, high, x + 4, high)] };
          },
        }, {
          id: 'curve-' + g, name, type: 'line', color: colour, z: 3,
          symbol: curve.law ? 'none' : 'circle', symbolSize: 7,
          lineStyle: { width: this.panel.numbers && !curve.alone ? 2 : 0, type: curve.law ? [5, 4] : 'solid' },
          emphasis: { disabled: true },
          data: there.map((i) => [places[i] + shift, this.height(curve.mean[i])]),
        });
        if (curve.fit) {
          series.push({ id: 'fit-' + g, type: 'line', color: colour, z: 2, silent: true, symbol: 'none',
            lineStyle: { width: 1.5, type: [5, 4] }, tooltip: { show: false },
            data: this.fitted(curve).map(([x, y]) => [x, this.height(y)]) });
        }
      });
      const names = curves.map((curve) => curve.name || 'mean over the seeds');
      const width = names.reduce((sum, name) => sum + 44 + 6.6 * name.length, 0);
      const title = this.panel.label + (curves.length ? '' : ': no values');
      const legendLines = Math.max(1, Math.ceil(width / (this.element.clientWidth - 16)));
      this.chart.setOption({
        backgroundColor: c.card, animation: false, textStyle: { fontFamily: c.font },
        title: { text: title, left: 4, top: 2,
          textStyle: { fontSize: 14, lineHeight: 18, fontWeight: 600, color: c.ink,
            width: this.element.clientWidth - 12, overflow: 'break' } },
        grid: { left: 20 + 7 * Math.max(1, ...axis.ticks.map((tick) => tick.text.length)), right: 20,
          top: 46 + moreLines(title, this.element.clientWidth), bottom: 54 + 20 * Math.min(3, legendLines) },
        legend: { bottom: 2, itemWidth: 22, itemHeight: 8, itemGap: 12,
          type: legendLines > 3 ? 'scroll' : 'plain', textStyle: { color: c.ink, fontSize: 12 },
          pageTextStyle: { color: c.ink }, pageIconColor: c.ink, pageIconInactiveColor: c.line, data: names },
        tooltip: { trigger: 'item', confine: true, backgroundColor: c.card, borderColor: c.line,
          textStyle: { color: c.ink, fontSize: 13 },
          formatter: (p) => this.tip(this.nearest(p.data[0]), c) },
        xAxis: { type: 'value', name: this.panel.axis, nameLocation: 'middle', nameGap: 28,
          min: least - margin, max: greatest + margin,
          nameTextStyle: { color: c.ink, fontSize: 13 }, axisLabel: { show: false },
          axisTick: { show: false }, splitLine: { show: false },
          axisLine: { onZero: false, lineStyle: { color: c.muted } } },
        yAxis: { type: 'value', min: axis.from, max: axis.to, axisLabel: { show: false },
          axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } },
        series,
      }, { notMerge: true });
    }

    nearest(x) {
      const far = this.panel.places.map((place) => Math.abs(place - x));
      return far.indexOf(Math.min(...far));
    }

    rows(i) {
      return this.panel.curves.map((curve) => {
        const runs = Object.entries(curve.runs[i]).map(([name, v]) => name + ' ' + short(v)).join(', ');
        return [curve.name || 'mean', curve.mean[i] === null ? 'no value'
          : short(curve.mean[i]) + ' \u00b1 ' + short(curve.deviation[i]), runs];
      });
    }

    place(i) { return this.panel.axis + ' ' + this.panel.labels[i]; }

    tip(i, c) {
      return '<strong>' + escape(this.place(i)) + '</strong>' + this.rows(i).map(([name, value, runs]) =>
        '<div style="font-size:12.5px">' + escape(name) + ': <strong>' + escape(value)
        + '</strong><br><span style="color:' + c.muted + '">' + escape(runs) + '</span></div>').join('');
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
      spoken(this.panel.name + ', ' + this.place(this.at) + ': '
        + this.rows(this.at).map(([name, value]) => name + ' ' + value).join(', '));
    }

    zooming() { /* the axis of a sweep is short */ }
  }

  kinds.sweep = (figure, element) => {
    const view = { log: null, lines: false, zoom: false };
    const own = [...element.querySelectorAll('.chart')].map(
      (chart, i) => new SweepPanel(chart, figure.panels[i], view));
    withAxes(figure, element, view, own);
    return own;
  };
})();
