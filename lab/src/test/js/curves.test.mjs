import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, newElement } from './page-scripts.mjs';

const { collapsar } = load('axes.js', 'page.js', 'curves.js');
const view = (more) => ({ log: null, lines: false, zoom: false, ...more });
const panel = (more) => ({
  metric: 'loss', label: 'loss', name: 'Loss', logarithmic: true, smallest: 0.25,
  runs: [{ seed: '1', values: [4, 0, 1] }, { seed: '2', values: [2, 0.25, -1] }],
  mean: [3, 0.125, 0], deviation: [1, 0.125, 1], ...more,
});
const drawn = (data, chosen) => {
  const chart = new collapsar.CurvePanel(newElement(), data, view(chosen));
  chart.others = [];
  chart.draw();
  return { chart, option: chart.chart.options.at(-1) };
};
const line = (option, i) => Array.from(option.series.find((s) => s.id === 'line-' + i).data, (p) => Array.from(p));

test('values that are not positive are kept off a logarithmic axis', () => {
  const { option } = drawn(panel(), { lines: true });
  assert.deepEqual(line(option, 0), [[0, Math.log10(4)], [1, null], [2, 0]]);
  assert.deepEqual(line(option, 1), [[0, Math.log10(2)], [1, Math.log10(0.25)], [2, null]]);
  assert.ok(Number.isFinite(option.yAxis.min) && Number.isFinite(option.yAxis.max));
  assert.ok(option.yAxis.min <= Math.log10(0.25) && option.yAxis.max >= Math.log10(4));
});

test('one exact 0 does not stretch the axis', () => {
  const without = drawn(panel({ runs: [{ seed: '1', values: [4, 2, 1] }] }), { lines: true }).option;
  const withZero = drawn(panel({ runs: [{ seed: '1', values: [4, 0, 1] }] }), { lines: true }).option;
  assert.deepEqual([withZero.yAxis.min, withZero.yAxis.max], [without.yAxis.min, without.yAxis.max]);
});

test('a band whose lower edge is not positive ends at the smallest positive value', () => {
  const { chart } = drawn(panel(), {});
  assert.deepEqual(Array.from(chart.band(chart.groups[0])[1]), [1, Math.log10(0.25), Math.log10(0.25)]);
});

test('without a positive value the axis is linear and the title says so', () => {
  const { option } = drawn(panel({ smallest: null, runs: [{ seed: '1', values: [0, -1] }],
    mean: [0, -1], deviation: [0, 0] }), {});
  assert.match(option.title.text, /linear: no value above 0/);
  assert.ok(option.yAxis.min <= -1 && option.yAxis.max >= 0);
});

test('what was not measured is null and has no point', () => {
  const { option } = drawn(panel({ runs: [{ seed: '1', values: [4, null, 1] }] }), { lines: true });
  assert.deepEqual(line(option, 0), [[0, Math.log10(4)], [2, 0]]);
});

test('packed curves are the numbers that were packed', () => {
  const packed = Buffer.from(new Float32Array([0.1, NaN, 3]).buffer).toString('base64');
  const { chart } = drawn(panel({ runs: undefined, epochs: [0, 2, 5], groups: [
    { name: 'a', index: 0, runs: [{ seed: '1', length: 6, packed }] },
    { name: 'b', index: 1, runs: [{ seed: '1', length: 6, packed }] }] }), {});
  assert.deepEqual(Array.from(chart.groups[0].runs[0].values), [0.1, null, null, null, null, 3]);
  assert.deepEqual(Array.from(chart.groups[1].mean), [0.1, null, null, null, null, 3]);
});

test('names are text in tooltips, whatever they are called', () => {
  assert.equal(collapsar.escape('<img onerror="x">&\''), '&#60;img onerror=&#34;x&#34;&#62;&#38;&#39;');
});

test('arrow keys walk over the epochs and say the values', () => {
  const window = load('axes.js', 'page.js', 'curves.js');
  const chart = new window.collapsar.CurvePanel(newElement(), panel(), view({}));
  chart.others = [];
  chart.draw();
  let prevented = 0;
  const press = (key) => chart.key({ key, preventDefault: () => { prevented += 1; } });
  press('ArrowRight');
  assert.match(window.spoken.textContent, /^Loss, epoch 0: mean 3, deviation 1/);
  press('End');
  assert.match(window.spoken.textContent, /epoch [12]:/);
  press('Tab');
  assert.equal(prevented, 2);
});
