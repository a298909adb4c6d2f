import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './page-scripts.mjs';

test('a figure is shown, takes later numbers, and is dropped', () => {
  const { collapsar } = load('axes.js', 'page.js', 'curves.js', 'figures.js');
  const heard = [];
  const panel = (name) => ({
    chart: { dispose: () => heard.push('dispose ' + name) },
    take: (next, i) => heard.push(name + ' takes ' + next.epoch + ' at ' + i),
  });
  collapsar.kinds.some = (figure) => figure.names.map(panel);
  const shown = collapsar.show({ kind: 'some', element: 'x', names: ['a', 'b'] });
  const other = collapsar.show({ kind: 'some', element: 'y', names: ['c'] });
  assert.equal(collapsar.panels.length, 3);
  shown.take({ epoch: 7 });
  assert.deepEqual(heard, ['a takes 7 at 0', 'b takes 7 at 1']);
  shown.drop();
  assert.equal(collapsar.panels.length, 1);
  other.take({ epoch: 8 });
  assert.deepEqual(heard.slice(2), ['dispose a', 'dispose b', 'c takes 8 at 0']);
});
