import { post } from '../api.js';
import { cardOf, standing } from '../cards.js';
import { fill, h } from '../dom.js';
import { mark } from '../parts.js';
import { state } from '../state.js';

const storage = sessionStorage;
const KEPT = 30;

// What the simulated cloud has a story about; of a real account nothing is known here.
const starts = () => (state.mode === 'LOCAL_MOCK'
  ? ['What is going on?', 'Target health of production-web', 'Memory of ECS service production/web in the last hour', 'What changed in the last 6 hours?', 'Status of the instances with Role=web']
  : ['What is going on?', 'What changed in the last 6 hours?', 'Which proposals are open?', 'Help']);

export function show(main) {
  // What was said stays for as long as the tab does; the server remembers for a day.
  const said = JSON.parse(storage.getItem('chat_log') ?? '[]');
  const log = h('div', { class: 'log', role: 'log', 'aria-label': 'Conversation', tabindex: 0 });
  const input = h('textarea', { id: 'message', rows: 1, maxlength: 2000, required: true, placeholder: 'Ask, or say what to do', autocomplete: 'off' });
  const send = h('button', { type: 'submit', class: 'primary' }, 'Send');
  let stopped = false;

  const drawn = new Map();
  const draw = (card, text) => {
    drawn.set(card, cardOf(card, text, changed));
    return drawn.get(card);
  };

  // Every card of a proposal says what a button of one did.
  const changed = async (id) => {
    const now = await standing(id);
    for (const [card, element] of [...drawn].filter(([{ proposal_id: of, kind }]) => of === id && kind === 'proposal')) {
      Object.assign(card, now);
      element.replaceWith(draw(card));
    }
    save();
  };

  const turn = (entry) => h('div', { class: `turn ${entry.by}` },
    h('h2', { class: 'hidden' }, entry.by === 'me' ? 'You' : 'OpsAgent'),
    entry.text ? h('p', { class: 'text' }, entry.text) : null,
    (entry.cards ?? []).map((card) => draw(card, entry.text)),
    entry.note ? h('p', { class: 'note' }, mark('neutral'), entry.note) : null);

  const save = () => storage.setItem('chat_log', JSON.stringify(said.slice(-KEPT)));
  const keep = (entry) => {
    said.push(entry);
    save();
  };

  // The question and the beginning of its answer, however long that is.
  const showLast = () => {
    log.scrollTop = (log.lastElementChild.previousElementSibling ?? log.lastElementChild).offsetTop - 4;
  };

  const say = async (text) => {
    const asked = { by: 'me', text };
    if (said.length === 0) fill(log);
    keep(asked);
    log.append(turn(asked));
    const pending = h('div', { class: 'turn agent pending', role: 'status' }, h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), h('span', { class: 'hidden' }, 'OpsAgent is looking.'));
    log.append(pending);
    log.scrollTop = log.scrollHeight;
    send.disabled = true;
    try {
      const session = storage.getItem('chat');
      const answer = await post('/chat', { message: text, ...(session ? { session_id: session } : {}), user_context: { user_id: state.me.user_id } });
      storage.setItem('chat', answer.session_id);
      const entry = { by: 'agent', text: answer.reply, cards: answer.cards, note: answer.note };
      keep(entry);
      pending.replaceWith(turn(entry));
    } catch (e) {
      // Not kept: it was no part of the conversation.
      pending.replaceWith(h('div', { class: 'turn agent failed' }, h('div', { class: 'note bad', role: 'alert' }, mark('bad'), h('div', {}, h('p', {}, e.message),
        h('button', { type: 'button', class: 'quiet', onclick: () => say(text) }, 'Send again')))));
    }
    send.disabled = false;
    if (!stopped) showLast();
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

  fill(main, h('div', { class: 'chat' },
    h('h1', { class: 'hidden' }, 'Chat'),
    log,
    h('form', { class: 'composer', onsubmit: submit }, h('label', { for: 'message', class: 'hidden' }, 'Message'), input, send)));
  if (said.length) {
    log.append(...said.map(turn));
    log.scrollTop = log.scrollHeight;
  } else {
    fill(log, h('div', { class: 'empty' }, h('h2', {}, 'What is wrong?'),
      h('p', {}, 'Looking is free and answers at once. A change is only proposed here; another person approves it.'),
      h('ul', { class: 'starts' }, starts().map((text) => h('li', {}, h('button', { type: 'button', class: 'quiet', onclick: () => say(text) }, text))))));
  }
  return () => {
    stopped = true;
  };
}
