import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadFigures, newElement, newKey, plain } from './page-scripts.mjs';

// Upper triangles, one per epoch, in parts of ten thousand of the limit, as the program packs them.
const packed = (...numbers) => Buffer.from(new Int16Array(numbers).buffer).toString('base64');
const MISSING = -32768;
const run = (epochs, first) => ({
  names: ['Gram matrix', 'kernel'],
  size: 2,
  limits: [2, 1],
  epochs,
  packed: [
    packed(...epochs.flatMap((_, i) => [10000, first + i, i === 0 ? MISSING : -5000])),
    packed(...epochs.flatMap(() => [1, 2, 3])),
  ],
});
const figure = (...runs) => ({ runs, index: 'class', firstIndex: 0, element: 'figure-1', id: 'figure' });

const drawn = (data) => {
  const window = loadFigures({}, 'matrices.js');
  const charts = [newElement(), newElement(), newElement()];
  const [slider, shown, select] = [newElement(), newElement(), Object.assign(newElement(), { value: '0' })];
  const element = newElement({ '.chart': charts, 'input[type="range"]': slider, output: shown, select });
  const own = window.collapsar.kinds.gram(data, element);
  const cells = (i) => plain(own[i].chart.options.at(-1).series[0].data);
  return { window, own, charts, slider, shown, select, cells };
};
const move = (slider, to) => {
  slider.value = String(to);
  slider.tell('input');
};

test('a matrix is symmetric, from its upper triangle, at the last epoch first', () => {
  const { own, cells, shown, slider } = drawn(figure(run([0, 5, 9], 100)));
  assert.deepEqual(cells(0), [
    [0, 0, 2],
    [1, 0, 0.0204],
    [0, 1, 0.0204],
    [1, 1, -1],
  ]);
  assert.deepEqual([shown.textContent, slider.max, slider.value], ['epoch 9', '2', '2']);
  const { visualMap, title } = own[0].chart.options.at(-1);
  assert.deepEqual([visualMap.min, visualMap.max, title.text], [-2, 2, 'Gram matrix, epoch 9']);
});

test('the slider shows another epoch, in all matrices', () => {
  const { own, cells, shown, slider } = drawn(figure(run([0, 5, 9], 100)));
  move(slider, 1);
  assert.equal(cells(0)[1][2], 0.0202);
  assert.deepEqual(
    [0, 1].map((i) => own[i].chart.options.at(-1).title.text),
    ['Gram matrix, epoch 5', 'kernel, epoch 5'],
  );
  assert.deepEqual([shown.textContent, slider.attributes['aria-valuetext']], ['epoch 5', 'epoch 5']);
});

test('an undefined cell is empty, not zero, and is called undefined', () => {
  const { window, charts, cells, slider } = drawn(figure(run([0, 5], 100)));
  move(slider, 0);
  assert.equal(cells(0)[3][2], '-');
  ['ArrowDown', 'ArrowRight', 'ArrowRight'].forEach((name) => charts[0].tell('keydown', newKey(name)));
  assert.equal(window.spoken.textContent, 'Gram matrix, classes 1 and 1: undefined');
});

test('arrow keys read the cells, and no other key is taken', () => {
  const { window, own, charts } = drawn(figure(run([0, 5], 100)));
  charts[0].tell('keydown', newKey('ArrowRight'));
  assert.equal(window.spoken.textContent, 'Gram matrix, classes 0 and 1: 0.0202');
  assert.deepEqual(plain(own[0].chart.actions.at(-1)), { type: 'showTip', seriesIndex: 0, dataIndex: 1 });
  charts[0].tell('keydown', newKey('ArrowUp')); // the first row already
  assert.equal(window.spoken.textContent, 'Gram matrix, classes 0 and 1: 0.0202');
  const other = newKey('Enter');
  charts[0].tell('keydown', other);
  assert.equal(other.prevented, 0);
});

test('another run is shown at the same epoch, or at its next one', () => {
  const { cells, shown, slider, select } = drawn(figure(run([0, 5, 9], 100), run([0, 3, 6], 300)));
  move(slider, 1);
  select.value = '1';
  select.tell('change');
  assert.deepEqual([shown.textContent, slider.value, cells(0)[1][2]], ['epoch 6', '2', 0.0604]);
  select.value = '0';
  select.tell('change');
  assert.equal(shown.textContent, 'epoch 9');
  move(slider, 0);
  select.value = '1';
  select.tell('change');
  assert.equal(shown.textContent, 'epoch 0');
  select.value = '0';
  select.tell('change');
  assert.equal(shown.textContent, 'epoch 0');
  move(slider, 2);
  select.value = '1';
  select.tell('change'); // it has no epoch 9: its last
  assert.equal(shown.textContent, 'epoch 6');
});

test('later epochs of a run that goes on: the last one stays the last one', () => {
  const { own, cells, shown, slider } = drawn(figure(run([0, 5], 100)));
  const take = (next) => own.forEach((map, i) => map.take(figure(next), i));
  take(run([0, 5, 9], 100));
  assert.deepEqual([shown.textContent, slider.max, cells(0)[1][2]], ['epoch 9', '2', 0.0204]);
  move(slider, 1);
  take(run([0, 5, 9, 12], 100));
  assert.deepEqual([shown.textContent, slider.value, slider.max], ['epoch 5', '1', '3']);
});

test('where other frames are left out than before, the epoch that is shown stays, or its next one', () => {
  const { own, shown, slider } = drawn(figure(run([0, 4, 8, 12], 100)));
  const take = (next) => own.forEach((map, i) => map.take(figure(next), i));
  move(slider, 2);
  take(run([0, 8, 16], 100));
  assert.deepEqual([shown.textContent, slider.value], ['epoch 8', '1']);
  take(run([0, 10, 20], 100));
  assert.equal(shown.textContent, 'epoch 10');
});

test('a chart without a matrix is hidden', () => {
  const { charts } = drawn(figure(run([0], 100)));
  assert.deepEqual(
    charts.map((chart) => chart.hidden),
    [false, false, true],
  );
});

test('rows and columns count from where the program says', () => {
  const { window, charts, own } = drawn({ ...figure(run([0, 1], 100)), index: 'layer', firstIndex: 1 });
  assert.deepEqual(plain(own[0].chart.options.at(-1).xAxis.data), ['1', '2']);
  charts[0].tell('keydown', newKey('ArrowLeft'));
  assert.match(window.spoken.textContent, /layers 1 and 1: 2\.0000/);
});

test('without runs nothing is drawn', () => {
  assert.deepEqual(plain(drawn(figure()).own), []);
});
