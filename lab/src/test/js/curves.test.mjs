import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, newElement, newKey } from './page-scripts.mjs';

const { collapsar } = load('axes.js', 'page.js', 'curves.js');
const view = (more) => ({ log: null, lines: false, zoom: false, ...more });
const axis = (from, to) => ({
  from,
  to,
  ticks: [
    [from, 'low'],
    [to, 'high'],
  ],
});
const axes = {
  linear: { lines: axis(-2, 5), band: axis(-3, 5) },
  log: {
    lines: axis(-1, 1),
    band: axis(-0.7, 0.8),
    finer: [
      [-1, '0.1', 0],
      [0, '1', 0],
      [1, '10', 0],
    ],
  },
};
const group = {
  name: '',
  index: 0,
  runs: [
    { seed: '1', values: [4, 0, 1] },
    { seed: '2', values: [2, 0.25, -1] },
  ],
  mean: [3, 0.125, 0],
  deviation: [1, 0.125, 1],
  lower: [2, 0, -1],
  upper: [4, 0.25, 1],
  lowerOnLog: [2, 0.25, 0.25],
};
const panel = (more) => ({
  metric: 'loss',
  label: 'loss',
  name: 'Loss',
  logarithmic: true,
  axes,
  groups: [group],
  ...more,
});
const single = (values) => ({ groups: [{ name: '', index: 0, runs: [{ seed: '1', values }] }] });
const drawn = (data, chosen) => {
  const chart = new collapsar.CurvePanel(newElement(), data, view(chosen));
  chart.others = [];
  chart.draw();
  return { chart, option: chart.chart.options.at(-1) };
};
const line = (option, i) => Array.from(option.series.find((s) => s.id === 'line-' + i).data, (p) => Array.from(p));

test('values that are not positive are kept off a logarithmic axis', () => {
  const { option } = drawn(panel(), { lines: true });
  assert.deepEqual(line(option, 0), [
    [0, Math.log10(4)],
    [1, null],
    [2, 0],
  ]);
  assert.deepEqual(line(option, 1), [
    [0, Math.log10(2)],
    [1, Math.log10(0.25)],
    [2, null],
  ]);
});

test('the axis is that of what is drawn, as the program chose it', () => {
  const ends = (chosen) => {
    const { yAxis } = drawn(panel(), chosen).option;
    return [yAxis.min, yAxis.max];
  };
  assert.deepEqual(ends({ lines: true }), [-1, 1]);
  assert.deepEqual(ends({}), [-0.7, 0.8]);
  assert.deepEqual(ends({ lines: true, log: false }), [-2, 5]);
  assert.deepEqual(ends({ log: false }), [-3, 5]);
});

test('the height of a part fits what is there', () => {
  const { chart } = drawn(panel(), { lines: true });
  chart.fitHeight(2, 2);
  const part = chart.chart.options.at(-1);
  assert.deepEqual([part.yAxis.min, part.yAxis.max], [0, 0]);
  chart.fitHeight(0, 2);
  assert.deepEqual([chart.chart.options.at(-1).yAxis.min, chart.chart.options.at(-1).yAxis.max], [-1, 1]);
  const linear = drawn(panel(), { log: false }).chart;
  linear.fitHeight(1, 2);
  const { yAxis } = linear.chart.options.at(-1);
  assert.ok(yAxis.min < -1 && yAxis.min > -1.5 && yAxis.max > 1 && yAxis.max < 1.5 && yAxis.axisLabel.show);
});

test('a band whose lower edge is not positive ends at the smallest positive value', () => {
  const { chart } = drawn(panel(), {});
  assert.deepEqual(Array.from(chart.band(chart.groups[0])[1]), [1, Math.log10(0.25), Math.log10(0.25)]);
});

test('without a positive value the axis is linear and the title says so', () => {
  const { option } = drawn(panel({ axes: { linear: axes.linear }, ...single([0, -1]) }), {});
  assert.match(option.title.text, /linear: no value above 0/);
  assert.deepEqual([option.yAxis.min, option.yAxis.max], [-3, 5]);
});

test('what was not measured is null and has no point', () => {
  const { option } = drawn(panel(single([4, null, 1])), { lines: true });
  assert.deepEqual(line(option, 0), [
    [0, Math.log10(4)],
    [2, 0],
  ]);
});

