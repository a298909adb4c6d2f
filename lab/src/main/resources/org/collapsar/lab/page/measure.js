// The figures of the page of measure.
(() => {
  'use strict';
  const { panels, geometry } = window.collapsar;
  const { rows, select, HeatMap, Spectrum, Within, Span } = geometry;
  if (rows.length === 0) return;
  const charts = [];
  const there = (id) => document.getElementById('geometry-' + id) !== null;
  if (there('span')) charts.push(new Span());
  charts.push(new HeatMap('means', 'cosines', 'class mean', 'class mean'));
  if (there('rows')) charts.push(new HeatMap('rows', 'rows', 'row of W', 'row of W'));
  if (there('weights')) charts.push(new HeatMap('weights', 'weights', 'row of W', 'class mean'));
  charts.push(new Spectrum(), new Within());
  charts.forEach((chart) => chart.draw());
  panels.push(...charts);
  if (select) select.addEventListener('change', () => charts.forEach((chart) => chart.draw()));
})();
