import { get } from '../api.js';
import { actions } from '../decide.js';
import { fill, h } from '../dom.js';
import { isOpen, nameOf } from '../format.js';
import { because, change, empty, hash, link, mark, passedOver, pill, problem, reasons, remaining, risk, timeAgo, waiting } from '../parts.js';
import { poll } from '../poll.js';

export function show(main, { query, counted }) {
  const shown = ['ended', 'unreviewed'].includes(query.get('show')) ? query.get('show') : 'open';
  const list = h('div', { class: 'cards' }, waiting('Looking for proposals…'));
  const tab = (to, text, on) => h('a', { href: to, 'aria-current': on ? 'page' : null }, text);
  fill(main,
    h('div', { class: 'heading' },
      h('h1', {}, 'Approvals'),
      h('div', { class: 'segments', role: 'group', 'aria-label': 'Which proposals' }, tab('#/approvals', 'Open', shown === 'open'), tab('#/approvals?show=ended', 'Ended', shown === 'ended'),
        tab('#/approvals?show=unreviewed', 'To review', shown === 'unreviewed'))),
    list);

  const stop = poll(async () => {
    try {
      const answer = await get('/console/proposals', { state: shown });
      if (shown === 'open') counted(answer.proposals);
      render(answer);
    } catch (e) {
      if (!last) fill(list, problem(e, () => stop.now()));
      throw e;
    }
  }, shown === 'open' ? 5_000 : 15_000);

  let last = '';
  function render({ proposals, unreadable }) {
    // A card is made anew only when there is news: somebody may be reading it, or be about to press.
    const text = JSON.stringify([proposals, unreadable]);
    if (text === last) return;
    last = text;
    fill(list, passedOver(unreadable), proposals.length ? proposals.map((p) => (isOpen(p.status) ? openCard(p, () => stop.now()) : endedRow(p)))
      : shown === 'unreviewed' ? empty('Nothing is to be reviewed', 'What an administrator approved alone, by break-glass, stands here until another has reviewed it.')
      : shown === 'ended' ? empty('Nothing has ended yet', 'What was decided, done or let go stands here.')
      : empty('Nothing waits for you', 'A proposal shows up here by itself. To make one, say in the chat what you need.', link('/chat', 'Open the chat')));
  }

  return stop;
}

export function openCard(proposal, changed) {
  const pending = proposal.status === 'pending';
  return h('article', { class: `card proposal ${pending ? '' : 'moving'}`, 'aria-label': proposal.action_summary, 'data-proposal': proposal.proposal_id },
    h('header', {},
      h('h2', {}, h('a', { href: `#/proposals/${proposal.proposal_id}`, 'data-key': `open-${proposal.proposal_id}` }, proposal.action_summary)),
      pending && proposal.expires_at ? remaining(proposal.expires_at, proposal.created_at) : pill(proposal.status)),
    h('p', { class: 'facts' }, h('span', {}, 'by ', h('strong', { title: proposal.requested_by }, nameOf(proposal.requested_by))), timeAgo(proposal.created_at),
      h('span', {}, 'plan ', hash(proposal.plan_hash)), risk(proposal.risk_level)),
    proposal.reason ? h('p', { class: 'why' }, because(proposal.reason)) : null,
    change(proposal.plan),
    reasons(proposal.plan?.notes),
    proposal.risk_reasons?.length ? h('div', {}, h('h3', {}, 'Why this risk'), reasons(proposal.risk_reasons)) : null,
    pending ? h('dl', { class: 'who' },
      h('div', {}, h('dt', {}, 'May decide'), h('dd', {}, proposal.who_may_decide)),
      h('div', {}, h('dt', {}, 'Approvals'), h('dd', {}, `${proposal.approved_by.length} of ${proposal.approvals_needed}`, proposal.approved_by.length ? `: ${proposal.approved_by.join(', ')}` : ''))) : null,
    pending ? actions(proposal, changed, `-${proposal.proposal_id}`) : null);
}

const endedRow = (proposal) => h('article', { class: 'row', 'aria-label': proposal.action_summary },
  pill(proposal.status),
  h('div', {}, h('h2', {}, link(`/proposals/${proposal.proposal_id}`, proposal.action_summary)),
    proposal.break_glass ? h('p', { class: 'facts' }, mark('bad'), h('span', {}, `break-glass by ${nameOf(proposal.break_glass.by)} for ${proposal.break_glass.incident_id}`),
      h('span', {}, proposal.break_glass.reviewed_by ? `reviewed by ${nameOf(proposal.break_glass.reviewed_by)}` : 'not reviewed')) : null,
    h('p', { class: 'facts' }, h('span', {}, `by ${nameOf(proposal.requested_by)}`), timeAgo(proposal.ended_at ?? proposal.created_at), risk(proposal.risk_level))));
