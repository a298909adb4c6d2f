// A run as it trains: a curve per metric.
(() => {
  'use strict';
  const { get, follow } = collapsarClient;
  const { curve, number } = collapsarDraw;
  const id = decodeURIComponent(location.pathname.split('/')[2]);
  const text = (where, what) => { document.getElementById(where).textContent = what; };
  const metrics = new Map();
  let rows = 0;
  let epochs = 0;
  let logarithmic = true;
  let waiting = false;
  const cardOf = (metric) => {
    const card = document.createElement('li');
    const title = document.createElement('h2');
    title.textContent = metric;
    const value = document.createElement('div');
    value.className = 'value';
    const ends = document.createElement('div');
    ends.className = 'ends';
    card.append(title, value, document.createElement('div'), ends);
    document.getElementById('curves').append(card);
    return { card, value, ends, points: [], last: null };
  };
  const draw = () => {
    waiting = false;
    text('epoch', Math.max(0, rows - 1) + ' of ' + epochs);
    for (const m of metrics.values()) {
      m.value.textContent = number(m.last);
      m.card.children[2].replaceChildren(curve(m.points, 320, 120, logarithmic));
      const values = m.points.map((p) => p[1]).filter((v) => typeof v === 'number');
      m.ends.textContent = values.length === 0 ? 'no value yet'
        : 'least ' + number(Math.min(...values)) + ', greatest ' + number(Math.max(...values));
    }
  };
  const soon = () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(draw);
    }
  };
  const say = (run) => {
    document.title = run.title + ' \u00b7 Collapsar';
    text('title', run.title || id);
    text('name', run.name);
    text('state', run.state);
    epochs = run.epochs;
    const message = document.getElementById('message');
    message.hidden = !run.message;
    message.textContent = run.message ?? '';
    soon();
  };
  for (const [mine, other] of [['logarithmic', 'linear'], ['linear', 'logarithmic']]) {
    document.getElementById(mine).addEventListener('click', (event) => {
      logarithmic = mine === 'logarithmic';
      event.currentTarget.setAttribute('aria-pressed', 'true');
      document.getElementById(other).setAttribute('aria-pressed', 'false');
      soon();
    });
  }
  document.getElementById('report').href = '/runs/' + encodeURIComponent(id) + '/report';
  get('/api/v1/runs/' + encodeURIComponent(id)).then((run) => {
    text('place', run.place);
    say(run);
  }).catch((error) => text('trouble', error.message));
  follow(id, {
    run: say,
    row: (row) => {
      for (const [metric, value] of Object.entries(row.values)) {
        if (!metrics.has(metric)) metrics.set(metric, cardOf(metric));
        const m = metrics.get(metric);
        if (value !== null) m.points.push([row.epoch, value]);
        m.last = value;
      }
      rows = row.epoch + 1;
      soon();
    },
    cut: (kept) => {
      for (const m of metrics.values()) m.points = m.points.filter((p) => p[0] < kept);
      rows = kept;
      soon();
    },
    end: (state) => text('state', state),
    lost: (error) => text('trouble', error.status === 401
      ? 'This server asks for its token: open the address that serve printed.'
      : 'The connection was lost; going on as soon as the server answers. (' + error.message + ')'),
    found: () => text('trouble', ''),
  });
})();
