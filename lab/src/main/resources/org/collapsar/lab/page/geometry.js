// The geometry of the classes: heat maps, and points for the spectrum and the variances.
(() => {
  'use strict';
  const { colours, between, isDark, escape, save, spoken } = window.collapsar;
  const { gridLines } = window.collapsarAxes;
  const rows = JSON.parse(document.getElementById('measure-data').textContent);
  const select = document.getElementById('row');
  const row = () => rows[select ? Number(select.value) : rows.length - 1];
  const digits = (v) =>
    v === null
      ? 'undefined'
      : (Math.abs(v) >= 1e-3 && Math.abs(v) < 1e4) || v === 0
        ? String(Number(v.toPrecision(4)))
        : v.toExponential(2);

  class Chart {
    constructor(id) {
      this.figure = document.getElementById('geometry-' + id);
      this.element = this.figure.querySelector('.chart');
      this.lack = this.figure.querySelector('.lack');
      this.chart = echarts.init(this.element, null, { renderer: 'canvas' });
      this.button('png', () =>
        save(
          this.chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: colours().card }),
          'collapsar-' + id + '.png',
        ),
      );
    }

    button(what, action) {
      const button = this.figure.querySelector('[data-do="' + what + '"]');
      if (button) button.addEventListener('click', () => action(button));
    }

    base(c) {
      return {
        backgroundColor: c.card,
        animation: false,
        textStyle: { fontFamily: c.font },
        tooltip: {
          confine: true,
          backgroundColor: c.card,
          borderColor: c.line,
          textStyle: { color: c.ink, fontSize: 13 },
        },
      };
    }

    // The height that the drawing takes at this width.
    fit() {}

    draw() {
      const shown = this.has(row());
      this.figure.hidden = !shown;
      if (!shown) return;
      // Where there is nothing to draw, a sentence says why.
      const why = row().lacks[this.of];
      this.lack.hidden = why === undefined;
      this.lack.textContent = why || '';
      this.element.hidden = why !== undefined;
      this.figure.querySelector('[data-do="png"]').hidden = why !== undefined;
      if (why !== undefined) return;
      this.fit();
      this.chart.resize();
      this.chart.setOption(this.option(row(), colours()), { notMerge: true });
    }
  }

  const axis = (c, more) => ({
    nameLocation: 'middle',
    nameTextStyle: { color: c.ink, fontSize: 13 },
    axisLine: { onZero: false, lineStyle: { color: c.muted } },
    axisTick: { show: false },
    axisLabel: { color: c.muted, fontSize: 12 },
    splitLine: { show: false },
    ...more,
  });

  // Black or white, whichever has more contrast on a colour: 4.5 to 1 at least.
  const onColour = (colour) => {
    const [r, g, b] = [1, 3, 5]
      .map((i) => parseInt(colour.slice(i, i + 2), 16) / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    return luminance > 0.179 ? '#000000' : '#ffffff';
  };

  // What a class is called: its number, unless the labels are names.
  const called = (r, k) => (r.classes ? r.classes[k] : String(k));

  // The same beside an axis: long names are cut at their end, or where they begin alike at the front.
  const MOST = 14;
  const shortened = (names) => {
    const starts = new Set(names.map((name) => name.slice(0, MOST - 1)));
    return names.map((name) =>
      name.length <= MOST
        ? name
        : starts.size === new Set(names).size
          ? name.slice(0, MOST - 1) + '\u2026'
          : '\u2026' + name.slice(1 - MOST),
    );
  };

  class HeatMap extends Chart {
    constructor(id, of, left, below) {
      super(id);
      Object.assign(this, { of, left, below });
      this.at = [0, 0];
      this.element.addEventListener('keydown', (event) => this.key(event));
    }

    has(r) {
      return r[this.of] !== null;
    }

    // On a phone the colours stand below the map.
    get narrow() {
      return this.element.clientWidth < 480;
    }

    side() {
      const beside = this.narrow ? 64 : 116;
      return Math.max(120, Math.min(410, this.element.clientWidth - beside - this.names()));
    }

    // Room below the map for names that are turned, since they do not fit beside each other.
    turned() {
      const longest = Math.max(...this.labels().map((name) => name.length));
      return longest > 2 && 7 * longest * row()[this.of].length > this.side() ? Math.min(64, 5 * longest) : 0;
    }

    labels() {
      return shortened(row()[this.of].map((_, i) => called(row(), i)));
    }

    // Room for what classes are called, beside the axis.
    names() {
      const longest = Math.max(...this.labels().map((name) => name.length));
      return Math.max(14, 7 * longest);
    }

    fit() {
      this.element.style.height = this.side() + 70 + this.turned() + (this.narrow ? 40 : 0) + 'px';
    }

    // Square cells where there is room.
    option(r, c) {
      const cells = r[this.of];
      const n = cells.length;
      const names = this.labels();
      const width = this.element.clientWidth;
      const side = this.side();
      const room = this.names();
      const label = { color: c.muted };
      const turned = this.turned();
      const stops = isDark() ? ['#56b4e9', '#22272c', '#e8743b'] : ['#0072b2', '#f7f7f5', '#d55e00'];
      return {
        ...this.base(c),
        grid: { left: Math.max(38 + room, (width - side) / 2 - 20), top: 10, width: side, height: side },
        xAxis: axis(c, {
          type: 'category',
          data: names,
          name: this.below,
          nameGap: 26 + turned,
          axisLabel: { ...label, rotate: turned > 0 ? 45 : 0 },
        }),
        yAxis: axis(c, {
          type: 'category',
          data: names,
          name: this.left,
          nameGap: 18 + room,
          inverse: true,
          axisLabel: label,
        }),
        visualMap: {
          min: -1,
          max: 1,
          precision: 2,
          calculable: false,
          itemWidth: 12,
          text: ['1', '-1'],
          itemHeight: Math.max(80, side * 0.6),
          ...(this.narrow
            ? { orient: 'horizontal', left: 'center', bottom: 0 }
            : { orient: 'vertical', right: 0, top: 'middle' }),
          textStyle: { color: c.muted },
          inRange: { color: stops },
        },
        tooltip: { ...this.base(c).tooltip, formatter: (p) => escape(this.say(p.value[1], p.value[0])) },
        series: [
          {
            type: 'heatmap',
            progressive: 0,
            data: cells.flatMap((line, i) =>
              line.map((v, j) =>
                v === null
                  ? [j, i, '-']
                  : { value: [j, i, v], label: { color: onColour(between(stops, (v + 1) / 2)) } },
              ),
            ),
            itemStyle: { borderColor: c.card, borderWidth: n <= 40 ? 1 : 0 },
            label: {
              show: n <= 10 && width > 480,
              fontSize: 11,
              formatter: (p) => digits2(p.value[2]),
              color: c.ink,
              textBorderWidth: 0,
            },
            emphasis: { itemStyle: { borderColor: c.ink, borderWidth: 2 } },
          },
        ],
      };
    }

    say(i, j) {
      return (
        this.left +
        ' ' +
        called(row(), i) +
        ', ' +
        this.below +
        ' ' +
        called(row(), j) +
        ': ' +
        digits(row()[this.of][i][j])
      );
    }

    key(event) {
      const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
      if (!(event.key in steps)) return;
      event.preventDefault();
      const n = row()[this.of].length;
      this.at = this.at.map((v, i) => Math.min(n - 1, Math.max(0, v + steps[event.key][i])));
      this.chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: this.at[0] * n + this.at[1] });
      spoken(this.say(this.at[0], this.at[1]));
    }
  }
  // No -0.00.
  const digits2 = (v) => (typeof v === 'number' ? (Math.round(100 * v) / 100 || 0).toFixed(2) : '');

  // Points, one per number, with a dashed line where `mark` is. No bars: on a log axis their length
  // says nothing.
  class Points extends Chart {
    constructor(id, of, x, y, first) {
      super(id);
      Object.assign(this, { of, x, y, first, at: -1 });
      this.element.addEventListener('keydown', (event) => this.key(event));
    }

    has() {
      return true;
    }

    mark() {
      return null;
    }

    option(r, c) {
      const values = r[this.of];
      const mark = this.mark(r);
      const { logarithmic: log, from, to, ticks } = r.axes[this.of];
      const height = (v) => (v === null ? null : log ? (v > 0 ? Math.log10(v) : from) : v);
      const zeros = log && values.some((v) => v === 0);
      const names = shortened(values.map((_, i) => this.called(r, i)));
      // Names that do not fit beside each other are turned.
      const longest = Math.max(...names.map((name) => name.length));
      const room =
        longest > 3 && 7 * longest * names.length > this.element.clientWidth - 104 ? Math.min(70, 5 * longest) : 0;
      return {
        ...this.base(c),
        grid: { left: 84, right: 20, top: 16, bottom: 54 + room },
        xAxis: axis(c, {
          type: 'category',
          data: names,
          name: this.x,
          nameGap: 30 + room,
          axisLabel: { color: c.muted, fontSize: 12, rotate: room > 0 ? 45 : 0 },
        }),
        yAxis: axis(c, {
          type: 'value',
          min: from,
          max: to,
          axisLabel: { show: false },
          nameGap: 64,
          name: this.y + (log ? ', logarithmic axis' : '') + (zeros ? '; hollow: 0' : ''),
        }),
        tooltip: { ...this.base(c).tooltip, formatter: (p) => escape(this.say(p.dataIndex)) },
        series: [
          {
            type: 'scatter',
            symbolSize: 11,
            clip: false,
            z: 3,
            data: values.map((v) => ({
              value: height(v),
              itemStyle:
                log && v === 0 ? { color: c.card, borderColor: c.lines[0], borderWidth: 2 } : { color: c.lines[0] },
            })),
            markLine:
              mark > 0
                ? {
                    silent: true,
                    symbol: 'none',
                    label: { show: false },
                    lineStyle: { color: c.lines[1], type: 'dashed', width: 2 },
                    data: [{ yAxis: height(mark) }],
                  }
                : undefined,
          },
          gridLines(ticks, c),
        ],
      };
    }

    called(_r, i) {
      return String(i + this.first);
    }

    say(i) {
      return this.x + ' ' + this.called(row(), i) + ': ' + digits(row()[this.of][i]) + this.more(row(), i);
    }

    more() {
      return '';
    }

    key(event) {
      const steps = { ArrowRight: 1, ArrowLeft: -1 };
      if (!(event.key in steps)) return;
      event.preventDefault();
      this.at = Math.min(row()[this.of].length - 1, Math.max(0, this.at + steps[event.key]));
      this.chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: this.at });
      spoken(this.say(this.at));
    }
  }

  class Spectrum extends Points {
    constructor() {
      super('spectrum', 'spectrum', 'singular value', 'size', 1);
    }

    mark(r) {
      return r.tolerance;
    }
  }

  class Within extends Points {
    constructor() {
      super('within', 'within', 'class', 'variance', 0);
    }

    called(r, i) {
      return called(r, i);
    }

    more(r, i) {
      return ', ' + r.counts[i] + (r.counts[i] === 1 ? ' sample' : ' samples');
    }
  }

  window.collapsar.geometry = {
    rows,
    select,
    row,
    digits,
    onColour,
    called,
    shortened,
    Chart,
    HeatMap,
    Spectrum,
    Within,
  };
})();
