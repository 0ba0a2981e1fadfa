// Proposes an ended proposal again: the same plan at once, another one when it was shown and pressed for.

import { Refused, post } from './api.js';
import { fill, h, toast } from './dom.js';
import { short } from './format.js';
import { change, mark } from './parts.js';
import { state } from './state.js';

/** The button of a proposal that may be proposed again, for whoever may propose. */
export const againButton = (proposal) => (state.me.roles.includes('operator')
  ? h('button', { type: 'button', class: 'primary', 'data-key': `again-${proposal.proposal_id}`, onclick: async ({ currentTarget: button }) => {
    button.disabled = true;
    await proposeAgain(proposal);
    button.disabled = false;
  } }, 'Propose again') : null);

const send = async (proposal, planHash) => {
  const answer = await post('/operations/propose_again', {
    proposal_id: proposal.proposal_id, ...(planHash ? { plan_hash: planHash } : {}), user_context: { user_id: state.me.user_id },
  });
  toast('Proposed again. Another person approves it.');
  location.hash = `#/proposals/${answer.proposal_id}`;
};

async function proposeAgain(proposal) {
  try {
    await send(proposal);
  } catch (e) {
    if (e instanceof Refused && e.code === 'PLAN_CHANGED' && e.details.plan_hash) showChanged(proposal, e);
    else failed(e);
  }
}

// A proposal that a check rejected has a page of its own, which says why.
function failed(e) {
  toast(e.message);
  if (e instanceof Refused && e.answer.proposal_id) location.hash = `#/proposals/${e.answer.proposal_id}`;
}

/** The plan as it would be now, and the button that proposes exactly that. */
function showChanged(proposal, { message, details }) {
  const told = h('div', { class: 'message', role: 'alert' });
  const confirm = h('button', { type: 'submit', class: 'primary' }, `Propose plan ${short(details.plan_hash)}`);
  const cancel = h('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, 'Cancel');
  const dialog = h('dialog', { class: 'decide', 'aria-labelledby': 'again-title', onclose: () => dialog.remove() },
    h('form', { onsubmit: async (event) => {
      event.preventDefault();
      if (confirm.disabled) return;
      confirm.disabled = true;
      fill(told);
      try {
        await send(proposal, details.plan_hash);
        dialog.close();
      } catch (e) {
        fill(told, h('div', { class: 'note bad' }, mark('bad'), h('p', {}, e.message)));
        confirm.disabled = false;
      }
    } },
      h('h2', { id: 'again-title' }, 'It changed since'),
      h('p', { class: 'summary' }, message),
      change({ before: details.now, after: details.after }),
      told,
      h('div', { class: 'actions' }, confirm, cancel)));
  document.body.append(dialog);
  dialog.showModal();
  cancel.focus();
}
