// A page of the server without a browser: its HTML as a tree, its scripts in a window of their own, and a
// server that answers what the test says. As much of the DOM as the scripts ask for.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const ours = new URL('../../main/resources/org/collapsar/serve/', import.meta.url);
const VOID = new Set(['META', 'LINK', 'INPUT', 'BR', 'IMG']);
const DEEP = /<!--[\s\S]*?-->|<!DOCTYPE[^>]*>|<\/?[a-zA-Z][^>]*>|[^<]+/g;
const CODES = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plainText = (text) =>
  text.replace(/&(#?\w+);/g, (_, code) => (code[0] === '#' ? String.fromCodePoint(code.slice(1)) : CODES[code]));

class Text {
  constructor(data) {
    Object.assign(this, { nodeType: 3, nodeName: '#text', data, parentNode: null });
  }
  get textContent() {
    return this.data;
  }
  remove() {
    this.parentNode?.childNodes.splice(this.parentNode.childNodes.indexOf(this), 1);
    this.parentNode = null;
  }
  replaceWith(other) {
    const parent = this.parentNode;
    other.remove();
    parent.childNodes.splice(parent.childNodes.indexOf(this), 1, other);
    this.parentNode = null;
    other.parentNode = parent;
  }
}

// Attributes that have a property of their name.
const MIRRORED = ['id', 'name', 'type', 'href', 'value', 'title'];
const FLAGS = ['hidden', 'open', 'checked', 'disabled'];

class Element extends Text {
  constructor(nodeName, page) {
    super('');
    Object.assign(this, { nodeType: 1, nodeName, page, childNodes: [], kept: new Map(), listeners: {} });
    this.dataset = new Proxy(
      {},
      {
        get: (_, name) => this.kept.get('data-' + name),
        set: (_, name, value) => this.kept.set('data-' + name, String(value)) !== null,
      },
    );
    if (nodeName === 'TEMPLATE') this.content = new Element('#fragment', page);
  }
  get children() {
    return this.childNodes.filter((node) => node.nodeType === 1);
  }
  get textContent() {
    return this.childNodes.map((node) => node.textContent).join('');
  }
  set textContent(text) {
    this.replaceChildren(...(text === '' ? [] : [String(text)]));
  }
  set innerHTML(html) {
    const into = this.content ?? this;
    into.replaceChildren();
    parse(html, into, this.page);
  }
  get className() {
    return this.kept.get('class') ?? '';
  }
  set className(names) {
    this.kept.set('class', names);
  }
  get attributes() {
    return [...this.kept].map(([name, value]) => ({ name, value }));
  }
  get isConnected() {
    return this === this.page.root || (this.parentNode?.isConnected ?? false);
  }
  get elements() {
    return Object.fromEntries(this.all('[name]').map((element) => [element.name, element]));
  }
  getAttribute(name) {
    return this.kept.get(name) ?? null;
  }
  hasAttribute(name) {
    return this.kept.has(name);
  }
  setAttribute(name, value) {
    this.kept.set(name, String(value));
  }
  removeAttribute(name) {
    this.kept.delete(name);
  }
  append(...nodes) {
    for (const each of nodes) {
      const node = typeof each === 'string' ? new Text(each) : each;
      node.remove();
      node.parentNode = this;
      this.childNodes.push(node);
    }
  }
  replaceChildren(...nodes) {
    for (const node of [...this.childNodes]) node.remove();
    this.append(...nodes);
  }
  contains(other) {
    return other !== null && (other === this || this.contains(other.parentNode ?? null));
  }
  addEventListener(type, listener) {
    this.listeners[type] = [...(this.listeners[type] ?? []), listener];
  }
  focus() {
    this.page.focused = this;
  }
  querySelector(selector) {
    return this.all(selector)[0] ?? null;
  }
  querySelectorAll(selector) {
    return this.all(selector);
  }
  // Descendants in order that a selector of simple parts finds.
  all(selector) {
    const found = [];
    const parts = selector.split(' ');
    const walk = (element) => {
      for (const child of element.children) {
        if (child.fits(parts.at(-1)) && (parts.length === 1 || child.within(parts.slice(0, -1)))) found.push(child);
        walk(child);
      }
    };
    walk(this);
    return found;
  }
  within(parts) {
    for (let above = this.parentNode; above; above = above.parentNode) {
      if (above.fits(parts.at(-1))) return parts.length === 1 || above.within(parts.slice(0, -1));
    }
    return false;
  }
  fits(part) {
    return part.match(/[#.]?[\w-]+|\[[^\]]+\]|:\w+/g).every((simple) => {
      if (simple[0] === '#') return this.id === simple.slice(1);
      if (simple[0] === '.') return this.className.split(' ').includes(simple.slice(1));
      if (simple === ':checked') return this.checked;
      if (simple[0] === '[') {
        const [, name, value] = /^\[([\w-]+)(?:="?([^"\]]*)"?)?\]$/.exec(simple);
        return value === undefined ? this.kept.has(name) : this.kept.get(name) === value;
      }
      return this.nodeName === simple.toUpperCase();
    });
  }
  // Fires an event here, and at what is above.
  tell(type, event = { target: this, preventDefault() {} }) {
    (this.listeners[type] ?? []).forEach((listener) => listener(event));
    this.parentNode?.tell?.(type, event);
  }
}
for (const name of MIRRORED) {
  Object.defineProperty(Element.prototype, name, {
    get() {
      return this.kept.get(name) ?? '';
    },
    set(value) {
      this.kept.set(name, String(value));
    },
  });
}
for (const name of FLAGS) {
  Object.defineProperty(Element.prototype, name, {
    get() {
      return this.kept.has(name);
    },
    set(on) {
      if (on) this.kept.set(name, '');
      else this.kept.delete(name);
    },
  });
}

const parse = (html, into, page) => {
  let at = into;
  for (const [token] of html.matchAll(DEEP)) {
    if (token.startsWith('<!')) continue;
    if (token[0] !== '<') at.append(plainText(token));
    else if (token[1] === '/') at = at.parentNode;
    else {
      const [, name, rest] = /^<([\w-]+)([\s\S]*)>$/.exec(token);
      const element = new Element(name.toUpperCase(), page);
      for (const [, key, value] of rest.matchAll(/([\w-]+)(?:="([^"]*)")?/g)) {
        element.setAttribute(key, plainText(value ?? ''));
      }
      at.append(element);
      if (!VOID.has(element.nodeName)) at = element;
    }
  }
};

// Lets everything happen that waits for nothing but its turn.
export const settle = async () => {
  for (let i = 0; i < 20; i++) await null;
};

// The answer of a server that refuses.
export const refusal = (status, line) => Object.assign(new Error(line), { status });

// Opens a page of ours at an address. `answer(path)` gives what the server says, or throws; `figure(data)`
// makes what shows a figure. What the page asked, and what it made of its address, is kept.
export const open = (html, address, { answer, figure = () => ({ take() {}, drop() {} }) }, ...scripts) => {
  const page = { asked: [], addresses: [], frames: [], timers: [], followed: null, focused: null };
  page.root = new Element('#document', page);
  const tree = page.root;
  parse(readFileSync(new URL(html, ours), 'utf8'), tree, page);
  const url = new URL(address, 'http://127.0.0.1:1');
  page.at = (id) => tree.querySelector('#' + id);
  const context = vm.createContext({
    document: {
      hidden: false,
      title: '',
      getElementById: page.at,
      querySelector: (selector) => tree.querySelector(selector),
      querySelectorAll: (selector) => tree.querySelectorAll(selector),
      createElement: (name) => new Element(name.toUpperCase(), page),
      createElementNS: (_, name) => new Element(name.toUpperCase(), page),
      get activeElement() {
        return page.focused;
      },
    },
    location: { pathname: url.pathname, search: url.search, hash: url.hash },
    history: { replaceState: (_state, _title, path) => page.addresses.push(path) },
    URLSearchParams,
    requestAnimationFrame: (draw) => page.frames.push(draw),
    setTimeout: (go, ms) => page.timers.push({ go, ms }),
    collapsarClient: {
      get: async (path) => {
        page.asked.push(path);
        return answer(path);
      },
      follow: (id, hear) => {
        page.followed = { id, ...hear };
      },
    },
    collapsar: { show: figure },
  });
  page.document = context.document;
  for (const name of scripts) {
    vm.runInContext(readFileSync(new URL(name, ours), 'utf8'), context, { filename: name });
  }
  page.text = (id) => page.at(id).textContent;
  // The next picture, and what is due after a while.
  page.frame = () => page.frames.splice(0).forEach((draw) => draw());
  page.later = async () => {
    page.timers.splice(0).forEach(({ go }) => go());
    await settle();
  };
  return page;
};
