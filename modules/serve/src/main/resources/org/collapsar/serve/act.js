// What can be done with a run: go on with it, or move it to the trash.
(() => {
  'use strict';
  const { get, change } = collapsarClient;
  const path = '/api/v1/runs/' + location.pathname.split('/')[2];
  const place = document.getElementById('actions');
  const note = document.getElementById('acted');
  const act = (text, done, work) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', async () => {
      made.disabled = true;
      try {
        await work();
        note.textContent = done;
      } catch (error) {
        note.textContent =
          error.status === 401
            ? 'Changes need the token of this server: open the address that serve printed.'
            : error.message;
        made.disabled = false;
      }
    });
    return made;
  };
  const resume = act('Resume', 'In the queue.', () => change('POST', path + '/resume'));
  const trash = act('Move to trash', 'Moved to the trash. Start a run lists what is there.', () =>
    change('DELETE', path),
  );
  place.append(resume, ' ', trash);
  let before = '';
  const look = async () => {
    try {
      const run = await get(path);
      // A stream that has ended does not begin again by itself.
      if (run.state === 'running' && before !== '' && before !== 'running') location.reload();
      if (run.state !== before) {
        before = run.state;
        resume.hidden = run.external || !['stopped', 'diverged', 'failed'].includes(run.state);
        trash.hidden = run.state === 'running';
        resume.disabled = false;
        trash.disabled = false;
      }
    } catch {
      // The page says so itself.
    }
    setTimeout(look, document.hidden ? 10000 : 2000);
  };
  resume.hidden = true;
  trash.hidden = true;
  look();
})();
