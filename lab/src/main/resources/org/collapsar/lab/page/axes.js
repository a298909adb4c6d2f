// Axes are chosen by the program, here they are drawn: {from, to, ticks: [[at, label], ..]}.
(() => {
  'use strict';
  // Grid lines and their labels, under the curves; a log axis of ECharts labels decades only.
  const gridLines = (ticks, c) => ({
    id: 'ticks',
    type: 'custom',
    silent: true,
    clip: false,
    z: 0,
    animation: false,
    encode: { y: 0, tooltip: [] },
    data: ticks.map(([at]) => [at]),
    renderItem: (params, api) => {
      const [at, text] = ticks[params.dataIndex];
      const { x, width } = params.coordSys;
      const y = Math.round(api.coord([0, at])[1]) + 0.5;
      return {
        type: 'group',
        children: [
          {
            type: 'line',
            shape: { x1: x, y1: y, x2: x + width, y2: y },
            style: { stroke: c.line, lineWidth: 1, opacity: text ? 1 : 0.5 },
          },
          {
            type: 'text',
            x: x - 8,
            y,
            style: { text, fill: c.muted, align: 'right', verticalAlign: 'middle', fontSize: 12, fontFamily: c.font },
          },
        ],
      };
    },
  });

  // The same of a horizontal axis, labels below; one that would touch the label before it is left out.
  const gridLinesAcross = (ticks, c) => ({
    id: 'ticks-across',
    type: 'custom',
    silent: true,
    clip: false,
    z: 0,
    animation: false,
    encode: { x: 0, tooltip: [] },
    data: ticks.map(([at]) => [at]),
    renderItem: (params, api) => {
      const { y, width, height } = params.coordSys;
      const place = (i) => Math.round(api.coord([ticks[i][0], 0])[0]) + 0.5;
      const x = place(params.dataIndex);
      const longest = 7 * Math.max(...ticks.map(([, text]) => text.length)) + 8;
      const every = Math.max(1, Math.ceil((longest * ticks.length) / width));
      return {
        type: 'group',
        children: [
          { type: 'line', shape: { x1: x, y1: y, x2: x, y2: y + height }, style: { stroke: c.line, lineWidth: 1 } },
          {
            type: 'text',
            x,
            y: y + height + 8,
            style: {
              text: params.dataIndex % every === 0 ? ticks[params.dataIndex][1] : '',
              fill: c.muted,
              align: 'center',
              fontSize: 12,
              fontFamily: c.font,
            },
          },
        ],
      };
    },
  });

  // Room for the labels beside the axis.
  const labelRoom = (ticks) => 20 + 7 * Math.max(1, ...ticks.map(([, text]) => text.length));

  // Lines of a legend in so many pixels: an entry that does not fit behind the others begins a line.
  const legendLines = (names, room) => {
    let lines = 1;
    let used = 0;
    for (const name of names) {
      const width = 44 + 6.6 * name.length;
      if (used > 0 && used + width > room) {
        lines++;
        used = 0;
      }
      used += width;
    }
    return lines;
  };

  // A name that is longer than a line: its beginning and its end, which tells runs apart.
  const fitting = (name, room) => {
    const most = Math.max(12, Math.floor((room - 44) / 6.6));
    return name.length <= most ? name : name.slice(0, most - 9) + '\u2026' + name.slice(-8);
  };

  // What an axis with its name and a legend of so many lines take below a panel.
  const legendRoom = (lines) => (lines === 0 ? 54 : 50 + 24 * lines);

  // Of ranked ticks, [at, label, rank], in a range those of the lowest rank of which three are there.
  const few = (ranked, from, to) => {
    const there = ranked.filter(([at]) => at >= from && at <= to);
    const upTo = (rank) => there.filter((tick) => tick[2] <= rank);
    return upTo([0, 1, 2].find((rank) => upTo(rank).length > 2) ?? 3);
  };

  // The part of a logarithmic axis that holds [least, greatest]: of the ticks that the program
  // chose the few of it.
  const partOfLog = (finer, least, greatest) => {
    const below = finer.filter(([at]) => at <= least);
    const above = finer.filter(([at]) => at >= greatest);
    const from = below.length > 0 ? below[below.length - 1][0] : least;
    const to = above.length > 0 ? above[0][0] : greatest;
    return { from, to, ticks: few(finer, from, to) };
  };

  window.collapsarAxes = { gridLines, gridLinesAcross, labelRoom, legendLines, legendRoom, fitting, few, partOfLog };
})();
