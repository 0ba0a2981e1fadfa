// The confirming step of every decision. Nothing decides but a press of the button in here.

import { Refused, get, post } from './api.js';
import { fill, h, toast } from './dom.js';
import { short } from './format.js';
import { change, mark, placeOf, reasonOf, reasons, remaining, risk } from './parts.js';
import { state } from './state.js';

const why = (label) => [{ name: 'reason', label, rows: 3, min: 3, max: 500, rule: '3 to 500 characters.' }];

const kinds = {
  adopt: { route: '/operations/adopt', operation: 'adopt_action', title: 'Is this proposal yours?', style: 'primary', button: (p) => `It is mine: plan ${short(p.plan_hash)}`, busy: 'Adopting…' },
  approve: { route: '/operations/approve', operation: 'approve_action', title: 'Approve this change?', style: 'primary', button: (p) => `Approve plan ${short(p.plan_hash)}`, busy: 'Approving and executing…' },
  break_glass: {
    route: '/operations/break_glass', operation: 'break_glass_action', title: 'Break the glass?', style: 'danger', button: (p) => `Approve plan ${short(p.plan_hash)} alone`, busy: 'Approving and executing…',
    asks: [
      { name: 'incident_id', label: 'For which incident?', min: 1, max: 21, rule: 'Recorded within the last 24 hours, such as INC-2026-0001.' },
      { name: 'reason', label: 'Why can it not wait? The approvers, the administrators and the review read it.', rows: 3, min: 20, max: 500, rule: '20 to 500 characters.' },
    ],
  },
  review_break_glass: {
    route: '/operations/review_break_glass', operation: 'review_break_glass_action', title: 'Review this break-glass approval', style: 'primary', button: () => 'Reviewed', busy: 'Recording the review…',
    asks: [{ name: 'note', label: 'What did you find? It is kept in the audit.', rows: 3, min: 3, max: 500, rule: '3 to 500 characters.' }],
  },
  deny: { route: '/operations/deny', operation: 'deny_action', title: 'Deny this change?', style: 'danger', button: () => 'Deny', busy: 'Denying…', asks: why('Why not? The requester reads it.') },
  withdraw: { route: '/operations/withdraw', operation: 'withdraw_action', title: 'Withdraw your proposal?', style: 'danger', button: () => 'Withdraw', busy: 'Withdrawing…', asks: why('Why? The approvers read it.') },
};

/**
 * The buttons for what the server says this person may do now, and why they may not approve.
 * @param whole fetches what the confirming step shows, where the proposal given is not the whole of it
 */
export function actions(proposal, changed, suffix = '', whole = () => proposal) {
  const may = (kind) => proposal.decisions.includes(kind);
  const button = (kind, style, text) => h('button', { type: 'button', class: style, 'data-key': `${kind}${suffix}`, onclick: () => press(kind) }, text);
  const press = async (kind) => {
    try {
      if (await decide(kind, await whole())) await changed();
    } catch (e) {
      toast(e.message);
    }
  };
  return h('div', { class: 'actions' },
    may('adopt') ? button('adopt', 'primary', 'It is mine') : null,
    may('approve') ? button('approve', 'primary', 'Review and approve') : null,
    may('break_glass') ? button('break_glass', 'danger', 'Break glass') : null,
    may('review_break_glass') ? button('review_break_glass', 'primary', 'Review break-glass') : null,
    may('deny') && !may('withdraw') ? button('deny', 'quiet', 'Deny') : null,
    may('withdraw') ? button('withdraw', 'quiet', 'Withdraw') : null,
    proposal.why_not ? h('p', { class: 'quiet' }, proposal.why_not) : null);
}

const looked = new Set();

/** Lets OpsAgent remember when somebody who may approve it first looked: once for each proposal, and never in the way. */
export function lookedAt(proposal) {
  if (!proposal.may_decide || looked.has(proposal.proposal_id)) return;
  looked.add(proposal.proposal_id);
  get(`/operations/proposals/${encodeURIComponent(proposal.proposal_id)}`).catch(() => looked.delete(proposal.proposal_id));
}

