import { get } from '../api.js';
import { againButton } from '../again.js';
import { actions, broken, lookedAt } from '../decide.js';
import { fill, h, verbatim } from '../dom.js';
import { isOpen, toneOf, words } from '../format.js';
import { graph } from '../graph.js';
import { change, hash, link, mark, pill, problem, reasonOf, reasons, remaining, risk, time, timeAgo, waiting } from '../parts.js';
import { poll } from '../poll.js';
import { state } from '../state.js';

export function show(main, { id }) {
  fill(main, waiting('Looking at the proposal…'));
  let status = 'pending', last = '', quick = 20;
  const stop = poll(async () => {
    try {
      state.definition ??= (await get('/console/statemachine')).definition;
      if (stop.over()) return;
      const proposal = await get(`/console/proposals/${encodeURIComponent(id)}`);
      if (stop.over()) return;
      const running = proposal.workflow?.status === 'RUNNING';
      status = running && !isOpen(proposal.status) ? 'executing' : proposal.status;
      const { correlation_id: _, timestamp: __, ...shown } = proposal;
      const text = JSON.stringify(shown);
      if (text === last) return;
      last = text;
      render(proposal, running);
    } catch (e) {
      if (!last && !stop.over()) fill(main, problem(e, () => stop.now()));
      if (e.code === 'RESOURCE_NOT_FOUND' || e.code === 'VALIDATION_ERROR') stop();
      throw e;
    }
  }, () => (!isOpen(status) ? Infinity : status === 'pending' || quick-- <= 0 ? 4_000 : 1_500));

  function render(p, running) {
    lookedAt(p);
    const pending = p.status === 'pending';
    const path = p.workflow?.path ?? [];
    fill(main, h('div', { class: 'proposal-page' },
      h('nav', { class: 'crumbs', 'aria-label': 'Where you are' }, link('/approvals', 'Approvals'), h('span', {}, p.proposal_id)),
      h('div', { class: 'heading' }, h('h1', {}, p.action_summary), h('div', { class: 'standing' }, pill(p.status), risk(p.risk_level))),
      h('div', { class: `note ${toneOf(p.status)}`, role: 'status', 'data-status': p.status }, mark(toneOf(p.status)),
        h('div', {}, h('div', { class: 'first' }, h('p', {}, standing(p)), pending && p.expires_at ? remaining(p.expires_at, p.created_at) : null),
          pending || p.decisions.includes('review_break_glass') ? actions(p, () => stop.now()) : p.may_propose_again ? againButton(p) : null)),
      h('div', { class: 'columns' },
        h('div', {},
          section('plan', 'Plan', h('p', { class: 'facts' }, h('span', {}, 'plan ', hash(p.plan_hash)), h('span', {}, p.plan.target.type), h('code', {}, p.plan.target.id)),
            change(p.plan), reasons(p.plan.notes), h('p', { class: 'quiet' }, p.plan.undo)),
          p.risk_reasons ? section('risk', 'Risk', h('p', {}, risk(p.risk_level)), reasons(p.risk_reasons)) : null,
          section('people', 'People', h('dl', { class: 'who' },
            line('Asked for by', p.requested_by, ', ', timeAgo(p.created_at)),
            p.reason ? line('Because', reasonOf(p.reason)) : null,
            pending ? line('May decide', p.who_may_decide) : null,
            p.first_seen_at ? line('First looked at', timeAgo(p.first_seen_at)) : null,
            p.approvals_needed ? line('Approvals', `${p.approved_by.length} of ${p.approvals_needed}`, p.approved_by.length ? `: ${p.approved_by.join(', ')}` : '') : null,
            p.closed_by ? line('Ended by', p.closed_by === 'system' ? 'the end of the window' : p.closed_by, p.close_reason ? verbatim(`: ${p.close_reason}`) : '') : null)),
          p.break_glass ? section('break-glass', 'Break-glass', broken(p.break_glass)) : null,
          p.verification ? section('verified', 'Verification', h('p', {}, p.verification.summary),
            h('ul', { class: 'signals' }, p.verification.signals.map((signal) => h('li', {}, mark(signal.good ? 'ok' : 'bad'), h('span', {}, signal.name), h('span', { class: 'quiet' }, signal.observed))))) : null,
          p.watch ? section('effect', 'Did it help?', h('p', { class: 'quiet' }, `Watched: ${p.watch}`,
            p.effect_due_at ? ['; to be looked at at ', time(p.effect_due_at)] : ''),
            h('ul', { class: 'signals' }, p.effects.map((effect) => h('li', {},
              mark({ better: 'ok', worse: 'bad' }[effect.verdict] ?? 'neutral'), h('span', {}, effect.summary), h('span', { class: 'quiet' }, time(effect.at)))))) : null,
          p.refusal ? section('refused', 'Refused', h('p', {}, p.refusal.message), h('p', { class: 'quiet' }, h('code', {}, p.refusal.code))) : null,
          timeline(p)),
        h('section', { class: 'machine', 'aria-labelledby': 'machine' },
          h('h2', { id: 'machine' }, 'State machine'),
          graph(state.definition, path, running),
          h('details', { 'data-key': 'path' }, h('summary', {}, 'The way in words'),
            h('ol', { class: 'path' }, path.map((step) => h('li', {}, step.state, ' ', time(step.entered_at)))))))));
  }

  return stop;
}

/** How it stands, without the plan's sentence that is the heading already. */
const standing = (p) => {
  const rest = p.message.startsWith(p.action_summary) ? p.message.slice(p.action_summary.length).trim() : p.message;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
};

const section = (id, title, ...content) => h('section', { class: 'panel', 'aria-labelledby': id }, h('h2', { id }, title), ...content);

const line = (name, ...value) => h('div', {}, h('dt', {}, name), h('dd', {}, ...value));

function timeline(p) {
  const mayAudit = state.me.roles.includes('approver') || state.me.roles.includes('admin');
  return h('section', { class: 'panel', 'aria-labelledby': 'timeline' },
    h('h2', { id: 'timeline' }, 'Timeline'),
    h('ol', { class: 'timeline' }, p.timeline.map((event) => event.unreadable ? h('li', {}, h('strong', {}, 'Unreadable event')) : h('li', {}, time(event.timestamp),
      h('span', {}, h('strong', {}, words(event.event_type)), event.user_id && event.user_id !== 'system' ? ` by ${event.user_id}` : '', event.outcome ? h('span', { class: 'quiet' }, ` ${event.outcome}`) : null)))),
    h('p', { class: `verdict ${p.audit.verified ? 'ok' : 'bad'}` }, mark(p.audit.verified ? 'ok' : 'bad'),
      p.audit.verified ? `The audit chain holds: ${p.audit.events} events.` : `The audit chain is broken: ${p.audit.fault}.`, ' ',
      mayAudit ? link(`/audit/${p.proposal_id}`, 'Open the chain') : null));
}
