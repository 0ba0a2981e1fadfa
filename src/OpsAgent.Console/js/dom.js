// Builds elements. Text becomes text nodes only, so nothing that people or AWS wrote is ever read as markup. A moment in a
// text is shown in local time, with the exact UTC as its title.

import { momentsIn } from './format.js';

const SVG = 'http://www.w3.org/2000/svg';

/** h('p', {class: 'quiet', onclick: f}, 'text', child, null) */
export const h = (name, attributes, ...children) => build(document.createElement(name), attributes, children);

/** The same for SVG. */
export const s = (name, attributes, ...children) => build(document.createElementNS(SVG, name), attributes, children);

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    if (child instanceof Node) element.append(child);
    else if (element.namespaceURI === SVG) element.append(verbatim(child));
    else element.append(...momentsIn(String(child)).map((part) => part.text ?? moment(part)));
  }
}

/** Text that stands exactly as it is: what a person wrote, or what is sent as it is shown. */
export const verbatim = (text) => document.createTextNode(String(text));

function moment({ at, shown, utc }) {
  const element = document.createElement('time');
  element.dateTime = at.toISOString();
  element.title = utc;
  element.append(shown);
  return element;
}

/** Puts new content in place of the old, and keeps the focus on what has the same data-key. */
export function fill(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement.closest('[data-key]')?.dataset.key : null;
  const opened = [...element.querySelectorAll('details[open][data-key]')].map((d) => d.dataset.key);
  element.replaceChildren();
  add(element, children);
  for (const key of opened) element.querySelector(`details[data-key="${CSS.escape(key)}"]`)?.setAttribute('open', '');
  if (focused) element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

export const byId = (id) => document.getElementById(id);

let toastTimer = 0;

/** Says something that needs no answer. */
export function toast(text) {
  const place = byId('toast');
  fill(place, text);
  place.classList.add('shown');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => place.classList.remove('shown'), 6000);
}
