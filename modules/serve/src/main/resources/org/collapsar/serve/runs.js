// The list of runs: searched, filtered, in an order, looked at again now and then.
(() => {
  'use strict';
  const { get } = collapsarClient;
  const { curve, number, progress } = collapsarDraw;
  const form = document.querySelector('.filters');
  const body = document.getElementById('runs');
  const trouble = document.getElementById('trouble');
  let runs = [];
  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const value = (run, metric) => {
    const last = run.last[metric];
    return last && typeof last.value === 'number' ? last.value : Number.POSITIVE_INFINITY;
  };
  const orders = {
    changed: (a, b) => b.changed.localeCompare(a.changed),
    place: () => 0,
    title: (a, b) => a.title.localeCompare(b.title) || a.name.localeCompare(b.name),
    loss: (a, b) => value(a, 'loss') - value(b, 'loss'),
  };
  const rowOf = (run) => {
    const row = element('tr');
    const name = element('td');
    const link = element('a', run.title ? run.title + ', ' + run.name : run.place);
    link.href = '/runs/' + encodeURIComponent(run.id);
    name.append(link, element('span', run.message ? run.place + ': ' + run.message : run.place, 'place'));
    const state = element('td');
    state.append(element('span', run.state, 'state ' + run.state));
    const sparks = element('ul', undefined, 'sparks');
    for (const [metric, points] of Object.entries(run.sparks)) {
      if (points.length === 0) continue;
      // Name and number have a line each, so that neither's length moves the curves.
      const spark = element('li');
      const called = element('span', metric);
      called.title = metric;
      spark.append(
        called,
        element('b', number(run.last[metric]?.value)),
        curve(points, 92, 24, metric !== 'accuracy.train'),
      );
      sparks.append(spark);
    }
    const metrics = element('td');
    metrics.append(sparks);
    row.append(name, state, element('td', progress(run.epoch, run), 'number epochs'), metrics);
    return row;
  };
  const show = () => {
    const words = form.elements.text.value
      .toLowerCase()
      .split(/\s+/)
      .filter((w) => w);
    const state = form.elements.state.value;
    const chosen = runs.filter(
      (run) =>
        (!state || run.state === state) &&
        words.every((w) =>
          (run.title + ' ' + run.name + ' ' + run.place + ' ' + run.experiment).toLowerCase().includes(w),
        ),
    );
    chosen.sort(orders[form.elements.order.value]);
    const shown = chosen.slice(0, 500);
    // Keys that are at a run stay there when the list is made anew.
    const focus = body.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    body.replaceChildren(...shown.map(rowOf));
    if (focus !== null) {
      [...body.querySelectorAll('a')]
        .find((link) => link.getAttribute('href') === focus)
        ?.focus({ preventScroll: true });
    }
    document.getElementById('count').textContent =
      runs.length === 0
        ? 'No runs yet: train one, or send features of one (docs/serve.md).'
        : shown.length + ' of ' + runs.length + (runs.length === 1 ? ' run' : ' runs');
  };
  let before = '';
  const look = async () => {
    try {
      const found = await get('/api/v1/runs');
      const text = JSON.stringify(found.runs);
      trouble.textContent = '';
      if (text !== before) {
        before = text;
        runs = found.runs;
        show();
      }
    } catch (error) {
      trouble.textContent =
        error.status === 401
          ? 'This server asks for its token: open the address that serve printed.'
          : 'The server does not answer; trying again. (' + error.message + ')';
    }
    setTimeout(look, document.hidden ? 10000 : 2000);
  };
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', show);
  look();
})();
