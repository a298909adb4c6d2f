// What every page has: light and dark, drawing again, copying, printing.
(() => {
  'use strict';
  const root = document.documentElement;

  // ---- light and dark -------------------------------------------------------------------------
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  let printing = false; // paper is white
  const isDark = () => !printing && (root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches);
  const themeButton = document.querySelector('.theme');
  const nameTheme = () => {
    themeButton.textContent = isDark() ? 'Light' : 'Dark';
    themeButton.setAttribute('aria-label', 'Switch to ' + (isDark() ? 'light' : 'dark') + ' colours');
  };

  // The palette of Okabe and Ito; on dark, its lighter colours come first. On white, brown and violet
  // stand for its orange and sky blue, whose contrast is below 3 to 1.
  const palettes = {
    light: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#6b3d00', '#7b61ff', '#000000'],
    dark: ['#56b4e9', '#e69f00', '#00b884', '#cc79a7', '#f0e442', '#e8743b', '#ffffff'],
  };
  // Plasma from the first layer to the last; on dark, its bright end is the last layer.
  const orders = {
    light: ['#d9772b', '#e16462', '#b83289', '#8b0aa5', '#5302a3', '#0d0887'],
    dark: ['#8a5fd6', '#c0479c', '#e16462', '#f48849', '#fcc33a', '#f4f56a'],
  };
  const between = (stops, at) => {
    const place = at * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(place));
    const part = (text, i) => parseInt(text.slice(1 + 2 * i, 3 + 2 * i), 16);
    const mixed = [0, 1, 2].map((i) =>
      Math.round(part(stops[below], i) + (place - below) * (part(stops[below + 1], i) - part(stops[below], i))),
    );
    return '#' + mixed.map((v) => v.toString(16).padStart(2, '0')).join('');
  };
  // The colour of a curve: by its place in an order, or told apart from the others.
  const colourOf = (look) => {
    const lines = isDark() ? palettes.dark : palettes.light;
    return typeof look.tone === 'number'
      ? between(isDark() ? orders.dark : orders.light, look.tone)
      : lines[look.index % lines.length];
  };
  const colours = () => {
    const style = getComputedStyle(root);
    const of = (name) => style.getPropertyValue(name).trim();
    return {
      font: getComputedStyle(document.body).fontFamily,
      lines: isDark() ? palettes.dark : palettes.light,
      ink: of('--ink'),
      muted: of('--muted'),
      line: of('--line'),
      card: of('--card'),
    };
  };

  const escape = (text) => String(text).replace(/[&<>"']/g, (c) => '&#' + c.charCodeAt(0) + ';');

  // Height of the lines of a panel's title after the first.
  const moreLines = (title, width) => 19 * (Math.ceil((8.2 * title.length) / (width - 12)) - 1);

  const spoken = (text) => {
    document.getElementById('spoken').textContent = text;
  };

  const save = (href, name) => {
    const link = document.createElement('a');
    link.href = href;
    link.download = name;
    link.click();
  };

  // What the other scripts push here is drawn again with the rest: {chart, draw()}.
  const panels = [];
  window.collapsar = {
    panels,
    palettes,
    orders,
    colours,
    colourOf,
    between,
    isDark,
    escape,
    save,
    spoken,
    moreLines,
    kinds: {},
  };

  const redraw = () =>
    panels.forEach((panel) => {
      panel.chart.resize();
      panel.draw();
    });
  themeButton.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem('collapsar-theme', root.dataset.theme);
    } catch {
      /* file: */
    }
    nameTheme();
    redraw();
  });
  prefersDark.addEventListener('change', () => {
    nameTheme();
    redraw();
  });
  nameTheme();

  let width = innerWidth;
  let waiting = 0;
  addEventListener('resize', () => {
    if (innerWidth === width) return; // a phone's address bar comes and goes
    width = innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 120);
  });

  document.querySelectorAll('[data-copy]').forEach((button) => {
    button.addEventListener('click', async () => {
      const text = document.getElementById(button.dataset.copy).textContent;
      let done = true;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // pages opened from a file may not have a clipboard
        const range = document.createRange();
        range.selectNodeContents(document.getElementById(button.dataset.copy));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        done = document.execCommand('copy');
      }
      button.textContent = done ? 'Copied' : 'Selected';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 1500);
    });
  });

  // A toolbar is one stop of the Tab key, and arrow keys walk over its buttons: the pattern of WAI-ARIA.
  const toolbar = (bar) => {
    const all = [...bar.querySelectorAll('button')];
    const there = () => all.filter((button) => !button.hidden && !button.disabled);
    let stop = null;
    const stopAt = (button) => {
      stop = button;
      all.forEach((other) => {
        other.tabIndex = other === stop ? 0 : -1;
      });
    };
    const settle = () => {
      if (!there().includes(stop)) stopAt(there()[0]);
    };
    settle();
    // Buttons come and go with what there is to draw.
    new MutationObserver(settle).observe(bar, { subtree: true, attributeFilter: ['hidden', 'disabled'] });
    bar.addEventListener('focusin', (event) => stopAt(event.target));
    bar.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return; // the browser's own: alt and left is back
      const buttons = there();
      const at = buttons.indexOf(stop);
      const goal = { ArrowRight: at + 1, ArrowLeft: at - 1 + buttons.length, Home: 0, End: buttons.length - 1 };
      if (!(event.key in goal) || buttons.length === 0) return;
      event.preventDefault();
      buttons[goal[event.key] % buttons.length].focus();
    });
  };
  const known = new WeakSet();
  // Those within an element that are new; pages of runs that go on get figures later.
  const toolbars = (within) =>
    [...within.querySelectorAll('[role="toolbar"]')]
      .filter((bar) => !known.has(bar))
      .forEach((bar) => {
        known.add(bar);
        toolbar(bar);
      });
  toolbars(document);
  window.collapsar.toolbars = toolbars;

  // A chart that was folded away had no size.
  document.addEventListener(
    'toggle',
    (event) =>
      panels
        .filter((panel) => event.target.open && event.target.contains(panel.element))
        .forEach((panel) => {
          panel.chart.resize();
          panel.draw();
        }),
    true,
  );

  let opened = [];
  addEventListener('beforeprint', () => {
    // Many runs, one by one, would fill hundreds of sheets: they are open on paper if they are on the screen.
    opened = [...document.querySelectorAll('details:not([open]):not([data-many="yes"]):not([data-many="yes"] *)')];
    opened.forEach((details) => {
      details.open = true;
    });
    printing = true;
    redraw();
    panels.forEach((panel) => panel.chart.getZr?.().flush()); // paper does not wait for the next picture
  });
  addEventListener('afterprint', () => {
    opened.forEach((details) => {
      details.open = false;
    });
    printing = false;
    redraw();
  });
})();
