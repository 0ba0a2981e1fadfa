import { Refused, post } from '../api.js';
import { cardOf, draftEnd, standing } from '../cards.js';
import { fill, h, toast, verbatim } from '../dom.js';
import { zoneOffset } from '../format.js';
import { markdownOf } from '../markdown.js';
import { overview } from '../overview.js';
import { mark, problem, time, waiting } from '../parts.js';
import { state } from '../state.js';
import { suggestionsOf } from '../suggestions.js';
import { answerId, takeOver } from '../tabs.js';

const storage = sessionStorage;
const KEPT = 30;
const MAX_STARTS = 6;

// What the simulated cloud has a story about; of a real account nothing is known here.
const starts = () => (state.mode === 'LOCAL_MOCK'
  ? ['Target health of production-web', 'Memory of ECS service production/web in the last hour', 'What changed in the last 6 hours?', 'Status of the instances with Role=web']
  : ['What changed in the last 6 hours?', 'Which proposals are open?', 'Help']);

// What was said stays for as long as the tab does; the server remembers for a day. One list for every view of it, so that an
// answer that comes after somebody has looked elsewhere and back is not lost.
let said = [], saved = '[]';

function load() {
  const kept = storage.getItem('chat_log') ?? '[]';
  if (kept !== saved) [said, saved] = [JSON.parse(kept), kept];
}

