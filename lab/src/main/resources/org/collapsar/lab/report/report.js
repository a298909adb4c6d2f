(() => {
  'use strict';
  const root = document.documentElement;
  const experiments = JSON.parse(document.getElementById('report-data').textContent);

  // ---- light and dark -------------------------------------------------------------------------
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches;
  const themeButton = document.querySelector('.theme');
  const nameTheme = () => {
    themeButton.textContent = isDark() ? 'Light' : 'Dark';
    themeButton.setAttribute('aria-label', 'Switch to ' + (isDark() ? 'light' : 'dark') + ' colours');
  };

  // The palette of Okabe and Ito; on dark, its lighter colours come first.
  const palettes = {
    light: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'],
    dark: ['#56b4e9', '#e69f00', '#00b884', '#cc79a7', '#f0e442', '#e8743b', '#ffffff'],
  };
  const colours = () => {
    const style = getComputedStyle(root);
    const of = (name) => style.getPropertyValue(name).trim();
    return {
      font: getComputedStyle(document.body).fontFamily,
      lines: isDark() ? palettes.dark : palettes.light,
      ink: of('--ink'), muted: of('--muted'), line: of('--line'), card: of('--card'),
    };
  };

  // ---- axes: ends and labelled ticks, as in the printed figures ---------------------------------
  const exponent = (v) => Math.floor(Math.log10(v) + 1e-9);
  const label = (v, step) => {
    const size = Math.abs(v);
    if (size < step / 2) return '0';
    const digits = Math.max(1, exponent(size) - exponent(step) + 1);
    const rounded = Number(v.toPrecision(digits));
    return size >= 1e-4 && size < 1e6 ? String(rounded) : rounded.toExponential().replace('+', '');
  };
  const niceStep = (atLeast) => {
    const power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    const ratio = atLeast / power;
    return power * (ratio <= 1.0001 ? 1 : ratio <= 2.0001 ? 2 : ratio <= 5.0001 ? 5 : 10);
  };
  const linearAxis = (least, greatest) => {
    const span = greatest - least;
    let from, to;
    if (span <= 1e-12 * Math.max(Math.abs(least), Math.abs(greatest))) {
      const room = least === 0 ? 1 : Math.abs(least) / 10;
      [from, to] = [least - room, greatest + room];
    } else {
      from = least >= 0 && least <= 1.2 * span ? 0 : least - 0.06 * span;
      to = greatest + 0.06 * span;
    }
    const step = niceStep((to - from) / 6);
    const ticks = [];
    for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
      ticks.push({ at: i * step, text: label(i * step, step) });
    }
    return { from, to, ticks };
  };
  const logAxis = (least, greatest) => {
    const low = Math.floor(Math.log10(least));
    const high = Math.floor(Math.log10(greatest));
    const times = (digit, power) => Number(digit + 'e' + power);
    const from = times(Math.max(1, Math.floor((least / times(1, low)) * 0.97)), low);
    const to = times(Math.ceil((greatest / times(1, high)) * 1.03), high);
    const decades = Math.log10(to) - Math.log10(from);
    const every = Math.max(1, Math.ceil(decades / 8));
    const ticks = [];
    for (let power = low; power <= high + 1; power++) {
      for (let digit = 1; digit <= (decades > 4 ? 1 : 9); digit++) {
        const value = times(digit, power);
        if (value < from || value > to) continue;
        const labelled =
          decades > 2.2 ? digit === 1 && power % every === 0
            : decades <= 0.8 || digit === 1 || digit === 2 || digit === 5;
        ticks.push({ at: Math.log10(value), text: labelled ? label(value, value) : '' });
      }
    }
    return { from: Math.log10(from), to: Math.log10(to), ticks };
  };

  // ---- one chart a panel ------------------------------------------------------------------------
  const escape = (text) =>
    String(text).replace(/[&<>"']/g, (c) => '&#' + c.charCodeAt(0) + ';');

  // Runs are named by their seed where nothing else names them; the horizontal axis counts epochs
  // where the panel does not say what it counts.
  const nameOf = (run) => (run.name === undefined ? 'seed ' + run.seed : run.name);

  class Panel {
    constructor(element, panel, view) {
      this.element = element;
      this.panel = panel;
      this.view = view;
      this.last = Math.max(1, ...panel.runs.map((run) => run.values.length - 1));
      this.chart = echarts.init(element, null, { renderer: 'canvas' });
      this.chart.on('datazoom', () => this.zoomed());
      this.chart.on('legendselectchanged', (event) => this.others.forEach((other) =>
        other.chart.dispatchAction(
          { type: event.selected[event.name] ? 'legendSelect' : 'legendUnSelect', name: event.name },
          { silent: true })));
      element.addEventListener('keydown', (event) => this.key(event));
      element.addEventListener('blur', () => this.chart.dispatchAction({ type: 'hideTip' }));
    }

    get xName() { return this.panel.x ? this.panel.x.name : 'epoch'; }

    // "epoch 3", "checkpoint epoch-10.npy"
    place(index) {
      return this.xName + ' ' + (this.panel.x ? this.panel.x.names[index] : index);
    }

    get log() { return this.view.log && this.panel.smallest !== null; }

    height(value) {
      if (value === null || value === undefined) return null;
      return this.log ? (value > 0 ? Math.log10(value) : null) : value;
    }

    // Lower edges that a log axis cannot show end at the smallest positive value.
    band() {
      const { mean, deviation, smallest } = this.panel;
      const points = [];
      mean.forEach((m, epoch) => {
        if (m === null || deviation[epoch] === null || this.height(m) === null) return;
        const lower = m - deviation[epoch];
        points.push([epoch, this.height(this.log && lower <= 0 ? smallest : lower),
          this.height(m + deviation[epoch])]);
      });
      return points;
    }

    drawn() {
      if (this.view.lines) {
        return this.panel.runs.map((run) => ({ name: nameOf(run), values: run.values }));
      }
      const runs = this.panel.runs.length;
      const name = runs === 1 ? nameOf(this.panel.runs[0]) : 'mean of ' + runs + ' runs';
      return [{ name, values: this.panel.mean }];
    }

    axis(from, to) {
      let least = Infinity;
      let greatest = -Infinity;
      const add = (epoch, value) => {
        if (value === null || value <= 0 && this.log || epoch < from || epoch > to) return;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      };
      this.drawn().forEach((line) => line.values.forEach((v, epoch) => add(epoch, v)));
      if (!this.view.lines && this.panel.runs.length > 1) {
        const back = (h) => (this.log ? Math.pow(10, h) : h);
        this.band().forEach(([epoch, low, high]) => {
          add(epoch, back(low));
          add(epoch, back(high));
        });
      }
      if (least > greatest) return { from: 0, to: 1, ticks: [] };
      return this.log ? logAxis(least, greatest) : linearAxis(least, greatest);
    }

    // Grid lines and their labels, under the curves; a log axis of ECharts labels decades only.
    ticks(axis, c) {
      return {
        id: 'ticks', type: 'custom', silent: true, clip: false, z: 0, animation: false,
        encode: { y: 0, tooltip: [] }, data: axis.ticks.map((tick) => [tick.at]),
        renderItem: (params, api) => {
          const tick = axis.ticks[params.dataIndex];
          const { x, width } = params.coordSys;
          const y = Math.round(api.coord([0, tick.at])[1]) + 0.5;
          return {
            type: 'group', children: [
              { type: 'line', shape: { x1: x, y1: y, x2: x + width, y2: y },
                style: { stroke: c.line, lineWidth: 1, opacity: tick.text ? 1 : 0.5 } },
              { type: 'text', x: x - 8, y, style: { text: tick.text, fill: c.muted,
                align: 'right', verticalAlign: 'middle', fontSize: 12, fontFamily: c.font } },
            ],
          };
        },
      };
    }

    draw() {
      const c = colours();
      const axis = this.axis(0, this.last);
      const lines = this.drawn();
      const banded = !this.view.lines && this.panel.runs.length > 1;
      const widest = Math.max(1, ...axis.ticks.map((tick) => tick.text.length));
      const series = [this.ticks(axis, c)];
      if (banded) {
        const points = this.band();
        series.push({
          id: 'band', name: '\u00b1 one std. deviation', type: 'custom', clip: true,
          silent: true, z: 1, color: c.lines[0], encode: { x: 0, y: [1, 2] }, data: points,
          renderItem: (params, api) => {
            // One polygon for all epochs: pieces would show their seams.
            if (params.dataIndexInside !== 0) return null;
            const there = points.map((p) => api.coord([p[0], p[2]]));
            const back = points.map((p) => api.coord([p[0], p[1]])).reverse();
            return {
              type: 'polygon', shape: { points: there.concat(back) },
              style: { fill: c.lines[0], opacity: 0.22 },
            };
          },
        });
      }
      lines.forEach((line, i) => {
        // What was not measured is bridged; a zero that a log axis cannot show leaves a gap.
        const points = line.values.map((v, epoch) => [epoch, this.height(v)])
          .filter(([epoch, height]) => height !== null || typeof line.values[epoch] === 'number');
        const shown = points.filter((p) => p[1] !== null).length;
        const sparse = shown < line.values.length || shown < 3;
        series.push({
          id: 'line-' + i, name: line.name, type: 'line', data: points, z: 3,
          color: c.lines[i % c.lines.length], lineStyle: {
            width: 2, type: ['solid', 'dashed', 'dotted'][Math.floor(i / c.lines.length) % 3],
          },
          showSymbol: sparse, symbol: 'circle', symbolSize: sparse ? 5 : 7,
          emphasis: { disabled: true },
        });
      });
      this.chart.setOption({
        backgroundColor: c.card, animation: false,
        textStyle: { fontFamily: c.font },
        title: {
          text: this.panel.label + (this.log ? '' : this.view.log ? ' (linear: no value above 0)' : ''),
          left: 4, top: 2, textStyle: { fontSize: 14, fontWeight: 600, color: c.ink,
            width: this.element.clientWidth - 12, overflow: 'break' },
        },
        grid: { left: 20 + 7 * widest, right: 20, top: 42, bottom: 74 },
        legend: {
          bottom: 2, icon: 'roundRect', itemWidth: 18, itemHeight: 4, itemGap: 14,
          type: lines.length > 8 ? 'scroll' : 'plain',
          textStyle: { color: c.ink, fontSize: 12 }, pageTextStyle: { color: c.ink },
          pageIconColor: c.ink, pageIconInactiveColor: c.line,
          data: series.filter((s) => s.name).map((s) =>
            s.id === 'band' ? { name: s.name, icon: 'rect', itemStyle: { opacity: 0.35 } } : s.name),
        },
        tooltip: {
          trigger: 'axis', confine: true, backgroundColor: c.card, borderColor: c.line,
          textStyle: { color: c.ink, fontSize: 13 }, axisPointer: { snap: true },
          formatter: (params) => this.tip(params, c),
        },
        toolbox: { itemSize: 0, showTitle: false, left: 0, top: 0, feature: {
          dataZoom: { yAxisIndex: 'none', filterMode: 'none', brushStyle: { color: c.lines[0], opacity: 0.15 } },
        } },
        dataZoom: [{
          type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: false,
          moveOnMouseWheel: false, preventDefaultMouseMove: false,
        }],
        xAxis: {
          type: 'value', name: this.xName, nameLocation: 'middle', nameGap: 26, min: 0, max: this.last,
          minInterval: 1, nameTextStyle: { color: c.ink, fontSize: 13 },
          splitNumber: Math.max(2, Math.min(8, Math.floor(this.element.clientWidth / 70))),
          axisLine: { onZero: false, lineStyle: { color: c.muted } }, axisTick: { show: true },
          axisLabel: {
            color: c.muted, fontSize: 12, formatter: (v) => (Number.isInteger(v) ? String(v + (this.panel.x ? 1 : 0)) : ''),
          }, splitLine: { show: false },
        },
        yAxis: {
          type: 'value', min: axis.from, max: axis.to, axisLabel: { show: false },
          axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false },
          axisPointer: { show: false },
        },
        series,
      }, { notMerge: true });
      this.zooming(this.view.zoom);
    }

    zooming(on) {
      this.chart.dispatchAction(
        { type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: on });
    }

    // The other panels of the figure follow; heights fit what is left to see.
    zoomed() {
      const [from, to] = this.chart.getModel().getComponent('xAxis', 0).axis.scale.getExtent();
      this.fitHeight(from, to);
      this.others.forEach((other) => {
        other.chart.dispatchAction(
          { type: 'dataZoom', dataZoomIndex: 0, startValue: from, endValue: to }, { silent: true });
        other.fitHeight(from, to);
      });
    }

    fitHeight(from, to) {
      const axis = this.axis(from, to);
      this.chart.setOption({
        yAxis: { min: axis.from, max: axis.to },
        series: [this.ticks(axis, colours())],
      });
    }

    rows(epoch) {
      const number = (v) => (v === null || v === undefined ? 'not measured' : String(v));
      const rows = this.panel.runs.map((run) => [nameOf(run), number(run.values[epoch])]);
      if (!this.view.lines && this.panel.runs.length > 1) {
        rows.unshift(['mean', number(this.panel.mean[epoch])],
          ['deviation', number(this.panel.deviation[epoch])]);
      }
      return rows;
    }

    tip(params, c) {
      const epoch = Math.round(params[0].axisValue);
      const rows = this.rows(epoch).map(([name, value], i) =>
        '<tr><td style="border:0;padding:0 12px 0 0;color:' + c.muted + '">' + escape(name)
        + '</td><td style="border:0;padding:0;text-align:right;font-weight:'
        + (i === 0 && !this.view.lines ? 600 : 400) + '">' + escape(value) + '</td></tr>');
      return '<strong>' + escape(this.place(epoch)) + '</strong><table style="font-size:12.5px;width:auto">'
        + rows.join('') + '</table>';
    }

    // Arrow keys walk over the epochs; the values are read out.
    key(event) {
      const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
      if (!(event.key in steps)) return;
      event.preventDefault();
      const points = this.chart.getOption().series.find((s) => s.id === 'line-0').data;
      if (points.length === 0) return;
      const next = (this.position === undefined ? -1 : this.position) + steps[event.key];
      this.position = Math.min(points.length - 1, Math.max(0, next));
      const seriesIndex = this.chart.getOption().series.findIndex((s) => s.id === 'line-0');
      this.chart.dispatchAction({ type: 'showTip', seriesIndex, dataIndex: this.position });
      const epoch = points[this.position][0];
      document.getElementById('spoken').textContent =
        this.panel.name + ', ' + this.place(epoch) + ': '
        + this.rows(epoch).map(([name, value]) => name + ' ' + value).join(', ');
    }
  }

  const save = (href, name) => {
    const link = document.createElement('a');
    link.href = href;
    link.download = name;
    link.click();
  };

  // ---- figures and their buttons ------------------------------------------------------------------
  const panels = [];
  root.classList.add('charts-ready'); // the panels need their size before they are drawn
  try {
    experiments.forEach((experiment) => experiment.figures.forEach((figure) => {
      const element = document.getElementById(figure.element);
      const view = { log: figure.logarithmic, lines: figure.kind === 'lines', zoom: false };
      const own = [...element.querySelectorAll('.chart')].map(
        (chart, i) => new Panel(chart, figure.panels[i], view));
      own.forEach((panel) => {
        panel.chart.group = figure.element;
        panel.others = own.filter((other) => other !== panel);
      });
      const buttons = [...element.querySelectorAll('.tools button')];
      const refresh = () => {
        const pressed = { log: view.log, linear: !view.log, lines: view.lines, band: !view.lines,
          zoom: view.zoom };
        buttons.forEach((button) => {
          if (button.dataset.do in pressed) {
            button.setAttribute('aria-pressed', String(pressed[button.dataset.do]));
          }
        });
        own.forEach((panel) => panel.draw());
      };
      const actions = {
        log: () => { view.log = true; },
        linear: () => { view.log = false; },
        lines: () => { view.lines = true; },
        band: () => { view.lines = false; },
        zoom: () => { view.zoom = !view.zoom; },
        reset: () => { view.zoom = false; },
      };
      buttons.forEach((button) => button.addEventListener('click', () => {
        const what = button.dataset.do;
        if (what === 'png') {
          echarts.connect(figure.element); // all panels in one image
          save(own[0].chart.getConnectedDataURL(
            { type: 'png', pixelRatio: 2, backgroundColor: colours().card }), figure.id + '.png');
          echarts.disconnect(figure.element);
        } else if (what === 'svg') {
          save(element.querySelector('.static-figure').src, figure.id + '.svg');
        } else if (what === 'zoom') {
          actions.zoom();
          button.setAttribute('aria-pressed', String(view.zoom));
          own.forEach((panel) => panel.zooming(view.zoom));
        } else {
          actions[what]();
          refresh();
        }
      }));
      refresh();
      panels.push(...own);
    }));
  } catch (error) {
    root.classList.remove('charts-ready'); // the static figures are shown instead
    throw error;
  }

  // For the scripts of other pages: what they push on `panels` is drawn again with the rest.
  window.collapsar = { panels, colours, isDark, escape, label, save };

  const redraw = () => panels.forEach((panel) => { panel.chart.resize(); panel.draw(); });
  themeButton.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try { localStorage.setItem('collapsar-theme', root.dataset.theme); } catch (e) { /* file: */ }
    nameTheme();
    redraw();
  });
  prefersDark.addEventListener('change', () => { nameTheme(); redraw(); });
  nameTheme();

  let width = innerWidth;
  let waiting = 0;
  addEventListener('resize', () => {
    if (innerWidth === width) return; // a phone's address bar comes and goes
    width = innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 120);
  });

  document.querySelectorAll('[data-copy]').forEach((button) => {
    button.addEventListener('click', async () => {
      const text = document.getElementById(button.dataset.copy).textContent;
      let done = true;
      try {
        await navigator.clipboard.writeText(text);
      } catch (e) { // pages opened from a file may not have a clipboard
        const range = document.createRange();
        range.selectNodeContents(document.getElementById(button.dataset.copy));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        done = document.execCommand('copy');
      }
      button.textContent = done ? 'Copied' : 'Selected';
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
  });

  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((details) => { details.open = false; }));
})();
