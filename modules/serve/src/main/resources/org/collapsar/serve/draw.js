// Curves as SVG, and numbers as text. Thinned curves keep the least and the greatest value.
globalThis.collapsarDraw = (() => {
  'use strict';
  // [[x, y]] to at most 2 * buckets points: of each bucket its least and greatest, in their order.
  const thin = (points, buckets) => {
    if (points.length <= 2 * buckets) return points;
    const kept = [];
    for (let b = 0; b < buckets; b++) {
      const from = Math.floor((b * points.length) / buckets);
      const to = Math.floor(((b + 1) * points.length) / buckets);
      let least = from;
      let greatest = from;
      for (let i = from; i < to; i++) {
        if (points[i][1] < points[least][1]) least = i;
        if (points[i][1] > points[greatest][1]) greatest = i;
      }
      kept.push(points[Math.min(least, greatest)]);
      if (least !== greatest) kept.push(points[Math.max(least, greatest)]);
    }
    return kept;
  };
  const number = (value) => {
    if (typeof value === 'string') return value;
    if (value === null || value === undefined) return 'undefined';
    if (value === 0) return '0';
    const size = Math.abs(value);
    return size >= 1e5 || size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  };
  // How far a run is; nobody says beforehand how long one goes on that is trained elsewhere.
  const progress = (epoch, { epochs, external, state }) =>
    external && state === 'running' && epoch >= epochs ? epoch + ' so far' : Math.max(0, epoch) + ' of ' + epochs;
  // An SVG of a curve; `logarithmic` where all values are positive.
  const curve = (points, width, height, logarithmic) => {
    const finite = points.filter((p) => typeof p[1] === 'number' && Number.isFinite(p[1]));
    const log = logarithmic && finite.every((p) => p[1] > 0);
    const drawn = thin(
      finite.map((p) => [p[0], log ? Math.log10(p[1]) : p[1]]),
      Math.ceil(width / 2),
    );
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    if (drawn.length < 2) return svg;
    const x = drawn.map((p) => p[0]);
    const y = drawn.map((p) => p[1]);
    const [x0, x1, y0, y1] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute(
      'd',
      drawn
        .map(
          (p, i) =>
            (i ? 'L' : 'M') +
            (1 + ((width - 2) * (p[0] - x0)) / (x1 - x0 || 1)).toFixed(1) +
            ' ' +
            (2 + ((height - 4) * (y1 - p[1])) / (y1 - y0 || 1)).toFixed(1),
        )
        .join(''),
    );
    for (const [key, value] of [
      ['fill', 'none'],
      ['stroke', 'currentColor'],
      ['stroke-width', '2'],
      ['stroke-linejoin', 'round'],
      ['vector-effect', 'non-scaling-stroke'],
    ])
      path.setAttribute(key, value);
    svg.append(path);
    return svg;
  };
  return { thin, number, progress, curve };
})();