/** @param id the session and the number of an answer in it, where a link to one was opened */
export function show(main, { id, again }) {
  load();
  const me = state.me;
  const top = h('section', { class: 'overview', 'aria-label': 'Overview' });
  const log = h('div', { class: 'log', role: 'log', 'aria-label': 'Conversation' });
  const next = h('div', { class: 'offers' });
  const scroller = h('div', { class: 'talk', tabindex: 0, role: 'group', 'aria-label': 'Overview and conversation' }, top, log, next);
  const input = h('textarea', { id: 'message', rows: 1, maxlength: 8000, required: true, placeholder: 'Ask, or say what to do', autocomplete: 'off' });
  const send = h('button', { type: 'submit', class: 'primary' }, 'Send');
  let stopped = false;

  const drawn = new Map();
  const draw = (card, text) => {
    drawn.set(card, cardOf(card, text, { changed, confirm, repeat: me.roles.includes('operator') ? repeat : null }));
    return drawn.get(card);
  };
  const redraw = (card) => drawn.get(card)?.replaceWith(draw(card));

  // Every card of a proposal says what a button of one did.
  const changed = async (proposal) => {
    const now = await standing(proposal);
    for (const card of [...drawn.keys()].filter(({ proposal_id: of, kind }) => of === proposal && kind === 'proposal')) {
      Object.assign(card, now);
      redraw(card);
    }
    save();
    suggest();
  };

  const turn = (entry) => h('div', { class: `turn ${entry.by}`, tabindex: entry.n ? -1 : null, 'data-answer': answerId(entry) },
    h('h2', { class: 'hidden' }, entry.by === 'me' ? 'You' : 'OpsAgent'),
    entry.text ? h('p', { class: 'text' }, entry.by === 'me' ? verbatim(entry.text) : entry.text) : null,
    (entry.cards ?? []).map((card) => draw(card, entry.text)),
    entry.note ? h('p', { class: 'note' }, mark('neutral'), entry.note) : null,
    entry.n ? h('p', { class: 'tools' },
      h('button', { type: 'button', class: 'small', onclick: () => copy(entry) }, 'Copy as Markdown'),
      h('a', { href: `#/chat/${answerId(entry)}` }, 'Link to this answer')) : null);

  const copy = async (entry) => {
    try {
      await navigator.clipboard.writeText(markdownOf(entry));
      toast('Copied as Markdown; its times are UTC.');
    } catch {
      toast('The browser does not let this page copy.');
    }
  };

  const save = () => {
    saved = JSON.stringify(said.slice(-KEPT));
    storage.setItem('chat_log', saved);
  };
  const keep = (entry) => {
    said.push(entry);
    save();
  };

  // The question and the beginning of its answer, however long that is.
  const showLast = () => {
    const last = log.lastElementChild;
    const question = last.previousElementSibling?.classList.contains('me') ? last.previousElementSibling : last;
    scroller.scrollTop = question.offsetTop - 4;
  };

  const endDrafts = (end) => {
    for (const card of said.flatMap((entry) => entry.cards ?? []).filter((c) => c.kind === 'draft' && !draftEnd(c))) {
      card.ended = end;
      redraw(card);
    }
  };

  // One message or one confirmed draft; what it throws was no part of the conversation.
  const exchange = async (what) => {
    const session = storage.getItem('chat');
    const body = () => ({ ...what, ...(session ? { session_id: session } : {}), time_zone: storage.getItem('time_zone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone, user_context: { user_id: me.user_id } });
    let answer;
    try {
      answer = await post('/chat', body());
    } catch (e) {
      if (!(e instanceof Refused && e.details.field === 'time_zone') || storage.getItem('time_zone')) throw e;
      // A zone whose name is new to the server: what it is off UTC now will do for as long as the tab lives.
      storage.setItem('time_zone', zoneOffset());
      answer = await post('/chat', body());
    }
    // Whoever is signed in by now does not read what the one before asked.
    if (state.me !== me) throw new Error('You signed out before the answer came.');
    storage.setItem('chat', answer.session_id);
    const before = said.findLast((entry) => entry.n);
    const entry = { by: 'agent', text: answer.reply, cards: answer.cards, note: answer.note, session: answer.session_id, n: before?.session === answer.session_id ? before.n + 1 : 1 };
    if (entry.cards.some((card) => card.kind === 'draft')) endDrafts('replaced');
    else if (/^\s*yes\W*$/i.test(what.message ?? '')) endDrafts('answered');
    keep(entry);
    if (stopped && main.classList.contains('chat')) again();
    return turn(entry);
  };

  const say = async (text) => {
    const asked = { by: 'me', text };
    if (said.length === 0) fill(log);
    keep(asked);
    log.append(turn(asked));
    fill(next);
    const pending = h('div', { class: 'turn agent pending', role: 'status' }, h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), h('span', { class: 'hidden' }, 'OpsAgent is looking.'));
    log.append(pending);
    scroller.scrollTop = scroller.scrollHeight;
    send.disabled = true;
    try {
      pending.replaceWith(await exchange({ message: text }));
    } catch (e) {
      // Not kept: it was no part of the conversation.
      pending.replaceWith(h('div', { class: 'turn agent failed' }, h('div', { class: 'note bad', role: 'alert' }, mark('bad'), h('div', {}, h('p', {}, e.message),
        h('button', { type: 'button', class: 'quiet', onclick: () => say(text) }, 'Send again')))));
    }
    send.disabled = false;
    suggest();
    if (!stopped) showLast();
  };

  /** Sends a draft back; answers why that failed, or null. */
  const confirm = async (card) => {
    try {
      const answer = await exchange({ confirm: card.draft_id });
      log.append(answer);
      suggest();
      if (!stopped) {
        showLast();
        answer.focus({ preventScroll: true });
      }
      // A draft that was refused can be sent again.
      if (said.at(-1).cards.some((given) => given.kind === 'result' && given.fields?.some((field) => field.name === 'code'))) return 'It was refused; the answer stands below.';
      card.ended ??= 'answered';
      redraw(card);
      save();
      return null;
    } catch (e) {
      return e.message;
    }
  };

  /** Proposes an ended proposal again; answers why that failed, or null. */
  const repeat = async (card) => {
    try {
      log.append(await exchange({ again: card.proposal_id }));
      suggest();
      if (!stopped) showLast();
      return null;
    } catch (e) {
      return e.message;
    }
  };

  const put = (text) => {
    input.value = text;
    grow();
    input.focus();
    input.setSelectionRange(text.length, text.length);
  };
  const offers = (given) => (given.length ? h('ul', { class: 'starts', 'aria-label': 'Suggestions' }, given.map(({ text, begins }) => h('li', {},
    h('button', { type: 'button', class: 'quiet', onclick: () => (begins ? put(text) : send.disabled || say(text)) }, verbatim(begins ? `${text}…` : text))))) : null);
  const suggest = () => {
    if (stopped) return;
    const last = said.at(-1);
    fill(next, last?.by === 'agent' ? offers(suggestionsOf(last.cards, { asked: said.findLast((entry) => entry.by === 'me')?.text, isOperator: me.roles.includes('operator') })) : null);
  };

  const submit = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text || send.disabled) return;
    input.value = '';
    grow();
    say(text);
  };

  const grow = () => {
    input.style.blockSize = 'auto';
    input.style.blockSize = `${Math.min(160, input.scrollHeight + 2)}px`;
  };
  input.addEventListener('input', grow);
  input.addEventListener('keydown', (event) => event.key === 'Enter' && !event.shiftKey && !event.isComposing && submit(event));

  const look = async () => {
    const heading = h('h2', { class: 'hidden' }, 'Overview');
    fill(top, heading, waiting('Looking at what is going on…'));
    const height = top.offsetHeight;
    try {
      const found = await overview(me.user_id);
      if (stopped) return;
      fill(top, heading, found.cards.map((card) => cardOf(card, null, {})), h('p', { class: 'quiet' }, 'As of ', time(found.as_of), '.'));
      if (said.length === 0) fill(next, offers([...found.steps, ...starts()].slice(0, MAX_STARTS).map((text) => ({ text }))));
    } catch (e) {
      if (stopped) return;
      fill(top, heading, problem(new Error(`What is going on could not be looked at: ${e.message}`), look));
    }
    // Whoever was reading goes on where they were.
    if (said.length) scroller.scrollTop += top.offsetHeight - height;
  };

  fill(main, h('div', { class: 'chat' },
    h('h1', { class: 'hidden' }, 'Chat'),
    scroller,
    h('form', { class: 'composer', onsubmit: submit }, h('label', { for: 'message', class: 'hidden' }, 'Message'), input, send)));
  look();
  if (said.length) {
    log.append(...said.map(turn));
    suggest();
    scroller.scrollTop = scroller.scrollHeight;
  } else {
    fill(log, h('div', { class: 'empty' }, h('h2', {}, 'What is wrong?'),
      h('p', {}, 'Looking is free and answers at once. A change is only proposed here; another person approves it.')));
    fill(next, offers(starts().map((text) => ({ text }))));
  }
  const openLink = async () => {
    const answer = log.querySelector(`[data-answer="${CSS.escape(id)}"]`);
    if (!answer && said.length === 0 && await takeOver(id)) {
      if (!stopped) again();
    } else if (stopped) {
      return;
    } else if (answer) {
      answer.classList.add('linked');
      scroller.scrollTop = answer.offsetTop - 4;
      // After the page has put the focus on its content.
      setTimeout(() => answer.focus({ preventScroll: true }));
    } else {
      log.prepend(h('div', { class: 'note warning', role: 'status' }, mark('warning'), h('p', {},
        'This link is to an answer that is not here. A conversation is shown only to the person who had it, while the tab where they had it is open: ask whoever sent the link to copy the answer as Markdown.')));
      scroller.scrollTop = log.offsetTop - 4;
    }
  };
  if (id) openLink();
  return () => {
    stopped = true;
  };
}
