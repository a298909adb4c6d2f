import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, loadInto, newElement } from './page-scripts.mjs';

const { basisOf, tour, viewer, cosines, unpacked, epochAt, placeOf } = load('axes.js', 'page.js', 'simplex.js')
  .collapsar.simplexParts;
const inner = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-12, a + ' for ' + b);
const distance = (a, b) => Math.hypot(...a.map((x, i) => x - b[i]));

const triangle = [
  [1, 0, 2],
  [0, 3, 1],
  [-1, 1, 0],
];

test('a basis of the plane of three means is orthonormal, and the first mean lies along its first row', () => {
  const { centre, rows } = basisOf(triangle, 9);
  assert.equal(rows.length, 2);
  close(inner(rows[0], rows[0]), 1);
  close(inner(rows[0], rows[1]), 0);
  close(
    inner(
      triangle[0].map((x, j) => x - centre[j]),
      rows[1],
    ),
    0,
  );
});

test('the plane of three means shows their distances as they are', () => {
  const view = viewer(triangle, { yaw: 1, pitch: 1 }, 5);
  assert.equal(view.flat, true);
  const seen = triangle.map(view.see);
  close(distance(seen[0], seen[1]), distance(triangle[0], triangle[1]));
  close(distance(seen[1], seen[2]), distance(triangle[1], triangle[2]));
});

test('the space of four means is turned, not stretched', () => {
  const means = [
    [1, 0, 0, 2],
    [0, 3, 1, 0],
    [-1, 1, 0, 1],
    [2, 2, -1, 1],
  ];
  for (const angles of [
    { yaw: 0, pitch: 0 },
    { yaw: 0.7, pitch: -1.1 },
  ]) {
    const seen = means.map(viewer(means, angles, 3).see);
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) close(distance(seen[i], seen[j]), distance(means[i], means[j]));
  }
});

test('a turning projection has orthonormal axes at every time', () => {
  for (const time of [0, 1.5, 40, 1234.5]) {
    const axes = tour(9, time);
    assert.equal(axes.length, 3);
    for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) close(inner(axes[a], axes[b]), a === b ? 1 : 0);
  }
});

test('cosines are about the centre of the means, and undefined where a mean is there', () => {
  const found = cosines([
    [1, 0],
    [-0.5, Math.sqrt(0.75)],
    [-0.5, -Math.sqrt(0.75)],
  ]);
  close(found[0][1], -0.5);
  close(found[2][2], 1);
  assert.equal(
    cosines([
      [0, 0],
      [0, 0],
    ])[0][1],
    null,
  );
});

test('points of frames that are there already are not read again', () => {
  const packed = (...numbers) => Buffer.from(new Int16Array(numbers).buffer).toString('base64');
  const run = { packed: [packed(30000, 15000)], limit: 2, dimension: 2 };
  const before = { ...run, points: unpacked(run) };
  assert.equal(JSON.stringify(before.points), '[[[2,1]]]');
  const more = { ...run, packed: [...run.packed, packed(0, -30000)] };
  const points = unpacked(more, before);
  assert.equal(points[0], before.points[0]);
  assert.equal(JSON.stringify(points[1]), '[[0,-2]]');
  assert.notEqual(unpacked({ ...more, limit: 3 }, before)[0], before.points[0]);
});

test('between two frames the epoch is between theirs, and is found there again', () => {
  const epochs = [0, 10, 40];
  assert.deepEqual(
    [0, 0.5, 1, 1.5, 2].map((at) => epochAt(epochs, at)),
    [0, 5, 10, 25, 40],
  );
  assert.deepEqual(
    [0, 5, 10, 25, 40, 90].map((epoch) => placeOf(epochs, epoch)),
    [0, 0.5, 1, 1.5, 2, 2],
  );
  assert.equal(placeOf([20, 30], 10), 0);
});

