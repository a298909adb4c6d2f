// Puts HTML of the program's in a page, where some of it may be there already.
globalThis.collapsarContent = (() => {
  'use strict';
  const TEXT = 3;
  const attributes = (there, node) => {
    for (const { name, value } of node.attributes) {
      if (there.getAttribute(name) !== value) there.setAttribute(name, value);
    }
    for (const { name } of [...there.attributes]) {
      // What is unfolded is for the reader to say.
      if (name !== 'open' && !node.hasAttribute(name)) there.removeAttribute(name);
    }
    if (there.type === 'checkbox') there.checked = node.hasAttribute('checked');
  };
  const become = (element, made) => {
    const old = [...element.childNodes];
    [...made.childNodes].forEach((node, i) => {
      const there = old[i];
      if (there === undefined) element.append(node);
      else if (there.nodeName !== node.nodeName) there.replaceWith(node);
      else if (node.nodeType === TEXT) {
        if (there.data !== node.data) there.data = node.data;
      } else {
        attributes(there, node);
        become(there, node);
      }
      old[i] = undefined;
    });
    for (const node of old) node?.remove();
  };

  // The content of an element becomes `html`, made and escaped by the program; the page's policy runs no script in
  // it. Elements that are alike stay: what has the focus, what is unfolded and how far it is scrolled.
  const put = (element, html) => {
    const template = document.createElement('template');
    template.innerHTML = html;
    become(element, template.content);
  };
  return { put };
})();
