import { get, post } from '../api.js';
import { fill, h, toast, verbatim } from '../dom.js';
import { nameOf } from '../format.js';
import { empty, link, mark, outside, passedOver, problem, timeAgo, waiting } from '../parts.js';
import { state } from '../state.js';

const severities = ['low', 'medium', 'high', 'critical'];

export function show(main) {
  const list = h('div', { class: 'cards' });
  const more = h('div', { class: 'more' });
  const stopper = new AbortController();
  const mayRecord = state.me.roles.includes('operator');
  fill(main,
    h('div', { class: 'heading' }, h('h1', {}, 'Incidents'),
      mayRecord ? h('button', { type: 'button', class: 'primary', onclick: async () => (await record()) && again() }, 'Record an incident') : null),
    list, more);

  async function load(after) {
    fill(more, waiting('Reading incidents…'));
    try {
      const answer = await get('/console/incidents', { after, limit: 20 }, stopper.signal);
      list.append(...answer.incidents.map(card));
      fill(more, passedOver(answer.unreadable), answer.next ? h('button', { type: 'button', class: 'quiet', onclick: () => load(answer.next) }, 'Show earlier incidents')
        : list.childElementCount ? null : empty('No incident is recorded', 'A quiet night. What is recorded in the chat or here is kept in this list.'));
    } catch (e) {
      if (!stopper.signal.aborted) fill(more, problem(e, () => load(after)));
    }
  }

  const again = () => {
    fill(list);
    load();
  };
  load();
  return () => stopper.abort();
}

const card = (incident) => h('article', { class: `card incident ${incident.severity}`, 'aria-label': incident.incident_id },
  h('header', {}, h('h2', {}, incident.incident_id), severity(incident.severity)),
  h('p', { class: 'text' }, verbatim(incident.summary)),
  incident.links.length ? h('ul', { class: 'links' }, incident.links.map((url) => h('li', {}, outside(url)))) : null,
  h('p', { class: 'facts' }, h('span', {}, 'by ', h('strong', { title: incident.reported_by }, nameOf(incident.reported_by))), timeAgo(incident.created_at),
    incident.proposal_id ? link(`/proposals/${incident.proposal_id}`, 'the change it is about') : null));

export const severity = (level) => h('span', { class: `pill ${{ low: 'neutral', medium: 'warning', high: 'bad', critical: 'bad strong' }[level]}` },
  mark({ low: 'neutral', medium: 'warning' }[level] ?? 'bad'), level);

function record() {
  return new Promise((done) => {
    const message = h('div', { role: 'alert' });
    const send = h('button', { type: 'submit', class: 'primary' }, 'Record');
    let recorded = false;
    // One key for the form: sending it twice records one incident.
    const key = crypto.randomUUID();
    const dialog = h('dialog', { 'aria-labelledby': 'record-title', onclose: () => {
      dialog.remove();
      done(recorded);
    } },
      h('form', { onsubmit: async (event) => {
        event.preventDefault();
        const given = new FormData(event.target);
        send.disabled = true;
        try {
          const links = String(given.get('links')).trim();
          const answer = await post(`/operations/${state.me.incident_operation}`,
            { summary: String(given.get('summary')).replaceAll(/\s+/g, ' ').trim(), severity: given.get('severity'), ...(links ? { links } : {}), user_id: state.me.user_id }, { 'Idempotency-Key': key });
          recorded = true;
          dialog.close();
          toast(answer.summary);
        } catch (e) {
          send.disabled = false;
          fill(message, problem(e));
        }
      } },
        h('h2', { id: 'record-title' }, 'Record an incident'),
        h('div', { class: 'field' }, h('label', { for: 'summary' }, 'What happened'), h('textarea', { id: 'summary', name: 'summary', rows: 4, required: true, minlength: 10, maxlength: 500 })),
        h('fieldset', { class: 'choice' }, h('legend', {}, 'Severity'),
          severities.map((level) => h('label', {}, h('input', { type: 'radio', name: 'severity', value: level, required: true, checked: level === 'medium' }), level))),
        h('div', { class: 'field' }, h('label', { for: 'links' }, 'Links to https pages, with spaces between them (optional)'), h('input', { id: 'links', name: 'links', type: 'text', inputmode: 'url' })),
        message,
        h('div', { class: 'actions' }, send, h('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, 'Cancel'))));
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector('#summary').focus();
  });
}
