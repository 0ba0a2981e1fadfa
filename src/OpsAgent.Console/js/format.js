// Words, times and numbers as people read them at night.

let skew = 0;

/** The server's clock counts, not that of the machine in front of us. */
export function heardAt(timestamp) {
  const server = Date.parse(timestamp);
  if (!Number.isNaN(server)) skew = server - Date.now();
}

export const now = () => Date.now() + skew;

const zone = { timeZoneName: 'short' };
const minutes = { hour: '2-digit', minute: '2-digit' };
const clockFormat = new Intl.DateTimeFormat('en-GB', { ...minutes, second: '2-digit', ...zone });
const minuteFormat = new Intl.DateTimeFormat('en-GB', { ...minutes, ...zone });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...minutes, ...zone });
const yearFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', ...minutes, ...zone });

/** 03:12:45 CET; with the day when it was another one, with the year when that was another one. */
export function clock(moment) {
  const [at, today] = [new Date(moment), new Date(now())];
  if (Number.isNaN(at.getTime())) return String(moment);
  return at.toDateString() === today.toDateString() ? clockFormat.format(at) : at.getFullYear() === today.getFullYear() ? dayFormat.format(at) : yearFormat.format(at);
}

/** +02:00, what local time is off UTC now. */
export function zoneOffset() {
  const off = -new Date().getTimezoneOffset();
  const two = (n) => String(n).padStart(2, '0');
  return `${off < 0 ? '-' : '+'}${two(Math.floor(Math.abs(off) / 60))}:${two(Math.abs(off) % 60)}`;
}

/** The hour that a moment is in, by local time. */
export const hourOf = (moment) => yearFormat.format(new Date(moment).setMinutes(0, 0, 0));

/** The moment as it is stored, to look up in a log. */
export const utc = (moment) => {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? String(moment) : at.toISOString().replace('T', ' ').replace('Z', ' UTC');
};

// As sentences and fields of the server have them: 2026-11-23T16:21:38.377Z, 2026-11-23 16:21 UTC, 16:21 UTC,
// 10:00 to 11:00 UTC on 27 November. What stands in an address, after a parameter's = or a command's option is there to be copied.
const day = String.raw`(\d{4}-\d\d-\d\d)`;
const hours = String.raw`(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)`;
const spelt = new RegExp(String.raw`(?<![\d:.+=/&-]|--[\w-]+ |\d{4}-\d\d-\d\d[T ])(?:${day}[T ])?${hours}(?:Z\b| ?\+00:00\b|(?: ?(to|and|until|-|–) ?(?:${day}[T ])?${hours})? UTC\b(?: on (\d{1,2} [A-Z][a-z]{2,8}(?: \d{4})?)\b)?)`, 'g');

/** Cuts a text into what is no time, and times: [{ text } or { at, shown, utc }]. */
export function momentsIn(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(spelt)) {
    const [whole, firstDay, first, joined, secondDay, second, said] = found;
    const named = said && dayOf(said);
    const from = momentOf(firstDay ?? named, first);
    const to = second && momentOf(secondDay ?? firstDay ?? named, second);
    // 10:00, 10:05 and 10:10 UTC: what cannot be told whole is left as it is.
    if (!from || (second && !to) || /\d\d:\d\d, $/.test(text.slice(0, found.index))) continue;
    parts.push({ text: text.slice(end, found.index) }, from, ...(to ? [{ text: ` ${joined} ` }, to] : []));
    end = found.index + whole.length;
  }
  parts.push({ text: text.slice(end) });
  return parts.filter((part) => part.text !== '');
}

/** 27 November, of this year unless it says which -> 2026-11-27 */
function dayOf(said) {
  const at = new Date(`${/\d{4}$/.test(said) ? said : `${said} ${new Date(now()).getUTCFullYear()}`} UTC`);
  return Number.isNaN(at.getTime()) ? 'no day' : at.toISOString().slice(0, 10);
}

function momentOf(date, time) {
  // Of a time without its day, the day matters only to summer time.
  const at = new Date(`${date ?? new Date(now()).toISOString().slice(0, 10)}T${time}Z`);
  if (Number.isNaN(at.getTime())) return null;
  const isToday = !date || at.toDateString() === new Date(now()).toDateString();
  return { at, shown: isToday ? (time.length > 5 ? clockFormat : minuteFormat).format(at) : clock(at), utc: date ? utc(at) : `${time} UTC` };
}

/** The same where only text can stand. */
export const localTimes = (text) => momentsIn(String(text)).map((part) => part.text ?? part.shown).join('');

export function ago(moment) {
  const seconds = Math.max(0, Math.round((now() - Date.parse(moment)) / 1000));
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 120 * 60) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} days ago`;
}

/** 14:05, or 1:02:03. */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (n) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** 14 minutes 5 seconds, for those who listen. */
export function spoken(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  return `${minutes ? `${minutes} minute${minutes === 1 ? '' : 's'} ` : ''}${seconds % 60} second${seconds % 60 === 1 ? '' : 's'}`;
}

/** approval_granted -> Approval granted */
export const words = (name) => {
  const text = String(name ?? '').replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export const short = (hash) => String(hash ?? '').slice(0, 8);

/** engineer@example.com -> engineer, where the whole stands nearby. */
export const nameOf = (user) => String(user ?? 'somebody').split('@')[0];

const units = { Percent: ' %', Seconds: ' s', Milliseconds: ' ms', Count: '', Bytes: '' };

export function quantity(value, unit) {
  if (value === null || value === undefined) return '–';
  if (unit === 'Bytes') {
    for (const [size, name] of [[2 ** 40, 'TiB'], [2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']]) {
      if (Math.abs(value) >= size) return `${trimmed(value / size)} ${name}`;
    }
    return `${trimmed(value)} B`;
  }
  return `${trimmed(value)}${units[unit] ?? (unit && unit !== 'None' ? ` ${unit}` : '')}`;
}

function trimmed(value) {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 10000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(size >= 100 ? 4 : 3)));
}

/** How good a status is, which is shown by word, shape and colour. */
export const toneOf = (status) => ({
  completed: 'ok', executed: 'ok', approved: 'busy', executing: 'busy', submitted: 'busy', validating: 'busy', pending: 'warning',
  failed: 'bad', unknown: 'bad', rejected: 'bad', denied: 'neutral', expired: 'neutral', withdrawn: 'neutral',
})[status] ?? 'neutral';

export const isOpen = (status) => ['submitted', 'validating', 'pending', 'approved', 'executing'].includes(status);
