import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, refusal, settle } from './pages.mjs';

const RUN = { title: 'Net <b>a</b>', name: 'seed 1', place: 'a/seed-1', state: 'running', epochs: 40 };
const DOCUMENT = {
  epoch: 0,
  epochs: 40,
  seeds: 1,
  claims: '<p class="verdict">1 of 1</p><details><summary>each run</summary><ul><li>epoch 0</li></ul></details>',
  certificates: '',
  chosenMetrics: ['loss'],
  choice: '<li><label><input type="checkbox" value="loss" checked> loss</label></li>',
  chosen: '<figure id="live-chosen"><div class="notes"></div></figure>',
  structure: '<figure id="live-figure-1"><div class="notes"></div></figure>',
  figures: [
    { element: 'live-chosen', notes: [], points: 1 },
    { element: 'live-figure-1', notes: ['a < b'], points: 1 },
  ],
  timeLeft: 'about 40 s',
};
const row = (epoch, values) => ({ epoch, values });

// The page of a run; `live` gives each answer about claims and figures, in turn, and the last one again and again.
const page = async (...live) => {
  const did = [];
  const opened = open(
    'run.html',
    '/runs/a%2Fb',
    {
      answer: (path) => {
        if (!path.includes('/live?')) return RUN;
        const next = live.length > 1 ? live.shift() : live[0];
        if (next instanceof Error) throw next;
        return next;
      },
      figure: (data) => {
        did.push('show ' + data.element + ' ' + data.points);
        return {
          take: (next) => did.push('take ' + next.element + ' ' + next.points),
          drop: () => did.push('drop ' + data.element),
        };
      },
    },
    'content.js',
    'draw.js',
    'delta.js',
    'run.js',
  );
  await settle();
  return { ...opened, did, hear: opened.followed, queries: () => queriesOf(opened) };
};
const queriesOf = ({ asked }) =>
  asked
    .filter((path) => path.includes('/live?'))
    .map((path) => Object.fromEntries(new URLSearchParams(path.split('?')[1])));
const points = (at) => at('curves').querySelector('path').getAttribute('d').split(/[ML]/).length - 1;

test('the run of the address is asked for, and its name is text', async () => {
  const { at, text, asked, hear, document } = await page({ version: '1', whole: DOCUMENT });
  assert.equal(asked[0], '/api/v1/runs/a%2Fb');
  assert.equal(hear.id, 'a/b');
  assert.equal(text('title'), 'Net <b>a</b>');
  assert.equal(at('title').children.length, 0);
  assert.match(document.title, /^Net <b>a<\/b>/);
  assert.deepEqual([text('state'), text('place'), text('time-left')], ['running', 'a/seed-1', 'about 40 s']);
  assert.equal(at('compare').href, '/compare?runs=a%2Fb');
  assert.equal(at('report').href, '/runs/a%2Fb/report');
});

test('rows become curves, each with its last value and its ends', async () => {
  const { at, text, hear, frame } = await page({ version: '1', whole: DOCUMENT });
  hear.row(row(0, { loss: 1, 'accuracy.test': 0.5 }));
  hear.row(row(1, { loss: 0.25, 'accuracy.test': null }));
  hear.row(row(2, { loss: 0.5, 'accuracy.test': null }));
  frame();
  assert.equal(text('epoch'), '2 of 40');
  const [card, ...others] = at('curves').children;
  assert.equal(others.length, 0, 'only the chosen metric');
  assert.equal(card.dataset.metric, 'loss');
  assert.equal(card.querySelector('.value').textContent, '0.5');
  assert.equal(card.querySelector('.ends').textContent, 'least 0.25, greatest 1');
  assert.equal(points(at), 3);
});

