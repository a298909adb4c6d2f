// Samples in the span of three or four class means.
(() => {
  'use strict';
  const { colours, escape, spoken, geometry } = window.collapsar;
  const { rows, row, digits, called, Chart } = geometry;

  // The plane of three means as it is; the space of four turned by a view that moves.
  class Span extends Chart {
    constructor() {
      super('span');
      this.turn = 0.6;
      this.tilt = 0.35;
      const still = matchMedia('(prefers-reduced-motion: reduce)');
      const button = this.figure.querySelector('[data-do="turn"]');
      const move = (turning) => {
        this.turning = turning;
        button.textContent = turning ? 'Pause' : 'Turn';
      };
      this.button('turn', () => move(!this.turning));
      // Whoever asks for less motion while the page is open gets it at once.
      still.addEventListener('change', () => {
        if (still.matches) move(false);
      });
      const solid = rows.some((r) => r.span && r.span.means.length === 4);
      button.hidden = !solid;
      move(!still.matches);
      this.at = -1;
      if (!solid) {
        this.element.addEventListener('keydown', (event) => this.key(event));
      } else {
        this.dragging();
        this.last = performance.now();
        requestAnimationFrame((now) => this.frame(now));
      }
    }

    has(r) {
      return r.span !== null;
    }

    dragging() {
      let from = null;
      this.element.style.touchAction = 'pan-y';
      this.element.addEventListener('pointerdown', (event) => {
        from = [event.clientX, event.clientY];
      });
      addEventListener('pointerup', () => {
        from = null;
      });
      addEventListener('pointermove', (event) => {
        if (!from) return;
        this.turn += (event.clientX - from[0]) / 150;
        this.tilt = Math.max(-1.5, Math.min(1.5, this.tilt + (event.clientY - from[1]) / 150));
        from = [event.clientX, event.clientY];
        this.place();
      });
      this.element.addEventListener('keydown', (event) => {
        const steps = { ArrowRight: [0.1, 0], ArrowLeft: [-0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
        if (!(event.key in steps)) return;
        event.preventDefault();
        this.turn += steps[event.key][0];
        this.tilt = Math.max(-1.5, Math.min(1.5, this.tilt + steps[event.key][1]));
        this.place();
      });
    }

    // In the plane, arrow keys walk over the classes.
    key(event) {
      const steps = { ArrowRight: 1, ArrowLeft: -1 };
      const { span } = row();
      if (!(event.key in steps) || !span) return;
      event.preventDefault();
      this.at = Math.min(span.of.length - 1, Math.max(0, this.at + steps[event.key]));
      const seriesIndex = this.chart.getOption().series.findIndex((s) => s.id === 'means');
      this.chart.dispatchAction({ type: 'showTip', seriesIndex, dataIndex: this.at });
      spoken(this.say(span, this.at));
    }

    // How far the class's samples are from its mean, beside how far that is from the centre.
    say(span, k) {
      const apart = (p, q) => Math.hypot(...p.map((v, j) => v - q[j]));
      const mean = span.means[k];
      const far = span.points.filter((_, i) => span.labels[i] === k).map((p) => apart(p, mean));
      const rms = Math.sqrt(far.reduce((sum, v) => sum + v * v, 0) / far.length);
      return (
        'mean of class ' +
        called(row(), span.of[k]) +
        ', ' +
        digits(Math.hypot(...mean)) +
        ' from the centre' +
        (far.length > 0 ? '; its samples are ' + digits(rms) + ' from it in this plane' : '')
      );
    }

    // Thirty pictures a second at most, and none where nobody sees them.
    frame(now) {
      const box = this.element.getBoundingClientRect();
      const seen = box.bottom > 0 && box.top < innerHeight && !document.hidden;
      if (now - this.last >= 33) {
        if (this.turning && seen && row().span && row().span.means.length === 4) {
          this.turn += Math.min(0.1, (now - this.last) / 4000);
          this.place();
        }
        this.last = now;
      }
      requestAnimationFrame((then) => this.frame(then));
    }

    // Coordinates on the screen: in the plane, class 0 straight up.
    flat(p) {
      if (p.length === 2) return [-p[1], p[0]];
      const [x, y, z] = [p[1], p[0], p[2]];
      const [s, k] = [Math.sin(this.turn), Math.cos(this.turn)];
      const depth = x * s + z * k;
      return [x * k - z * s, y * Math.cos(this.tilt) - depth * Math.sin(this.tilt)];
    }

    series(span, c) {
      const classes = span.means.length;
      const flat = (p) => this.flat(p);
      const origin = flat(span.means[0].map(() => 0));
      const series = [];
      for (let k = 0; k < classes; k++) {
        series.push({
          id: 'class-' + k,
          name: 'class ' + called(row(), span.of[k]),
          type: 'scatter',
          symbolSize: 5,
          large: false,
          itemStyle: { color: c.lines[k], opacity: 0.55 },
          silent: true,
          z: 2,
          data: span.points.filter((_, i) => span.labels[i] === k).map(flat),
        });
      }
      const edges = [];
      for (let a = 0; a < classes; a++) {
        for (let b = 0; b < a; b++) edges.push(flat(span.means[a]), flat(span.means[b]), [null, null]);
      }
      series.push({
        id: 'edges',
        type: 'line',
        data: edges,
        symbol: 'none',
        silent: true,
        z: 1,
        lineStyle: { color: c.muted, width: 1 },
      });
      for (let k = 0; span.weights && k < classes; k++) {
        series.push({
          id: 'w-' + k,
          type: 'line',
          symbol: 'none',
          silent: true,
          z: 3,
          data: [origin, flat(span.weights[k])],
          lineStyle: { color: c.lines[k], width: 2.5 },
        });
      }
      series.push({
        id: 'means',
        name: 'class mean',
        type: 'scatter',
        symbolSize: 15,
        z: 4,
        data: span.means.map((m, k) => ({
          value: flat(m),
          itemStyle: { color: c.lines[k], borderColor: c.ink, borderWidth: 2 },
        })),
      });
      return series;
    }

    option(r, c) {
      const points = r.span.points.concat(r.span.means);
      const reach = 1.08 * Math.max(...points.map((p) => Math.hypot(...p)));
      const side = Math.min(this.element.clientWidth - 16, this.element.clientHeight - 44);
      return {
        ...this.base(c),
        grid: { left: (this.element.clientWidth - side) / 2, top: 4, width: side, height: side },
        legend: {
          bottom: 2,
          icon: 'circle',
          itemWidth: 10,
          itemGap: 16,
          textStyle: { color: c.ink, fontSize: 13 },
          data: r.span.of.map((k) => 'class ' + called(r, k)),
        },
        tooltip: {
          ...this.base(c).tooltip,
          formatter: (p) => escape('mean of class ' + called(r, r.span.of[p.dataIndex])),
        },
        xAxis: { type: 'value', min: -reach, max: reach, show: false },
        yAxis: { type: 'value', min: -reach, max: reach, show: false },
        series: this.series(r.span, c),
      };
    }

    place() {
      const { span } = row();
      if (span) this.chart.setOption({ series: this.series(span, colours()) });
    }
  }

  geometry.Span = Span;
})();
