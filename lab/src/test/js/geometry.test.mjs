import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadInto, newElement, newKey, plain } from './page-scripts.mjs';

const axes = {
  spectrum: {
    logarithmic: true,
    from: -3,
    to: 1,
    ticks: [
      [-3, '0.001'],
      [1, '10'],
    ],
  },
  within: {
    logarithmic: false,
    from: 0,
    to: 2,
    ticks: [
      [0, '0'],
      [2, '2'],
    ],
  },
};
const row = (more) => ({
  cosines: [
    [1, -0.5, null],
    [-0.5, 1, 0.25],
    [null, 0.25, 1],
  ],
  spectrum: [5, 0.5, 0],
  within: [1.5, 0.25, 0.00012345],
  counts: [7, 1, 3],
  tolerance: 0.01,
  lacks: {},
  axes,
  classes: null,
  ...more,
});

// The page of these rows: one figure per drawing, with its parts.
const page = (...rows) => {
  const parts = {};
  const figure = (id) => {
    const [chart, lack, png] = [newElement(), newElement(), newElement()];
    parts[id] = { chart, lack, png, figure: newElement({ '.chart': chart, '.lack': lack, '[data-do="png"]': png }) };
    return parts[id].figure;
  };
  const ids = Object.fromEntries(
    ['means', 'spectrum', 'within'].map((id) => ['geometry-' + id, figure(id)]).concat([['row', null]]),
  );
  const select = rows.length > 1 ? newElement() : null;
  const window = loadInto(
    { ids: { ...ids, row: select, 'measure-data': { textContent: JSON.stringify(rows) } } },
    'axes.js',
    'page.js',
    'geometry.js',
  );
  const { geometry } = window.collapsar;
  return {
    window,
    geometry,
    parts,
    select,
    means: () => new geometry.HeatMap('means', 'cosines', 'class mean', 'class mean'),
    option: (chart) => {
      chart.draw();
      return chart.chart.options.at(-1);
    },
  };
};

test('long names of classes are cut where they differ', () => {
  const { shortened } = page(row()).geometry;
  assert.deepEqual(plain(shortened(['cat', 'dog'])), ['cat', 'dog']);
  assert.deepEqual(plain(shortened(['a golden retriever', 'cat'])), ['a golden retr\u2026', 'cat']);
  const alike = plain(shortened(['measurement series one', 'measurement series two']));
  assert.deepEqual(alike, ['\u2026nt series one', '\u2026nt series two']);
  assert.ok(alike.every((name) => name.length === 14));
});

test('numbers in cells have a contrast of 4.5 to 1 at least, whatever the colour', () => {
  const { onColour } = page(row()).geometry;
  const luminance = (colour) => {
    const parts = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255);
    const [r, g, b] = parts.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (let grey = 0; grey < 256; grey++) {
    for (const mix of [
      [grey, grey, grey],
      [grey, 255 - grey, 128],
      [255, grey, 0],
    ]) {
      const colour = '#' + mix.map((v) => v.toString(16).padStart(2, '0')).join('');
      const [low, high] = [luminance(colour), luminance(onColour(colour))].sort((a, b) => a - b);
      assert.ok((high + 0.05) / (low + 0.05) >= 4.5, colour);
    }
  }
});

test('numbers have four digits, and what is undefined says so', () => {
  const { digits } = page(row()).geometry;
  assert.deepEqual(
    [0, 0.5, 1234.56, 0.00012345, -12345, null].map((v) => digits(v)),
    ['0', '0.5', '1235', '1.23e-4', '-1.23e+4', 'undefined'],
  );
});

test('a heat map has square cells, an undefined one empty', () => {
  const { means, option } = page(row());
  const drawn = option(means());
  assert.equal(drawn.grid.width, drawn.grid.height);
  const cells = plain(drawn.series[0].data);
  assert.equal(cells.length, 9);
  assert.deepEqual(cells[1].value, [1, 0, -0.5]);
  assert.deepEqual(cells[2], [2, 0, '-']);
  assert.deepEqual([drawn.visualMap.min, drawn.visualMap.max], [-1, 1]);
});

test('no cell reads -0.00', () => {
  const { means, option } = page(row());
  const { formatter } = option(means()).series[0].label;
  assert.equal(formatter({ value: [0, 0, -0.001] }), '0.00');
  assert.equal(formatter({ value: [0, 0, -0.504] }), '-0.50');
  assert.equal(formatter({ value: [0, 0, '-'] }), '');
});

test('names that do not fit beside each other are turned', () => {
  const { means, option } = page(row({ classes: ['aeroplane', 'automobile', 'bird'] }));
  const map = means();
  assert.equal(option(map).xAxis.axisLabel.rotate, 0);
  map.element.clientWidth = 260;
  assert.equal(option(map).xAxis.axisLabel.rotate, 45);
});