// ---- the figure -------------------------------------------------------------------------------------
// Four classes in their space, at two epochs, with no rows of W and one sample.
const frame = (scale) => {
  const points = [
    [1, 1, 1],
    [1, -1, -1],
    [-1, 1, -1],
    [-1, -1, 1],
  ];
  return Buffer.from(new Int16Array([...points, ...points, points[0]].flat().map((v) => v * scale)).buffer).toString(
    'base64',
  );
};
const run = (epochs = [0, 10]) => ({
  epochs,
  classes: [0, 1, 2, 3],
  sampleClasses: [0],
  weights: false,
  dimension: 3,
  limit: 1,
  packed: epochs.map((_, i) => frame(30000 - 1000 * (epochs.length - 1 - i))),
});
const figure = (more) => {
  const [play, turn, png] = ['play', 'turn', 'png'].map((what) =>
    Object.assign(newElement(), { dataset: { do: what } }),
  );
  const [scene, gram, slider, shown] = [newElement(), newElement(), newElement(), newElement()];
  const element = newElement({
    '.chart': [scene, gram],
    'input[type="range"]': slider,
    output: shown,
    '.classes': newElement(),
    'button[data-do]': [play, turn, png],
    'button[data-do="play"]': play,
    'button[data-do="turn"]': turn,
  });
  const window = loadInto(more ?? {}, 'axes.js', 'page.js', 'simplex.js');
  const [panel] = window.collapsar.kinds.simplex({ runs: [run()], id: 'figure' }, element);
  const take = (epochs) => panel.take({ runs: [run(epochs)], id: 'figure' });
  // Pictures of so many seconds, of which those are counted that were asked for.
  const watch = (seconds) => {
    let asked = 0;
    const from = window.performance.now();
    for (let ms = 40; ms <= 1000 * seconds; ms += 40) {
      asked += window.waiting.length;
      window.frame(from + ms);
    }
    return asked;
  };
  return {
    window,
    panel,
    take,
    play,
    turn,
    slider,
    shown,
    watch,
    pressed: (button) => button.attributes['aria-pressed'],
  };
};

test('the simplex turns by itself until the button stops it', () => {
  const { turn, watch, pressed } = figure();
  assert.equal(watch(1), 25);
  assert.equal(pressed(turn), 'true');
  turn.tell('click');
  assert.ok(watch(1) <= 1);
  assert.equal(pressed(turn), 'false');
});

test('it does not turn by itself for readers who asked for less motion', () => {
  const { turn, watch, pressed } = figure({ reduced: true });
  assert.equal(watch(1), 0);
  assert.equal(pressed(turn), 'false');
  turn.tell('click'); // they may ask for it
  assert.ok(watch(1) > 20);
});

test('it stops when a reader asks for less motion while the page is open', () => {
  const { window, turn, watch, pressed } = figure();
  watch(0.2);
  window.ask(true);
  assert.ok(watch(1) <= 1);
  assert.equal(pressed(turn), 'false');
});

test('played from the last epoch it begins again, and ends at the last one', () => {
  const { play, slider, shown, watch, pressed } = figure({ reduced: true });
  assert.equal(shown.textContent, 'epoch 10');
  play.tell('click');
  assert.deepEqual([shown.textContent, slider.value, play.textContent], ['epoch 0', '0', 'Pause']);
  watch(1);
  assert.deepEqual([shown.textContent, pressed(play), play.textContent], ['epoch 10', 'false', 'Play']);
  assert.equal(watch(1), 0);
});

const move = (slider, to) => {
  slider.value = String(to);
  slider.tell('input');
};

test('later epochs of a run that goes on are played from where it was', () => {
  const { take, shown, slider, watch, play, pressed } = figure();
  take([0, 10, 20, 30]);
  assert.deepEqual([shown.textContent, slider.max, pressed(play)], ['epoch 10', '3', 'true']);
  watch(0.5);
  assert.equal(shown.textContent, 'epoch 20');
  watch(1);
  assert.deepEqual([shown.textContent, pressed(play)], ['epoch 30', 'false']);
});

test('they are shown at once to readers who asked for less motion', () => {
  const { take, shown, play, pressed } = figure({ reduced: true });
  take([0, 10, 20, 30]);
  assert.deepEqual([shown.textContent, pressed(play)], ['epoch 30', 'false']);
});

test('while it plays they do not stop it, nor take it elsewhere', () => {
  const { take, shown, watch, play, pressed } = figure({ reduced: true });
  take([0, 10, 20, 30]);
  play.tell('click');
  watch(0.4);
  assert.equal(shown.textContent, 'epoch 10');
  take([0, 10, 20, 30, 40]);
  assert.deepEqual([shown.textContent, pressed(play)], ['epoch 10', 'true']);
});

test('an epoch of choice stays, also where other frames are left out than before', () => {
  const { take, slider, shown } = figure();
  take([0, 10, 20, 30]);
  move(slider, 2);
  assert.equal(shown.textContent, 'epoch 20');
  take([0, 10, 20, 30, 40]);
  assert.equal(shown.textContent, 'epoch 20');
  take([0, 20, 40]);
  assert.deepEqual([shown.textContent, slider.value], ['epoch 20', '1']);
});

test('the slider stops it where the reader moves it to', () => {
  const { take, play, slider, shown, watch, pressed } = figure({ reduced: true });
  take([0, 10, 20, 30]);
  play.tell('click');
  move(slider, 2);
  assert.deepEqual([shown.textContent, pressed(play)], ['epoch 20', 'false']);
  watch(1);
  assert.equal(shown.textContent, 'epoch 20');
});

test('a figure that is dropped from the page draws no more', () => {
  const { panel, watch } = figure();
  assert.ok(watch(0.2) > 1);
  panel.chart.dispose();
  assert.ok(watch(1) <= 1);
});