/** Opens the confirming step; answers when something was decided, or false. */
function decide(kind, proposal) {
  lookedAt(proposal);
  return new Promise((done) => {
    const { title, style, button, busy, asks = [] } = kinds[kind];
    const byToken = state.me.decides_by === 'approval_token' && ['approve', 'deny', 'withdraw'].includes(kind);
    const message = h('div', { class: 'message', role: 'alert' });
    const asked = asks.map(({ name, rows, min, max }) => h(rows ? 'textarea' : 'input', { id: name, rows, minlength: min, maxlength: max, required: true, autocomplete: rows ? null : 'off', 'aria-describedby': `${name}-rule` }));
    const token = byToken ? h('input', { id: 'token', type: 'password', required: true, autocomplete: 'off', 'aria-describedby': 'token-rule' }) : null;
    const confirm = h('button', { type: 'submit', class: style }, button(proposal));
    const cancel = h('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, 'Cancel');
    let decided = false;

    async function send(event) {
      event.preventDefault();
      if (confirm.disabled) return;
      confirm.disabled = cancel.disabled = true;
      confirm.textContent = busy;
      fill(message);
      try {
        const answer = await post(kinds[kind].route, {
          operation: kinds[kind].operation,
          parameters: {
            ...(byToken ? { approval_token: token.value.trim() } : { proposal_id: proposal.proposal_id, plan_hash: proposal.plan_hash }),
            ...Object.fromEntries(asked.map((field) => [field.id, field.value.trim()])),
          },
          user_context: { user_id: state.me.user_id },
        });
        decided = true;
        dialog.close();
        toast(answer.message);
      } catch (e) {
        // What AWS refused was decided all the same, and the page shows it.
        if (e instanceof Refused && e.answer.proposal_id) {
          decided = true;
          dialog.close();
          toast(e.message);
          return;
        }
        const final = e instanceof Refused && ['ALREADY_DECIDED', 'APPROVAL_EXPIRED', 'PLAN_CHANGED', 'RESOURCE_NOT_FOUND'].includes(e.code);
        fill(message, h('div', { class: `note ${final ? 'warning' : 'bad'}` }, mark(final ? 'warning' : 'bad'), h('p', {}, friendly(e))));
        cancel.disabled = false;
        confirm.textContent = button(proposal);
        if (final) {
          decided = true;
          confirm.hidden = true;
          cancel.textContent = 'Close';
          cancel.focus();
        } else {
          confirm.disabled = false;
        }
      }
    }

    const dialog = h('dialog', { class: 'decide', 'aria-labelledby': 'decide-title', onclose: () => {
      dialog.remove();
      done(decided);
    } },
      h('form', { onsubmit: send },
        h('h2', { id: 'decide-title' }, title),
        h('p', { class: 'summary' }, proposal.action_summary),
        facts(proposal),
        proposal.plan ? change(proposal.plan) : null,
        kind === 'deny' || kind === 'withdraw' ? null : [
          told('What else there is to know', proposal.plan?.notes),
          risk(proposal.risk_level),
          told('Why this risk', proposal.risk_reasons),
        ],
        kind === 'approve' ? h('p', { class: 'plan' }, 'You approve exactly plan ', h('strong', { class: 'hash' }, short(proposal.plan_hash)),
          '. If anything about it differs when it is executed, nothing is changed.') : null,
        kind === 'adopt' ? h('p', { class: 'plan' }, 'A client proposed it in your name. Say so only if you asked for exactly plan ', h('strong', { class: 'hash' }, short(proposal.plan_hash)),
          '; if not, withdraw it.') : null,
        kind === 'break_glass' ? h('div', { class: 'note bad' }, mark('bad'), h('p', {}, `You approve it alone, without the ${skipped(proposal)} that it takes. `,
          'All approvers and administrators are told at once, and another administrator has to review it. Rules that deny, limits, tags and drift hold as ever.')) : null,
        kind === 'review_break_glass' && proposal.break_glass ? broken(proposal.break_glass) : null,
        proposal.expires_at && proposal.status === 'pending' ? remaining(proposal.expires_at, proposal.created_at) : null,
        token ? h('div', { class: 'field' }, h('label', { for: 'token' }, 'Approval token'), token, h('p', { id: 'token-rule', class: 'rule' }, 'The requester has it. Here a decision takes it, or a sign-in at your identity provider.')) : null,
        asks.map(({ name, label, rule }, i) => h('div', { class: 'field' }, h('label', { for: name }, label), asked[i], h('p', { id: `${name}-rule`, class: 'rule' }, rule))),
        message,
        h('div', { class: 'actions' }, confirm, cancel)));
    document.body.append(dialog);
    dialog.showModal();
    const reads = kind === 'break_glass' || kind === 'review_break_glass';
    ((reads ? null : asked[0]) ?? token ?? cancel).focus();
    // Reading begins at the top, also where the buttons are below the fold.
    if (reads || (!asked.length && !token)) dialog.scrollTop = 0;
  });
}

/** What break-glass passes over. */
const skipped = (p) => {
  const missing = Math.max(1, p.approvals_needed - p.approved_by.length);
  return `${missing} ${missing === 1 ? 'approval' : 'approvals'}${p.approved_by.length ? ' more' : ''}`;
};

/** Who approved alone, why, and who has reviewed it. */
export const broken = (b) => h('dl', { class: 'who' }, [
  ['Approved alone by', b.by],
  ['For', b.incident_id],
  ['Because', b.reason],
  ['Skipped', b.skipped],
  ['Reviewed by', b.reviewed_by ? `${b.reviewed_by}: ${b.review_note}` : 'nobody yet'],
].map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));

/** Who asks, why and where: what the sentence above and the plan below do not say. */
function facts(proposal) {
  const { account, region } = placeOf(proposal.plan?.target.arn);
  return h('dl', { class: 'who' }, [
    ['Asked for by', proposal.requested_by],
    ['Because', proposal.reason && reasonOf(proposal.reason)],
    ['Account', account],
    ['Region', region],
  ].map(([name, value]) => (value ? h('div', {}, h('dt', {}, name), h('dd', {}, value)) : null)));
}

const told = (title, list) => (list?.length ? h('div', {}, h('h3', {}, title), reasons(list)) : null);

function friendly(error) {
  switch (error.code) {
    case 'ALREADY_DECIDED': return `Somebody was faster. ${error.message.replace(/ See GET .*$/, '')}`;
    case 'APPROVAL_EXPIRED': return 'The time to decide is over and nothing was changed. Propose it again if it is still needed.';
    case 'PLAN_CHANGED': return 'The plan is no longer the one that you saw. Close this and look at it again.';
    default: return error.message;
  }
}
