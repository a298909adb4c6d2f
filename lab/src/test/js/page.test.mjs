import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './page-scripts.mjs';

const window = load('axes.js', 'page.js');
const { palettes, orders, between, colourOf, isDark, moreLines, escape } = window.collapsar;
const css = readFileSync(new URL('../../main/resources/org/collapsar/lab/page/page.css', import.meta.url), 'utf8');

// WCAG 2.2: relative luminance and contrast.
const luminance = (colour) => {
  const [r, g, b] = [1, 3, 5]
    .map((i) => parseInt(colour.slice(i, i + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

// The properties of the first block, light, and of the one for data-theme, dark.
const block = (selector) =>
  Object.fromEntries(
    [
      ...css
        .slice(css.indexOf(selector))
        .split('}')[0]
        .matchAll(/--([\w-]+): *(#[0-9a-f]{6})/g),
    ].map((m) => [m[1], m[2]]),
  );
const themes = { light: block(':root {'), dark: block(':root[data-theme="dark"] {') };

test('contrast is that of WCAG', () => {
  assert.equal(contrast('#ffffff', '#000000'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});

for (const [name, theme] of Object.entries(themes)) {
  test('text is readable, ' + name, () => {
    for (const ground of ['page', 'card', 'soft']) {
      for (const text of ['ink', 'muted', 'accent']) {
        assert.ok(contrast(theme[text], theme[ground]) >= 4.5, text + ' on ' + ground);
      }
    }
    for (const kind of ['good', 'bad', 'open']) {
      assert.ok(contrast(theme[kind], theme[kind + '-soft']) >= 4.5, kind);
      assert.ok(contrast(theme[kind], theme.card) >= 4.5, kind + ' on a card');
    }
  });

  test('lines of figures and edges of controls are seen, ' + name, () => {
    for (const line of palettes[name]) assert.ok(contrast(line, theme.card) >= 3, line);
    for (let at = 0; at <= 100; at++) {
      const line = between(orders[name], at / 100);
      assert.ok(contrast(line, theme.card) >= 3, line + ' at ' + at);
    }
    assert.ok(contrast(theme.edge, theme.card) >= 3 && contrast(theme.edge, theme.page) >= 3);
  });
}

test('both dark blocks are the same', () => {
  assert.deepEqual(block(':root:not([data-theme="light"]) {'), themes.dark);
});

test('colours lie between their neighbours, and start again after the last', () => {
  assert.equal(between(['#000000', '#ffffff'], 0.5), '#808080');
  assert.equal(between(['#000000', '#102030', '#ffffff'], 0.5), '#102030');
  assert.equal(between(['#000000', '#ffffff'], 1), '#ffffff');
  assert.equal(colourOf({ index: 0 }), palettes.light[0]);
  assert.equal(colourOf({ index: palettes.light.length }), palettes.light[0]);
  assert.equal(colourOf({ tone: 1 }), orders.light.at(-1));
});

test('paper is light, whatever the screen is, and does not wait', () => {
  const page = load('axes.js', 'page.js');
  page.document.documentElement.dataset.theme = 'dark';
  const drawn = [];
  const chart = {
    resize() {},
    flushed: 0,
    getZr: () => ({
      flush: () => {
        chart.flushed += 1;
      },
    }),
  };
  page.collapsar.panels.push({ chart, draw: () => drawn.push(page.collapsar.isDark()) });
  assert.equal(page.collapsar.isDark(), true);
  page.tell('beforeprint');
  assert.equal(chart.flushed, 1);
  page.tell('afterprint');
  assert.deepEqual(drawn, [false, true]);
});

test('without a choice the page is as the system', () => assert.equal(isDark(), false));

test('titles of one line need no room, long ones do', () => {
  assert.equal(moreLines('short', 600), 0);
  assert.equal(moreLines('x'.repeat(100), 300), 38);
});

test('names are text in tooltips, whatever they are called', () => {
  assert.equal(escape('<img onerror="x">&\''), '&#60;img onerror=&#34;x&#34;&#62;&#38;&#39;');
});
