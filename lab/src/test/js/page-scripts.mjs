// Loads the scripts of the pages, which share a window, without a browser.
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

const scripts = new URL('../../main/resources/org/collapsar/lab/page/', import.meta.url);

const element = () => ({
  dataset: {}, style: {}, textContent: '', addEventListener() {}, setAttribute() {},
  clientWidth: 600, clientHeight: 320,
});

// A chart that keeps what it was told to draw.
const chart = () => ({
  options: [], on() {}, resize() {}, dispatchAction() {},
  setOption(option) { this.options.push(option); },
  getOption() { return this.options.at(-1); },
});

export const load = (...names) => {
  const spoken = element();
  const window = {
    document: {
      documentElement: element(), body: element(), querySelector: element, querySelectorAll: () => [],
      getElementById: (id) => (id === 'spoken' ? spoken : element()), addEventListener() {},
      createElement: element,
    },
    matchMedia: () => ({ matches: false, addEventListener() {} }),
    getComputedStyle: () => ({ getPropertyValue: () => '#888888', fontFamily: 'sans-serif' }),
    addEventListener() {}, innerWidth: 1000, localStorage: { setItem() {} },
    echarts: { init: chart }, atob, Uint8Array, DataView, clearTimeout, setTimeout, spoken,
  };
  window.window = window;
  const context = createContext(window);
  names.forEach((name) => runInContext(readFileSync(new URL(name, scripts), 'utf8'), context, name));
  return window;
};

export const newElement = element;
