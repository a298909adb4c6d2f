import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadInto, newElement, newKey } from './page-scripts.mjs';

const page = (...names) => {
  const bar = newElement({ button: [] });
  const state = { focused: null };
  const buttons = names.map((name) =>
    Object.assign(newElement(), {
      name,
      hidden: false,
      disabled: false,
      tabIndex: 0,
      focus() {
        state.focused = this.name;
        bar.tell('focusin', { target: this });
      },
    }),
  );
  bar.querySelectorAll = () => buttons;
  const window = loadInto({ all: { '[role="toolbar"]': [bar] } }, 'axes.js', 'page.js');
  return {
    window,
    buttons,
    stops: () => buttons.filter((button) => button.tabIndex === 0).map((button) => button.name),
    press: (name, more) => {
      const event = newKey(name, more);
      bar.tell('keydown', event);
      return event.prevented === 1 ? state.focused : 'not taken';
    },
  };
};

test('a toolbar is one stop of the Tab key, its first button', () => {
  const { stops, buttons } = page('log', 'linear', 'png');
  assert.deepEqual(stops(), ['log']);
  assert.deepEqual(
    buttons.map((button) => button.tabIndex),
    [0, -1, -1],
  );
});

test('arrow keys walk over the buttons and round, and the stop goes along', () => {
  const { press, stops } = page('log', 'linear', 'png');
  assert.deepEqual(
    ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Home', 'End', 'ArrowLeft'].map((name) => press(name)),
    ['linear', 'png', 'log', 'png', 'log', 'png', 'linear'],
  );
  assert.deepEqual(stops(), ['linear']);
});

test('a button that is pressed by a mouse is the stop from then on', () => {
  const { buttons, stops, press } = page('log', 'linear', 'png');
  buttons[1].focus();
  assert.deepEqual(stops(), ['linear']);
  assert.equal(press('ArrowRight'), 'png');
});

test('buttons that are hidden or disabled are left out, and the stop moves away from them', () => {
  const { window, buttons, press, stops } = page('turn', 'zoom', 'png');
  buttons[1].disabled = true;
  assert.equal(press('ArrowRight'), 'png');
  buttons[2].hidden = true;
  window.changed();
  assert.deepEqual(stops(), ['turn']);
  buttons[0].hidden = true;
  window.changed();
  assert.deepEqual([stops(), press('ArrowRight')], [[], 'not taken']);
  buttons[2].hidden = false;
  window.changed();
  assert.deepEqual(stops(), ['png']);
});

test('other keys, and those with a modifier, are the browser\u2019s', () => {
  const { press } = page('log', 'linear');
  for (const [name, more] of [['Tab'], ['ArrowDown'], ['Enter'], ['ArrowLeft', { altKey: true }]]) {
    assert.equal(press(name, more), 'not taken');
  }
});

test('a toolbar that comes later is one as well, and none is set up twice', () => {
  const window = page('log').window;
  const [first, second] = [newElement(), newElement()];
  const buttons = [1, 2].map(() => Object.assign(newElement(), { hidden: false, disabled: false, tabIndex: 0 }));
  first.querySelectorAll = () => buttons;
  second.querySelectorAll = () => [first];
  window.collapsar.toolbars(second);
  window.collapsar.toolbars(second);
  assert.deepEqual(
    buttons.map((button) => button.tabIndex),
    [0, -1],
  );
  assert.equal(first.listeners.keydown.length, 1);
});
