// The server's API for pages: the token, requests, and the rows of a run as they come.
globalThis.collapsarClient = (() => {
  'use strict';
  const KEY = 'collapsar-token';

  // The token comes in the fragment, which no server sees; it is taken out of the address at once.
  const takeToken = (place, history, storage) => {
    const found = /(?:^#|&)token=([\w-]+)/.exec(place.hash);
    if (found) {
      storage.setItem(KEY, found[1]);
      history.replaceState(null, '', place.pathname + place.search);
    }
    return storage.getItem(KEY);
  };

  // Server-sent events from pieces of text, which may be cut anywhere.
  const parser = (hear) => {
    let rest = '';
    return (text) => {
      rest += text;
      for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
        const event = { name: 'message', id: null, data: '' };
        for (const line of rest.slice(0, end).split('\n')) {
          const colon = line.indexOf(': ');
          const value = line.slice(colon + 2);
          if (line.startsWith('event: ')) event.name = value;
          else if (line.startsWith('id: ')) event.id = value;
          else if (line.startsWith('data: ')) event.data += value;
        }
        rest = rest.slice(end + 2);
        if (event.data !== '') hear(event);
      }
    };
  };

  let token = null;
  if (typeof sessionStorage !== 'undefined') {
    try {
      token = takeToken(location, history, sessionStorage);
    } catch {
      /* no storage */
    }
  }

  const headers = (more) => (token ? { Authorization: 'Bearer ' + token, ...more } : { ...more });
  const answer = async (response) => {
    if (response.ok) return response.status === 204 ? null : response.json();
    let line = response.statusText;
    try {
      line = (await response.json()).error || line;
    } catch {
      /* no JSON */
    }
    throw Object.assign(new Error(line), { status: response.status });
  };
  const get = async (path) => answer(await fetch(path, { headers: headers(), cache: 'no-store' }));
  const page = async (path) => {
    const response = await fetch(path, { headers: headers({ Accept: 'text/html' }), cache: 'no-store' });
    return response.ok ? response.text() : answer(response);
  };
  const change = async (method, path, body) =>
    answer(
      await fetch(path, {
        method,
        headers: headers({ 'Content-Type': 'application/json' }),
        body: JSON.stringify(body ?? {}),
      }),
    );

  // Follows a run. `hear` has row(data), cut(rows), run(data), current(), end(state), lost(error), found().
  // After whatever break the rows go on behind the last one that came.
  const follow = (id, hear, after = -1) => {
    let last = after;
    let started = null;
    let stop = null;
    let over = false;
    const take = (event) => {
      const data = JSON.parse(event.data);
      if (event.name === 'row') {
        last = Number(event.id);
        hear.row?.(data);
      } else if (event.name === 'cut') {
        last = data.rows - 1;
        hear.cut?.(data.rows);
      } else if (event.name === 'run') {
        if (started !== null && started !== data.started && last >= 0) {
          // Another run is in this directory: from its first row.
          last = -1;
          hear.cut?.(0);
          stop?.abort();
        }
        started = data.started;
        hear.run?.(data);
      } else if (event.name === 'current') hear.current?.(data);
      else if (event.name === 'end' || event.name === 'gone') {
        over = true;
        hear.end?.(data.state ?? 'gone');
      }
    };
    const once = async () => {
      stop = new AbortController();
      const response = await fetch('/api/v1/runs/' + encodeURIComponent(id) + '/events?after=' + last, {
        headers: headers({ Accept: 'text/event-stream' }),
        signal: stop.signal,
        cache: 'no-store',
      });
      if (!response.ok) await answer(response);
      hear.found?.();
      const text = new TextDecoder();
      const feed = parser(take);
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        feed(text.decode(value, { stream: true }));
      }
    };
    (async () => {
      let wait = 500;
      while (!over) {
        try {
          await once();
          wait = 500;
        } catch (error) {
          if (over) return;
          hear.lost?.(error);
          if (error.status === 401 || error.status === 404) return;
        }
        if (!over) await new Promise((go) => setTimeout(go, wait));
        wait = Math.min(5000, 2 * wait);
      }
    })();
    return () => {
      over = true;
      stop?.abort();
    };
  };

  return { get, page, change, follow, parser, takeToken, hasToken: () => token !== null };
})();
