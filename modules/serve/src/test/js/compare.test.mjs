import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, refusal, settle } from './pages.mjs';

const runs = (count) =>
  Array.from({ length: count }, (_, i) => ({
    id: 'r' + i,
    title: i === 1 ? '<i>Net</i>' : '',
    name: 'seed ' + i,
    place: 'place-' + i + '/seed-' + i,
    state: i % 2 ? 'finished' : 'running',
  }));
const comparison = (name) => ({
  html: '<figure id="f">' + name + '</figure>',
  choice:
    '<li><label><input type="checkbox" value="loss" checked> loss</label></li>' +
    '<li><label><input type="checkbox" value="lr"> lr</label></li>',
  figures: [{ element: 'f', name }],
});

const page = async (query, compare = () => comparison('first'), count = 30) => {
  const did = [];
  const opened = open(
    'compare.html',
    '/compare' + query,
    {
      answer: (path) => (path === '/api/v1/runs' ? { runs: runs(count) } : compare(path)),
      figure: (data) => {
        did.push('show ' + data.name);
        return { drop: () => did.push('drop ' + data.name) };
      },
    },
    'content.js',
    'compare.js',
  );
  await settle();
  const box = (id) => opened.at('run-list').querySelector('[value="' + id + '"]');
  const press = async (id) => {
    box(id).checked = !box(id).checked;
    box(id).tell('change');
    await settle();
  };
  return { ...opened, did, box, press, compared: () => opened.asked.filter((path) => path.includes('compare')) };
};

test('the runs of the address are compared and chosen in the list', async () => {
  const { text, box, did, compared, at } = await page('?runs=r1,r3&metrics=loss');
  assert.deepEqual(compared(), ['/api/v1/compare?runs=r1%2Cr3&metrics=loss']);
  assert.deepEqual([box('r1').checked, box('r2').checked, box('r3').checked], [true, false, true]);
  assert.equal(text('count'), '2 runs');
  assert.deepEqual(did, ['show first']);
  assert.equal(at('choose').hidden, false);
});

test('fewer than two runs are no comparison, and more than twenty none either', async () => {
  const { text, press, compared, did, at } = await page('');
  assert.equal(text('count'), '0 runs: choose two or more');
  await press('r0');
  assert.equal(text('count'), '1 run: choose two or more');
  assert.deepEqual(compared(), []);
  for (let i = 1; i < 21; i++) await press('r' + i);
  assert.equal(text('count'), '21 runs: choose 20 at most');
  assert.equal(compared().length, 19);
  assert.equal(did.at(-1), 'drop first');
  assert.equal(at('comparison').children.length, 0);
  assert.equal(at('choose').hidden, true);
});

test('the address keeps the choice', async () => {
  const { press, addresses, at } = await page('');
  await press('r4');
  await press('r2');
  assert.equal(addresses.at(-1), '/compare?runs=r4%2Cr2');
  at('metric-list').querySelector('[value="lr"]').checked = true;
  at('metric-list').querySelector('[value="lr"]').tell('change');
  await settle();
  assert.equal(addresses.at(-1), '/compare?runs=r4%2Cr2&metrics=loss%2Clr');
  await press('r4');
  await press('r2');
  assert.equal(addresses.at(-1), '/compare?metrics=loss%2Clr');
});

test('the answer to an earlier choice is not shown when it comes late', async () => {
  const waiting = [];
  const { press, did } = await page('?runs=r0,r1', () => new Promise((answer) => waiting.push(answer)));
  await press('r2');
  waiting[1](comparison('second'));
  await settle();
  waiting[0](comparison('first'));
  await settle();
  assert.deepEqual(did, ['show second']);
});

test('the boxes of metrics stay where they are when the comparison is made anew', async () => {
  let choice = comparison('first');
  const { at, press } = await page('?runs=r0,r1', () => choice);
  const [loss, lr] = at('metric-list').querySelectorAll('input');
  lr.focus();
  lr.checked = true;
  choice = { ...choice, choice: choice.choice.replace('"lr"', '"lr" checked').replace('"loss" checked', '"loss"') };
  await press('r2');
  assert.deepEqual(at('metric-list').querySelectorAll('input'), [loss, lr]);
  assert.deepEqual([loss.checked, lr.checked], [false, true]);
});

test('search leaves the runs that have all its words', async () => {
  const { at } = await page('', undefined, 4);
  const seen = () =>
    at('run-list')
      .children.filter((item) => !item.hidden)
      .map((item) => item.querySelector('input').value);
  const search = at('choose-runs').querySelector('[name="text"]');
  search.value = 'FINISHED place-3';
  search.tell('input');
  assert.deepEqual(seen(), ['r3']);
  search.value = '';
  search.tell('input');
  assert.equal(seen().length, 4);
});

test('what fails is said in place of the comparison', async () => {
  let answer = () => comparison('first');
  const { press, text, did } = await page('?runs=r0,r1', () => answer());
  answer = () => {
    throw refusal(422, 'expected runs with a metric in common');
  };
  await press('r2');
  assert.equal(text('trouble'), 'expected runs with a metric in common');
  assert.deepEqual(did, ['show first', 'drop first']);
  answer = () => {
    throw refusal(401, 'token');
  };
  await press('r3');
  assert.match(text('trouble'), /asks for its token/);
  answer = () => comparison('first');
  await press('r4');
  assert.equal(text('trouble'), '');
});

test('names of runs are text', async () => {
  const { at } = await page('', undefined, 2);
  const [first, second] = at('run-list').children;
  assert.equal(first.querySelector('label').textContent.trim(), 'place-0/seed-0');
  assert.equal(second.querySelector('label').textContent.trim(), '<i>Net</i>, seed 1');
  assert.equal(second.querySelectorAll('i').length, 0);
});
