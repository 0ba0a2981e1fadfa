// The cards of a chat answer (docs/chat.md), each as this console shows it. A kind that is not known is shown as its title.

import { get } from './api.js';
import { chart } from './chart.js';
import { actions } from './decide.js';
import { h, s, verbatim } from './dom.js';
import { localTimes, now, words } from './format.js';
import { because, change, eachTick, hash, link, mark, outside, pill, reasons, remaining, risk, time, timeAgo } from './parts.js';
import { severity } from './views/incidents.js';

/**
 * @param said what the answer says already, and so no card again
 * @param chat what its buttons do: changed(proposal id) hears that one changed a proposal, confirm(draft) sends the draft back, repeat(proposal) proposes it again
 */
export function cardOf(given, said, chat) {
  const card = given.text && said?.includes(given.text) ? { ...given, text: null } : given;
  const [body, extra] = (shapes[card.kind] ?? (() => [null]))(card, chat);
  return h('article', { class: `card kind-${card.kind} ${card.tone}`, 'data-kind': card.kind, 'aria-label': localTimes(card.title) },
    h('header', {}, h('h3', {}, mark(card.tone), written.has(card.kind) ? verbatim(card.title) : card.title), extra ?? null), body,
    card.truncated ? h('p', { class: 'quiet' }, 'There are more than these.') : null);
}

/** What a proposal's card says of how it stands now. */
export async function standing(id) {
  const p = await read(id);
  const pending = p.status === 'pending';
  return {
    status: p.status, decisions: p.decisions, why_not: p.why_not, approved_by: p.approved_by, who_may_decide: p.who_may_decide,
    expires_at: pending ? p.expires_at : null, text: pending ? null : p.message, tone: toneOfCard[p.status] ?? 'neutral',
  };
}

// Their titles are, or hold, what a person wrote.
const written = new Set(['draft', 'incident']);

const toneOfCard = { completed: 'ok', failed: 'bad', unknown: 'bad', rejected: 'bad', pending: 'warning' };

const facts = (fields) => (fields?.length ? h('dl', { class: 'fields' }, fields.map((f) => h('div', {}, h('dt', {}, words(f.name)), h('dd', {}, /^proposal.id$/.test(f.name) ? link(`/proposals/${f.value}`, f.value) : f.value)))) : null);

const text = (card) => (card.text ? h('p', { class: 'text' }, card.text) : null);

const members = (fields) => Object.fromEntries((fields ?? []).map((f) => [f.name, f.value]));

const read = (id) => get(`/console/proposals/${encodeURIComponent(id)}`);

// The roles are said because a phone shows rows as blocks, which would end being a table.
const shapes = {
  result: (card) => [[facts(card.fields), text(card)]],
  chart: (card) => [[chart({ thresholds: [], ...card }), text(card)], h('span', { class: 'quiet' }, `${card.statistic} per ${card.period_seconds === 60 ? 'minute' : card.period_seconds % 60 ? `${card.period_seconds} s` : `${card.period_seconds / 60} min`}`)],
  table: (card) => [h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': card.title }, h('table', { class: 'list', role: 'table' },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, card.columns.map((name) => h('th', { scope: 'col', role: 'columnheader' }, words(name))))),
    h('tbody', { role: 'rowgroup' }, card.rows.map((row) => h('tr', { class: row.tone, role: 'row' }, row.cells.map((cell, i) => (i === 0
      ? h('th', { scope: 'row', role: 'rowheader' }, mark(row.tone), cell) : h('td', { role: 'cell', 'data-column': words(card.columns[i]) }, cell))))))))],
  targets,
  timeline: (card) => [h('ol', { class: 'timeline' }, card.entries.map((entry) => h('li', { class: entry.tone === 'ok' ? 'read' : entry.tone },
    timeAgo(entry.at), h('span', {}, entry.tone === 'bad' ? mark('bad') : null, h('strong', {}, entry.title), entry.by ? ` by ${entry.by}` : '', entry.text ? h('span', { class: 'quiet' }, ` ${entry.text}`) : null))))],
  draft,
  proposal: (card, chat) => [[
    h('p', { class: 'facts' }, `by ${card.requested_by}`, h('span', {}, 'plan ', hash(card.plan_hash)), risk(card.risk_level)),
    card.reason ? h('p', {}, because(card.reason)) : null,
    card.after?.length ? change({ before: members(card.before), after: members(card.after) }) : null,
    reasons(card.notes),
    reasons(card.risk_reasons),
    card.who_may_decide ? h('p', { class: 'quiet' }, `May decide: ${card.who_may_decide}`) : text(card),
    card.status === 'pending' && Date.parse(card.expires_at) > now() ? actions({ ...card, decisions: card.decisions ?? [] }, () => chat.changed(card.proposal_id), `-${card.proposal_id}`, () => read(card.proposal_id)) : null,
    chat.repeat && ['expired', 'withdrawn', 'rejected'].includes(card.status) ? repeatButton(card, chat) : null,
    h('p', {}, link(`/proposals/${card.proposal_id}`, 'Open the proposal')),
  ], card.expires_at ? remaining(card.expires_at) : pill(card.status)],
  incident: (card) => [[
    card.links?.length ? h('ul', { class: 'links' }, card.links.map((url) => h('li', {}, outside(url)))) : null,
    h('p', { class: 'facts' }, link('/incidents', card.incident_id), time(card.created_at), card.proposal_id ? link(`/proposals/${card.proposal_id}`, 'the change it is about') : null),
  ], severity(card.severity)],
};

