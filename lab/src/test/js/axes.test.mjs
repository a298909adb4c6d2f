import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './page-scripts.mjs';

const { partOfLog, labelRoom, legendLines, legendRoom, fitting } = load('axes.js').collapsarAxes;
const plain = (value) => JSON.parse(JSON.stringify(value));

// 1e-4 .. 1, as the program hands it over: every second decade is labelled on the whole axis.
const finer = [];
for (let power = -4; power <= 0; power++) {
  for (const digit of power === 0 ? [1] : [1, 2, 5]) {
    const value = Number(digit + 'e' + power);
    finer.push([Math.log10(value), String(value), digit > 1 ? 2 : power % 2 === 0 ? 0 : 1]);
  }
}

test('a part of a logarithmic axis holds what it shows and ends on ticks', () => {
  const axis = partOfLog(finer, -2.9, -1.1);
  assert.deepEqual(plain([axis.from, axis.to]), [-3, -1]);
  assert.deepEqual(
    Array.from(axis.ticks, (tick) => tick[1]),
    ['0.001', '0.01', '0.1'],
  );
});

test('a small part has the finest ticks, a large one the fewest', () => {
  assert.deepEqual(
    Array.from(partOfLog(finer, -2.9, -2.8).ticks, (tick) => tick[1]),
    ['0.001', '0.002'],
  );
  assert.deepEqual(
    Array.from(partOfLog(finer, -4, 0).ticks, (tick) => tick[1]),
    ['0.0001', '0.01', '1'],
  );
});

test('labels have room beside the axis', () => {
  assert.equal(labelRoom([]), 27);
  assert.equal(
    labelRoom([
      [0, '1e-12'],
      [1, ''],
    ]),
    55,
  );
});

test('an entry that does not fit behind the others begins a line of the legend', () => {
  const wide = 'network ResNet-18'; // 156 pixels
  assert.equal(legendLines([wide], 100), 1);
  assert.equal(legendLines([wide, wide], 320), 1);
  assert.equal(legendLines([wide, wide, wide, wide], 300), 4);
  assert.equal(legendLines([wide, wide, 'a', wide], 370), 2);
  assert.deepEqual([0, 1, 4].map(legendRoom), [54, 74, 146]);
});

test('a name that is longer than the room keeps its beginning and its end, and fits a line', () => {
  const long = 'a-name-of-a-run-that-goes-on, seed 1';
  assert.equal(fitting(long, 400), long);
  const short = fitting(long, 200);
  assert.match(short, /^a-name-of.*\u2026, seed 1$/);
  assert.equal(legendLines([short, short], 200), 2);
  assert.ok(44 + 6.6 * short.length <= 200);
  assert.ok(fitting(long, 10).endsWith(', seed 1'), 'also where there is hardly any');
});
