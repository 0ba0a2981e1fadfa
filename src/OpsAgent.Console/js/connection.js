// Whether OpsAgent can be reached, told in one strip under the header.

import { byId, fill, h, toast } from './dom.js';
import { clock } from './format.js';

const listeners = new Set();
let offlineSince = null;
let lastHeard = null;

export const isOffline = () => offlineSince !== null;

export function heard() {
  lastHeard = Date.now();
  if (offlineSince === null) return;
  offlineSince = null;
  byId('connection').hidden = true;
  document.body.classList.remove('offline');
  toast('Connected again. What you see is up to date.');
}

export function lost() {
  if (offlineSince !== null) return;
  offlineSince = Date.now();
  document.body.classList.add('offline');
  const strip = byId('connection');
  strip.hidden = false;
  fill(
    strip,
    h('span', {}, 'Offline: OpsAgent cannot be reached. ', lastHeard ? `You see what was known at ${clock(lastHeard)}. ` : '', 'It is asked again and again.'),
    h('button', { class: 'link', type: 'button', onclick: tryNow }, 'Try now'),
  );
}

/** Runs when somebody or the browser has reason to think that it is worth trying. */
export function onRetry(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tryNow() {
  for (const listener of listeners) listener();
}

addEventListener('online', tryNow);
addEventListener('offline', lost);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && tryNow());
