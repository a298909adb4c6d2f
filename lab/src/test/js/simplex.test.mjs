import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './page-scripts.mjs';

const { basisOf, tour, viewer, cosines } = load('axes.js', 'page.js', 'simplex.js').collapsar.simplexParts;
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
