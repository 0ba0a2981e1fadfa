import { get, useApi } from './api.js';
import { lost } from './connection.js';
import { byId, fill, h, s, toast } from './dom.js';
import { nameOf } from './format.js';
import { poll } from './poll.js';
import { problem, waiting } from './parts.js';
import { finishSignIn, isSignedIn, signInAnew, signOut, start } from './session.js';
import { state } from './state.js';
import * as audit from './views/audit.js';
import * as chat from './views/chat.js';
import * as inbox from './views/inbox.js';
import * as incidents from './views/incidents.js';
import * as proposal from './views/proposal.js';
import * as signin from './views/signin.js';

const views = [
  { path: /^\/(?:chat(?:\/([^/]+\/\d+))?)?$/, name: 'Chat', tab: 'chat', show: chat.show },
  { path: /^\/approvals$/, name: 'Approvals', tab: 'approvals', show: inbox.show },
  { path: /^\/proposals\/([^/]+)$/, name: 'Proposal', tab: 'approvals', show: proposal.show },
  { path: /^\/audit$/, name: 'Audit', tab: 'audit', show: audit.show },
  { path: /^\/audit\/([^/]+)$/, name: 'Audit chain', tab: 'audit', show: audit.showChain },
  { path: /^\/incidents$/, name: 'Incidents', tab: 'incidents', show: incidents.show },
];

const tabs = [
  ['chat', 'Chat', 'M4 5h16v11H9l-5 4z'],
  ['approvals', 'Approvals', 'M4 12.5l5 5L20 6.5'],
  ['audit', 'Audit', 'M6 4h12v16H6zM9 8h6M9 12h6M9 16h3'],
  ['incidents', 'Incidents', 'M12 4 21 19H3zM12 10v4M12 16.4v.2'],
];

const main = byId('main');
let leave = () => {};
let stopCounting = () => {};
let waitingForMe = 0;
let known = null;
let message = null;

const go = (to) => {
  location.hash = to;
};

/** Shows the view that the address names. A link only opens a page: nothing is decided by one. */
async function route(event) {
  leave();
  leave = () => {};
  for (const dialog of document.querySelectorAll('dialog')) dialog.close();
  if (!isSignedIn()) {
    state.me = null;
    stopCounting();
    known = null;
    waitingForMe = 0;
    header(null);
    document.title = 'Sign in · OpsAgent';
    leave = signin.show(main, { message, entered: route });
    message = null;
    return;
  }

  if (!state.me && !(await meet())) return;
  const [path, search] = (location.hash.slice(1) || '/').split('?');
  const view = views.find((v) => v.path.test(path)) ?? views[0];
  document.title = `${view.name} · OpsAgent`;
  header(view.tab);
  main.className = view.tab;
  leave = view.show(main, { id: decodeURIComponent(path.match(view.path)?.[1] ?? ''), query: new URLSearchParams(search), go, again: route, counted });
  scrollTo(0, 0);
  if (event) main.focus({ preventScroll: true });
}

async function meet() {
  fill(main, waiting('Signing in…'));
  try {
    state.me = await get('/console/me');
    state.mode = state.me.execution_mode;
    if (state.me.identity === 'verified' && !state.me.in_person) signInAnew();
    stopCounting = poll(async () => counted((await get('/console/proposals')).proposals), 15_000);
    return true;
  } catch (e) {
    if (isSignedIn()) fill(main, problem(e, () => route()), h('button', { type: 'button', class: 'quiet', onclick: leaveSession }, 'Sign in as somebody else'));
    return false;
  }
}

function counted(proposals) {
  if (!state.me) return;
  const pending = proposals.filter((p) => p.decisions.length > 0);
  // Only what is new since this person came, and asked for by another.
  const news = known && pending.find((p) => !known.has(p.proposal_id) && p.requested_by !== state.me.user_id);
  if (news && main.className !== 'approvals') toast(`Waiting for approval: ${news.action_summary}`);
  known = new Set(pending.map((p) => p.proposal_id));
  waitingForMe = pending.length;
  const badge = document.querySelector('.badge');
  if (badge) {
    badge.hidden = waitingForMe === 0;
    fill(badge, h('span', { class: 'hidden' }, ', waiting: '), waitingForMe);
  }
}

const modes = { LOCAL_MOCK: ['simulation', 'Nothing is real: a simulated cloud.'], DRY_RUN: ['dry run', 'Reads are real; writes are only tried.'], SANDBOX_LIVE: ['live', 'Reads and writes are real.'] };

function header(current) {
  const me = state.me;
  const [mode, what] = modes[state.mode] ?? [];
  fill(byId('top'),
    h('a', { class: 'brand', href: '#/chat' }, s('svg', { viewBox: '0 0 32 32', 'aria-hidden': 'true' }, s('path', { d: 'M3 17h6l4-9 6 16 4-7h6' })), 'OpsAgent'),
    me ? h('span', { class: `mode ${state.mode?.toLowerCase()}`, title: what }, h('span', { class: 'environment' }, `${me.environment} · `), mode) : null,
    h('span', { class: 'space' }),
    h('button', { type: 'button', class: 'icon', onclick: toggleTheme, 'aria-label': 'Switch between dark and light', title: 'Dark or light', 'data-key': 'theme' },
      s('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, s('circle', { cx: 12, cy: 12, r: 8 }), s('path', { class: 'full', d: 'M12 4a8 8 0 0 1 0 16z' }))),
    me ? h('button', { type: 'button', class: 'me', onclick: leaveSession, title: `Signed in as ${me.user_id}, ${me.identity}`, 'data-key': 'me' },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }, me.user_id.charAt(0).toUpperCase()), h('span', { class: 'who' }, nameOf(me.user_id)), h('span', { class: 'hidden' }, ': switch user or sign out')) : null);
  const bar = byId('tabs');
  bar.hidden = !me;
  fill(bar, me ? tabs.map(([id, name, shape]) => h('a', { href: `#/${id}`, 'aria-current': id === current ? 'page' : null, 'data-key': id },
    s('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, s('path', { d: shape })), h('span', {}, name),
    id === 'approvals' ? h('span', { class: 'badge', hidden: waitingForMe === 0 }, h('span', { class: 'hidden' }, ', waiting: '), waitingForMe) : null)) : null);
}

function leaveSession() {
  signOut();
  route();
}

function toggleTheme() {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  theme(dark ? 'light' : 'dark');
  localStorage.setItem('theme', dark ? 'light' : 'dark');
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  document.querySelector('meta[name=color-scheme]').content = name;
}

async function begin() {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'dark' || chosen === 'light') theme(chosen);
  let config;
  try {
    config = await (await fetch('/config.json', { cache: 'no-store' })).json();
  } catch {
    lost();
    fill(main, problem(new Error('The console cannot be loaded: OpsAgent does not answer.'), begin));
    return;
  }
  useApi(config.api);
  state.mode = config.execution_mode;
  start(config, (why) => {
    message = why;
    route();
  });
  try {
    await finishSignIn();
  } catch (e) {
    message = e instanceof TypeError ? 'The identity provider cannot be reached. Sign in again in a minute.' : e.message;
  }
  addEventListener('hashchange', route);
  route();
}

begin();
