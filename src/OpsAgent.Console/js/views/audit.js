import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { hourOf, words } from '../format.js';
import { empty, hash, link, mark, passedOver, problem, time, waiting } from '../parts.js';
import { state } from '../state.js';

const types = ['request_received', 'authentication_failed', 'authorization_denied', 'tool_executed', 'proposal_created', 'guardrail_rejected', 'approval_requested',
  'approval_granted', 'approval_denied', 'approval_expired', 'approval_withdrawn', 'action_executed', 'action_failed', 'outcome_verified', 'effect_observed', 'step_refused', 'signature_invalid',
  'configuration_changed', 'incident_created', 'summary_posted', 'error_occurred'];

const tones = {
  authentication_failed: 'bad', authorization_denied: 'bad', guardrail_rejected: 'warning', action_failed: 'bad', step_refused: 'bad', signature_invalid: 'bad', error_occurred: 'bad',
  approval_granted: 'ok', outcome_verified: 'ok', action_executed: 'ok', approval_denied: 'warning', approval_expired: 'warning', approval_withdrawn: 'warning', approval_requested: 'busy',
};

export function show(main, { query, go }) {
  if (!state.me.roles.includes('approver') && !state.me.roles.includes('admin')) {
    fill(main, h('h1', {}, 'Audit'), empty('Not for you', 'The audit tells of everybody, so it takes the role approver or admin. An administrator gives it.'));
    return () => {};
  }

  const today = new Date().toISOString().slice(0, 10);
  const given = { day: query.get('day') ?? (query.size ? '' : today), user: query.get('user') ?? '', event_type: query.get('event_type') ?? '', proposal_id: query.get('proposal_id') ?? '' };
  const list = h('div', { class: 'events' });
  const more = h('div', { class: 'more' });
  const stopper = new AbortController();
  const field = (name, label, control) => h('div', { class: 'field' }, h('label', { for: name }, label), control);
  const input = (name, type, extra) => h('input', { id: name, name, type, value: given[name], autocomplete: 'off', spellcheck: 'false', ...extra });

  fill(main,
    h('div', { class: 'heading' }, h('h1', {}, 'Audit')),
    h('form', { class: 'filter', onsubmit: (event) => {
      event.preventDefault();
      const wanted = [...new FormData(event.target)].filter(([, value]) => value).map(([name, value]) => [name, String(value).trim()]);
      go(`/audit?${new URLSearchParams(wanted.length ? wanted : [['day', today]])}`);
    } },
      field('day', 'Day (UTC)', input('day', 'date', { max: today })),
      field('user', 'Person', input('user', 'email', { placeholder: 'name@example.com' })),
      field('event_type', 'What', h('select', { id: 'event_type', name: 'event_type' }, h('option', { value: '' }, 'Everything'),
        types.map((type) => h('option', { value: type, selected: type === given.event_type }, words(type))))),
      field('proposal_id', 'Proposal', input('proposal_id', 'text', { placeholder: 'its id', maxlength: 26 })),
      h('button', { type: 'submit', class: 'primary' }, 'Search')),
    list, more);

  let hour = '', group = null;
  async function load(after) {
    fill(more, waiting('Reading the audit…'));
    try {
      const answer = await get('/console/audit', { ...given, after, limit: 50 }, stopper.signal);
      for (const event of answer.events) {
        const start = event.timestamp ? hourOf(event.timestamp) : 'Without a time';
        if (start !== hour) {
          hour = start;
          group = h('ol', { class: 'timeline' });
          list.append(h('h2', {}, hour), group);
        }
        group.append(entry(event));
      }
      fill(more, passedOver(answer.unreadable), answer.next ? h('button', { type: 'button', class: 'quiet', onclick: () => load(answer.next) }, 'Show earlier events')
        : list.childElementCount ? h('p', { class: 'quiet' }, 'That is all.') : empty('Nothing found', 'No event matches. Widen the search, or choose another day.'));
    } catch (e) {
      if (!stopper.signal.aborted) fill(more, problem(e, () => load(after)));
    }
  }

  load();
  return () => stopper.abort();
}

/** One event, which opens to all that is kept of it. */
export function entry(event) {
  const tone = tones[event.event_type] ?? 'neutral';
  const details = Object.entries(event.details ?? {}).filter(([, value]) => value !== null);
  return h('li', { 'data-type': event.event_type },
    h('details', { class: 'event', 'data-key': `${event.chain}-${event.sequence}` },
      h('summary', {}, mark(tone), event.timestamp ? time(event.timestamp) : '?',
        h('strong', {}, event.unreadable ? 'Unreadable event' : words(event.event_type)),
        h('span', { class: 'quiet' }, [event.user_id, event.operation ?? event.details?.route, event.outcome].filter(Boolean).join(' · '))),
      h('dl', { class: 'who' },
        fact('Target', event.target), fact('Identity', event.identity && `${event.identity}, by ${event.channel}`), fact('Took', event.duration_ms !== null && event.duration_ms !== undefined ? `${event.duration_ms} ms` : null),
        details.map(([name, value]) => fact(words(name), typeof value === 'object' ? JSON.stringify(value) : String(value))),
        fact('Event', event.event_id), fact('Mode', event.execution_mode),
        h('div', {}, h('dt', {}, 'Chain'), h('dd', {}, link(`/audit/${event.chain}`, `event ${event.sequence} of ${event.chain}`))),
        event.proposal_id ? h('div', {}, h('dt', {}, 'Proposal'), h('dd', {}, link(`/proposals/${event.proposal_id}`, event.proposal_id))) : null)));
}

const fact = (name, value) => (value ? h('div', {}, h('dt', {}, name), h('dd', {}, value)) : null);

/** One chain: whether it holds, and its links. */
export function showChain(main, { id }) {
  fill(main, waiting('Checking the chain…'));
  const stopper = new AbortController();
  async function load() {
    try {
      const chain = await get(`/console/chains/${encodeURIComponent(id)}`, {}, stopper.signal);
      const isProposal = chain.events.some((event) => event.proposal_id === chain.chain);
      fill(main,
        h('nav', { class: 'crumbs', 'aria-label': 'Where you are' }, link('/audit', 'Audit'), h('span', {}, chain.chain)),
        h('div', { class: 'heading' }, h('h1', {}, 'Audit chain'), h('button', { type: 'button', class: 'primary', 'data-key': 'check', onclick: load }, 'Check again')),
        h('div', { class: `note ${chain.verified ? 'ok' : 'bad'}`, role: 'status', 'data-verified': String(chain.verified) }, mark(chain.verified ? 'ok' : 'bad'),
          h('div', {},
            h('p', {}, h('strong', {}, chain.verified ? 'The chain holds.' : 'The chain is broken.'), ' ',
              chain.verified ? `${chain.count} event${chain.count === 1 ? '' : 's'}, each with the hash of the one before.` : `The first fault: ${chain.fault}.`),
            h('p', { class: 'quiet' }, chain.head_kept ? 'Its last hash is the one that the proposal keeps, so no event is missing at its end.'
              : 'Nothing else keeps its last hash, so a missing end would not be seen here.'),
            isProposal ? h('p', {}, link(`/proposals/${chain.chain}`, 'Open the proposal')) : null)),
        h('ol', { class: 'timeline chain' }, chain.events.map((event) => [
          entry(event),
          h('li', { class: 'link' }, h('span', { class: 'hidden' }, 'Its hash: '), hash(event.hash)),
        ])));
    } catch (e) {
      if (!stopper.signal.aborted) fill(main, problem(e, load));
    }
  }

  load();
  return () => stopper.abort();
}
