import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadFigures, newElement, newKey, plain } from './page-scripts.mjs';

const packed = (...numbers) => Buffer.from(new Float32Array(numbers).buffer).toString('base64');
const run = (more) => ({
  name: 'seed 1',
  epoch: 40,
  share: '99% explained',
  axis: {
    from: -1,
    to: 3,
    ticks: [
      [-1, '-1'],
      [3, '3'],
    ],
  },
  actual: packed(2, -0.5, 0.25),
  predicted: packed(1.5, -0.75, 0.125),
  ...more,
});
const drawn = (runs, width = 600) => {
  const window = loadFigures({}, 'parity.js');
  const charts = runs.map(() => Object.assign(newElement(), { clientWidth: width }));
  const own = window.collapsar.kinds.parity({ runs, id: 'figure' }, newElement({ '.chart': charts }));
  return { window, own, charts, option: own[0]?.chart.options.at(-1) };
};

test('a dot per feature, beside the line where both are equal, on axes of one scale', () => {
  const { option } = drawn([run()]);
  const of = (id) => plain(option.series.find((s) => s.id === id || s.type === id).data);
  assert.deepEqual(of('features'), [
    [2, 1.5],
    [-0.5, -0.75],
    [0.25, 0.125],
  ]);
  assert.deepEqual(of('line'), [
    [-1, -1],
    [3, 3],
  ]);
  for (const side of [option.xAxis, option.yAxis]) assert.deepEqual([side.min, side.max], [-1, 3]);
  assert.equal(option.grid.width, option.grid.height);
});

test('a narrow chart has its share below the title', () => {
  assert.deepEqual(
    [drawn([run()]).option.title, drawn([run()], 360).option.title].map(({ text, subtext }) => [text, subtext]),
    [
      ['Seed 1, epoch 40, 99% explained', ''],
      ['Seed 1, epoch 40', '99% explained'],
    ],
  );
});

test('arrow keys walk over the features from the least to the greatest', () => {
  const { window, own, charts } = drawn([run()]);
  const heard = (name) => {
    charts[0].tell('keydown', newKey(name));
    return [own[0].chart.actions.at(-1).dataIndex, window.spoken.textContent];
  };
  assert.deepEqual(heard('ArrowRight'), [1, 'feature -0.5, predicted -0.75']);
  assert.deepEqual(heard('ArrowUp'), [2, 'feature 0.25, predicted 0.125']);
  assert.deepEqual(heard('ArrowRight'), [0, 'feature 2, predicted 1.5']);
  assert.deepEqual(heard('ArrowRight')[0], 0);
  assert.deepEqual(heard('ArrowLeft')[0], 2);
  const series = own[0].chart.options.at(-1).series[own[0].chart.actions.at(-1).seriesIndex];
  assert.equal(series.id, 'features');
});

test('keys that mean nothing here are left to the browser, and so are all without features', () => {
  for (const [given, name] of [
    [run(), 'Enter'],
    [run({ actual: '', predicted: '' }), 'ArrowRight'],
  ]) {
    const event = newKey(name);
    drawn([given]).charts[0].tell('keydown', event);
    assert.equal(event.prevented, 0);
  }
});

test('a tip is of a feature, not of the line', () => {
  const { tooltip } = drawn([run()]).option;
  assert.equal(tooltip.formatter({ seriesType: 'scatter', dataIndex: 2 }), 'feature 0.25, predicted 0.125');
  assert.equal(tooltip.formatter({ seriesType: 'line', dataIndex: 0 }), '');
});

test('a chart per run, and none without runs', () => {
  assert.equal(drawn([run(), run({ name: 'seed 2' })]).own.length, 2);
  assert.deepEqual(plain(drawn([]).own), []);
});