test('packed curves are the numbers that were packed', () => {
  const packed = Buffer.from(new Float32Array([0.1, NaN, 3]).buffer).toString('base64');
  const { chart } = drawn(
    panel({
      epochs: [0, 2, 5],
      groups: [
        { name: 'a', index: 0, runs: [{ seed: '1', length: 6, values: packed }] },
        { name: 'b', index: 1, runs: [{ seed: '1', length: 6, values: packed }] },
      ],
    }),
    {},
  );
  assert.deepEqual(Array.from(chart.groups[0].runs[0].values), [0.1, null, null, null, null, 3]);
  assert.deepEqual(Array.from(chart.groups[1].mean), [0.1, null, null, null, null, 3]);
});

test('arrow keys walk over the epochs and say the values', () => {
  const window = load('axes.js', 'page.js', 'curves.js');
  const chart = new window.collapsar.CurvePanel(newElement(), panel(), view({}));
  chart.others = [];
  chart.draw();
  let prevented = 0;
  const press = (key) =>
    chart.key({
      key,
      preventDefault: () => {
        prevented += 1;
      },
    });
  press('ArrowRight');
  assert.match(window.spoken.textContent, /^Loss, epoch 0: mean 3, deviation 1/);
  press('End');
  assert.match(window.spoken.textContent, /epoch [12]:/);
  press('Tab');
  assert.equal(prevented, 2);
});

test('plus and minus zoom about the epoch that was read, and 0 shows all', () => {
  const values = Array.from({ length: 101 }, (_, i) => 101 - i);
  const { chart } = drawn(panel(single(values)), { lines: true });
  const zoomed = (name) => {
    const event = newKey(name);
    chart.key(event);
    assert.equal(event.prevented, 1);
    const { startValue, endValue } = chart.chart.actions.at(-1);
    return [startValue, endValue];
  };
  assert.deepEqual(zoomed('+'), [25, 75]);
  chart.key(newKey('End'));
  assert.deepEqual(zoomed('+'), [50, 100]);
  chart.key(newKey('Home'));
  assert.deepEqual(zoomed('='), [0, 50]);
  assert.deepEqual(zoomed('-'), [0, 100]);
  assert.deepEqual(zoomed('0'), [0, 100]);
  const browser = newKey('+', { ctrlKey: true }); // the browser's own
  chart.key(browser);
  assert.equal(browser.prevented, 0);
});

test('later numbers take the place of earlier ones, and a part that is zoomed into stays in sight', () => {
  const values = Array.from({ length: 101 }, (_, i) => 101 - i);
  const { chart } = drawn(panel(single(values)), { lines: true });
  chart.take({ panels: [panel(single([...values, 0.5]))] }, 0);
  assert.equal(line(chart.chart.options.at(-1), 0).length, 102);
  assert.equal(chart.last, 101);
  assert.notEqual(chart.chart.actions.at(-1).type, 'dataZoom');
  chart.chart.getModel = () => ({ getComponent: () => ({ axis: { scale: { getExtent: () => [20, 40] } } }) });
  chart.take({ panels: [panel(single([...values, 0.5, 0.4]))] }, 0);
  const zoomed = chart.chart.actions.findLast((action) => action.type === 'dataZoom');
  assert.deepEqual([zoomed.startValue, zoomed.endValue], [20, 40]);
});

test('round values of what a panel counts by are labelled where they lie, the few of a part that is zoomed into', () => {
  const marks = [
    [0, '1', 0],
    [6.02, '0.5', 2],
    [20, '0.1', 0],
    [26.02, '0.05', 2],
    [28, '0.04', 3],
    [30.5, '0.03', 3],
    [33.98, '0.02', 2],
    [40, '0.01', 0],
  ];
  const levels = Array.from({ length: 41 }, (_, i) => 40 - i);
  const x = { name: 'training loss', title: 'training loss', names: levels.map(String), marks };
  const { chart, option } = drawn(panel({ x, ...single(levels) }), { log: false });
  assert.deepEqual(Array.from(option.xAxis.axisLabel.customValues), [0, 20, 40]);
  assert.deepEqual(Array.from(option.xAxis.axisTick.customValues), [0, 20, 40]);
  assert.deepEqual([0, 20, 40].map(option.xAxis.axisLabel.formatter), ['1', '0.1', '0.01']);
  chart.fitHeight(22, 40);
  const { axisLabel } = chart.chart.options.at(-1).xAxis;
  assert.deepEqual(Array.from(axisLabel.customValues), [26.02, 33.98, 40]);
  assert.equal(axisLabel.formatter(26.02), '0.05');
});
