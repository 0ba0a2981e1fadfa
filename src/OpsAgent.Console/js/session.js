// Who is signed in. At an identity provider by the authorisation code flow with PKCE; in a simulation by picking a
// user. A token lives in sessionStorage, so it ends with the tab; a key that is typed in lives in memory only.

const storage = sessionStorage;
let configuration = {};
let typedKey = null;
let whenSignedOut = () => {};

export const config = () => configuration;

export function start(read, signedOutHandler) {
  configuration = read;
  whenSignedOut = signedOutHandler;
}

export const isSignedIn = () => Boolean(validToken() || (storage.getItem('user') && key()));

const key = () => typedKey ?? configuration.api_key;

function validToken() {
  const token = storage.getItem('token');
  return token && Number(storage.getItem('token_until')) > Date.now() ? token : null;
}

/** The headers that say who asks. */
export function credentials() {
  const token = validToken();
  if (token) return { Authorization: `Bearer ${token}` };
  const user = storage.getItem('user');
  return user && key() ? { 'X-API-Key': key(), 'X-OpsAgent-User': user } : {};
}

export function pick(user, withKey) {
  signOut();
  typedKey = withKey ?? null;
  storage.setItem('user', user);
}

export function signOut() {
  typedKey = null;
  for (const name of ['user', 'token', 'token_until', 'chat', 'chat_log', 'time_zone']) storage.removeItem(name);
}

export function signedOut(why) {
  if (!isSignedIn() && !storage.getItem('token')) return;
  const isOver = storage.getItem('token') && !validToken();
  signOut();
  whenSignedOut(isOver ? 'Your sign-in has ended. Sign in again.' : why);
}

// ---- OpenID Connect

/** For a sign-in that is too old to decide by: the next one asks for it anew, also where the provider knows no max_age. */
export const signInAnew = () => storage.setItem('prompt', 'login');

const discover = async () => {
  const issuer = configuration.oidc.issuer.replace(/\/$/, '');
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, { credentials: 'omit' });
  if (!response.ok) throw new Error('The identity provider does not answer. Try again in a minute.');
  const found = await response.json();
  if (found.issuer !== configuration.oidc.issuer) throw new Error(`The identity provider calls itself ${shown(found.issuer)}, not ${configuration.oidc.issuer}. Ask an administrator to look at OidcIssuer.`);
  // The page's policy would block the call that trades the code, after the sign-in and without a reason.
  const origin = originOf(found.token_endpoint);
  if (![new URL(issuer).origin, configuration.oidc.token_origin].includes(origin)) {
    throw new Error(`This console may not call the identity provider's token endpoint at ${shown(origin)}. Ask an administrator to deploy with OidcTokenOrigin=${shown(origin)} and to publish the console again.`);
  }
  return found;
};

const shown = (text) => String(text).slice(0, 200);
const originOf = (url) => (URL.canParse(url) ? new URL(url).origin : 'no address');

const random = () => base64(crypto.getRandomValues(new Uint8Array(32)));
const base64 = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const redirectUri = () => `${location.origin}/`;

export async function signInAtProvider() {
  const { authorization_endpoint: endpoint } = await discover();
  const [verifier, state] = [random(), random()];
  const challenge = base64(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
  storage.setItem('pkce', JSON.stringify({ verifier, state, back: location.hash }));
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries({
    response_type: 'code', client_id: configuration.oidc.client_id, redirect_uri: redirectUri(), scope: 'openid email',
    // So that whoever signs in here may decide: an older sign-in at the provider would not do.
    max_age: configuration.oidc.max_age,
    ...(storage.getItem('prompt') && { prompt: storage.getItem('prompt') }),
    state, code_challenge: challenge, code_challenge_method: 'S256',
  })) url.searchParams.set(name, value);
  location.assign(url);
}

/** Comes back from the provider: trades the code for a token. Null when this is no return. */
export async function finishSignIn() {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('state')) return null;
  const begun = JSON.parse(storage.getItem('pkce') ?? 'null');
  storage.removeItem('pkce');
  history.replaceState(null, '', `/${begun?.back ?? ''}`);
  if (!begun || begun.state !== answer.get('state')) throw new Error('This sign-in was not begun in this tab. Sign in again.');
  if (!answer.has('code')) throw new Error(`The identity provider did not sign you in (${(answer.get('error') ?? 'no reason given').slice(0, 60)}).`);
  const { token_endpoint: endpoint } = await discover();
  const response = await fetch(endpoint, {
    method: 'POST',
    credentials: 'omit',
    body: new URLSearchParams({
      grant_type: 'authorization_code', code: answer.get('code'), redirect_uri: redirectUri(),
      client_id: configuration.oidc.client_id, code_verifier: begun.verifier,
    }),
  });
  const given = await response.json().catch(() => ({}));
  const token = given[configuration.oidc.token];
  if (!response.ok || !token) throw new Error('The identity provider gave no token. Sign in again.');
  signOut();
  storage.removeItem('prompt');
  storage.setItem('token', token);
  storage.setItem('token_until', String(Date.now() + (Number(given.expires_in) || 300) * 1000));
  return true;
}
