// Matrices as heat maps: one chart each, a slider over the epochs.
(() => {
  'use strict';
  const { colours, isDark, escape, spoken, kinds, exporting } = window.collapsar;

  // Four digits of the limit, a number that there is none of as null.
  const unpacked = (text, limit) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 2 }, (_, i) => {
      const v = view.getInt16(2 * i, true);
      return v === -32768 ? null : (limit * v) / 10000;
    });
  };

  // Cells of a frame from its upper triangle: [column, row, value].
  const cells = (values, frame, k) => {
    const all = [];
    let at = (frame * k * (k + 1)) / 2;
    for (let i = 0; i < k; i++) {
      for (let j = i; j < k; j++) {
        const v = values[at++];
        all.push([j, i, v]);
        if (i !== j) all.push([i, j, v]);
      }
    }
    return all;
  };

  class HeatMap {
    constructor(element, index, view) {
      Object.assign(this, { element, index, view, at: [0, 0] });
      this.chart = echarts.init(element, null, { renderer: 'canvas' });
      element.addEventListener('keydown', (event) => this.key(event));
      element.addEventListener('blur', () => this.chart.dispatchAction({ type: 'hideTip' }));
    }

    get name() {
      return this.view.run.names[this.index];
    }

    get limit() {
      return this.view.run.limits[this.index];
    }

    // Later numbers of the same figure, which all its charts share.
    take(figure, i) {
      if (i === 0) this.view.take(figure);
    }

    draw() {
      if (this.index >= this.view.run.names.length) return;
      const c = colours();
      const k = this.view.run.size;
      const dark = isDark();
      const names = Array.from({ length: k }, (_, i) => String(i + this.view.figure.firstIndex));
      const width = this.element.clientWidth;
      const side = Math.min(width - 60, this.element.clientHeight - 118);
      this.data = cells(this.view.run.values[this.index], this.view.frame, k);
      const axis = (more) => ({
        type: 'category',
        data: names,
        name: this.view.figure.index,
        nameLocation: 'middle',
        nameTextStyle: { color: c.ink, fontSize: 12 },
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { color: c.muted, fontSize: 11 },
        splitArea: { show: false },
        ...more,
      });
      this.chart.setOption(
        {
          backgroundColor: c.card,
          animation: false,
          textStyle: { fontFamily: c.font },
          title: {
            text: this.name + ', epoch ' + this.view.run.epochs[this.view.frame],
            left: 4,
            top: 2,
            textStyle: { fontSize: 14, fontWeight: 600, color: c.ink },
          },
          grid: { left: Math.max(44, (width - side) / 2), top: 32, width: side, height: side },
          xAxis: axis({ nameGap: 22 }),
          yAxis: axis({ nameGap: 26, inverse: true }),
          visualMap: {
            min: -this.limit,
            max: this.limit,
            calculable: false,
            orient: 'horizontal',
            left: 'center',
            top: 32 + side + 48,
            itemWidth: 10,
            itemHeight: Math.min(140, side * 0.6),
            text: [String(this.limit), String(-this.limit)],
            textStyle: { color: c.muted },
            outOfRange: { color: c.line },
            inRange: {
              color: dark
                ? ['#9ecae1', '#3f8fc9', '#22272c', '#d9622b', '#ffb38a']
                : ['#08519c', '#6baed6', '#f7f7f5', '#f79a5e', '#a63603'],
            },
          },
          tooltip: {
            confine: true,
            backgroundColor: c.card,
            borderColor: c.line,
            textStyle: { color: c.ink, fontSize: 13 },
            formatter: (p) => escape(this.say(p.data[1], p.data[0])),
          },
          series: [
            {
              type: 'heatmap',
              progressive: 0,
              data: this.data.map(([x, y, v]) => [x, y, v === null ? '-' : v]),
              itemStyle: { borderColor: c.card, borderWidth: k <= 40 ? 1 : 0 },
              emphasis: { itemStyle: { borderColor: c.ink, borderWidth: 2 } },
            },
          ],
        },
        { notMerge: true },
      );
    }

    say(i, j) {
      const cell = this.data.find(([x, y]) => x === j && y === i);
      const { index, firstIndex } = this.view.figure;
      return (
        this.name +
        ', ' +
        (index === 'class' ? 'classes ' : index + 's ') +
        (i + firstIndex) +
        ' and ' +
        (j + firstIndex) +
        ': ' +
        (cell === undefined || cell[2] === null ? 'undefined' : cell[2].toFixed(4))
      );
    }

    key(event) {
      const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
      if (!(event.key in steps)) return;
      event.preventDefault();
      const k = this.view.run.size;
      this.at = this.at.map((v, i) => Math.min(k - 1, Math.max(0, v + steps[event.key][i])));
      const dataIndex = this.data.findIndex(([x, y]) => x === this.at[1] && y === this.at[0]);
      this.chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex });
      spoken(this.say(this.at[0], this.at[1]));
    }
  }

  kinds.gram = kinds.matrices = (figure, element) => {
    if (figure.runs.length === 0) return [];
    const read = (all) =>
      all.map((run) => ({ ...run, values: run.packed.map((text, i) => unpacked(text, run.limits[i])) }));
    let runs = read(figure.runs);
    const view = { figure, run: runs[0], frame: runs[0].epochs.length - 1 };
    const own = [...element.querySelectorAll('.chart')].map((chart, i) => new HeatMap(chart, i, view));
    const slider = element.querySelector('input[type="range"]');
    const shown = element.querySelector('output');
    const select = element.querySelector('select');
    const refresh = () => {
      const epoch = view.run.epochs[view.frame];
      slider.max = String(view.run.epochs.length - 1);
      slider.value = String(view.frame);
      slider.setAttribute('aria-valuetext', 'epoch ' + epoch);
      shown.textContent = 'epoch ' + epoch;
      own.forEach((map) => {
        map.element.hidden = map.index >= view.run.names.length;
        if (!map.element.hidden) map.draw();
      });
    };
    slider.addEventListener('input', () => {
      view.frame = Number(slider.value);
      refresh();
    });
    // Another run, or later numbers: the same epoch, or the next one that there is.
    const stay = (run) => {
      const epoch = view.run.epochs[view.frame];
      view.run = run;
      const found = run.epochs.findIndex((e) => e >= epoch);
      view.frame = found < 0 ? run.epochs.length - 1 : found;
    };
    // The last epoch stays the last one.
    view.take = (next) => {
      const latest = view.frame === view.run.epochs.length - 1;
      runs = read(next.runs);
      view.figure = next;
      stay(runs[select ? Number(select.value) : 0]);
      if (latest) view.frame = view.run.epochs.length - 1;
      refresh();
    };
    if (select) {
      select.addEventListener('change', () => {
        stay(runs[Number(select.value)]);
        refresh();
      });
    }
    const actions = exporting(figure, element, own);
    element
      .querySelectorAll('.tools button')
      .forEach((button) => button.addEventListener('click', () => actions[button.dataset.do]()));
    refresh();
    return own;
  };
})();
