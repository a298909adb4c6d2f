// Applies what JsonDelta.java makes: one document out of another, which stays as it is.
globalThis.collapsarDelta = (() => {
  'use strict';
  const apply = (before, delta) => {
    if (delta === null || delta === undefined) return before;
    if ('is' in delta) return delta.is;
    if ('text' in delta) {
      const [first, last, middle] = delta.text;
      return before.slice(0, first) + middle + before.slice(before.length - last);
    }
    if ('keep' in delta) {
      const kept = before.slice(0, delta.keep);
      for (const [i, change] of Object.entries(delta.at ?? {})) kept[i] = apply(kept[i], change);
      return kept.concat(delta.more);
    }
    const after = { ...before };
    for (const [name, change] of Object.entries(delta.keys)) after[name] = apply(before[name], change);
    for (const name of delta.without ?? []) delete after[name];
    return after;
  };
  return { apply };
})();
