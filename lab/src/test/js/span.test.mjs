import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadInto, newElement, newKey, plain } from './page-scripts.mjs';

// Three means in their plane, an even triangle whose first corner is on the first axis; two samples of class 0.
const half = Math.sqrt(0.75);
const plane = {
  of: [0, 1, 2],
  means: [
    [1, 0],
    [-0.5, half],
    [-0.5, -half],
  ],
  weights: null,
  points: [
    [1.3, 0.4],
    [0.7, -0.4],
    [-0.5, half],
  ],
  labels: [0, 0, 1],
};
const third = Math.sqrt(8) / 3;
const space = {
  of: [0, 1, 2, 3],
  means: [
    [1, 0, 0],
    [-1 / 3, third, 0],
    [-1 / 3, -third / 2, third * half],
    [-1 / 3, -third / 2, -third * half],
  ],
  weights: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [0, 0, -1],
  ],
  points: [[1, 0.1, 0]],
  labels: [0],
};

const page = (span, more) => {
  const [chart, lack, turn, png] = [newElement(), newElement(), newElement(), newElement()];
  const figure = newElement({ '.chart': chart, '.lack': lack, '[data-do="turn"]': turn, '[data-do="png"]': png });
  const rows = [{ span, lacks: {}, classes: null, axes: {} }];
  const window = loadInto(
    { ids: { row: null, 'measure-data': { textContent: JSON.stringify(rows) }, 'geometry-span': figure }, ...more },
    'axes.js',
    'page.js',
    'geometry.js',
    'span.js',
  );
  const own = new window.collapsar.geometry.Span();
  own.draw();
  const seen = () => {
    const { series } = own.chart.options.at(-1);
    return plain(series.find((s) => s.id === 'means').data.map((dot) => dot.value));
  };
  return { window, own, chart, turn, seen };
};
const apart = (p, q) => Math.hypot(...p.map((v, i) => v - q[i]));
const press = (chart, ...names) =>
  names.map((name) => {
    const event = newKey(name);
    chart.tell('keydown', event);
    return event.prevented;
  });
// Pictures of so many seconds more.
const watch = (window, seconds) => {
  const from = window.performance.now();
  for (let ms = 40; ms <= 1000 * seconds; ms += 40) window.frame(from + ms);
};

test('three means are seen in their plane as they are, the first one straight up', () => {
  const { seen, turn } = page(plane);
  const means = seen();
  assert.ok(Math.abs(means[0][0]) < 1e-12 && means[0][1] === 1);
  for (const [i, j] of [
    [0, 1],
    [1, 2],
    [0, 2],
  ]) {
    assert.ok(Math.abs(apart(means[i], means[j]) - apart(plane.means[i], plane.means[j])) < 1e-12);
  }
  assert.equal(turn.hidden, true);
});

test('samples are those of their class, and rows of W are drawn where there are any', () => {
  const { own } = page(plane);
  const series = own.chart.options.at(-1).series;
  assert.deepEqual(
    [0, 1, 2].map((k) => series.find((s) => s.id === 'class-' + k).data.length),
    [2, 1, 0],
  );
  assert.ok(!series.some((s) => s.id.startsWith('w-')));
  const rows = page(space)
    .own.chart.options.at(-1)
    .series.filter((s) => s.id.startsWith('w-'));
  assert.equal(rows.length, 4);
});

test('both axes have one scale on which everything is in sight', () => {
  const { own } = page(plane);
  const { xAxis, yAxis, grid } = own.chart.options.at(-1);
  assert.ok(xAxis.min === -xAxis.max && xAxis.min === yAxis.min && xAxis.max === yAxis.max);
  assert.ok(xAxis.max > Math.hypot(1.3, 0.4) && grid.width === grid.height);
});

test('in the plane arrow keys walk over the classes and say how far samples are', () => {
  const { window, chart, own } = page(plane);
  press(chart, 'ArrowRight');
  assert.equal(
    window.spoken.textContent,
    'mean of class 0, 1 from the centre; its samples are 0.5 from it in this plane',
  );
  const { seriesIndex, dataIndex } = own.chart.actions.at(-1);
  assert.deepEqual([own.chart.options.at(-1).series[seriesIndex].id, dataIndex], ['means', 0]);
  press(chart, 'ArrowRight', 'ArrowRight', 'ArrowRight');
  assert.equal(window.spoken.textContent, 'mean of class 2, 1 from the centre');
  assert.deepEqual(press(chart, 'Enter', 'ArrowLeft'), [0, 1]);
});

test('four means turn by themselves until the button stops them', () => {
  const { window, turn, seen } = page(space);
  assert.deepEqual([turn.hidden, turn.textContent], [false, 'Pause']);
  const first = seen();
  watch(window, 1);
  const later = seen();
  assert.notDeepEqual(later, first);
  turn.tell('click');
  assert.equal(turn.textContent, 'Turn');
  watch(window, 1);
  assert.deepEqual(seen(), later);
});

test('they stand still for readers who asked for less motion, until the button turns them', () => {
  const { window, turn, seen } = page(space, { reduced: true });
  const first = seen();
  watch(window, 1);
  assert.deepEqual([turn.textContent, seen()], ['Turn', first]);
  turn.tell('click');
  watch(window, 1);
  assert.notDeepEqual(seen(), first);
});

test('they stop when a reader asks for less motion while the page is open', () => {
  const { window, turn, seen } = page(space);
  window.ask(true);
  const first = seen();
  watch(window, 1);
  assert.deepEqual([turn.textContent, seen()], ['Turn', first]);
});

test('arrow keys turn the space of four means, which stays as it is', () => {
  const { window, chart, seen, own } = page(space, { reduced: true });
  const before = seen();
  assert.deepEqual(press(chart, 'ArrowRight', 'ArrowUp', 'Enter'), [1, 1, 0]);
  assert.notDeepEqual(seen(), before);
  for (let i = 0; i < 40; i++) press(chart, 'ArrowDown');
  assert.equal(own.tilt, 1.5); // not over the pole
  // A turn keeps the plane of sight: nothing is longer than it is.
  const means = seen();
  for (let i = 0; i < 4; i++) assert.ok(Math.hypot(...means[i]) < 1 + 1e-12);
  assert.equal(window.spoken.textContent, '');
});
