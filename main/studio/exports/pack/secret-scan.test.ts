import { describe, expect, test } from 'vitest';
import { scanText } from './secret-scan.ts';

/** Put together here, so that no scanner of this repository takes them for real ones. */
const join = (...parts: string[]): string => parts.join('');
const random = (length: number): string => 'q7Zx2Lw9Vb4Nt6Rk8Pd3Hs5Jf1Gc0MyEaUoTiBnXrWzQk'.repeat(4).slice(0, length);

const HITS: readonly (readonly [string, string])[] = [
  ['an OpenAI project key', join('sk-', 'proj-', random(48))],
  ['an Anthropic key', join('sk-', 'ant-api03-', random(60))],
  ['an AWS access key id', join('AKIA', '2E0A8F3B244C9986')],
  ['an AWS secret in an assignment', join('aws_secret_access_key = ', random(40))],
  ['a GitHub token', join('ghp', '_', random(36))],
  ['a fine-grained GitHub token', join('github', '_pat_', random(60))],
  ['a GitLab token', join('glpat', '-', random(20))],
  ['a Slack bot token', join('xoxb', '-123456789012-1234567890123-', random(24))],
  ['a Slack webhook', join('https://hooks.slack.', 'com/services/T00000000/B00000000/', random(24))],
  ['a Stripe live key', join('sk', '_live_', random(24))],
  ['a Stripe webhook secret', join('whsec', '_', random(32))],
  ['a Google API key', join('AIza', random(35))],
  ['a JSON web token', join('eyJ', 'hbGciOiJIUzI1NiJ9.', 'eyJ', 'zdWIiOiIxMjM0NTY3ODkwIn0.', random(43))],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----'],
  ['a private key without its end', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE\n'],
  ['a connection string', join('postgres://admin:', 'Tr0ub4dor', '@db.internal:5432/shop')],
  ['a URL with a password', join('https://bob:', 'hunter2x', '@intranet.local/wiki')],
  ['a password in a settings file', join('password', '=', 'S0mmer!2024')],
  ['a password after a colon', join('Password: ', 'xK9#mQ2$vL')],
  ['a key in JSON', join('"api', '_key": "', random(32), '"')],
  ['a bearer token', join('Authorization: Bearer ', random(40))],
  ['our own API key', join('morg', '_', '0123456789abcdef'.repeat(4))],
  ['a SendGrid key', join('SG', '.', random(22), '.', random(43))],
  ['an npm token', join('npm', '_', random(36))],
];

test.each(HITS)('catches %s in the middle of prose', async (_name, secret) => {
  const text = `Before it.\n${secret}\nAfter it.`;
  const found = await scanText(text);
  expect(found.filter((match) => match.severity === 'block').length).toBeGreaterThan(0);
  // What stays behind must not hold the telling half of it.
  let left = '';
  let from = 0;
  for (const match of found) {
    left += text.slice(from, match.start) + match.replacement;
    from = match.end;
  }
  left += text.slice(from);
  expect(left).not.toContain(secret.slice(-12));
  expect(left).toContain('Before it.');
  expect(left).toContain('After it.');
});

const WARNINGS: readonly (readonly [string, string, string])[] = [
  ['an e-mail address', 'Ask jane.doe@acme-corp.io about it.', 'email'],
  ['a home folder on Linux', 'See /home/jdoe/notes.md.', 'home-folder'],
  ['a home folder on macOS', 'See /Users/jane.doe/Desktop.', 'home-folder'],
  ['a home folder on Windows with a blank', 'See C:\\Users\\Jane Doe\\Documents.', 'home-folder'],
  ['bidi controls', 'safe\u202Etxt.exe', 'hidden-characters'],
  ['zero-width characters', 'pass\u200Bword', 'hidden-characters'],
  [
    'tag characters that spell an order',
    `hello${[...'obey'].map((c) => String.fromCodePoint(0xe0000 + (c.codePointAt(0) ?? 0))).join('')}`,
    'hidden-characters',
  ],
];

test.each(WARNINGS)('warns of %s', async (_name, text, rule) => {
  const found = await scanText(text);
  expect(found.map((match) => match.rule)).toEqual([rule]);
  expect(found[0]?.severity).toBe('warn');
});

const INNOCENT: readonly string[] = [
  'Choose a strong password: it should be long, and you should never reuse it.',
  'password: required. The field token is optional; secret=false.',
  'Set API_KEY=YOUR_API_KEY and PASSWORD=${DB_PASSWORD} in the environment.',
  'apiKey: process.env.OPENAI_API_KEY, password: "********"',
  'The token bucket algorithm: tokens are added at a rate r. Secret sharing schemes hide a key.',
  'Write to user@example.com, or clone git@github.com:owner/project.git.',
  'commit 3f2a9c1d4e5b6f708192a3b4c5d6e7f8091a2b3c changed sha256-abcdef',
  'id 0191f0a2-7c3e-7b1a-9d4e-2f6a8c1b3d5e, ISBN 978-3-16-148410-0, +49 30 1234567',
  'https://en.wikipedia.org/wiki/Password_(disambiguation)?action=edit&section=2',
  'Der Schlüssel: Vertrauen. Passwort: vergessen. Kennwort: unbekannt.',
  'The key: value pairs are kept in insertion order. public key: ssh-ed25519',
  'see ~/notes, /home/user/file, /Users/Shared/x, C:\\Users\\Public\\y and $HOME/bin',
  'Emoji: 👩‍💻 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️; Persian: می‌خواهم; Hindi: क्‍ष',
  'I: pwd = "/srv/debian/debhello-0.0"',
  'sk-learn-contrib and risk-assessment-for-long-term-projects-in-industry are names.',
  'task-based-learning-and-teaching-in-classrooms; sk-estimator-html-representation',
];

test.each(INNOCENT)('leaves innocent text alone: %s', async (text) => {
  expect(await scanText(text)).toEqual([]);
});

describe('robustness', () => {
  test('what stands in a long text is found wherever it stands (a pass that overlooks a hint)', async () => {
    // Long enough for the one pass over all hints; each secret alone, so that no other opens the way for it.
    const prose = 'Bees gather pollen; the müller grinds flour — 蜂 and soil, 20 °C in May. '.repeat(120);
    const secrets = [
      ['sk', '-ant-', random(24)].join(''),
      ['AKIA', 'Q7ZX2LW9VB4NT6RK'].join(''),
      ['ghp', '_', random(36)].join(''),
      ['xox', 'b-', random(24)].join(''),
      ['npm', '_', random(36)].join(''),
      'someone.real@company-mail.org',
      '/home/mwinter/notes.txt',
      'пароль: Kd8#fLq29x',
    ];
    for (const secret of secrets) {
      const alone = await scanText(` ${secret} `);
      expect(alone.length).toBeGreaterThan(0);
      for (const at of [0, 1, prose.length >> 1, prose.length]) {
        const text = `${prose.slice(0, at)} ${secret} ${prose.slice(at)}`;
        const found = await scanText(text);
        expect(found.map(({ rule }) => rule)).toEqual(alone.map(({ rule }) => rule));
        expect(found.map(({ start }) => start - at)).toEqual(alone.map(({ start }) => start));
      }
    }
  }, 60_000);

  test('a comment in a document cannot switch the search off', async () => {
    const key = join('ghp', '_', random(36));
    const found = await scanText(`<!-- secretlint-disable -->\n${key}\n`);
    expect(found).toHaveLength(1);
  });

  test('long runs without an end take no quadratic time', async () => {
    // Would hang for minutes, and so time out, if a pattern backtracked over them.
    let scanned = 0;
    for (const run of ['a', 'a.', '-----BEGIN PRIVATE KEY-----\n', 'x@', 'password=', 'eyJ', '/home/', 'http://a:b']) {
      await scanText(run.repeat(60_000 / run.length));
      scanned += 1;
    }
    expect(scanned).toBe(8);
  }, 20_000);

  test('a text that is full of findings takes no quadratic time either', async () => {
    // Would time out if every finding were compared with every other.
    expect(await scanText('a\u200b'.repeat(200_000))).toHaveLength(200_000);
  }, 60_000);
});