function repeatButton(card, chat) {
  const told = h('p', { class: 'quiet', role: 'status' });
  const button = h('button', { type: 'button', class: 'quiet', 'data-key': `repeat-${card.proposal_id}`, onclick: async () => {
    button.disabled = true;
    told.textContent = await chat.repeat(card) ?? 'The answer stands below.';
    button.disabled = false;
  } }, 'Propose again');
  return h('div', { class: 'actions' }, button, told);
}

const DRAFT_LASTS = 5 * 60_000;

const draftEnds = {
  answered: 'It was sent; the answer stands below.',
  replaced: 'A newer draft has taken its place.',
  expired: 'Its time is over, and nothing was done. Ask for it again if it is still needed.',
};

/** Why a draft can be confirmed no more, or null. */
export const draftEnd = (card) => card.ended ?? (Date.parse(card.expires_at) <= now() ? 'expired' : null);

/** What was understood, whole, and the one button that sends exactly this back. Text is as it would be sent. */
function draft(card, chat) {
  const exact = (name, value) => h('div', {}, h('dt', {}, words(name)), h('dd', { class: 'exact' }, verbatim(value)));
  const [about, state] = [`draft-${card.draft_id}`, h('p', { class: 'quiet', role: 'status', id: `state-${card.draft_id}` })];
  const button = h('button', { type: 'button', class: 'primary', 'data-key': `confirm-${card.draft_id}`, 'aria-describedby': about, onclick: async () => {
    button.disabled = true;
    state.textContent = 'Sending it…';
    const why = await chat.confirm(card);
    if (!why) return;
    state.textContent = why;
    button.disabled = draftEnd(card) !== null;
  } }, card.confirm);
  const settle = () => {
    const end = draftEnd(card);
    if (!end) return true;
    button.disabled = true;
    state.textContent = draftEnds[end];
    return false;
  };
  if (settle()) setTimeout(() => eachTick(() => settle() && button.isConnected));
  return [[
    card.target || card.fields?.length ? h('dl', { class: 'who' }, card.target ? exact('Target', card.target) : null, (card.fields ?? []).map((field) => exact(field.name, field.value))) : null,
    card.before?.length || card.after?.length ? change({ before: members(card.before), after: members(card.after) }) : null,
    card.reason ? h('p', {}, because(card.reason)) : null,
    reasons(card.notes),
    card.risk_level ? h('div', {}, h('p', { class: 'facts' }, risk(card.risk_level), 'as far as it is known now'), reasons(card.risk_reasons)) : null,
    card.who_may_decide ? h('p', { class: 'quiet' }, `Will have to approve: ${card.who_may_decide}`) : null,
    h('p', { id: about, class: 'quiet' }, 'This is a draft: nothing is done until you confirm it.'),
    h('div', { class: 'actions' }, button, state),
  ], draftEnd(card) ? null : remaining(card.expires_at, Date.parse(card.expires_at) - DRAFT_LASTS, 'Time to confirm')];
}

/** The load balancer as a picture: its groups, and each target a node on its group's rail. */
function targets(card) {
  return [h('div', { class: 'balancer' }, card.groups.map((group) => h('section', { class: `group ${group.tone}`, 'aria-label': `Target group ${group.name}: ${group.verdict}` },
    h('h4', {}, mark(group.tone), group.name, h('span', { class: 'quiet' }, ` ${group.verdict}`)),
    h('ul', {}, group.targets.map((target) => h('li', { class: target.tone, title: target.reason ?? null },
      h('span', { class: 'rail', 'aria-hidden': 'true' }, s('svg', { viewBox: '0 0 28 24' }, s('path', { class: `wire ${target.tone}`, d: 'M2 0v24M2 12h14' }), s('circle', { class: `lamp ${target.tone}`, cx: 20, cy: 12, r: 6 }))),
      h('span', {}, h('strong', {}, `${target.id}${target.port ? `:${target.port}` : ''}`), h('span', { class: 'quiet' }, target.zone ? ` ${target.zone}` : '')),
      h('span', { class: `state ${target.tone}` }, mark(target.tone), target.state),
      target.reason ? h('p', { class: 'quiet' }, target.reason) : null)))))), h('span', { class: `pill ${card.tone}` }, mark(card.tone), words(card.verdict))];
}

