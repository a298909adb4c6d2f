// Tables that a column sorts: up, then down; what is undefined stays below.
(() => {
  'use strict';
  const value = (row, column) => {
    const text = row.children[column].dataset.value;
    return text === undefined ? NaN : Number(text);
  };

  const sort = (table, column, sign) => {
    const body = table.tBodies[0];
    [...body.rows]
      .sort((a, b) => {
        const x = value(a, column);
        const y = value(b, column);
        if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
        return x === y ? value(a, 0) - value(b, 0) : sign * (x < y ? -1 : 1);
      })
      .forEach((row) => body.append(row));
  };

  for (const table of document.querySelectorAll('table.sortable')) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.className = 'sort';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const up = head.getAttribute('aria-sort') !== 'ascending';
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        sort(table, column, up ? 1 : -1);
      });
    });
  }
})();