test('how far a run is that is trained elsewhere', async () => {
  const { text, hear, frame } = await page({ version: '1', whole: { ...DOCUMENT, structure: '', figures: [] } });
  const elsewhere = { ...RUN, external: true, epochs: 2 };
  hear.run(elsewhere);
  [0, 1, 2].forEach((epoch) => hear.row(row(epoch, { loss: 1 })));
  frame();
  assert.equal(text('epoch'), '2 so far');
  hear.run({ ...elsewhere, epochs: 9 });
  frame();
  assert.equal(text('epoch'), '2 of 9');
  hear.run({ ...elsewhere, epochs: 2 });
  hear.end('finished');
  frame();
  assert.equal(text('epoch'), '2 of 2');
});

test('without figures there is no heading of them', async () => {
  const without = await page({ version: '1', whole: { ...DOCUMENT, structure: '', figures: [DOCUMENT.figures[0]] } });
  assert.equal(without.at('figures-title').hidden, true);
  const some = await page({ version: '1', whole: DOCUMENT });
  assert.equal(some.at('figures-title').hidden, false);
});

test('a metric that is not measured on every epoch says on which it was last', async () => {
  const chosen = { ...DOCUMENT, chosenMetrics: ['loss', 'accuracy.test'] };
  const { at, hear, frame } = await page({ version: '1', whole: chosen });
  hear.row(row(0, { loss: 1, 'accuracy.test': 0.5 }));
  hear.row(row(1, { loss: 'Infinity', 'accuracy.test': null }));
  await settle();
  frame();
  const ends = at('curves').children.map((card) => card.querySelector('.ends').textContent);
  assert.deepEqual(ends, ['least 1, greatest 1', 'least 0.5, greatest 0.5, last at epoch 0']);
  assert.equal(at('curves').children[0].querySelector('.value').textContent, 'Infinity');
});

test('rows that a resumed run writes again take the place of those that were there', async () => {
  const { at, text, hear, frame } = await page({ version: '1', whole: DOCUMENT });
  for (let epoch = 0; epoch < 5; epoch++) hear.row(row(epoch, { loss: 1 + epoch }));
  hear.cut(2);
  frame();
  assert.equal(text('epoch'), '1 of 40');
  hear.row(row(2, { loss: 9 }));
  frame();
  assert.equal(points(at), 3);
  assert.equal(at('curves').querySelector('.ends').textContent, 'least 1, greatest 9');
});

test('a value that is not positive makes the axis linear, and buttons choose it', async () => {
  const { at, hear, frame } = await page({ version: '1', whole: DOCUMENT });
  [1, 10, 100].forEach((loss, epoch) => hear.row(row(epoch, { loss })));
  frame();
  const middle = () => Number(at('curves').querySelector('path').getAttribute('d').split(/[ML ]/)[4]);
  assert.equal(middle(), 30, 'halfway on a logarithmic axis of 60 px');
  at('linear').tell('click');
  frame();
  assert.ok(middle() > 50);
  assert.deepEqual(
    ['linear', 'logarithmic'].map((id) => at(id).getAttribute('aria-pressed')),
    ['true', 'false'],
  );
});

test('claims change where they stand: what is unfolded stays so, and the keys stay where they are', async () => {
  const change = { keys: { claims: { is: DOCUMENT.claims.replace('epoch 0', 'epoch 1') } } };
  const { at, text, hear, later, document } = await page({ version: '1', whole: DOCUMENT }, { version: '2', change });
  const details = at('claims').querySelector('details');
  details.open = true;
  details.querySelector('summary').focus();
  hear.row(row(1, { loss: 1 }));
  await later();
  assert.match(text('claims'), /epoch 1/);
  assert.equal(at('claims').querySelector('details'), details);
  assert.equal(details.open, true);
  assert.ok(document.activeElement.isConnected);
});

