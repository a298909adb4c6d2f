import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadInto, newElement } from './page-scripts.mjs';

// A table of numbers; undefined cells have no value.
const table = (rows) => {
  const heads = rows[0].map(() => ({
    ...newElement(),
    childNodes: ['name'],
    append(e) {
      this.button = e;
    },
  }));
  const lines = rows.map((row) => ({
    numbers: row,
    children: row.map((v) => ({ dataset: v === undefined ? {} : { value: String(v) } })),
  }));
  const body = {
    order: [...lines],
    get rows() {
      return this.order;
    },
    append(line) {
      this.order = this.order.filter((other) => other !== line).concat(line);
    },
  };
  return { tHead: { rows: [{ cells: heads }] }, tBodies: [body], heads, body };
};

test('a column sorts up, then down; undefined stays below; ties keep the first column', () => {
  const made = table([
    [0, 3],
    [1, undefined],
    [2, -1],
    [3, 3],
  ]);
  loadInto({ all: { 'table.sortable': [made] } }, 'tables.js');
  const order = () => made.body.rows.map((line) => line.numbers[0]);
  made.heads[1].button.tell('click');
  assert.deepEqual(order(), [2, 0, 3, 1]);
  assert.equal(made.heads[1].getAttribute('aria-sort'), 'ascending');
  made.heads[1].button.tell('click');
  assert.deepEqual(order(), [0, 3, 2, 1]);
  assert.equal(made.heads[1].getAttribute('aria-sort'), 'descending');
  made.heads[0].button.tell('click');
  assert.deepEqual(order(), [0, 1, 2, 3]);
  assert.equal(made.heads[1].getAttribute('aria-sort'), null);
});
