// Ends of axes and their labelled ticks, as in the printed figures.
(() => {
  'use strict';
  const exponent = (v) => Math.floor(Math.log10(v) + 1e-9);
  const label = (v, step) => {
    const size = Math.abs(v);
    if (size < step / 2) return '0';
    const digits = Math.max(1, exponent(size) - exponent(step) + 2);
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
    const multiples = (step) => {
      const ticks = [];
      for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
        ticks.push({ at: i * step, text: label(i * step, step) });
      }
      return ticks;
    };
    const step = niceStep((to - from) / 6);
    const ticks = multiples(step);
    return { from, to, ticks: ticks.length > 3 ? ticks : multiples(step / 2) };
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

  // Grid lines and their labels, under the curves; a log axis of ECharts labels decades only.
  const gridLines = (ticks, c) => ({
    id: 'ticks', type: 'custom', silent: true, clip: false, z: 0, animation: false,
    encode: { y: 0, tooltip: [] }, data: ticks.map((tick) => [tick.at]),
    renderItem: (params, api) => {
      const tick = ticks[params.dataIndex];
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
  });

  window.collapsarAxes = { label, linearAxis, logAxis, gridLines };
})();
