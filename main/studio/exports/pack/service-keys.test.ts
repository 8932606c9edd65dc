/** Keys of services and secrets that are known by where they are written: each is found whole, and what only looks so is not. */
import { describe, expect, test } from 'vitest';
import { scanText } from './secret-scan.ts';

/** Put together here, so that no scanner of this repository takes them for real ones. */
const join = (...parts: string[]): string => parts.join('');
const MIXED = 'q7Zx2Lw9Vb4Nt6Rk8Pd3Hs5Jf1Gc0MyEaUoTiBnXrWzQk';
const mixed = (length: number): string => MIXED.repeat(6).slice(0, length);
const hex = (length: number): string => '5735a4c068f9965e5372daddf669fab4'.repeat(4).slice(0, length);
const UUID = '3f2a9c1d-4e5b-4f70-8192-a3b4c5d6e7f8';

/** The part in brackets is the secret. */
const KEYS: readonly (readonly [string, string])[] = [
  ['OpenRouter', join('sk-or', '-v1-', hex(64))],
  ['an API that writes small letters', join('sk', '-', hex(32))],
  ['xAI', join('xai', '-', mixed(80))],
  ['Perplexity', join('pplx', '-', mixed(48))],
  ['Replicate', join('r8', '_', mixed(37))],
  ['ElevenLabs', join('sk', '_', hex(48))],
  ['Notion', join('ntn', '_', mixed(46))],
  ['Airtable', join('pat', mixed(14), '.', hex(64))],
  ['Atlassian', join('ATATT', '3xFfGF0', mixed(170))],
  ['HubSpot', join('pat', '-na1-', UUID)],
  ['Mailchimp', join(hex(32), '-us12')],
  ['Mailgun', join('key', '-', hex(32))],
  ['Brevo', join('xkeysib', '-', hex(64), '-', mixed(16))],
  ['Resend', join('re', '_', mixed(8), '_', mixed(24))],
  ['Supabase', join('sb', '_secret_', mixed(31))],
  ['Netlify', join('nfp', '_', mixed(36))],
  ['PlanetScale', join('pscale', '_pw_', mixed(43))],
  ['New Relic', join('NRAK', '-', mixed(27).toUpperCase())],
  ['Sentry', join('sntrys', '_', mixed(80))],
  ['Terraform', join(mixed(14), '.atlas', 'v1.', mixed(60))],
  ['Doppler', join('dp', '.pt.', mixed(43))],
  ['RubyGems', join('rubygems', '_', hex(48))],
  ['GitLab runners', join('glrt', '-', mixed(20))],
  ['Postman', join('PMAK', '-', hex(24), '-', hex(34))],
  ['Azure', join(mixed(3), '8Q', '~', mixed(34))],
  ['Mapbox', join('sk.', 'eyJ', mixed(50), '.', mixed(22))],
  ['a Teams webhook', join('https://acme.webhook.', `office.com/webhookb2/${UUID}@${UUID}/IncomingWebhook/`, hex(32))],
];

test.each(KEYS)('finds the key of %s, whole, and stops the export', async (_service, key) => {
  for (const text of [`Before it.\n${key}\nAfter it.`, `The key (“${key}”) is kept.`]) {
    const found = await scanText(text);
    expect(found.map(({ start, end, severity }) => [text.slice(start, end), severity])).toEqual([[key, 'block']]);
  }
});

