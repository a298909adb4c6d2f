// The figures of the page and their buttons.
(() => {
  'use strict';
  const root = document.documentElement;
  const { colours, panels, save, kinds, CurvePanel } = window.collapsar;

  // ---- buttons that figures of every kind have ----------------------------------------------------
  const exporting = (figure, element, own) => ({
    png: () => {
      own.forEach((panel) => {
        panel.chart.group = figure.element;
      });
      echarts.connect(figure.element); // all panels in one image
      save(
        own[0].chart.getConnectedDataURL({ type: 'png', pixelRatio: 2, backgroundColor: colours().card }),
        figure.id + '.png',
      );
      echarts.disconnect(figure.element);
    },
    svg: () => save(element.querySelector('.static-figure').src, figure.id + '.svg'),
  });

  // Panels of curves: `view` is what the buttons choose.
  const withAxes = (figure, element, view, own) => {
    const buttons = [...element.querySelectorAll('.tools button')];
    const refresh = () => {
      const logs = own.map((panel) => panel.wantsLog);
      const pressed = {
        log: logs.every((v) => v),
        linear: logs.every((v) => !v),
        lines: view.lines,
        band: !view.lines,
        zoom: view.zoom,
      };
      buttons.forEach((button) => {
        if (button.dataset.do in pressed) {
          button.setAttribute('aria-pressed', String(pressed[button.dataset.do]));
        }
      });
      own.forEach((panel) => panel.draw());
    };
    const start = { ...view };
    const zoom = (on) => {
      view.zoom = on;
      own.forEach((panel) => panel.zooming(on));
    };
    const actions = {
      log: () => {
        view.log = true;
      },
      linear: () => {
        view.log = false;
      },
      lines: () => {
        view.lines = true;
      },
      band: () => {
        view.lines = false;
      },
      reset: () => Object.assign(view, start), // the panels' own scales too
    };
    const others = { ...exporting(figure, element, own) };
    buttons.forEach((button) =>
      button.addEventListener('click', () => {
        const what = button.dataset.do;
        if (what in others) {
          others[what]();
        } else if (what === 'zoom') {
          zoom(!view.zoom);
          button.setAttribute('aria-pressed', String(view.zoom));
        } else {
          actions[what]();
          refresh();
        }
      }),
    );
    refresh();
  };

  const curves = (figure, element) => {
    // A panel that says its scale keeps it until a button chooses for all.
    const each = figure.panels.some((panel) => 'logarithmic' in panel);
    const view = { log: each ? null : figure.logarithmic, lines: figure.kind === 'lines', zoom: false };
    const own = [...element.querySelectorAll('.chart')].map(
      (chart, i) => new CurvePanel(chart, figure.panels[i], view),
    );
    own.forEach((panel) => {
      panel.chart.group = figure.element;
      panel.others = own.filter((other) => other !== panel);
    });
    withAxes(figure, element, view, own);
    return own;
  };

  Object.assign(kinds, { band: curves, lines: curves, layers: curves, certificate: curves });
  // Draws a figure into its element, which has its charts and buttons already. Pages whose figures change `take`
  // later numbers of it, and `drop` it where it is no longer.
  const show = (figure) => {
    const element = document.getElementById(figure.element);
    window.collapsar.toolbars(element);
    const own = kinds[figure.kind](figure, element);
    panels.push(...own);
    return {
      take: (next) => own.forEach((panel, i) => panel.take(next, i)),
      drop: () =>
        own.forEach((panel) => {
          panels.splice(panels.indexOf(panel), 1);
          panel.chart.dispose?.();
        }),
    };
  };

  Object.assign(window.collapsar, { exporting, withAxes, show });

  // After the scripts of the other kinds of figures.
  window.collapsar.start = () => {
    const experiments = JSON.parse(document.getElementById('report-data').textContent);
    root.classList.add('charts-ready'); // the panels need their size before they are drawn
    try {
      experiments.forEach((experiment) => experiment.figures.forEach(show));
    } catch (error) {
      root.classList.remove('charts-ready'); // the static figures are shown instead
      throw error;
    }
  };
})();
