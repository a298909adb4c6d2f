// Two to twenty runs of choice, overlaid. The address has the choice, so that it can be kept.
(() => {
  'use strict';
  const { get } = collapsarClient;
  const { put } = collapsarContent;
  const MOST = 20;
  const at = (where) => document.getElementById(where);
  const given = new URLSearchParams(location.search);
  const names = (key) => (given.get(key) ?? '').split(',').filter((name) => name);
  let chosen = names('runs');
  let metrics = names('metrics');
  let shown = [];
  let asked = 0;

  const say = (error) => {
    at('trouble').textContent =
      error === null
        ? ''
        : error.status === 401
          ? 'This server asks for its token: open the address that serve printed.'
          : error.message;
  };
  const clear = () => {
    shown.forEach((figure) => figure.drop());
    shown = [];
    at('comparison').replaceChildren();
    at('choose').hidden = true;
  };
  const show = (answer) => {
    clear();
    at('comparison').innerHTML = answer.html; // made and escaped by the program
    put(at('metric-list'), answer.choice); // a key that was pressed on a box stays there
    at('choose').hidden = false;
    shown = answer.figures.map((figure) => collapsar.show(figure));
  };
  const count = () => {
    const few = chosen.length < 2 ? ': choose two or more' : '';
    const many = chosen.length > MOST ? ': choose ' + MOST + ' at most' : '';
    at('count').textContent = chosen.length + (chosen.length === 1 ? ' run' : ' runs') + few + many;
  };
  const look = async () => {
    const query = new URLSearchParams();
    if (chosen.length > 0) query.set('runs', chosen.join(','));
    if (metrics.length > 0) query.set('metrics', metrics.join(','));
    history.replaceState(null, '', '/compare' + (query.size > 0 ? '?' + query : ''));
    count();
    say(null);
    asked += 1;
    const mine = asked;
    if (chosen.length < 2 || chosen.length > MOST) {
      clear();
      return;
    }
    try {
      const answer = await get('/api/v1/compare?' + query);
      if (mine === asked) show(answer);
    } catch (error) {
      if (mine !== asked) return;
      clear();
      say(error);
    }
  };

  const item = (run) => {
    const element = document.createElement('li');
    const label = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.name = 'run';
    box.value = run.id;
    box.checked = chosen.includes(run.id);
    label.append(box, ' ' + (run.title ? run.title + ', ' + run.name : run.place));
    const place = document.createElement('div');
    place.className = 'small';
    place.textContent = run.place + ', ' + run.state;
    element.append(label, place);
    element.dataset.words = (run.title + ' ' + run.name + ' ' + run.place + ' ' + run.state).toLowerCase();
    return element;
  };
  const form = document.querySelector('.filters');
  const filter = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/);
    for (const element of at('run-list').children) {
      element.hidden = !words.every((word) => element.dataset.words.includes(word));
    }
  };
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', filter);
  at('run-list').addEventListener('change', (event) => {
    const { value, checked } = event.target;
    chosen = checked ? [...chosen, value] : chosen.filter((id) => id !== value);
    look();
  });
  at('metric-list').addEventListener('change', () => {
    metrics = [...at('metric-list').querySelectorAll('input:checked')].map((box) => box.value);
    look();
  });
  get('/api/v1/runs')
    .then(({ runs }) => at('run-list').replaceChildren(...runs.map(item)))
    .catch(say);
  look();
})();
