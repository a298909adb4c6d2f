// Class means, rows of W and samples in the space of the means, moving over the epochs, with the Gram matrix of the
// means beside them. Three classes are shown in their plane, four in their space, more by a turning projection.
// More than 400 lines as it is formatted: one figure.
(() => {
  'use strict';
  const { colours, between, isDark, save, spoken, kinds } = window.collapsar;
  const still = matchMedia('(prefers-reduced-motion: reduce)');

  // ---- arithmetic -----------------------------------------------------------------------------------
  const inner = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  const minus = (a, b) => a.map((x, i) => x - b[i]);
  const scaled = (a, factor) => a.map((x) => factor * x);
  const mixed = (a, b, t) => a.map((x, i) => x + t * (b[i] - x));
  const centreOf = (points) => points[0].map((_, j) => points.reduce((sum, p) => sum + p[j], 0) / points.length);

  // Points of all frames: [frame][point][coordinate]; those of an earlier form of the run are kept.
  const unpacked = (run, before) =>
    run.packed.map((text, frame) => {
      if (before && before.packed[frame] === text && before.limit === run.limit && before.dimension === run.dimension) {
        return before.points[frame];
      }
      const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      const view = new DataView(bytes.buffer);
      const numbers = Array.from(
        { length: bytes.length / 2 },
        (_, i) => (view.getInt16(2 * i, true) * run.limit) / 30000,
      );
      return Array.from({ length: numbers.length / run.dimension }, (_, i) =>
        numbers.slice(i * run.dimension, (i + 1) * run.dimension),
      );
    });

  // An orthonormal basis of what the means span about their centre: at most `most` rows. The first mean lies along
  // the first row, the second in the plane of the first two, so that nothing turns but what moves.
  const basisOf = (means, most) => {
    const centre = centreOf(means);
    const rows = [];
    for (const mean of means) {
      let v = minus(mean, centre);
      const length = Math.sqrt(inner(v, v));
      rows.forEach((row) => {
        v = minus(v, scaled(row, inner(v, row)));
      });
      const left = Math.sqrt(inner(v, v));
      if (rows.length < most && left > 1e-6 * Math.max(length, 1e-30)) rows.push(scaled(v, 1 / left));
    }
    return { centre, rows };
  };

  // The way from the space of the means to three axes: each axis of that space has a direction in sight, which turns
  // slowly, at a speed of its own; the columns are made orthonormal, so that lengths are never stretched.
  const tour = (dimension, time) => {
    const rows = Array.from({ length: 3 }, (_, a) =>
      Array.from({ length: dimension }, (_, j) => Math.cos(time * (0.11 + 0.047 * j) + a * 2.1 + j * (1.3 + 0.7 * a))),
    );
    const found = [];
    rows.forEach((row) => {
      let v = row;
      found.forEach((other) => {
        v = minus(v, scaled(other, inner(v, other)));
      });
      const length = Math.sqrt(inner(v, v));
      if (length > 1e-9) found.push(scaled(v, 1 / length));
    });
    return found;
  };

  // Where points are seen: [x, y, depth]. Two dimensions are seen as they are.
  const viewer = (means, angles, time) => {
    const { centre, rows } = basisOf(means, 1e9);
    const coordinates = (p) => {
      const d = minus(p, centre);
      return rows.map((row) => inner(d, row));
    };
    if (rows.length < 3) {
      return {
        flat: true,
        least: 1.35,
        see: (p) => {
          const q = coordinates(p);
          return [q[1] || 0, q[0] || 0, 0];
        },
      };
    }
    const axes = rows.length > 3 ? tour(rows.length, time) : null;
    const [ca, sa, cb, sb] = [
      Math.cos(angles.yaw),
      Math.sin(angles.yaw),
      Math.cos(angles.pitch),
      Math.sin(angles.pitch),
    ];
    // Of more axes than three a part of every length is out of sight.
    return {
      flat: false,
      least: axes ? 0.85 : 1.35,
      see: (p) => {
        const q = coordinates(p);
        const [x, y, z] = axes ? axes.map((axis) => inner(axis, q)) : [q[1], q[0], q[2]];
        const [u, w] = [ca * x + sa * z, ca * z - sa * x];
        return [u, cb * y - sb * w, cb * w + sb * y];
      },
    };
  };

  const cosines = (means) => {
    const centre = centreOf(means);
    const from = means.map((mean) => minus(mean, centre));
    const lengths = from.map((v) => Math.sqrt(inner(v, v)));
    return from.map((a, i) =>
      from.map((b, j) => (lengths[i] > 0 && lengths[j] > 0 ? inner(a, b) / lengths[i] / lengths[j] : null)),
    );
  };

  // Which epoch is shown at a place among the frames, which may be between two of them, and where an epoch is.
  const epochAt = (epochs, at) => {
    const below = Math.min(epochs.length - 1, Math.floor(at));
    const above = Math.min(epochs.length - 1, below + 1);
    return epochs[below] + (at - below) * (epochs[above] - epochs[below]);
  };
  const placeOf = (epochs, epoch) => {
    const above = epochs.findIndex((e) => e >= epoch);
    if (above <= 0) return above < 0 ? epochs.length - 1 : 0;
    const below = epochs[above - 1];
    return above - 1 + (epoch - below) / (epochs[above] - below);
  };

  // ---- drawing --------------------------------------------------------------------------------------
  // Twelve classes: the palette's colours, then the same ones lighter or darker.
  const colourOfClass = (place) => {
    const lines = colours().lines;
    return place < lines.length ? lines[place] : between([lines[place - lines.length], '#808080'], 0.5);
  };

  class Canvas {
    constructor(element, paint) {
      Object.assign(this, { element, paint });
      this.canvas = document.createElement('canvas');
      element.replaceChildren(this.canvas);
    }

    draw() {
      const { clientWidth: width, clientHeight: height } = this.element;
      const dense = window.devicePixelRatio || 1;
      if (this.canvas.width !== Math.round(width * dense) || this.canvas.height !== Math.round(height * dense)) {
        this.canvas.width = Math.round(width * dense);
        this.canvas.height = Math.round(height * dense);
        this.canvas.style.width = width + 'px';
        this.canvas.style.height = height + 'px';
      }
      const g = this.canvas.getContext('2d');
      g.setTransform(dense, 0, 0, dense, 0, 0);
      g.fillStyle = colours().card;
      g.fillRect(0, 0, width, height);
      this.paint(g, width, height);
    }
  }

  class Simplex {
    constructor(figure, element) {
      Object.assign(this, { figure, element });
      this.runs = figure.runs.map((run) => ({ ...run, points: unpacked(run) }));
      this.angles = { yaw: 0.5, pitch: 0.35 };
      this.time = 0;
      this.turning = false;
      this.playing = false;
      const [scene, gram] = element.querySelectorAll('.chart');
      this.scene = new Canvas(scene, (g, width, height) => this.paint(g, width, height));
      this.gram = new Canvas(gram, (g, width, height) => this.matrix(g, width, height));
      this.slider = element.querySelector('input[type="range"]');
      this.shown = element.querySelector('output');
      this.use(0);
    }

    use(index) {
      const before = this.run;
      this.run = this.runs[index];
      this.at = this.run.epochs.length - 1;
      this.slider.max = String(this.at);
      if (!before || String(before.classes) !== String(this.run.classes)) {
        this.chosen = this.run.classes.map((_, k) => k);
        this.chips();
      }
    }

    // Later epochs of the same runs, of which other frames may be left out than before. The last one stays the last
    // one, and is moved to, unless nothing is to move; another one stays where it is.
    take(figure) {
      const at = this.runs.indexOf(this.run);
      const latest = this.at >= this.run.epochs.length - 1;
      const epoch = epochAt(this.run.epochs, this.at);
      this.figure = figure;
      this.runs = figure.runs.map((run, i) => ({ ...run, points: unpacked(run, this.runs[i]) }));
      this.use(Math.min(at, this.runs.length - 1));
      const last = this.at;
      const place = placeOf(this.run.epochs, epoch);
      this.at = latest && still.matches ? last : this.playing || latest ? place : Math.round(place);
      if (latest && !still.matches && this.at < last) {
        this.playing = true;
        this.start();
      }
      this.draw();
    }

    chips() {
      const box = this.element.querySelector('.classes');
      box.replaceChildren(
        ...this.run.classes.map((name, place) => {
          const chip = document.createElement('button');
          chip.type = 'button';
          chip.textContent = 'class ' + name;
          chip.style.setProperty('--of-class', colourOfClass(place));
          chip.setAttribute('aria-pressed', 'true');
          chip.addEventListener('click', () => this.choose(place, chip));
          return chip;
        }),
      );
      box.hidden = this.run.classes.length < 3;
    }

    // Two classes at least are shown.
    choose(place, chip) {
      const on = this.chosen.includes(place);
      if (on && this.chosen.length < 3) return;
      this.chosen = on ? this.chosen.filter((k) => k !== place) : [...this.chosen, place].sort((a, b) => a - b);
      chip.setAttribute('aria-pressed', String(!on));
      this.draw();
      spoken(this.words());
    }

    words() {
      const count = this.chosen.length;
      return (
        count +
        ' classes, ' +
        (count < 4
          ? 'in the plane of their means'
          : count === 4
            ? 'in the space of their means'
            : 'by a turning projection of the space of their means')
      );
    }

    // The points between two frames.
    points() {
      const below = Math.min(this.run.points.length - 1, Math.floor(this.at));
      const above = Math.min(this.run.points.length - 1, below + 1);
      const t = this.at - below;
      return this.run.points[below].map((p, i) => (t > 0 ? mixed(p, this.run.points[above][i], t) : p));
    }

    epoch() {
      return this.run.epochs[Math.round(this.at)];
    }

    paint(g, width, height) {
      const c = this.run.classes.length;
      const points = this.points();
      const view = viewer(
        this.chosen.map((k) => points[k]),
        this.angles,
        this.time,
      );
      this.flat = view.flat;
      const ink = colours();
      const samples = [];
      const first = (this.run.weights ? 3 : 2) * c;
      this.run.sampleClasses.forEach((name, s) => {
        const k = this.run.classes.indexOf(name);
        if (this.chosen.includes(k)) samples.push({ k, p: view.see(points[first + s]) });
      });
      // Far samples decide on the scale up to a point, so that the means stay in sight.
      const far = samples.map(({ p }) => Math.hypot(p[0], p[1])).sort((a, b) => a - b);
      const reach = Math.min(4, Math.max(view.least, 1.1 * (far[Math.floor(0.98 * far.length)] || 0)));
      this.reach = this.reach && this.playing ? this.reach + 0.15 * (reach - this.reach) : reach;
      const scale = (Math.min(width, height - 50) / 2 - 8) / this.reach;
      const x = (p) => width / 2 + scale * p[0];
      const y = (p) => 26 + (height - 50) / 2 - scale * p[1];
      const dot = (p, radius) => {
        g.beginPath();
        g.arc(x(p), y(p), radius, 0, 2 * Math.PI);
        g.fill();
      };
      const centre = centreOf(this.chosen.map((k) => points[k]));
      const origin = view.see(centre);
      // Rows of W are shown about their own centre.
      const ofRows = this.run.weights ? centreOf(this.chosen.map((k) => points[2 * c + k])) : centre;
      const row = (k) => view.see(points[2 * c + k].map((v, j) => v - ofRows[j] + centre[j]));
      const line = (p, dash, thick) => {
        g.beginPath();
        g.setLineDash(dash);
        g.lineWidth = thick;
        g.moveTo(x(origin), y(origin));
        g.lineTo(x(p), y(p));
        g.stroke();
        g.setLineDash([]);
      };
      samples.sort((a, b) => a.p[2] - b.p[2]);
      g.globalAlpha = 0.45;
      samples.forEach(({ k, p }) => {
        g.fillStyle = colourOfClass(k);
        dot(p, 3 + (view.flat ? 0 : 0.8 * Math.max(-1, Math.min(1, p[2]))));
      });
      g.globalAlpha = 1;
      g.strokeStyle = ink.muted;
      g.lineWidth = 1;
      this.chosen.forEach((k) => {
        const p = view.see(points[c + k]);
        g.beginPath();
        g.arc(x(p), y(p), 8, 0, 2 * Math.PI);
        g.stroke();
      });
      this.chosen.forEach((k) => {
        g.strokeStyle = g.fillStyle = colourOfClass(k);
        if (this.run.weights) line(row(k), [5, 4], 1.6);
        const p = view.see(points[k]);
        line(p, [], 2.4);
        dot(p, 5);
        g.fillStyle = ink.ink;
        g.font = '12px ' + ink.font;
        g.fillText(String(this.run.classes[k]), x(p) + 8, y(p) - 6);
      });
      g.fillStyle = ink.ink;
      g.font = '600 14px ' + ink.font;
      g.fillText('Epoch ' + this.epoch(), 4, 16);
      g.fillStyle = ink.muted;
      g.font = '12px ' + ink.font;
      const key = 'lines: means' + (this.run.weights ? ', dashed: W' : '') + ', circles: the closest simplex';
      g.fillText(key, 4, height - 6);
    }

    matrix(g, width, height) {
      const ink = colours();
      const points = this.points();
      this.cells = cosines(this.chosen.map((k) => points[k]));
      const k = this.cells.length;
      const side = Math.min(width - 40, height - 100);
      const left = (width - side) / 2 + 10;
      const cell = side / k;
      const stops = isDark()
        ? ['#9ecae1', '#3f8fc9', '#22272c', '#d9622b', '#ffb38a']
        : ['#08519c', '#6baed6', '#f7f7f5', '#f79a5e', '#a63603'];
      g.fillStyle = ink.ink;
      g.font = '600 14px ' + ink.font;
      g.fillText('Cosines of the class means, epoch ' + this.epoch(), 4, 16);
      g.textAlign = 'center';
      g.textBaseline = 'middle';
      this.cells.forEach((row, i) =>
        row.forEach((v, j) => {
          g.fillStyle = v === null ? ink.line : between(stops, (Math.max(-1, Math.min(1, v)) + 1) / 2);
          g.fillRect(left + j * cell, 32 + i * cell, cell - 1, cell - 1);
          if (cell >= 30 && v !== null) {
            g.fillStyle = Math.abs(v) > 0.75 ? (isDark() ? '#000000' : '#ffffff') : ink.ink;
            g.font = Math.min(12, cell / 3) + 'px ' + ink.font;
            g.fillText(v.toFixed(2), left + (j + 0.5) * cell, 32 + (i + 0.5) * cell);
          }
        }),
      );
      g.fillStyle = ink.muted;
      g.font = '12px ' + ink.font;
      this.chosen.forEach((place, i) => {
        g.fillText(String(this.run.classes[place]), left + (i + 0.5) * cell, 32 + side + 12);
        g.fillText(String(this.run.classes[place]), left - 12, 32 + (i + 0.5) * cell);
      });
      g.fillText('class', left + side / 2, 32 + side + 30);
      const ideal = 'in a simplex of ' + k + ' classes: ' + (-1 / (k - 1)).toFixed(3);
      g.fillText(ideal, left + side / 2, 32 + side + 50);
      g.textAlign = 'start';
      g.textBaseline = 'alphabetic';
    }

    draw() {
      this.slider.value = String(Math.round(this.at));
      this.slider.setAttribute('aria-valuetext', 'epoch ' + this.epoch());
      this.shown.textContent = 'epoch ' + this.epoch();
      this.scene.draw();
      this.gram.draw();
      const turn = this.button('turn');
      turn.disabled = this.flat;
      turn.setAttribute('aria-pressed', String(this.turning && !this.flat));
      const play = this.button('play');
      play.textContent = this.playing ? 'Pause' : 'Play';
      play.setAttribute('aria-pressed', String(this.playing));
    }

    button(what) {
      return this.element.querySelector('button[data-do="' + what + '"]');
    }

    // One loop for playing and turning; nothing is asked for while neither goes on.
    tick(now) {
      const passed = Math.min(0.1, (now - (this.last || now)) / 1000);
      this.last = now;
      if (this.playing) {
        this.at += passed * this.speed();
        if (this.at >= this.run.epochs.length - 1) {
          this.at = this.run.epochs.length - 1;
          this.playing = false;
        }
      }
      if (this.turning && !this.flat) {
        this.time += passed;
        this.angles.yaw += 0.25 * passed;
      }
      this.draw();
      this.frames = (this.frames || 0) + 1;
      if (this.playing || (this.turning && !this.flat)) this.next();
      else this.last = 0;
    }

    // What nobody sees is not drawn.
    next() {
      const { top, bottom } = this.element.getBoundingClientRect();
      if (bottom > 0 && top < innerHeight) requestAnimationFrame((t) => this.tick(t));
      else setTimeout(() => this.next(), 300);
    }

    // Frames per second: all of them in eight seconds, at least three.
    speed() {
      return Math.max(3, (this.run.epochs.length - 1) / 8);
    }

    start() {
      if (!this.last) requestAnimationFrame((t) => this.tick(t));
    }

    actions() {
      return {
        play: () => {
          this.playing = !this.playing;
          if (this.playing && this.at >= this.run.epochs.length - 1) this.at = 0;
          this.start();
        },
        turn: () => {
          this.turning = !this.turning;
          this.start();
        },
        png: () => {
          const both = document.createElement('canvas');
          both.width = this.scene.canvas.width + this.gram.canvas.width;
          both.height = this.scene.canvas.height;
          const g = both.getContext('2d');
          g.drawImage(this.scene.canvas, 0, 0);
          g.drawImage(this.gram.canvas, this.scene.canvas.width, 0);
          save(both.toDataURL('image/png'), this.figure.id + '.png');
        },
        svg: () => save(this.element.querySelector('.static-figure').src, this.figure.id + '.svg'),
      };
    }

    listen() {
      const actions = this.actions();
      this.element.querySelectorAll('button[data-do]').forEach((button) =>
        button.addEventListener('click', () => {
          actions[button.dataset.do]();
          this.draw();
        }),
      );
      // Whoever moves it wants to see that epoch.
      this.slider.addEventListener('input', () => {
        this.playing = false;
        this.at = Number(this.slider.value);
        this.draw();
      });
      const select = this.element.querySelector('select');
      if (select) {
        select.addEventListener('change', () => {
          this.use(Number(select.value));
          this.draw();
        });
      }
      const scene = this.scene.element;
      let from = null;
      scene.addEventListener('pointerdown', (event) => {
        from = [event.clientX, event.clientY];
        scene.setPointerCapture(event.pointerId);
      });
      scene.addEventListener('pointerup', () => {
        from = null;
      });
      scene.addEventListener('pointermove', (event) => {
        if (!from || this.flat) return;
        this.angles.yaw += (event.clientX - from[0]) / 120;
        this.angles.pitch = Math.max(-1.5, Math.min(1.5, this.angles.pitch + (event.clientY - from[1]) / 120));
        from = [event.clientX, event.clientY];
        this.draw();
      });
      const turns = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
      scene.addEventListener('keydown', (event) => {
        if (!(event.key in turns)) return;
        event.preventDefault();
        this.angles.yaw += turns[event.key][0];
        this.angles.pitch = Math.max(-1.5, Math.min(1.5, this.angles.pitch + turns[event.key][1]));
        this.draw();
      });
      this.place = [0, 0];
      this.gram.element.addEventListener('keydown', (event) => this.read(event));
    }

    // Arrow keys read the cosines.
    read(event) {
      const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
      if (!(event.key in steps)) return;
      event.preventDefault();
      const last = this.cells.length - 1;
      this.place = this.place.map((v, i) => Math.min(last, Math.max(0, v + steps[event.key][i])));
      const [i, j] = this.place;
      const v = this.cells[i][j];
      spoken(
        'classes ' +
          this.run.classes[this.chosen[i]] +
          ' and ' +
          this.run.classes[this.chosen[j]] +
          ': ' +
          (v === null ? 'undefined' : v.toFixed(4)),
      );
    }
  }

  kinds.simplex = (figure, element) => {
    if (figure.runs.length === 0) return [];
    const simplex = new Simplex(figure, element);
    simplex.listen();
    // The chips have the colours of the page.
    const both = {
      chart: {
        resize() {},
        dispose() {
          simplex.playing = simplex.turning = false;
        },
      },
      element: simplex.scene.element,
      take: (next) => simplex.take(next),
      draw: () => {
        [...element.querySelectorAll('.classes button')].forEach((chip, place) =>
          chip.style.setProperty('--of-class', colourOfClass(place)),
        );
        simplex.draw();
      },
    };
    both.draw();
    // Nothing moves by itself for those who asked for that, before or now.
    if (!still.matches && !simplex.flat) {
      simplex.turning = true;
      simplex.start();
      simplex.draw();
    }
    still.addEventListener('change', () => {
      if (!still.matches) return;
      simplex.turning = false;
      simplex.playing = false;
      simplex.draw();
    });
    return [both];
  };
  Object.assign(window.collapsar, { simplexParts: { basisOf, tour, viewer, cosines, unpacked, epochAt, placeOf } });
})();
