// Curves over the epochs: one chart a panel.
// More than 400 lines as it is formatted: one class, whose parts share what is drawn.
(() => {
  'use strict';
  const { colours, colourOf, escape, spoken, moreLines } = window.collapsar;
  const { gridLines, labelRoom, legendLines, legendRoom, fitting, few, partOfLog } = window.collapsarAxes;
  const MOST_ROWS = 4;

  // Runs are named by their seed where nothing else names them; the horizontal axis counts epochs
  // where the panel does not say what it counts.
  const nameOf = (run) => (run.name === undefined ? 'seed ' + run.seed : run.name);

  const unpacked = (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  };

  // Over every epoch, null where there is no number.
  const spread = (packed, length, epochs) => {
    const values = new Array(length).fill(null);
    unpacked(packed).forEach((v, i) => {
      if (epochs[i] < length && Number.isFinite(v)) values[epochs[i]] = Number(v.toPrecision(7));
    });
    return values;
  };

  // Numbers are as they are, or packed. The mean of a single run is the run.
  const groupsOf = (panel) =>
    panel.groups
      .filter((group) => group.runs.length > 0)
      .map((group) => {
        const numbers = (values, length) =>
          typeof values === 'string' ? spread(values, length, panel.epochs) : values;
        const runs = group.runs.map((run) => ({ ...run, values: numbers(run.values, run.length) }));
        const shared = Math.min(...runs.map((run) => run.values.length));
        const of = (key) => numbers(group[key], shared);
        return {
          name: group.name,
          look: { index: group.index ?? 0, tone: group.tone, dash: group.dash },
          runs,
          ...(group.mean === undefined
            ? { mean: runs[0].values, deviation: [], lower: [], upper: [] }
            : {
                mean: of('mean'),
                deviation: of('deviation'),
                lower: of('lower'),
                upper: of('upper'),
                lowerOnLog: of(group.lowerOnLog === undefined ? 'lower' : 'lowerOnLog'),
              }),
        };
      });

  class Panel {
    constructor(element, panel, view) {
      this.element = element;
      this.view = view;
      this.read(panel);
      this.chart = echarts.init(element, null, { renderer: 'canvas' });
      this.chart.on('datazoom', () => this.zoomed());
      this.chart.on('legendselectchanged', (event) => {
        this.selected = event.selected;
        this.others.forEach((other) => {
          other.selected = { ...other.selected, [event.name]: event.selected[event.name] };
          other.chart.dispatchAction(
            { type: event.selected[event.name] ? 'legendSelect' : 'legendUnSelect', name: event.name },
            { silent: true },
          );
        });
      });
      element.addEventListener('keydown', (event) => this.key(event));
      element.addEventListener('blur', () => this.chart.dispatchAction({ type: 'hideTip' }));
    }

    read(panel) {
      this.panel = panel;
      this.groups = groupsOf(panel);
      this.last = Math.max(1, ...this.groups.flatMap((group) => group.runs.map((run) => run.values.length - 1)));
    }

    // Later numbers of the same figure: a part that is zoomed into stays in sight.
    take(figure, i) {
      const [from, to] = this.shown;
      const whole = from <= 0 && to >= this.last;
      this.read(figure.panels[i]);
      this.draw();
      if (!whole) {
        this.chart.dispatchAction(
          { type: 'dataZoom', dataZoomIndex: 0, startValue: from, endValue: to },
          { silent: true },
        );
        this.fitHeight(from, to);
      }
    }

    get xName() {
      return this.panel.x ? this.panel.x.name : 'epoch';
    }

    // "epoch 3", "checkpoint epoch-10.npy"
    place(index) {
      return this.xName + ' ' + (this.panel.x ? this.panel.x.names[index] : index);
    }

    // Below the axis: an epoch as it is, a place by its short name or its number.
    tick(at) {
      if (!Number.isInteger(at)) return '';
      const { x } = this.panel;
      if (!x) return String(at);
      return x.ticks?.length > 0 ? x.ticks[at] || '' : String(at + 1);
    }

    // Round values of what the panel counts by lie between its places.
    marks(from, to) {
      const marks = this.panel.x?.marks;
      if (!marks) return {};
      const shown = few(marks, from, to);
      const at = shown.map(([place]) => place);
      const text = (v) => shown.find(([place]) => Math.abs(place - v) < 1e-6)?.[1] ?? '';
      return { axisTick: { customValues: at }, axisLabel: { customValues: at, formatter: text } };
    }

    // Few places have a tick each.
    get everyPlace() {
      return this.panel.x?.ticks?.length > 0 && this.panel.x.ticks.length <= 8;
    }

    // The view says for all panels, or leaves it to each.
    get wantsLog() {
      return this.view.log === null ? this.panel.logarithmic : this.view.log;
    }

    get log() {
      return this.wantsLog && this.panel.axes.log !== undefined;
    }

    // As the program chose it for what is drawn over all epochs.
    get axis() {
      return this.panel.axes[this.log ? 'log' : 'linear'][this.view.lines ? 'lines' : 'band'];
    }

    get several() {
      return this.groups.length > 1;
    }

    height(value) {
      if (value === null || value === undefined) return null;
      return this.log ? (value > 0 ? Math.log10(value) : null) : value;
    }

    // What the band shows: heights of its edges, where there is a mean.
    band(group) {
      const lower = this.log ? group.lowerOnLog : group.lower;
      return group.mean
        .map((m, epoch) => [
          epoch,
          this.height(m) === null ? null : this.height(lower[epoch]),
          this.height(group.upper[epoch]),
        ])
        .filter(([, low, high]) => low !== null && high !== null);
    }

    get banded() {
      return this.view.lines ? [] : this.groups.filter((group) => group.runs.length > 1);
    }

    // A line per run, in the colour of its group where there are several, or the means.
    drawn() {
      return this.groups.flatMap((group, g) => {
        if (this.view.lines) {
          return group.runs.map((run, i) => ({
            name: this.several ? group.name : nameOf(run),
            values: run.values,
            thin: this.several,
            look: this.several ? group.look : { index: i, dash: run.dash },
          }));
        }
        const runs = group.runs.length;
        const name = group.name || (runs === 1 ? nameOf(group.runs[0]) : 'mean of ' + runs + ' runs');
        return [{ name, values: group.mean, look: group.look || { index: g } }];
      });
    }

    draw() {
      const c = colours();
      const { axis, banded } = this;
      const lines = this.drawn();
      const marks = this.marks(0, this.last);
      const series = [gridLines(axis.ticks, c)];
      const rounds = c.lines.length;
      lines.forEach((line, i) => {
        // What was not measured is bridged; a zero that a log axis cannot show leaves a gap.
        // A panel with gaps has one on every epoch that was looked at and gave no number.
        const looked = new Set(this.panel.gaps ? this.panel.epochs : []);
        const points = line.values
          .map((v, epoch) => [epoch, this.height(v)])
          .filter(([epoch, height]) => height !== null || looked.has(epoch) || typeof line.values[epoch] === 'number');
        const shown = points.filter((p) => p[1] !== null).length;
        const sparse = (shown < line.values.length && shown <= 60) || shown < 3;
        const ordered = typeof line.look.tone === 'number';
        series.push({
          id: 'line-' + i,
          name: line.name,
          type: 'line',
          data: points,
          z: 3,
          color: colourOf(line.look),
          lineStyle: {
            width: line.thin ? 1 : 2,
            type: line.look.dash
              ? line.look.dash
              : ordered
                ? 'solid'
                : ['solid', 'dashed', 'dotted'][Math.floor(line.look.index / rounds) % 3],
          },
          showSymbol: sparse,
          symbol: 'circle',
          symbolSize: sparse ? 5 : 7,
          emphasis: { disabled: true },
        });
      });
      // After the lines, whose signs the legend takes for the names of both; below them by z.
      banded.forEach((group, g) => {
        const points = this.band(group);
        const colour = colourOf(group.look);
        series.push({
          id: 'band-' + g,
          name: this.several ? group.name : '\u00b1 one std. deviation',
          type: 'custom',
          clip: true,
          silent: true,
          z: 1,
          color: colour,
          encode: { x: 0, y: [1, 2] },
          data: points,
          renderItem: (params, api) => {
            // One polygon for all epochs: pieces would show their seams.
            if (params.dataIndexInside !== 0) return null;
            const there = points.map((p) => api.coord([p[0], p[2]]));
            const back = points.map((p) => api.coord([p[0], p[1]])).reverse();
            return {
              type: 'polygon',
              shape: { points: there.concat(back) },
              style: { fill: colour, opacity: this.several ? 0.16 : 0.22 },
            };
          },
        });
      });
      const names = [...new Set(lines.map((line) => line.name))];
      const entries = names.map((name) => ({ name }));
      if (banded.length > 0 && !this.several) {
        entries.push({ name: '\u00b1 one std. deviation', icon: 'rect', itemStyle: { opacity: 0.35 } });
      }
      // Entries go on more lines where they do not fit one; very many are paged.
      const room = this.element.clientWidth - 16;
      const short = (name) => fitting(name, room);
      const rows = legendLines(
        entries.map((entry) => short(entry.name)),
        room,
      );
      const title = this.panel.label + (this.log ? '' : this.wantsLog ? ' (linear: no value above 0)' : '');
      // A single line that is named as the panel needs no legend.
      const plain = entries.length === 1 && entries[0].name === this.panel.name;
      const paged = rows > MOST_ROWS || (!this.several && lines.length > 8);
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
            top: 42 + moreLines(title, this.element.clientWidth),
            bottom: legendRoom(plain ? 0 : paged ? 1 : rows),
          },
          legend: {
            show: !plain,
            bottom: 2,
            itemWidth: 22,
            itemHeight: 8,
            itemGap: 12,
            type: paged ? 'scroll' : 'plain',
            textStyle: { color: c.ink, fontSize: 12 },
            pageTextStyle: { color: c.ink },
            pageIconColor: c.ink,
            pageIconInactiveColor: c.line,
            selected: this.selected ?? {},
            formatter: short,
            data: entries.map((entry) => ({ icon: this.several ? undefined : 'roundRect', ...entry })),
          },
          tooltip: {
            trigger: 'axis',
            confine: true,
            backgroundColor: c.card,
            borderColor: c.line,
            textStyle: { color: c.ink, fontSize: 13 },
            axisPointer: { snap: true },
            formatter: (params) => this.tip(params, c),
          },
          toolbox: {
            itemSize: 0,
            showTitle: false,
            left: 0,
            top: 0,
            feature: {
              dataZoom: { yAxisIndex: 'none', filterMode: 'none', brushStyle: { color: c.lines[0], opacity: 0.15 } },
            },
          },
          dataZoom: [
            {
              type: 'inside',
              filterMode: 'none',
              zoomOnMouseWheel: 'ctrl',
              moveOnMouseMove: false,
              moveOnMouseWheel: false,
              preventDefaultMouseMove: false,
            },
          ],
          xAxis: {
            type: 'value',
            name: this.panel.x ? this.panel.x.title : this.xName,
            nameLocation: 'middle',
            nameGap: 26,
            min: 0,
            max: this.last,
            minInterval: 1,
            interval: this.everyPlace ? 1 : undefined,
            nameTruncate: { maxWidth: this.element.clientWidth - 40 },
            nameTextStyle: { color: c.ink, fontSize: 13 },
            splitNumber: Math.max(2, Math.min(8, Math.floor(this.element.clientWidth / 70))),
            axisLine: { onZero: false, lineStyle: { color: c.muted } },
            splitLine: { show: false },
            axisTick: { show: true, ...marks.axisTick },
            axisLabel: {
              color: c.muted,
              fontSize: 12,
              formatter: (v) => this.tick(v),
              hideOverlap: true,
              ...marks.axisLabel,
            },
          },
          yAxis: {
            type: 'value',
            min: axis.from,
            max: axis.to,
            axisLabel: { show: false },
            axisLine: { show: false },
            axisTick: { show: false },
            splitLine: { show: false },
            axisPointer: { show: false },
          },
          series,
        },
        { notMerge: true },
      );
      this.zooming(this.view.zoom);
    }

    zooming(on) {
      this.chart.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: on });
    }

    // The other panels of the figure follow; heights fit what is left to see.
    zoomed() {
      const [from, to] = this.shown;
      this.fitHeight(from, to);
      this.others.forEach((other) => {
        other.chart.dispatchAction(
          { type: 'dataZoom', dataZoomIndex: 0, startValue: from, endValue: to },
          { silent: true },
        );
        other.fitHeight(from, to);
      });
    }

    // A part of a linear axis has the ticks of ECharts.
    fitHeight(from, to) {
      const heights = [];
      const add = ([epoch, ...all]) => {
        if (epoch >= from && epoch <= to) heights.push(...all);
      };
      this.drawn().forEach((line) => line.values.forEach((v, epoch) => add([epoch, this.height(v)])));
      this.banded.forEach((group) => this.band(group).forEach(add));
      const there = heights.filter((v) => v !== null);
      const whole = (from <= 0 && to >= this.last) || there.length === 0;
      const least = there.reduce((a, b) => Math.min(a, b), Infinity);
      const greatest = there.reduce((a, b) => Math.max(a, b), -Infinity);
      const c = colours();
      const own = !whole && !this.log && greatest > least;
      const room = 0.06 * (greatest - least);
      const axis = own
        ? { from: least - room, to: greatest + room, ticks: [] }
        : whole || !this.log
          ? this.axis
          : partOfLog(this.panel.axes.log.finer, least, greatest);
      this.chart.setOption({
        grid: { left: own ? 76 : labelRoom(axis.ticks) },
        xAxis: this.marks(from, to),
        yAxis: {
          min: axis.from,
          max: axis.to,
          axisLabel: {
            show: own,
            color: c.muted,
            fontSize: 12,
            showMinLabel: false,
            showMaxLabel: false,
            formatter: (v) => String(Number(v.toPrecision(6))),
          },
          splitLine: { show: own, lineStyle: { color: c.line } },
        },
        series: [gridLines(axis.ticks, c)],
      });
    }

    rows(epoch) {
      const number = (v) => (v === null || v === undefined ? 'not measured' : String(Number(v.toPrecision(7))));
      if (this.several) return this.groups.map((group) => [group.name, this.groupRow(group, epoch)]);
      const group = this.groups[0] || { runs: [] };
      const rows = group.runs.map((run) => [nameOf(run), number(run.values[epoch])]);
      if (!this.view.lines && group.runs.length > 1) {
        rows.unshift(['mean', number(group.mean[epoch])], ['deviation', number(group.deviation[epoch])]);
      }
      return rows;
    }

    groupRow(group, epoch) {
      const short = (v) => (v === null || v === undefined ? 'not measured' : String(Number(v.toPrecision(4))));
      if (this.view.lines) return group.runs.map((run) => short(run.values[epoch])).join(', ');
      return (
        short(group.mean[epoch]) +
        (group.runs.length > 1 && group.mean[epoch] !== null && group.mean[epoch] !== undefined
          ? ' \u00b1 ' + short(group.deviation[epoch])
          : '')
      );
    }

    tip(params, c) {
      const epoch = Math.round(params[0].axisValue);
      const rows = this.rows(epoch).map(
        ([name, value], i) =>
          '<tr><td style="border:0;padding:0 12px 0 0;color:' +
          c.muted +
          '">' +
          escape(name) +
          '</td><td style="border:0;padding:0;text-align:right;font-weight:' +
          (i === 0 && !this.view.lines && !this.several ? 600 : 400) +
          '">' +
          escape(value) +
          '</td></tr>',
      );
      return (
        '<strong>' +
        escape(this.place(epoch)) +
        '</strong><table style="font-size:12.5px;width:auto">' +
        rows.join('') +
        '</table>'
      );
    }

    get shown() {
      return this.chart.getModel().getComponent('xAxis', 0).axis.scale.getExtent();
    }

    // A part of what is shown, or more than it, about where the reader is.
    zoomBy(factor) {
      const [from, to] = this.shown;
      const point = this.chart.getOption().series.find((s) => s.id === 'line-0').data[this.position];
      const at = point === undefined ? (from + to) / 2 : point[0];
      const width = Math.min(this.last, Math.max(2, (to - from) * factor));
      const startValue = Math.round(Math.max(0, Math.min(this.last - width, at - width / 2)));
      const endValue = Math.min(this.last, Math.round(startValue + width));
      this.chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, startValue, endValue });
      spoken(this.panel.name + ', from ' + this.place(startValue) + ' to ' + this.place(endValue));
    }

    // Arrow keys walk over the epochs; the values are read out. Plus, minus and 0 zoom.
    key(event) {
      const factor = { '+': 0.5, '=': 0.5, '-': 2, 0: Infinity }[event.key];
      if (factor !== undefined && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        this.zoomBy(factor);
        return;
      }
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
      spoken(
        this.panel.name +
          ', ' +
          this.place(epoch) +
          ': ' +
          this.rows(epoch)
            .map(([name, value]) => name + ' ' + value)
            .join(', '),
      );
    }
  }

  window.collapsar.CurvePanel = Panel;
})();
