// Words, times and numbers as people read them at night.

let skew = 0;

/** The server's clock counts, not that of the machine in front of us. */
export function heardAt(timestamp) {
  const server = Date.parse(timestamp);
  if (!Number.isNaN(server)) skew = server - Date.now();
}

export const now = () => Date.now() + skew;

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** 03:12:45, or with the day when it was another one. */
export function clock(moment) {
  const at = new Date(moment);
  return at.toDateString() === new Date(now()).toDateString() ? clockFormat.format(at) : dayFormat.format(at);
}

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