const WRITTEN: readonly (readonly [string, string])[] = [
  ['https://x.blob.core.windows.net/c/f.pdf?sv=2022-11-02&sp=r&sig=@', `${mixed(42)}%3D`],
  ['https://acme.azurewebsites.net/api/f?code=@', mixed(54)],
  ['https://api.weather.org/data?appid=@&q=Berlin', hex(32)],
  ['https://acme.org/feed;jsessionid=@?x=1', mixed(32)],
  ['https://acme.org/reset-password/@', mixed(40)],
  ['https://jane@acme.org:@@acme.atlassian.net/rest', mixed(24)],
  ['Authorization: Basic @', Buffer.from('admin:admin').toString('base64')],
  ['Authorization: SSWS @', mixed(40)],
  ['X-API-Key: @', 'a8f3k2m9q1'],
  ['curl -u maria:@ https://acme.org', 'S0mmer2026!'],
  ['mysql -u root -p@ shop', 'S3cretPw!'],
  ["sshpass -p '@' ssh host", 'S3cretPw99'],
  ['db.acme.org:5432:prod:maria:@', 'S3cretPw99'],
  ['machine acme.org login maria password @', 'S3cretPw99'],
  ['{"auths":{"x":{"auth":"@"}}}', Buffer.from('maria:Sommer2026!').toString('base64')],
  ['SMTP_PASS=@', 'kn0bl4uch'],
  ['ALGOLIA_ADMIN_KEY=@', hex(32)],
  ['API_KEY=@', `live_${mixed(24)}`],
  ['{"kty":"RSA","n":"x","d":"@"}', mixed(86)],
  ['PresharedKey = @', `${mixed(43)}=`],
  ['WIFI:T:WPA;S:Office;P:@;;', 'S0mmer2026!'],
  ['WLAN-Schlüssel: @', '1234-5678-9012-3456'],
  ['Seed phrase: @', 'ability about above absent absorb abstract absurd abuse access accident account accuse'],
];

test.each(WRITTEN)('finds what is secret in: %s', async (line, secret) => {
  const at = line.lastIndexOf('@', line.includes('@@') ? line.indexOf('@@') : line.length);
  const text = `Before it.\n${line.slice(0, at)}${secret}${line.slice(at + 1)}\nAfter it.`;
  const found = await scanText(text);
  let left = '';
  let from = 0;
  for (const match of found) {
    left += text.slice(from, match.start);
    from = match.end;
  }
  left += text.slice(from);
  expect(found.map(({ severity }) => severity)).toContain('block');
  expect(left).not.toContain(secret.slice(0, 6));
  expect(left).not.toContain(secret.slice(-6));
});

describe('warnings', () => {
  test.each([
    ['the number of a card', 'Pay with 4111 1111 1111 1111 until 12/28.', '4111 1111 1111 1111'],
    ['the number of an account', 'IBAN DE89 3704 0044 0532 0130 00, thank you', 'DE89 3704 0044 0532 0130 00'],
    ['the hash of a password', `maria:$6$abcdefgh$${mixed(86)}:19000:0`, `$6$abcdefgh$${mixed(86)}`],
    ['an address with umlauts, whole', 'Ask jörg.müller@gärtnerei-grün.de soon', 'jörg.müller@gärtnerei-grün.de'],
  ])('%s', async (_what, text, secret) => {
    const found = await scanText(text);
    expect(found.map(({ start, end, severity }) => [text.slice(start, end), severity])).toEqual([[secret, 'warn']]);
  });
});

test.each([
  'https://shop.org/list?key=how-to-keep-bees-in-the-winter-2026&session=morning',
  'https://blog.org/reset-password/how-to-reset-your-password-in-2026',
  'The hash $1 and $2 are groups; it costs $5 or $12.50 and awk prints $1$2.',
  'SKU 4111 1111 1111 1112, order 2026 1101 0000 4711, IBAN DE00 1234 5678 9012 3456 78',
  'X-Forwarded-For: 10.0.0.1, X-Auth: required, X-Token: <token>',
  'key-value, re_export_all_of_the_things_from_here, pat-riot, fc-cache, pa-rameter, sk-eleton',
  'authorization: Bearer <token>; Authorization: Basic realm',
  'mysql -u root -p shop; mysql --port=3306; curl -u user:password https://acme.org',
  'API_KEY=your_api_key_here PRIMARY_KEY=id_of_the_table_2',
  'int main.c:1200:foo:bar:baz',
  'commit 5735a4c068f9965e5372daddf669fab4a4c068f9, md5 5735a4c068f9965e5372daddf669fab4',
])('leaves alone: %s', async (text) => {
  expect(await scanText(text)).toEqual([]);
});
