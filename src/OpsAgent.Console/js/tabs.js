// A conversation lives in the tab that had it. Another tab of the same person in this browser may ask for it while that is open.

import { state } from './state.js';

const WAIT = 500;
const channel = new BroadcastChannel('opsagent-chat');
const waiting = new Map();

channel.addEventListener('message', ({ data }) => {
  // Whom a tab answers is a matter of who is signed in there.
  if (!state.me || data.user !== state.me.user_id || data.identity !== state.me.identity) return;
  if (data.given) {
    waiting.get(data.wanted)?.(data.given);
    return;
  }
  const log = sessionStorage.getItem('chat_log');
  if (JSON.parse(log ?? '[]').some((entry) => answerId(entry) === data.wanted)) channel.postMessage({ ...data, given: { log, session: sessionStorage.getItem('chat') } });
});

/** How a link names an answer. */
export const answerId = (entry) => (entry.n ? `${entry.session}/${entry.n}` : null);

/** Takes over the conversation with this answer from another tab; says whether there was one. */
export async function takeOver(wanted) {
  const found = await new Promise((done) => {
    waiting.set(wanted, done);
    setTimeout(done, WAIT, null);
    channel.postMessage({ wanted, user: state.me.user_id, identity: state.me.identity });
  });
  waiting.delete(wanted);
  if (!found) return false;
  sessionStorage.setItem('chat_log', found.log);
  sessionStorage.setItem('chat', found.session);
  return true;
}
