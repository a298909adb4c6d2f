// Runs before the page is drawn, so that it does not flash in the other colours.
(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('charts-ready');
  try {
    const theme = localStorage.getItem('collapsar-theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch {
    /* no storage for this page */
  }
  document.addEventListener('DOMContentLoaded', () => {
    if (globalThis.collapsar) return; // pages with figures have the button's script with them
    const button = document.querySelector('.theme');
    const prefersDark = matchMedia('(prefers-color-scheme: dark)');
    const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches);
    const name = () => {
      button.textContent = isDark() ? 'Light' : 'Dark';
      button.setAttribute('aria-label', 'Switch to ' + (isDark() ? 'light' : 'dark') + ' colours');
    };
    name();
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      try {
        localStorage.setItem('collapsar-theme', root.dataset.theme);
      } catch {
        /* as above */
      }
      name();
    });
  });
})();