test('a figure takes its later numbers, others are left alone, and notes are text', async () => {
  const change = { keys: { figures: { keep: 2, at: { 1: { keys: { points: { is: 2 } } } }, more: [] } } };
  const { at, did, hear, later } = await page({ version: '1', whole: DOCUMENT }, { version: '2', change });
  assert.deepEqual(did.splice(0), ['show live-chosen 1', 'show live-figure-1 1']);
  assert.equal(at('live-figure-1').querySelector('.notes p').textContent, 'a < b');
  const figure = at('live-figure-1');
  hear.row(row(1, { loss: 1 }));
  await later();
  assert.deepEqual(did, ['take live-figure-1 2']);
  assert.equal(at('live-figure-1'), figure);
});

test('other metrics make the figure of the chosen ones anew, and no other', async () => {
  const other = {
    ...DOCUMENT,
    chosenMetrics: ['lr'],
    chosen: DOCUMENT.chosen.replace('<div', '<h3>lr</h3><div'),
    figures: [
      { element: 'live-chosen', notes: [], points: 7 },
      { ...DOCUMENT.figures[1], points: 8 },
    ],
  };
  const { at, did, later, queries } = await page({ version: '1', whole: DOCUMENT }, { version: '2', whole: other });
  did.length = 0;
  at('metric-list').querySelector('input').tell('change');
  await later();
  assert.deepEqual(did, ['drop live-chosen', 'show live-chosen 7', 'take live-figure-1 8']);
  assert.deepEqual(queries().at(-1), { have: '', metrics: 'loss' });
});

test('all seeds are another document', async () => {
  const { at, later, queries } = await page({ version: '1', whole: { ...DOCUMENT, seeds: 3 } });
  assert.equal(at('scope').hidden, false);
  assert.equal(at('all-seeds').textContent, 'All 3 seeds');
  at('all-seeds').tell('click');
  await later();
  assert.deepEqual(queries().at(-1), { have: '', seeds: 'all' });
  assert.equal(at('all-seeds').getAttribute('aria-pressed'), 'true');
  assert.equal(at('this-run').getAttribute('aria-pressed'), 'false');
});

test('one question at a time, which names the version that the page has', async () => {
  const { hear, later, queries, timers } = await page({ version: '1', whole: DOCUMENT }, { version: '1' });
  const before = queries().length;
  for (let epoch = 0; epoch < 9; epoch++) hear.row(row(epoch, { loss: 1 }));
  await settle();
  assert.equal(queries().length, before, 'the last answer is not long ago');
  await later();
  assert.equal(queries().length, before + 1);
  assert.deepEqual(queries().at(-1), { have: '1' });
  await later();
  assert.equal(queries().length, before + 1, 'nothing has happened since');
  assert.equal(timers.length, 0);
});

test('files that have changed meanwhile are asked for again', async () => {
  const { later, queries, text } = await page(
    { version: '1', whole: DOCUMENT, again: true },
    { version: '2', again: false },
  );
  const before = queries().length;
  await later();
  assert.equal(queries().length, before + 1);
  assert.equal(text('trouble-live'), '');
});

test('an answer that fails is said, and asked for again only where the server did not answer', async () => {
  const silent = await page(new Error('network'), { version: '1', whole: DOCUMENT });
  assert.match(silent.text('trouble-live'), /cannot be shown now: network/);
  await silent.later();
  assert.equal(silent.text('trouble-live'), '');
  assert.equal(silent.queries().length, 2);
  const refused = await page(refusal(422, 'metrics.csv: expected numbers'));
  assert.match(refused.text('trouble-live'), /metrics\.csv: expected numbers/);
  await refused.later();
  assert.equal(refused.queries().length, 1);
});

test('a lost connection, a token that is missing and the end are said', async () => {
  const { text, hear } = await page({ version: '1', whole: DOCUMENT });
  hear.lost(new Error('network'));
  assert.match(text('trouble'), /^The connection was lost.*\(network\)$/);
  hear.found();
  assert.equal(text('trouble'), '');
  hear.lost(refusal(401, 'token'));
  assert.match(text('trouble'), /asks for its token/);
  hear.end('finished');
  assert.equal(text('state'), 'finished');
});
