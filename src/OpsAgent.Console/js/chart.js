// A metric over time as a picture: the line, gaps where there was no data, and the thresholds of its alarms.

import { h, s } from './dom.js';
import { clock, now, quantity } from './format.js';

const HEIGHT = 220, LEFT = 52, RIGHT = 12, TOP = 14, BOTTOM = 26;
const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const DAY = 86_400_000;

/** Times of the axis are local; the readout names the zone. */
export function chart(card) {
  const series = card.series.map((one) => ({ ...one, points: one.points.map((p) => ({ at: Date.parse(p.at), value: p.value })) }));
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) return h('p', { class: 'quiet' }, 'No data in this window.');

  // On a phone the same height over less width: words keep their size.
  const width = innerWidth < 640 ? 340 : 640;
  const [from, to] = [Math.min(...points.map((p) => p.at)), Math.max(...points.map((p) => p.at))];
  const values = [...points.map((p) => p.value), ...card.thresholds.map((t) => t.value)];
  const steps = scale(Math.min(0, ...values), Math.max(...values), card.unit);
  const [low, high] = [steps[0], steps.at(-1)];
  const x = (at) => LEFT + ((at - from) / Math.max(1, to - from)) * (width - LEFT - RIGHT);
  const y = (value) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const last = series[0].points.at(-1);
  const over = card.thresholds.find((t) => t.state === 'ALARM');

  const readout = h('p', { class: 'readout', 'aria-hidden': 'true' });
  const cursor = s('line', { class: 'cursor', y1: TOP, y2: HEIGHT - BOTTOM, visibility: 'hidden' });
  const picture = s('svg', { class: 'chart', viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': describe(card, points, over) },
    steps.map((value) => [
      s('line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value) }),
      s('text', { class: 'tick', x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, quantity(value, card.unit)),
    ]),
    (width < 640 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]).map((part) => s('text', { class: 'tick', x: x(from + part * (to - from)), y: HEIGHT - 6, 'text-anchor': part === 0 ? 'start' : part === 1 ? 'end' : 'middle' },
      (to - from > DAY ? days : hours).format(new Date(from + part * (to - from))))),
    card.thresholds.map((t) => [
      s('rect', { class: `beyond ${t.state === 'ALARM' ? 'alarm' : ''}`, x: LEFT, width: width - LEFT - RIGHT, ...(t.comparison.startsWith('Less') ? { y: y(t.value), height: Math.max(0, y(low) - y(t.value)) } : { y: TOP, height: Math.max(0, y(t.value) - TOP) }) }),
      s('line', { class: `threshold ${t.state === 'ALARM' ? 'alarm' : ''}`, x1: LEFT, x2: width - RIGHT, y1: y(t.value), y2: y(t.value) }),
      s('text', { class: `threshold-name ${t.state === 'ALARM' ? 'alarm' : ''}`, x: LEFT + 4, y: y(t.value) - 5 }, `${t.name} ${quantity(t.value, card.unit)}`),
    ]),
    series.map((one, i) => s('path', { class: `series n${i}`, d: way(one.points, card.period_seconds * 1000, x, y) })),
    last ? s('circle', { class: 'now', cx: x(last.at), cy: y(last.value), r: 3.5 }) : null,
    cursor);

  const point = (event) => {
    const box = picture.getBoundingClientRect();
    const at = from + ((((event.clientX - box.left) / box.width) * width - LEFT) / (width - LEFT - RIGHT)) * (to - from);
    const near = series[0].points.reduce((best, p) => (Math.abs(p.at - at) < Math.abs(best.at - at) ? p : best));
    cursor.setAttribute('x1', x(near.at));
    cursor.setAttribute('x2', x(near.at));
    cursor.setAttribute('visibility', 'visible');
    readout.textContent = `${clock(near.at)}  ${quantity(near.value, card.unit)}`;
  };
  const leave = () => {
    cursor.setAttribute('visibility', 'hidden');
    readout.textContent = last ? `${when(last, card)} ${quantity(last.value, card.unit)}` : '';
  };
  picture.addEventListener('pointermove', point);
  picture.addEventListener('pointerleave', leave);
  leave();

  return h('figure', { class: 'metric' }, readout, picture,
    card.thresholds.length ? h('ul', { class: 'alarms' }, card.thresholds.map((t) => h('li', { class: t.state === 'ALARM' ? 'alarm' : '' },
      h('strong', {}, t.name), ` ${t.state}: ${words(t.comparison)} ${quantity(t.value, card.unit)}`))) : null);
}

const words = (comparison) => ({
  GreaterThanThreshold: 'above', GreaterThanOrEqualToThreshold: 'at or above', LessThanThreshold: 'below', LessThanOrEqualToThreshold: 'at or below',
})[comparison] ?? comparison;

// The last point of a window that ended long ago is not now.
const when = (point, card) => (now() - point.at < Math.max(600_000, 2000 * card.period_seconds) ? 'now' : clock(point.at));

const describe = (card, points, over) => {
  const values = points.map((p) => p.value);
  return `${card.title}: ${card.statistic} between ${quantity(Math.min(...values), card.unit)} and ${quantity(Math.max(...values), card.unit)}, ${when(points.at(-1), card)} ${quantity(values.at(-1), card.unit)}.${over ? ` Alarm ${over.name} at ${quantity(over.value, card.unit)}.` : ''}`;
};

// The line breaks where a period is missing; a lone point is a dot.
function way(points, period, x, y) {
  return points.map((p, i) => {
    const begins = i === 0 || p.at - points[i - 1].at > period * 1.5;
    const ends = i === points.length - 1 || points[i + 1].at - p.at > period * 1.5;
    return `${begins ? 'M' : 'L'}${x(p.at).toFixed(1)} ${y(p.value).toFixed(1)}${begins && ends ? 'h.1' : ''}`;
  }).join('');
}

// Round steps that cover the values. A percentage that comes near its end shows the whole of it.
function scale(low, high, unit) {
  if (unit === 'Percent' && high > 60 && high <= 100) return [0, 25, 50, 75, 100];
  const span = high - low || Math.abs(high) || 1;
  const rough = (span * 1.08) / 4;
  const base = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * base).find((n) => n >= rough);
  const steps = [];
  for (let value = Math.floor(low / step) * step; steps.length < 2 || steps.at(-1) < high; value += step) steps.push(Number(value.toPrecision(12)));
  return steps;
}
