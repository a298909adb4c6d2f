import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const context = vm.createContext({});
vm.runInContext(
  readFileSync(new URL('../../main/resources/org/collapsar/serve/delta.js', import.meta.url), 'utf8'),
  context,
);
const plain = (value) => JSON.parse(JSON.stringify(value));

test('a change makes the later document, and leaves the earlier one as it is', () => {
  const examples = JSON.parse(
    readFileSync(new URL('../resources/org/collapsar/serve/deltas.json', import.meta.url), 'utf8'),
  );
  assert.ok(examples.length > 10);
  for (const { before, after, delta } of examples) {
    const kept = plain(before);
    assert.deepEqual(plain(context.collapsarDelta.apply(before, delta)), after);
    assert.deepEqual(plain(before), kept);
  }
});
