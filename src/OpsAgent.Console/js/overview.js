// What is going on, first thing: asked for once a minute, however often somebody comes back to the chat.

import { get } from './api.js';

const KEPT = 60_000;
const sections = [['alarms', 'Alarms'], ['instances', 'Instances'], ['target_groups', 'Targets'], ['services', 'ECS services'], ['proposals', 'Proposals']];
const severity = ['ok', 'neutral', 'warning', 'bad'];
let kept = null;

/** @returns { as_of, cards, steps }: cards as in the chat, and the sentences to go on with */
export async function overview(user) {
  if (kept?.user !== user || Date.now() - kept.at > KEPT) {
    const asked = { user, at: Date.now(), answer: get('/operations/get_overview') };
    kept = asked;
    // What failed is asked again the next time.
    asked.answer.catch(() => {
      if (kept === asked) kept = null;
    });
  }
  const { details } = await kept.answer;
  return { as_of: details.as_of, cards: cardsOf(details), steps: stepsOf(details) };
}

function cardsOf(details) {
  const told = sections.map(([member, title]) => [title, details[member]]);
  const rows = told.flatMap(([title, section]) => [
    ...section.lines.map((line) => ({ tone: line.tone, cells: [title, line.what, line.reason ? `${line.text}: ${line.reason}` : line.text] })),
    ...(section.problem ? [{ tone: 'warning', cells: [title, 'not looked at', section.problem] }] : []),
  ]);
  const trouble = rows.length
    ? {
      kind: 'table', title: 'What is going on', columns: ['section', 'what', 'how it is'], rows,
      tone: severity.findLast((tone) => rows.some((row) => row.tone === tone)), truncated: told.some(([, section]) => section.truncated),
    }
    : { kind: 'result', title: 'All quiet', tone: 'ok', text: 'No alarm, no failing check, no unhealthy target, no service below its count, no open proposal.' };
  const { changes } = details;
  return [trouble, ...(changes.problem ? [{ kind: 'result', title: 'Changes of the last hour', tone: 'warning', text: changes.problem }] : []), ...(changes.lines.length ? [{
    kind: 'timeline', title: 'Changes of the last hour', tone: 'neutral', truncated: changes.truncated,
    entries: changes.lines.map((line) => ({ at: line.since ?? details.as_of, title: line.what, text: line.text, tone: line.tone })),
  }] : [])];
}

// One a section, as far as a button can hold it.
const stepsOf = (details) => sections.map(([member]) => details[member].lines.map((line) => line.next?.say).find((say) => say && say.length <= 80)).filter(Boolean);
