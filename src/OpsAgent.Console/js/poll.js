// Asks again and again while somebody looks: slower after failures, not at all while the tab is hidden.

import { onRetry } from './connection.js';

const LONGEST = 60_000;

/**
 * @param look asks once; what it throws counts as a failure
 * @param every milliseconds, or a function that says them
 * @returns stops it; its `now` asks at once, its `over` says whether it was stopped while an answer was on its way
 */
export function poll(look, every) {
  let timer = 0, failures = 0, running = false, again = false, stopped = false;
  const pause = () => (typeof every === 'function' ? every() : every);

  async function turn() {
    clearTimeout(timer);
    if (stopped) return;
    if (document.visibilityState === 'hidden') return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    let wait;
    try {
      await look();
      failures = 0;
      wait = pause();
    } catch (e) {
      failures++;
      // With some jitter, so that everybody's consoles do not come back at one moment.
      wait = Math.max((e.retryAfter ?? 0) * 1000, Math.min(LONGEST, pause() * 2 ** Math.min(failures, 6)) * (0.75 + Math.random() / 2));
    }
    running = false;
    if (again) {
      again = false;
      turn();
    } else if (!stopped && wait !== Infinity) {
      timer = setTimeout(turn, wait);
    }
  }

  const forget = onRetry(turn);
  turn();
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    forget();
  };
  stop.now = turn;
  stop.over = () => stopped;
  return stop;
}
