// What to say next, told from the cards of the last answer.

const MAX = 4;
const CHANGES = 'what changed in the last 3 hours?';

/** An instance as cards name it: its id, with its name in brackets where it has one. */
const instance = (text) => {
  const [, id, name] = /^(i-[0-9a-f]{8,17})(?: \((.+)\))?$/.exec(text) ?? [];
  return id && (/^[\w.-]+$/.test(name ?? '') ? name : id);
};

const say = (text) => ({ text });

// Something to finish and to send oneself: a change is not asked for by one press.
const begin = (text) => ({ text, begins: true });

const rules = {
  result: (card) => {
    const name = instance(card.title);
    const value = (field) => card.fields?.find((given) => given.name === field)?.value;
    // A refusal is no finding.
    if (value('code') || !['warning', 'bad'].includes(card.tone)) return [];
    return [say(CHANGES), ...(name && value('instance check') === 'impaired' && value('system check') !== 'impaired' ? [begin(`reboot ${name} because `)] : [])];
  },
  table: (card) => {
    const names = card.rows.filter((row) => row.tone === 'bad').map((row) => row.cells.map(instance).find(Boolean)).filter(Boolean);
    return [...names.slice(0, 2).map((name) => say(`status of ${name}`)), ...(card.tone === 'bad' ? [say(CHANGES)] : [])];
  },
  targets: (card) => {
    const bad = card.groups.flatMap((group) => group.targets).filter((target) => target.tone === 'bad');
    return bad.length ? [...bad.map((target) => instance(target.id)).filter(Boolean).slice(0, 2).map((id) => say(`status of ${id}`)), say(CHANGES)] : [];
  },
  chart: (card) => (card.thresholds?.some((threshold) => threshold.state === 'ALARM') ? [say(CHANGES)] : []),
  timeline: (card) => {
    const deployed = card.entries.find((entry) => /^UpdateService\b(?! failed)/.test(entry.title));
    const [, service] = /\bservice\/([\w-]+\/[\w-]+)/.exec(`${deployed?.title} ${deployed?.text}`) ?? [];
    return service ? [begin(`roll back ${service} because `)] : [];
  },
  proposal: (card) => (card.status === 'pending' ? [say('pending')] : card.status === 'validating' ? [say(`status of ${card.proposal_id}`)] : []),
};

/** @returns [{ text, begins }], at most four; begins where the person completes it */
export function suggestionsOf(cards, { asked, isOperator }) {
  const all = (cards ?? []).flatMap((card) => rules[card.kind]?.(card) ?? []);
  const seen = new Set([asked?.toLowerCase()]);
  return all.filter(({ text, begins }) => (isOperator || !begins) && !seen.has(text) && seen.add(text)).slice(0, MAX);
}
