/** Secrets that do not stand as they are used: escaped, wrapped, in other shapes, in base64, in tables and behind bold names. */
import { describe, expect, test } from 'vitest';
import { scanText } from './secret-scan.ts';

/** Put together here, so that no scanner of this repository takes them for real ones. */
const join = (...parts: string[]): string => parts.join('');
const MIXED = 'q7Zx2Lw9Vb4Nt6Rk8Pd3Hs5Jf1Gc0MyEaUoTiBnXrWzQk';
const GITHUB = join('ghp', '_', MIXED.slice(0, 36));
const ANTHROPIC = join('sk-', 'ant-api03-', MIXED);
const AWS = join('AKIA', '2E0A8F3B244C9986');
const PASSWORD = 'Blue-Kettle-42';

/** What is left when everything that was found is taken out. */
async function left(text: string): Promise<string> {
  let rest = '';
  let from = 0;
  for (const match of await scanText(text)) {
    rest += text.slice(from, match.start) + match.replacement;
    from = match.end;
  }
  return rest + text.slice(from);
}

const every = (text: string, length: number, between: string): string =>
  (text.match(new RegExp(`.{1,${length}}`, 'gs')) ?? []).join(between);

const WRITTEN: readonly (readonly [string, string, string])[] = [
  ['with the escapes of Markdown', GITHUB.replace('_', '\\_'), 'GitHub token'],
  ['with every sign escaped', ANTHROPIC.replaceAll('-', '\\-'), 'Anthropic API key'],
  ['broken by a line', every(GITHUB, 20, '\n'), 'GitHub token'],
  ['broken in a quotation', every(GITHUB, 20, '\n> '), 'GitHub token'],
  ['broken where its first half is a key by itself', every(ANTHROPIC, 30, '\n'), 'Anthropic API key'],
  ['a short one, broken', every(AWS, 10, '\r\n'), 'AWS access key id'],
  ['broken by a page, joined by a blank', every(GITHUB, 20, ' '), 'GitHub token'],
  ['with soft hyphens', every(GITHUB, 12, '\u00AD'), 'GitHub token'],
  ['with hyphens that do not break', ANTHROPIC.replaceAll('-', '\u2011'), 'Anthropic API key'],
  ['with dashes that a text program made', ANTHROPIC.replaceAll('-', '–'), 'Anthropic API key'],
  ['in full width', [...GITHUB].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join(''), 'GitHub token'],
  ['with a letter of another alphabet', GITHUB.replace('p', '\u0440'), 'GitHub token'],
  ['with a selector inside', `${GITHUB.slice(0, 10)}\uFE0F${GITHUB.slice(10)}`, 'GitHub token'],
  ['in base64', Buffer.from(GITHUB).toString('base64'), 'GitHub token (in base64)'],
  [
    'within a file in base64',
    Buffer.from(`{"a": 1}\nexport T=${GITHUB}\n`).toString('base64'),
    'GitHub token (in base64)',
  ],
  [
    'within lines of base64',
    every(
      Buffer.from(`# a comment that fills a line\nHOST=a.example.org\nexport T=${GITHUB}\n`).toString('base64'),
      64,
      '\n',
    ),
    'GitHub token (in base64)',
  ],
];

test.each(WRITTEN)('a key %s goes, with nothing left of it', async (_how, key, label) => {
  expect(await left(`Before it.\n${key}\nAfter it.`)).toBe(`Before it.\n[removed: ${label}]\nAfter it.`);
});

const NAMED: readonly (readonly [string, string])[] = [
  ['a bold name', `**Password:** ${PASSWORD}`],
  ['a bold name before its colon', `- **password**: ${PASSWORD}`],
  ['a slanted name', `*Passwort:* ${PASSWORD}`],
  ['an element', `<db:password>${PASSWORD}</db:password>`],
  ['an escaped element', `&lt;password&gt;${PASSWORD}&lt;/password&gt;`],
  ['the head of a column', `| Service | User | Password |\n| --- | --- | --- |\n| Mail | maria | ${PASSWORD} |`],
  [
    'the head of a column, rows later',
    `| Login | Kennwort |\n|:--|--:|\n| a | - |\n| b | b |\n| c | **${PASSWORD}** |`,
  ],
  ['the cell before', `| Password | ${PASSWORD} |\n| --- | --- |\n| Host | mail |`],
  ['escaped JSON', `"{\\"password\\": \\"${PASSWORD}\\"}"`],
];

test.each(NAMED)('a password behind %s is found', async (_where, text) => {
  const rest = await left(`Before it.\n\n${text}\n\nAfter it.`);
  expect(rest).not.toContain('Kettle');
  expect(rest).toBe(`Before it.\n\n${text.replace(PASSWORD, '[removed: Password]')}\n\nAfter it.`);
});

test('a key in a table and in a list of fields, as JSON is read', async () => {
  const key = MIXED.slice(0, 32);
  expect(await left(`| Name | API key |\n| --- | --- |\n| a | ${key} |`)).not.toContain(key.slice(0, 8));
  expect(await left(`- **name**: a\n- **api_key**: ${key}`)).toBe(
    '- **name**: a\n- **api_key**: [removed: Key or token]',
  );
});

describe('what is none', () => {
  test.each([
    'A sentence ends in version2\nand the next begins with release3.',
    'The years 2019–2024, pages A1–A7, the COVID‑19 pandemic, x–y planes and re\u00ADcep\u00ADtion.',
    'Keycaps 1️⃣ 2️⃣; ＡＢＣ株式会社　電話番号：０３−１２３４; USB-кабель, 5G-сеть.',
    '| Option | Password | Meaning |\n| --- | --- | --- |\n| a | required | of SHA-256 |\n| b | TLS1.2 | optional |',
    '| Key | Value |\n| --- | --- |\n| token | The token is made anew every hour |\n| key | F12 |',
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
    Buffer.from('Only a sentence about bees and their honey, nothing else at all.').toString('base64'),
    'https://en.wikipedia.org/wiki/List_of_common_misconceptions/Archive_2019/Discussion_3',
    '**Password:** at least twelve characters. **Token**: see the next chapter.',
    'C:\\\\Program Files\\\\App and \\*stars\\*, 1\\. first, \\[a\\](b)',
  ])('%s', async (text) => {
    expect(await scanText(text)).toEqual([]);
  });

  test('a text that is full of escapes is no deep call', async () => {
    // Would end in "Maximum call stack size exceeded" if they were handed over as arguments.
    expect(await left('\\*'.repeat(200_000))).toHaveLength(400_000);
  }, 60_000);

  test('long runs without an end take no quadratic time', async () => {
    // Would hang for minutes, and so time out, if a pattern or the joining of lines went over them again and again.
    for (const run of [
      'a1',
      '| a1 ',
      'ab12cd34\n',
      '\\*',
      'A1b2C3d4'.repeat(8) + '\n',
      'ghp_a1 ',
      '|\n',
      '**',
      'a–b ',
      '<password>',
    ])
      expect(typeof (await left(run.repeat(40_000 / run.length)))).toBe('string');
  }, 60_000);
});
