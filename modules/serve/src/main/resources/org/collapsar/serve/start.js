// An experiment as a form, whose keys, types and errors come from the reader of the command line; the
// queue; and the trash.
(() => {
  'use strict';
  const { get, change } = collapsarClient;
  const form = document.getElementById('start');
  const fields = form.elements;
  const at = (id) => document.getElementById(id);
  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const said = (error) =>
    error.status === 401
      ? 'Changes need the token of this server: open the address that serve printed.'
      : error.message;
  const changed = new Map();
  let yaml = '';
  let asked = 0;
  let measuring = false;
  const request = () => {
    const of = fields.preset.value ? { preset: fields.preset.value } : { yaml };
    return { ...of, full: fields.full.checked, set: Object.fromEntries(changed) };
  };

  // A control for what the reader expects. An empty one leaves the key as the file has it.
  const controlOf = (key, id) => {
    const words =
      key.expected === 'true or false'
        ? ['true', 'false']
        : key.expected.startsWith('one of ')
          ? key.expected.slice(7).split(', ')
          : null;
    const control = element(words ? 'select' : 'input');
    if (words) {
      const none = element('option', key.value || (key.default ? 'default' : 'none'));
      none.value = '';
      control.append(none, ...words.filter((w) => w !== key.value).map((w) => element('option', w)));
    } else {
      control.placeholder = key.value || key.default;
      control.spellcheck = false;
      if (/number/.test(key.expected) && !/list|word/.test(key.expected)) control.inputMode = 'decimal';
    }
    control.id = id;
    control.value = changed.get(key.key) ?? '';
    control.disabled = key.varied;
    control.addEventListener('change', () => {
      if (control.value === '') changed.delete(key.key);
      else changed.set(key.key, control.value);
      check();
    });
    return control;
  };
  const rowOf = (key, number) => {
    const row = element('div', undefined, 'key');
    const label = element('label', key.key);
    label.htmlFor = 'key-' + number;
    const about = element(
      'p',
      [key.varied ? 'set by the sweep' : key.expected, key.default === '' ? '' : 'default ' + key.default, key.note]
        .filter((part) => part)
        .join(' \u00b7 '),
      'small',
    );
    about.id = 'about-' + number;
    const control = controlOf(key, label.htmlFor);
    control.setAttribute('aria-describedby', about.id);
    row.append(label, control, about);
    return row;
  };
  const show = (keys) => {
    const groups = new Map();
    keys.forEach((key, i) => {
      const name = key.key.includes('.') ? key.key.split('.')[0] : 'runs';
      if (!groups.has(name)) groups.set(name, { given: [], more: [] });
      groups.get(name)[key.value === '' ? 'more' : 'given'].push(rowOf(key, i));
    });
    at('keys').replaceChildren(
      ...[...groups].map(([name, { given, more }]) => {
        const set = element('fieldset');
        set.append(element('legend', name), ...given);
        if (more.length > 0) {
          const details = element('details');
          details.append(element('summary', more.length === 1 ? '1 more key' : more.length + ' more keys'), ...more);
          set.append(details);
        }
        return set;
      }),
    );
  };
  const tell = (line, bad) => {
    at('verdict').textContent = line;
    at('verdict').classList.toggle('bad', bad);
    at('go').disabled = bad;
    at('measure').disabled = bad;
  };
  const estimated = (line, bad) => {
    at('estimate').textContent = line;
    at('estimate').classList.toggle('bad', bad);
  };
  const count = (n, what) => n + ' ' + what + (n === 1 ? '' : 's');
  const check = async (fresh) => {
    const mine = ++asked;
    if (!measuring) estimated('', false);
    if (!fields.preset.value && yaml === '') {
      at('keys').replaceChildren();
      at('about').textContent = '';
      tell('Choose an experiment of the list, or a file.', true);
      return;
    }
    try {
      const read = await change('POST', '/api/v1/form', request());
      if (mine !== asked) return;
      if (fresh) show(read.keys);
      at('about').textContent = read.title + '. ' + read.summary;
      fields.place.placeholder = read.experiment;
      tell(
        (read.cells > 1 ? count(read.cells, 'cell') + ', ' : '') +
          count(read.runs, 'run') +
          ' of ' +
          count(read.epochs, 'epoch') +
          '.',
        false,
      );
    } catch (error) {
      if (mine === asked) tell(said(error), true);
    }
  };
  const choose = () => {
    changed.clear();
    fields.file.parentElement.hidden = fields.preset.value !== '';
    at('keys').replaceChildren();
    check(true);
  };
  fields.preset.addEventListener('change', choose);
  fields.full.addEventListener('change', () => check(true));
  fields.file.addEventListener('change', async () => {
    yaml = fields.file.files.length > 0 ? await fields.file.files[0].text() : '';
    choose();
  });
  const capital = (line) => line.charAt(0).toUpperCase() + line.slice(1);
  // An estimate is of the form as it was when it was asked for. The button stays what the keys are at.
  at('measure').addEventListener('click', async () => {
    if (measuring) return;
    const of = asked;
    measuring = true;
    at('measure').setAttribute('aria-disabled', 'true');
    estimated('The first steps are being timed, for at most a minute.', false);
    let line = '';
    let bad = false;
    try {
      const known = await change('POST', '/api/v1/estimate', request());
      line = known.undefined === undefined ? capital(known.line) : 'No estimate, ' + known.undefined;
      line += '.' + (known.busy ? ' A job is running meanwhile, so that the time is too long.' : '');
    } catch (error) {
      line = said(error);
      bad = true;
    }
    measuring = false;
    at('measure').removeAttribute('aria-disabled');
    if (of === asked) estimated(line, bad);
    else estimated('The form has changed meanwhile: no estimate.', false);
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (at('go').disabled) return;
    at('go').disabled = true;
    try {
      const place = fields.place.value.trim();
      const job = await change('POST', '/api/v1/jobs', { ...request(), ...(place ? { name: place } : {}) });
      tell('In the queue: ' + job.place + '.', false);
      look();
    } catch (error) {
      tell(said(error), true);
      at('go').disabled = false;
    }
  });

  const button = (text, about, act) => {
    const made = element('button', text);
    made.type = 'button';
    made.setAttribute('aria-label', text + ' ' + about);
    made.addEventListener('click', async () => {
      made.disabled = true;
      try {
        await act();
        at('trouble').textContent = '';
      } catch (error) {
        at('trouble').textContent = said(error);
      }
      look();
    });
    return made;
  };
  const stateOf = (job) => {
    if (job.state === 'running') return job.stopping ? 'stopping' : 'running';
    if (job.state === 'queued' || job.state === 'cancelled') return job.state;
    if (job.exit_code === undefined) return 'ended';
    return job.exit_code === 0 ? 'finished' : 'ended with ' + job.exit_code;
  };
  const jobOf = async (job) => {
    const item = element('li');
    const state = stateOf(job);
    item.append(
      element('b', job.place),
      ' ',
      element('span', state, 'state ' + state.split(' ')[0]),
      ' ',
      element('span', job.title, 'small'),
    );
    if (job.state === 'queued' || (job.state === 'running' && !job.stopping)) {
      item.append(
        ' ',
        button('Stop', job.place, () => change('POST', '/api/v1/jobs/' + job.id + '/stop')),
      );
    }
    if (job.state === 'running' || (job.state === 'ended' && job.exit_code !== 0)) {
      const text = await collapsarClient.page('/api/v1/jobs/' + job.id + '/output');
      const lines = text.trim().split('\n').slice(-4).join('\n');
      if (lines) item.append(element('pre', lines));
    }
    return item;
  };
  const trashOf = (entry) => {
    const item = element('li');
    item.append(
      element('b', entry.place),
      ' ',
      button('Take back', entry.place, () => change('POST', '/api/v1/trash/' + entry.name + '/restore')),
    );
    return item;
  };
  let before = '';
  const look = async () => {
    try {
      const [{ jobs }, { trash }] = await Promise.all([get('/api/v1/jobs'), get('/api/v1/trash')]);
      const items = await Promise.all(jobs.slice(-20).reverse().map(jobOf));
      const now = items.map((item) => item.innerHTML).join() + JSON.stringify(trash);
      if (now !== before) {
        // A key that was pressed on a button stays on the button, also when the list is made anew.
        const focus = document.activeElement?.getAttribute('aria-label');
        before = now;
        at('jobs').replaceChildren(...(items.length ? items : [element('li', 'No job yet.')]));
        at('trash').replaceChildren(...(trash.length ? trash.map(trashOf) : [element('li', 'Nothing in the trash.')]));
        if (focus)
          [...document.querySelectorAll('.jobs button')].find((b) => b.getAttribute('aria-label') === focus)?.focus();
      }
    } catch (error) {
      at('trouble').textContent =
        error.status === 401
          ? 'This server asks for its token: open the address that serve printed.'
          : 'The server does not answer; trying again. (' + error.message + ')';
    }
  };
  const again = async () => {
    await look();
    setTimeout(again, document.hidden ? 10000 : 2000);
  };
  again();
  get('/api/v1/presets')
    .then(({ presets }) => {
      for (const preset of presets) {
        const option = element('option', preset.id);
        option.title = preset.title;
        fields.preset.append(option);
      }
      fields.preset.value = presets[0].id;
      choose();
    })
    .catch((error) => tell(said(error), true));
})();
