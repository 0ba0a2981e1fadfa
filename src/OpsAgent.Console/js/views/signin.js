import { fill, h } from '../dom.js';
import { mark } from '../parts.js';
import { config, pick, signInAtProvider } from '../session.js';

const about = {
  'viewer@example.com': 'may look',
  'engineer@example.com': 'proposes and approves',
  'lead@example.com': 'proposes and approves',
  'admin@example.com': 'administers',
};

export function show(main, { message, entered }) {
  const { oidc, users, execution_mode: mode } = config();
  const trouble = h('div', {});
  const say = (text) => fill(trouble, h('div', { class: 'note bad', role: 'alert' }, mark('bad'), h('p', {}, text)));

  const provider = oidc && h('button', {
    type: 'button', class: 'primary wide',
    onclick: () => signInAtProvider().catch((e) => say(e instanceof TypeError ? 'The identity provider cannot be reached. Try again in a minute.' : e.message)),
  }, 'Sign in');

  const picker = users?.length ? h('section', { 'aria-labelledby': 'pick' },
    h('h2', { id: 'pick' }, 'Who are you today?'),
    h('p', { class: 'quiet' }, 'This is a simulation: nothing is real, and nobody is checked.'),
    h('ul', { class: 'people' }, users.map((user) => h('li', {},
      h('button', { type: 'button', 'data-user': user, onclick: () => { pick(user); entered(); } },
        h('span', { class: 'avatar', 'aria-hidden': 'true' }, user.charAt(0).toUpperCase()),
        h('span', {}, h('strong', {}, user.split('@')[0]), h('span', { class: 'quiet' }, about[user] ?? user))))))) : null;

  // Where writes are only tried, a name that nobody proves may look and propose; it takes the key of the API.
  const byKey = !users?.length && mode !== 'SANDBOX_LIVE' ? h('form', {
    onsubmit: (event) => {
      event.preventDefault();
      const given = new FormData(event.target);
      pick(String(given.get('user')).trim(), String(given.get('key')).trim());
      entered();
    },
  },
    h('h2', {}, 'With an API key'),
    h('div', { class: 'field' }, h('label', { for: 'user' }, 'Your e-mail address'), h('input', { id: 'user', name: 'user', type: 'email', required: true, autocomplete: 'email' })),
    h('div', { class: 'field' }, h('label', { for: 'key' }, 'API key'), h('input', { id: 'key', name: 'key', type: 'password', required: true, autocomplete: 'off' }),
      h('p', { class: 'rule' }, 'Kept in memory, until this page is closed or loaded again.')),
    h('button', { type: 'submit', class: oidc ? 'quiet' : 'primary' }, 'Enter')) : null;

  fill(main, h('div', { class: 'signin' },
    h('h1', {}, 'OpsAgent'),
    h('p', { class: 'lead' }, 'Diagnose at once. Change only what another person has approved.'),
    message ? h('div', { class: 'note warning', role: 'alert' }, mark('warning'), h('p', {}, message)) : null,
    trouble, provider, picker, byKey,
    provider || picker || byKey ? null : h('p', { class: 'note warning' }, 'This deployment has no sign-in: set OidcIssuer, OidcAudience and OidcClientId.')));
  return () => {};
}
