// A run as it trains: its rows as they come, and what the program makes of them, claims and figures.
(() => {
  'use strict';
  const { get, follow } = collapsarClient;
  const { curve, number, progress } = collapsarDraw;
  const { put } = collapsarContent;
  const id = decodeURIComponent(location.pathname.split('/')[2]);
  const address = '/api/v1/runs/' + encodeURIComponent(id);
  const at = (where) => document.getElementById(where);
  const text = (where, what) => {
    if (at(where).textContent !== what) at(where).textContent = what;
  };
  const pressed = (where, on) => at(where).setAttribute('aria-pressed', String(on));

  // ---- rows -----------------------------------------------------------------------------------------
  const metrics = new Map();
  let rows = 0;
  let epochs = 0;
  let external = false;
  let state = '';
  let logarithmic = true;
  let waiting = false;
  const cardOf = (metric) => {
    const card = document.createElement('li');
    card.dataset.metric = metric;
    const title = document.createElement('h3');
    title.textContent = metric;
    const value = document.createElement('div');
    value.className = 'value';
    const ends = document.createElement('div');
    ends.className = 'ends';
    card.append(title, value, document.createElement('div'), ends);
    return { card, value, ends, points: [], last: null, epoch: -1 };
  };
  const draw = () => {
    waiting = false;
    text('epoch', progress(rows - 1, { epochs, external, state }));
    for (const m of metrics.values()) {
      if (!m.card.isConnected) continue;
      m.value.textContent = number(m.last);
      m.card.children[2].replaceChildren(curve(m.points, 320, 60, logarithmic));
      const values = m.points.map((p) => p[1]).filter((v) => typeof v === 'number');
      const [least, greatest] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
      m.ends.textContent =
        values.length === 0
          ? 'no value yet'
          : 'least ' +
            number(least) +
            ', greatest ' +
            number(greatest) +
            (m.epoch === rows - 1 ? '' : ', last at epoch ' + m.epoch);
    }
  };
  const soon = () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(draw);
    }
  };
  // Cards of the chosen metrics, in the order of the table.
  const cards = () => {
    const wanted = [...metrics].filter(([metric]) => chosen.includes(metric)).map(([, m]) => m.card);
    const list = at('curves');
    if (wanted.length !== list.children.length || wanted.some((card, i) => card !== list.children[i])) {
      list.replaceChildren(...wanted);
    }
    soon();
  };

  // ---- claims and figures -----------------------------------------------------------------------------
  let chosen = [];
  let asked = null; // what the reader chose, null for the usual metrics
  let seeds = false;
  let version = '';
  let known = null;
  let asking = false;
  let againAfter = false;
  let shown = new Map();
  // Whether it was another one.
  const html = (where, what, place = put) => {
    const element = at(where);
    if (element.dataset.shown === what) return false;
    place(element, what);
    element.dataset.shown = what;
    return true;
  };
  // Charts belong to their elements: those of other figures are new.
  const anew = (element, what) => {
    element.innerHTML = what; // made and escaped by the program; the page's policy runs no script in it
  };
  const notes = ({ element, notes }) =>
    at(element)
      .querySelector('.notes')
      .replaceChildren(
        ...notes.map((note) => {
          const line = document.createElement('p');
          line.className = 'small';
          line.textContent = note;
          return line;
        }),
      );
  // A figure whose element is there already takes its later numbers.
  const figures = (next) => {
    const fresh = [
      html('chosen', next.chosen ?? '', anew) && at('chosen'),
      html('figures', next.structure, anew) && at('figures'),
    ];
    const earlier = new Map((known?.figures ?? []).map((figure) => [figure.element, figure]));
    const before = shown;
    const stays = ({ element }) => before.has(element) && !fresh.some((place) => place && place.contains(at(element)));
    const kept = new Set(next.figures.filter(stays).map(({ element }) => element));
    before.forEach((figure, element) => {
      if (!kept.has(element)) figure.drop();
    });
    shown = new Map();
    for (const figure of next.figures) {
      const { element } = figure;
      if (kept.has(element)) {
        shown.set(element, before.get(element));
        if (figure === earlier.get(element)) continue;
        before.get(element).take(figure);
      } else {
        shown.set(element, collapsar.show(figure));
      }
      notes(figure);
    }
  };
  const show = (next) => {
    html('claims', next.claims);
    html('certificates', next.certificates);
    text('time-left', state === 'running' ? (next.timeLeft ?? 'not known yet') : 'none');
    at('scope').hidden = next.seeds < 2;
    text('all-seeds', 'All ' + next.seeds + ' seeds');
    chosen = next.chosenMetrics;
    if (asked === null || at('metric-list').children.length === 0) html('metric-list', next.choice);
    at('choose').hidden = next.choice === '';
    cards();
    figures(next);
    at('figures-title').hidden = next.structure === '';
    known = next;
  };
  const look = async () => {
    if (asking) {
      againAfter = true;
      return;
    }
    asking = true;
    againAfter = false;
    let wait = 500;
    try {
      const query = new URLSearchParams({ have: version });
      if (seeds) query.set('seeds', 'all');
      if (asked !== null) query.set('metrics', asked.join(','));
      const answer = await get(address + '/live?' + query);
      if ('whole' in answer) show(answer.whole);
      else if ('change' in answer) show(collapsarDelta.apply(known, answer.change));
      version = answer.version;
      againAfter ||= answer.again === true;
      text('trouble-live', '');
    } catch (error) {
      wait = 3000;
      againAfter ||= error.status === undefined;
      if (error.status !== 401) text('trouble-live', 'Claims and figures cannot be shown now: ' + error.message);
    }
    setTimeout(
      () => {
        asking = false;
        if (againAfter) look();
      },
      document.hidden ? 5000 : wait,
    );
  };
  const choose = () => {
    // What was chosen is a document of its own, from its beginning.
    version = '';
    look();
  };
  at('metric-list').addEventListener('change', () => {
    asked = [...at('metric-list').querySelectorAll('input:checked')].map((box) => box.value);
    choose();
  });
  for (const [mine, all] of [
    ['this-run', false],
    ['all-seeds', true],
  ]) {
    at(mine).addEventListener('click', () => {
      seeds = all;
      pressed('this-run', !all);
      pressed('all-seeds', all);
      choose();
    });
  }

  // ---- the run ----------------------------------------------------------------------------------------
  const say = (run) => {
    document.title = run.title + ' \u00b7 Collapsar';
    text('title', run.title || id);
    text('name', run.name);
    text('state', run.state);
    epochs = run.epochs;
    external = run.external;
    state = run.state;
    const message = at('message');
    message.hidden = !run.message;
    message.textContent = run.message ?? '';
    soon();
    look();
  };
  for (const [mine, other] of [
    ['logarithmic', 'linear'],
    ['linear', 'logarithmic'],
  ]) {
    at(mine).addEventListener('click', () => {
      logarithmic = mine === 'logarithmic';
      pressed(mine, true);
      pressed(other, false);
      soon();
    });
  }
  at('compare').href = '/compare?runs=' + encodeURIComponent(id);
  at('report').href = '/runs/' + encodeURIComponent(id) + '/report';
  get(address)
    .then((run) => {
      text('place', run.place);
      say(run);
    })
    .catch((error) => text('trouble', error.message));
  follow(id, {
    run: say,
    row: (row) => {
      for (const [metric, value] of Object.entries(row.values)) {
        if (!metrics.has(metric)) metrics.set(metric, cardOf(metric));
        const m = metrics.get(metric);
        if (value === null) continue; // not measured on every epoch, or undefined
        m.points.push([row.epoch, value]);
        m.last = value;
        m.epoch = row.epoch;
      }
      if (at('curves').children.length === 0) cards();
      rows = row.epoch + 1;
      soon();
      look();
    },
    cut: (kept) => {
      for (const m of metrics.values()) m.points = m.points.filter((p) => p[0] < kept);
      rows = kept;
      soon();
      look();
    },
    end: (ended) => {
      text('state', ended);
      state = ended;
      soon();
      look();
    },
    lost: (error) =>
      text(
        'trouble',
        error.status === 401
          ? 'This server asks for its token: open the address that serve printed.'
          : 'The connection was lost; going on as soon as the server answers. (' + error.message + ')',
      ),
    found: () => text('trouble', ''),
  });
})();