test('on a phone the colours stand below the map, and there is room for them', () => {
  const { means, option } = page(row());
  const map = means();
  assert.equal(option(map).visualMap.orient, 'vertical');
  map.element.clientWidth = 340;
  const narrow = option(map);
  assert.equal(narrow.visualMap.orient, 'horizontal');
  assert.ok(parseFloat(map.element.style.height) >= narrow.grid.top + narrow.grid.height + 100);
});

test('arrow keys read the cells by the names of the classes', () => {
  const { window, means, parts } = page(row({ classes: ['cat', 'dog', 'owl'] }));
  const map = means();
  map.draw();
  parts.means.chart.tell('keydown', newKey('ArrowRight'));
  assert.equal(window.spoken.textContent, 'class mean cat, class mean dog: -0.5');
  parts.means.chart.tell('keydown', newKey('ArrowRight'));
  assert.equal(window.spoken.textContent, 'class mean cat, class mean owl: undefined');
  ['ArrowDown', 'ArrowDown', 'ArrowDown'].forEach((name) => parts.means.chart.tell('keydown', newKey(name)));
  assert.equal(window.spoken.textContent, 'class mean owl, class mean owl: 1');
  assert.deepEqual(plain(map.chart.actions.at(-1)), { type: 'showTip', seriesIndex: 0, dataIndex: 8 });
  const other = newKey('Enter');
  parts.means.chart.tell('keydown', other);
  assert.equal(other.prevented, 0);
});

test('where there is nothing to draw a sentence says why, and nothing can be saved', () => {
  const why = 'undefined, because class 3 has no sample';
  const { means, parts, geometry } = page(row({ lacks: { spectrum: why } }));
  const spectrum = new geometry.Spectrum();
  spectrum.draw();
  const { lack, chart, png } = parts.spectrum;
  assert.deepEqual([lack.hidden, lack.textContent, chart.hidden, png.hidden], [false, why, true, true]);
  assert.equal(spectrum.chart.options.length, 0);
  means().draw();
  assert.deepEqual([parts.means.lack.hidden, parts.means.png.hidden], [true, false]);
});

test('a drawing that a row does not have is hidden, and comes back with a row that has it', () => {
  const { means, parts, select } = page(row(), row({ cosines: null }));
  select.value = '1';
  const map = means();
  map.draw();
  assert.equal(parts.means.figure.hidden, true);
  select.value = '0';
  map.draw();
  assert.equal(parts.means.figure.hidden, false);
});

test('a zero on a logarithmic axis is a hollow dot at its lower end, and the axis says so', () => {
  const { geometry, option } = page(row());
  const { series, yAxis } = option(new geometry.Spectrum());
  const dots = plain(series[0].data);
  assert.deepEqual(
    dots.map((dot) => dot.value),
    [Math.log10(5), Math.log10(0.5), -3],
  );
  assert.ok(dots[2].itemStyle.borderWidth > 0 && dots[1].itemStyle.borderWidth === undefined);
  assert.match(yAxis.name, /logarithmic axis; hollow: 0$/);
  assert.deepEqual([yAxis.min, yAxis.max], [-3, 1]);
});

test('the tolerance of the rank is a line on the spectrum', () => {
  const { geometry, option } = page(row());
  assert.deepEqual(plain(option(new geometry.Spectrum()).series[0].markLine.data), [{ yAxis: -2 }]);
  assert.equal(option(new geometry.Within()).series[0].markLine, undefined);
});

test('arrow keys read singular values from 1 on, and variances with the sizes of the classes', () => {
  const { window, geometry, parts } = page(row());
  new geometry.Spectrum().draw();
  new geometry.Within().draw();
  parts.spectrum.chart.tell('keydown', newKey('ArrowRight'));
  assert.equal(window.spoken.textContent, 'singular value 1: 5');
  parts.within.chart.tell('keydown', newKey('ArrowRight'));
  assert.equal(window.spoken.textContent, 'class 0: 1.5, 7 samples');
  parts.within.chart.tell('keydown', newKey('ArrowRight'));
  assert.equal(window.spoken.textContent, 'class 1: 0.25, 1 sample');
  ['ArrowRight', 'ArrowRight'].forEach((name) => parts.within.chart.tell('keydown', newKey(name)));
  assert.equal(window.spoken.textContent, 'class 2: 1.23e-4, 3 samples');
});

test('the last row is shown where none is chosen', () => {
  const { geometry } = page(row({ tolerance: 7 }));
  assert.equal(geometry.row().tolerance, 7);
});
