// Loads the scripts of the pages, which share a window, without a browser.
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

const scripts = new URL('../../main/resources/org/collapsar/lab/page/', import.meta.url);

// What scripts ask of an element; `tell` fires an event, `parts` are what a selector finds.
const element = (parts = {}) => ({
  dataset: {},
  style: {},
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

// The scripts, after each other, in a window whose document has these elements.
export const loadInto = ({ ids = {}, all = {} }, ...names) => {
  const spoken = element();
  const listeners = {};
  const window = {
    document: {
      documentElement: { ...element(), classList: { add() {}, remove() {} } },
      body: element(),
      querySelector: () => element(),
      querySelectorAll: (selector) => all[selector] ?? [],
      getElementById: (id) => (id === 'spoken' ? spoken : id in ids ? ids[id] : element()),
      addEventListener() {},
      createElement: () => element(),
    },
    matchMedia: () => ({ matches: false, addEventListener() {} }),
    getComputedStyle: () => ({ getPropertyValue: () => '#888888', fontFamily: 'sans-serif' }),
    addEventListener(type, listener) {
      listeners[type] = [...(listeners[type] ?? []), listener];
    },
    tell: (type) => listeners[type].forEach((listener) => listener()),
    innerWidth: 1000,
    innerHeight: 800,
    localStorage: { setItem() {} },
    performance: { now: () => 0 },
    requestAnimationFrame() {},
    echarts: { init: chart },
    atob,
    Uint8Array,
    DataView,
    clearTimeout,
    setTimeout,
    spoken,
  };
  window.window = window;
  const context = createContext(window);
  names.forEach((name) => runInContext(readFileSync(new URL(name, scripts), 'utf8'), context, name));
  return window;
};

export const load = (...names) => loadInto({}, ...names);

export { element as newElement, key as newKey };
