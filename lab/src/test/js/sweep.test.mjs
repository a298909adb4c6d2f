import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadFigures, newElement, newKey, plain } from './page-scripts.mjs';

const axis = (from, to) => ({
  from,
  to,
  ticks: [
    [from, 'low'],
    [to, 'high'],
  ],
});
const curve = { name: 'width 40', index: 0, x: [1, 2, 4], joined: true, dots: true };
const fit = { name: '', index: 0, x: [1, 4], y: [1, 10], dash: 'dashed', joined: true };
const panel = (more) => ({
  name: 'Loss',
  label: 'loss',
  axis: 'beta',
  from: 0.5,
  to: 4.5,
  places: [1, 2, 4],
  labels: ['1', '2', '4'],
  logarithmic: true,
  scales: {
    linear: { axis: axis(-1, 5), strokes: [{ ...curve, y: [4, 0, 1], lower: [3, -1, 0.5], upper: [5, 1, 2] }] },
    log: { axis: axis(-1, 1), strokes: [{ ...curve, y: [4, 0, 1], lower: [3, null, 0.5], upper: [5, null, 2] }, fit] },
  },
  curves: [
    { name: 'width 40', mean: [4, null, 1], deviation: [1, null, 0.25], runs: [{ 1: 3, 2: 5 }, {}, { 1: 1, 2: 1 }] },
  ],
  ...more,
});

// A figure of one panel with its buttons, as the page makes it.
const drawn = (data, ...more) => {
  const window = loadFigures({}, 'sweep.js');
  const chart = newElement();
  const buttons = ['log', 'linear', 'png', 'svg'].map((what) => Object.assign(newElement(), { dataset: { do: what } }));
  const figure = { panels: [data, ...more], element: 'figure-1', id: 'figure' };
  const [own] = window.collapsar.kinds.sweep(
    figure,
    newElement({ '.chart': [chart, ...more.map(() => newElement())], '.tools button': buttons }),
  );
  return {
    window,
    own,
    element: chart,
    press: (what) => buttons.find((button) => button.dataset.do === what).tell('click'),
    pressed: (what) => buttons.find((button) => button.dataset.do === what).attributes['aria-pressed'],
    option: () => own.chart.options.at(-1),
    series: (id) => own.chart.options.at(-1).series.find((s) => s.id === id),
  };
};

test('a value that is not positive has no dot and no bar on a logarithmic axis', () => {
  const { option, series } = drawn(panel());
  assert.deepEqual([option().yAxis.min, option().yAxis.max], [-1, 1]);
  assert.deepEqual(plain(series('curve-0').data), [
    [1, Math.log10(4)],
    [2, null],
    [4, 0],
  ]);
  assert.deepEqual(plain(series('bars-curve-0').data), [
    [1, Math.log10(3), Math.log10(5)],
    [2, null, null],
    [4, Math.log10(0.5), Math.log10(2)],
  ]);
});

test('the linear axis shows it, with the strokes that the program chose for that axis', () => {
  const { press, pressed, option, series } = drawn(panel());
  assert.deepEqual([pressed('log'), pressed('linear')], ['true', 'false']);
  press('linear');
  assert.deepEqual([pressed('log'), pressed('linear')], ['false', 'true']);
  assert.deepEqual([option().yAxis.min, option().yAxis.max], [-1, 5]);
  assert.deepEqual(plain(series('curve-0').data), [
    [1, 4],
    [2, 0],
    [4, 1],
  ]);
  assert.deepEqual(plain(series('bars-curve-0').data)[1], [2, -1, 1]);
  assert.equal(series('fit-1'), undefined);
});

test('without a positive value the axis stays linear', () => {
  const { scales } = panel();
  const { press, option } = drawn(panel({ scales: { linear: scales.linear } }));
  press('log');
  assert.deepEqual([option().yAxis.min, option().yAxis.max], [-1, 5]);
});

test('fits are dashed lines, silent and in no legend', () => {
  const { option, series } = drawn(panel());
  const line = series('fit-1');
  assert.equal(line.lineStyle.type, 'dashed');
  assert.ok(line.silent && line.symbol === 'none' && line.name === undefined);
  assert.deepEqual(plain(option().legend.data), ['width 40']);
  assert.equal(series('curve-0').symbol, 'circle');
});

test('dots that are not joined have no line between them', () => {
  const { scales } = panel();
  const loose = { ...curve, joined: false, y: [4, 1, 1] };
  const { series } = drawn(panel({ scales: { ...scales, log: { axis: axis(-1, 1), strokes: [loose] } } }));
  assert.equal(series('curve-0').lineStyle.width, 0);
  assert.equal(series('bars-curve-0'), undefined);
});

test('a legend of more than four lines scrolls and takes one', () => {
  const { scales } = panel();
  const many = Array.from({ length: 30 }, (_, i) => ({ ...curve, name: 'a cell of the sweep ' + i, y: [1, 1, 1] }));
  const { option } = drawn(panel({ scales: { ...scales, log: { axis: axis(-1, 1), strokes: many } } }));
  assert.equal(option().legend.type, 'scroll');
  assert.equal(option().grid.bottom, drawn(panel()).option().grid.bottom);
  assert.equal(drawn(panel()).option().legend.type, 'plain');
});

test('a panel without strokes says that there are no values', () => {
  const { option } = drawn(panel({ scales: { linear: { axis: axis(0, 1), strokes: [] } } }));
  assert.equal(option().title.text, 'loss: no values');
});

test('a label that would touch the one before it is left out', () => {
  const shown = (width) => {
    const { series } = drawn(panel({ places: [0, 1, 2, 3], labels: ['0.001', '0.002', '0.003', '0.004'] }));
    const api = { coord: ([x]) => [(x * width) / 3, 0] };
    return [0, 1, 2, 3]
      .map((dataIndex) => series('names').renderItem({ dataIndex, coordSys: { y: 0, height: 200 } }, api))
      .map((label) => label?.style.text ?? '');
  };
  assert.deepEqual(shown(600), ['0.001', '0.002', '0.003', '0.004']);
  assert.deepEqual(shown(100), ['0.001', '', '0.003', '']);
});

test('arrow keys walk along the axis and say mean and deviation', () => {
  const { window, own, element } = drawn(panel());
  const press = (name) => {
    const event = newKey(name);
    element.tell('keydown', event);
    return event.prevented;
  };
  assert.equal(press('ArrowRight'), 1);
  assert.equal(window.spoken.textContent, 'Loss, beta 1: width 40 4 \u00b1 1');
  press('ArrowRight');
  assert.equal(window.spoken.textContent, 'Loss, beta 2: width 40 no value');
  press('Home');
  assert.match(window.spoken.textContent, /beta 1:/);
  press('End');
  press('ArrowRight'); // stays at the end
  assert.equal(window.spoken.textContent, 'Loss, beta 4: width 40 1 \u00b1 0.25');
  assert.deepEqual(plain(own.chart.actions.at(-1)), { type: 'showTip', seriesIndex: 3, dataIndex: 2 });
  assert.equal(press('Tab'), 0);
});

test('a tip has the values of each run, and names are text', () => {
  const { curves } = panel();
  const { option } = drawn(panel({ curves: [{ ...curves[0], name: '<b>' }] }));
  const tip = option().tooltip.formatter({ data: [1, 0] });
  assert.ok(tip.includes('1 3, 2 5') && !tip.includes('<b>') && tip.includes('&#60;b&#62;'));
});
