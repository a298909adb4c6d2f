import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './page-scripts.mjs';

const { linearAxis, logAxis, label } = load('axes.js').collapsarAxes;
const labels = (axis) => Array.from(axis.ticks, (tick) => tick.text).filter((text) => text);

test('a logarithmic axis holds its data and has labels', () => {
  for (const [least, greatest] of [[0.014, 0.5], [1e-9, 3], [0.9999, 1.0001], [2, 2], [1e-300, 1e300]]) {
    const axis = logAxis(least, greatest);
    assert.ok(axis.from <= Math.log10(least) && axis.to >= Math.log10(greatest));
    assert.ok(labels(axis).length >= 2 && new Set(labels(axis)).size === labels(axis).length);
  }
});

test('a linear axis holds its data, constants with room on both sides', () => {
  for (const [least, greatest] of [[0, 1], [-3, 2], [7, 7], [0, 0], [1e-12, 2e-12]]) {
    const axis = linearAxis(least, greatest);
    assert.ok(axis.from <= least && axis.to > greatest);
    assert.ok(labels(axis).length >= 3);
  }
});

test('labels are short', () => {
  assert.deepEqual(labels(logAxis(0.014, 0.5)), ['0.01', '0.02', '0.05', '0.1', '0.2', '0.5']);
  assert.deepEqual(labels(linearAxis(0, 1.5e6)), ['0', '500000', '1e6', '1.5e6']);
  assert.equal(label(0, 1), '0');
});
