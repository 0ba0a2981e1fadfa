// An answer as Markdown, to paste into a ticket. It is made of the members below and of nothing else; times are UTC, as
// whoever reads it may be anywhere.

import { momentsIn, utc, words } from './format.js';

/** @param entry what the chat keeps of an answer: { text, note, cards } */
export function markdownOf(entry) {
  return [...lines(entry.text), ...(entry.cards ?? []).map((card) => [`**${inline(card.title)}**`, ...(shapes[card.kind]?.(card) ?? [])].join('\n\n')), ...lines(entry.note)].join('\n\n');
}

const seconds = (text) => text.replace(/\.\d+ UTC$/, ' UTC');

const at = (moment) => seconds(utc(moment));

const plain = (text) => momentsIn(String(text ?? '')).map((part) => part.text ?? seconds(part.utc)).join('');

// Nothing that people or AWS wrote becomes a link, a picture, a heading or a cell.
const inline = (text) => plain(text).replace(/\s+/g, ' ').replace(/[\\`*[\]<>|~!]/g, '\\$&').replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_');

const line = (text) => inline(text).replace(/^[#+-]/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2');

const lines = (text) => (text ? [String(text).split('\n').map(line).join('  \n')] : []);

const table = (columns, rows) => (rows.length
  ? [[columns, columns.map(() => '---'), ...rows].map((cells, i) => `| ${cells.map((cell) => (i === 1 ? cell : inline(cell))).join(' | ')} |`).join('\n')] : []);

const list = (items) => (items?.length ? [items.map((item) => `- ${line(item)}`).join('\n')] : []);

const fields = (given) => table(['', 'value'], (given ?? []).map((field) => [words(field.name), field.value]));

function change(card) {
  const [before, after] = [card.before ?? [], card.after ?? []].map((side) => new Map(side.map((field) => [field.name, field.value])));
  return table(['', 'now', 'after'], [...new Set([...before.keys(), ...after.keys()])].map((name) => [words(name), before.get(name) ?? '–', after.get(name) ?? '–']));
}

const facts = (...pairs) => list(pairs.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`));

const shapes = {
  result: (card) => [...fields(card.fields), ...lines(card.text)],
  chart: (card) => {
    const moments = [...new Set(card.series.flatMap((one) => one.points.map((point) => point.at)))].sort();
    const values = card.series.map((one) => new Map(one.points.map((point) => [point.at, point.value])));
    return [
      ...lines(`${card.statistic}${card.unit ? `, ${card.unit}` : ''}, every ${card.period_seconds} s`),
      ...table(['time', ...card.series.map((one) => one.name)], moments.map((moment) => [at(moment), ...values.map((of) => of.get(moment) ?? '–')])),
      ...list((card.thresholds ?? []).map((alarm) => `${alarm.name}: ${alarm.comparison} ${alarm.value}, ${alarm.state}`)),
      ...lines(card.text),
    ];
  },
  table: (card) => [...table(card.columns.map(words), card.rows.map((row) => row.cells)), ...more(card)],
  targets: (card) => [
    ...table(['Group', 'Target', 'Zone', 'State', 'Reason'], card.groups.flatMap((group) => group.targets.map((target) => [group.name, `${target.id}${target.port ? `:${target.port}` : ''}`, target.zone ?? '', target.state, target.reason ?? '']))),
    ...more(card),
  ],
  timeline: (card) => [...table(['Time', 'What', 'By', 'On'], card.entries.map((entry) => [at(entry.at), entry.title, entry.by ?? '', entry.text ?? ''])), ...more(card)],
  draft: (card) => [
    ...facts(['Target', card.target], ['Because', card.reason], ['Risk so far', card.risk_level], ['Approval', card.who_may_decide]),
    ...change(card), ...fields(card.fields), ...list(card.notes), ...list(card.risk_reasons), ...lines('A draft: nothing is done until it is confirmed.'),
  ],
  proposal: (card) => [
    ...facts(['Proposal', card.proposal_id], ['Status', words(card.status)], ['Asked for by', card.requested_by], ['Because', card.reason], ['Plan', card.plan_hash], ['Risk', card.risk_level],
      ['Approved by', card.approved_by?.join(', ')], ['May decide', card.who_may_decide], ['Open until', card.expires_at && at(card.expires_at)]),
    ...change(card), ...list(card.notes), ...list(card.risk_reasons), ...lines(card.text),
  ],
  incident: (card) => [...facts(['Incident', card.incident_id], ['Severity', card.severity], ['Recorded', at(card.created_at)], ['Proposal', card.proposal_id]), ...list(card.links)],
};

const more = (card) => (card.truncated ? lines('There are more than these.') : []);
