// Talks to OpsAgent. Every answer has one shape; whatever is not an answer is being offline.

import { heard, lost } from './connection.js';
import { heardAt } from './format.js';
import { credentials, signedOut } from './session.js';

/** A refusal that OpsAgent gave, with its code. */
export class Refused extends Error {
  constructor(error, answer, retryAfter) {
    super(error.message);
    this.code = error.code;
    this.details = error.details ?? {};
    this.answer = answer;
    this.retryAfter = retryAfter;
  }
}

/** There was no answer. */
export class Offline extends Error {}

let base = '';

export function useApi(url) {
  base = url ?? '';
}

export const get = (path, query, signal) => {
  const parameters = new URLSearchParams(Object.entries(query ?? {}).filter(([, value]) => value));
  return ask('GET', parameters.size ? `${path}?${parameters}` : path, undefined, signal);
};

export const post = (path, body, headers) => ask('POST', path, body, undefined, headers);

async function ask(method, path, body, signal, headers) {
  let response, answer;
  try {
    response = await fetch(base + path, {
      method,
      signal: signal ?? AbortSignal.timeout(40_000),
      credentials: 'omit',
      cache: 'no-store',
      headers: { ...credentials(), ...headers, ...(body ? { 'Content-Type': 'application/json' } : {}) },
      body: body && JSON.stringify(body),
    });
    answer = await response.json();
  } catch (e) {
    if (signal?.aborted) throw e;
    lost();
    throw new Offline('OpsAgent cannot be reached.');
  }
  heard();
  heardAt(answer.timestamp);
  if (answer.success === false) {
    const refused = new Refused(answer.error, answer, Number(response.headers.get('Retry-After')) || 0);
    if (refused.code === 'AUTHENTICATION_FAILED' || refused.code === 'USER_NOT_AUTHORIZED') signedOut(refused.message);
    throw refused;
  }
  return answer;
}
