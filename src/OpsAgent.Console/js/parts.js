// Small pieces that several views show.

import { h, s, verbatim } from './dom.js';
import { ago, clock, countdown, now, spoken, toneOf, utc, words } from './format.js';

const marks = { ok: 'M4 8.5l2.6 2.6L12 5.5', bad: 'M5 5l6 6M11 5l-6 6', warning: 'M8 4v5M8 11.6v.2', busy: 'M8 4v4l2.6 1.6', neutral: 'M5 8h6' };

/** A shape for each tone, so that colour is never alone. */
export const mark = (tone) => s('svg', { viewBox: '0 0 16 16', class: `mark ${tone}`, 'aria-hidden': 'true' },
  s('circle', { cx: 8, cy: 8, r: 7 }), s('path', { d: marks[tone] ?? marks.neutral }));

export const pill = (status) => h('span', { class: `pill ${toneOf(status)}` }, mark(toneOf(status)), words(status));

export function risk(level) {
  return level ? h('span', { class: `risk ${level}` }, h('span', { class: 'bars', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), `${words(level)} risk`) : null;
}

export const time = (moment) => h('time', { datetime: moment, title: utc(moment) }, clock(moment));

export const timeAgo = (moment) => h('time', { datetime: moment, title: utc(moment) }, `${clock(moment)}, ${ago(moment)}`);

/** What stands after "Because": the requester's own words, which may begin with the word itself or with the "of" of "because of". */
export const reasonOf = (reason) => verbatim(String(reason).replace(/^because\s+/i, ''));

export const because = (reason) => [h('span', { class: 'quiet' }, 'Because '), reasonOf(reason)];

/** Account and Region of a resource, which its ARN names. */
export function placeOf(arn) {
  const [, , , region, account] = String(arn ?? '').split(':');
  return { account: account || null, region: region || null };
}

const ticking = new Set();
setInterval(() => {
  for (const tick of ticking) if (!tick()) ticking.delete(tick);
}, 500);

/** Asks every half second, until the answer is false. */
export const eachTick = (tick) => ticking.add(tick);

/** What is left of a window, second by second; a bar that empties. Says to those who listen only the last minutes. */
export function remaining(expiresAt, createdAt, what = 'Time to decide') {
  const end = Date.parse(expiresAt);
  const whole = Math.max(1, end - new Date(createdAt ?? expiresAt).getTime());
  const digits = h('span', { class: 'digits', 'aria-hidden': 'true' });
  const bar = h('span', { class: 'left' });
  const place = h('span', { class: 'remaining', role: 'timer', 'aria-label': `${what}: ${spoken(end - now())}` },
    digits, h('span', { class: 'track', 'aria-hidden': 'true' }, bar));
  const tick = () => {
    const left = end - now();
    digits.textContent = left > 0 ? countdown(left) : 'over';
    bar.style.inlineSize = `${Math.max(0, Math.min(100, (100 * left) / whole))}%`;
    place.classList.toggle('soon', left < Math.min(120_000, whole / 4));
    if (Math.round(left / 1000) % 30 === 0) place.setAttribute('aria-label', `${what}: ${spoken(left)}`);
    return place.isConnected && left > -1000;
  };
  tick();
  setTimeout(() => eachTick(tick));
  return place;
}

/** The plan: what is and what will be, line by line. */
export function change(plan) {
  const names = [...new Set([...Object.keys(plan.before ?? {}), ...Object.keys(plan.after ?? {})])];
  return h('table', { class: 'change' },
    h('caption', { class: 'hidden' }, 'What changes'),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, h('span', { class: 'hidden' }, 'Property')), h('th', { scope: 'col' }, 'Now'), h('th', { scope: 'col' }, 'After'))),
    h('tbody', {}, names.map((name) => {
      const [from, to] = [plan.before?.[name], plan.after?.[name]];
      return h('tr', { class: from === to ? 'same' : 'differs' },
        h('th', { scope: 'row' }, words(name)), h('td', {}, from ?? '–'), h('td', {}, to ?? '–'));
    })));
}

export const reasons = (list) => (list?.length ? h('ul', { class: 'reasons' }, list.map((reason) => h('li', {}, reason))) : null);

export const hash = (text, title) => h('code', { class: 'hash', title: title ?? text }, String(text ?? '').slice(0, 8));

export const link = (to, ...text) => h('a', { href: `#${to}` }, ...text);

/** A link to elsewhere: http and https only, told where it leads. */
export function outside(url) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return h('span', {}, verbatim(url));
  }
  return parsed.protocol === 'https:' || parsed.protocol === 'http:'
    ? h('a', { href: parsed.href, rel: 'noopener noreferrer', target: '_blank' }, verbatim(url))
    : h('span', {}, verbatim(url));
}

export const empty = (title, text, action) => h('div', { class: 'empty' }, h('h2', {}, title), h('p', {}, text), action);

export const problem = (error, again) => h('div', { class: 'note bad', role: 'alert' }, mark('bad'),
  h('div', {}, h('p', {}, error.message), again ? h('button', { type: 'button', class: 'quiet', onclick: again }, 'Try again') : null));

/** What a list says of the stored records that it had to leave out. */
export const passedOver = (count) => (count ? h('div', { class: 'note bad', role: 'status' }, mark('bad'),
  h('p', {}, `${count} stored ${count === 1 ? 'record' : 'records'} cannot be read and ${count === 1 ? 'is' : 'are'} not shown. An administrator finds more in the log.`)) : null);

export const waiting = (text) => h('p', { class: 'waiting', role: 'status' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), text);
