// Loads the scripts of the pages, which share a window, without a browser.
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

const scripts = new URL('../../main/resources/org/collapsar/lab/page/', import.meta.url);

// What is drawn on a canvas does not matter here: every method of its context does nothing.
const context = () => new Proxy({}, { get: (kept, name) => kept[name] ?? (() => {}) });

// What scripts ask of an element; `tell` fires an event, `parts` are what a selector finds.
const element = (parts = {}) => ({
  dataset: {},
  style: { setProperty() {} },
  textContent: '',
  attributes: {},
  listeners: {},
  clientWidth: 600,
  clientHeight: 320,
  addEventListener(type, listener) {
    this.listeners[type] = [...(this.listeners[type] ?? []), listener];
  },
  setAttribute(name, value) {
    this.attributes[name] = value;
  },
  getAttribute(name) {
    return this.attributes[name] ?? null;
  },
  removeAttribute(name) {
    delete this.attributes[name];
  },
  querySelector: (selector) => [parts[selector] ?? null].flat()[0],
  querySelectorAll: (selector) => [parts[selector] ?? []].flat(),
  contains: () => false,
  getBoundingClientRect: () => ({ top: 0, bottom: 320 }),
  getContext: context,
  setPointerCapture() {},
  replaceChildren() {},
  click() {},
  append() {},
  tell(type, event = {}) {
    (this.listeners[type] ?? []).forEach((listener) => listener(event));
  },
});

const key = (name, more) => ({
  key: name,
  prevented: 0,
  preventDefault() {
    this.prevented += 1;
  },
  ...more,
});

// A chart that keeps what it was told to draw and to do.
const chart = () => ({
  options: [],
  actions: [],
  flushed: 0,
  on() {},
  resize() {},
  dispatchAction(action) {
    this.actions.push(action);
  },
  setOption(option) {
    this.options.push(option);
  },
  getOption() {
    return this.options.at(-1);
  },
  getModel() {
    const { min, max } = this.getOption().xAxis;
    return { getComponent: () => ({ axis: { scale: { getExtent: () => [min, max] } } }) };
  },
  getZr() {
    return {
      flush: () => {
        this.flushed += 1;
      },
    };
  },
});

// The scripts, after each other, in a window whose document has these elements. `reduced` is for a
// reader who asked for less motion; `ask` tells the page that this has changed, `frame` draws the next
// picture, `changed` tells that attributes of elements have.
export const loadInto = ({ ids = {}, all = {}, reduced = false }, ...names) => {
  const spoken = element();
  const listeners = {};
  const asked = {};
  const frames = [];
  const observers = [];
  let now = 0; // milliseconds, as the last picture has it
  const media = (query) => {
    asked[query] ??= { ...element(), matches: reduced && query.includes('prefers-reduced-motion') };
    return asked[query];
  };
  const window = {
    document: {
      documentElement: { ...element(), classList: { add() {}, remove() {} } },
      body: element(),
      querySelector: () => element(),
      querySelectorAll: (selector) => all[selector] ?? [],
      getElementById: (id) => (id === 'spoken' ? spoken : id in ids ? ids[id] : element()),
      addEventListener() {},
      createElement: () => element(),
      hidden: false,
    },
    matchMedia: media,
    ask: (more) => {
      const query = media('(prefers-reduced-motion: reduce)');
      query.matches = more;
      query.tell('change', { matches: more });
    },
    getComputedStyle: () => ({ getPropertyValue: () => '#888888', fontFamily: 'sans-serif' }),
    addEventListener(type, listener) {
      listeners[type] = [...(listeners[type] ?? []), listener];
    },
    tell: (type) => listeners[type].forEach((listener) => listener()),
    innerWidth: 1000,
    innerHeight: 800,
    localStorage: { setItem() {} },
    performance: { now: () => now },
    requestAnimationFrame: (draw) => frames.push(draw),
    waiting: frames,
    frame: (at) => {
      now = at;
      frames.splice(0).forEach((draw) => draw(at));
    },
    MutationObserver: class {
      constructor(heard) {
        observers.push(heard);
      }
      observe() {}
    },
    changed: () => observers.forEach((heard) => heard()),
    echarts: { init: chart },
    atob,
    Uint8Array,
    DataView,
    clearTimeout,
    setTimeout,
    spoken,
  };
  window.window = window;
  const global = createContext(window);
  names.forEach((name) => runInContext(readFileSync(new URL(name, scripts), 'utf8'), global, name));
  return window;
};

export const load = (...names) => loadInto({}, ...names);

// With the scripts of figures, which read the experiments of the page; `names` come behind them.
export const loadFigures = (given, ...names) =>
  loadInto(
    { ...given, ids: { 'report-data': { textContent: '[]' }, ...given.ids } },
    'axes.js',
    'page.js',
    'curves.js',
    'figures.js',
    ...names,
  );

// An array of the page's as one of ours, which deepEqual asks for.
export const plain = (value) => JSON.parse(JSON.stringify(value));

export { element as newElement, key as newKey };
