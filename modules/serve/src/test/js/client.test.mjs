import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const load = (globals, ...names) => {
  const context = vm.createContext({ console, setTimeout, TextDecoder, AbortController, ...globals });
  for (const name of names) {
    const file = new URL('../../main/resources/org/collapsar/serve/' + name, import.meta.url);
    vm.runInContext(readFileSync(file, 'utf8'), context, { filename: name });
  }
  return context;
};
const plain = (value) => JSON.parse(JSON.stringify(value));
const storage = (kept = {}) => ({
  getItem: (key) => kept[key] ?? null,
  setItem: (key, value) => {
    kept[key] = value;
  },
});

test('events are whole wherever their text is cut', () => {
  const text =
    'retry: 1000\n\nevent: row\nid: 7\ndata: {"epoch":7}\n\n: \n\nevent: end\ndata: {"state":"finished"}\n\n';
  for (let size = 1; size <= text.length; size++) {
    const events = [];
    const feed = load({}, 'client.js').collapsarClient.parser((event) => events.push(plain(event)));
    for (let at = 0; at < text.length; at += size) feed(text.slice(at, at + size));
    assert.deepEqual(events, [
      { name: 'row', id: '7', data: '{"epoch":7}' },
      { name: 'end', id: null, data: '{"state":"finished"}' },
    ]);
  }
});

test('the token is taken out of the address and kept', () => {
  const replaced = [];
  const kept = {};
  load(
    {
      location: { hash: '#token=a_b-C', pathname: '/runs/x', search: '' },
      history: { replaceState: (...given) => replaced.push(given[2]) },
      sessionStorage: storage(kept),
    },
    'client.js',
  );
  assert.deepEqual(replaced, ['/runs/x']);
  assert.deepEqual(kept, { 'collapsar-token': 'a_b-C' });
});

// A server whose streams end after some rows, or do not answer, or fail between.
test('rows go on behind the last one, whatever breaks', async () => {
  const asked = [];
  const of = (text) => ({ ok: true, body: new Blob([text]).stream() });
  const row = (n) => 'event: row\nid: ' + n + '\ndata: {"epoch":' + n + ',"values":{}}\n\n';
  const answers = [
    () => of(row(0) + row(1) + 'event: row\nid: 2\nda'),
    () => {
      throw new TypeError('network');
    },
    () => of(row(2)),
    () => of('event: cut\ndata: {"rows":1}\n\n' + row(1) + 'event: end\ndata: {"state":"finished"}\n\n'),
  ];
  const fetch = async (address, options) => {
    asked.push([address, options.headers.Authorization]);
    return answers.shift()();
  };
  const heard = [];
  await new Promise((end) => {
    load(
      {
        fetch,
        location: { hash: '#token=secret', pathname: '/', search: '' },
        history: { replaceState() {} },
        sessionStorage: storage(),
        setTimeout: (go) => setTimeout(go, 1),
      },
      'client.js',
    ).collapsarClient.follow('x', {
      row: (r) => heard.push(r.epoch),
      cut: (rows) => heard.push('cut ' + rows),
      lost: () => heard.push('lost'),
      end: (state) => {
        heard.push(state);
        end();
      },
    });
  });
  assert.deepEqual(heard, [0, 1, 'lost', 2, 'cut 1', 1, 'finished']);
  assert.deepEqual(
    asked.map(([address]) => address.replace(/.*after=/, '')),
    ['-1', '1', '1', '2'],
  );
  assert.ok(asked.every(([address, token]) => !address.includes('secret') && token === 'Bearer secret'));
});

test('thinned curves keep the least and the greatest value', () => {
  const { thin, number } = load({}, 'draw.js').collapsarDraw;
  const points = Array.from({ length: 5000 }, (_, i) => [i, i === 1234 ? 9 : i === 4321 ? -9 : Math.sin(i)]);
  const kept = plain(thin(points, 100));
  assert.ok(kept.length <= 200);
  assert.ok(kept.some(([x, y]) => x === 1234 && y === 9));
  assert.ok(kept.some(([x, y]) => x === 4321 && y === -9));
  assert.deepEqual(
    kept.map((p) => p[0]),
    kept.map((p) => p[0]).sort((a, b) => a - b),
  );
  assert.deepEqual([0, 0.25, 1e-7, 'Infinity', null].map(number), ['0', '0.25', '1.00e-7', 'Infinity', 'undefined']);
});
