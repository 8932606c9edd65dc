/** Passwords and keys in sentences are found; sentences about passwords are left alone. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanText } from './secret-scan.ts';

/** Put together here, so that no scanner of this repository takes them for real ones. */
const join = (...parts: string[]): string => parts.join('');
const secrets = async (text: string): Promise<string[]> =>
  (await scanText(text)).map(({ start, end }) => text.slice(start, end));

const TOLD: readonly (readonly [string, string])[] = [
  ['The staging password is @.', 'hunter2-SECRETXYZ'],
  ['The staging password is @.', 'Tr0ub4dor-horse-91'],
  ['The password for the staging server is “@”.', 'mango77Tree'],
  ['The password (staging) is now @', 'Rook#stone4'],
  ['We set the password to @ yesterday.', 'qwe98-Rty'],
  ['Log in with the password Kx9#tulip!42 today.', 'Kx9#tulip!42'],
  ['The passphrase for the key is @.', 'b1rch-Lantern-77'],
  ['The password is `@`.', 'hunter2'],
  ['The password for staging.acme.io is @.', 'Blue7Heron!'],
  ['Das Passwort für den Server lautet @.', 'Regen!Bogen77'],
  ['Kennwort: @', 'Regen4bogen'],
  ['Le mot de passe est @.', 'Nuage%42bleu'],
  ['Mot de passe : @', 'Nuage42bleu'],
  ['La contraseña es @.', 'Luna77Verde'],
  ['A senha do servidor é @.', 'Praia2024sol'],
  ['Het wachtwoord voor de server is @.', 'Fiets88Molen'],
];

test.each(TOLD)('finds the password in: %s', async (sentence, password) => {
  const text = `Before it. ${sentence.replace('@', password)} After it.`;
  const found = await secrets(text);
  expect(found).toHaveLength(1);
  // Not the full stop, nor a quotation mark.
  expect(found[0]).toBe(password);
});

test('a password of some strength stops an export until it is decided about', async () => {
  const found = await scanText('The staging password is hunter2-SECRETXYZ.');
  expect(found.map(({ severity }) => severity)).toEqual(['block']);
});

describe('keys without a sign between name and value', () => {
  const secret = join('wJalrXUtnFEMI', '/K7MDENG/', 'bPxRfiCYEXAMPLEKEY');
  test('the second half of an AWS pair, after the word', async () => {
    const found = await secrets(`Use ${join('AKIA', '2E0A8F3B244C9986')} secret ${secret} for uploads.`);
    expect(found).toContain(secret);
  });
  test('the second half of an AWS pair, without any word', async () => {
    expect(await secrets(`${join('AKIA', '2E0A8F3B244C9986')} | ${secret} |`)).toContain(secret);
  });
  test('a token told in a sentence', async () => {
    const token = 'q7Zx2Lw9Vb4Nt6Rk8Pd3Hs5J';
    expect(await secrets(`The API key for production is ${token}.`)).toEqual([expect.stringContaining(token)]);
    expect(await secrets(`Der API-Schlüssel lautet ${token}.`)).toEqual([expect.stringContaining(token)]);
  });
});

/** About passwords and keys, without one. */
const PLAIN: readonly string[] = [
  'The password is required.',
  'The password is incorrect.',
  'The password is at least 12 characters long.',
  'The password is 12-character minimum.',
  'The password is case-sensitive.',
  'The password is SHA-256 hashed and the passphrase is PBKDF2-derived.',
  'The password is hashed with bcrypt, argon2id or scrypt.',
  'The password is base64-encoded in UTF-8.',
  'The password is encrypted with AES-256-GCM.',
  'The password is not stored; it is derived.',
  'The password is valid until 2026-01-31.',
  'Your password was changed on 2026-01-31T10:00.',
  'The password for the account is sent by e-mail.',
  'The password is: (1) long, (2) unusual.',
  'Password: see chapter 4.2.1 of the handbook.',
  'The password is in ~/.config/app/settings.json.',
  'The password is asked for at https://login.acme.io/step2?x=1.',
  'The password file is /etc/shadow, the passphrase is read from /run/key1.',
  'The password policy is ISO27001 conformant.',
  'The password manager is 1Password or KeePassXC.',
  'The password was reset by Anna-Maria.',
  'The password is <PASSWORD_1> or ${PASSWORD}.',
  'The password is set to null by default.',
  'Enter the password twice, then press F12.',
  'A password longer than 64 characters is cut.',
  'password is the second argument of connect(host, password).',
  'Das Passwort ist falsch. Das Kennwort ist erforderlich.',
  'Das Passwort muss mindestens 10 Zeichen lang sein.',
  'Das Passwort für den Zugang ist im Tresor.',
  'Le mot de passe est obligatoire. Le mot de passe est incorrect.',
  'La contraseña es obligatoria. La contraseña es incorrecta.',
  'A senha é obrigatória. A senha é inválida.',
  'Het wachtwoord is verplicht. Het wachtwoord is onjuist.',
  'The token is valid for 3600 seconds; the token expires.',
  'The secret is to cook it slowly for 45 minutes.',
  'The access key is rotated every 90 days.',
  'The secret sharing scheme of 1979 needs 3 of 5 parts.',
  'The token src/components/Button/IndexPage/Main2 is a path.',
  'The key is AAAA in the example; the token TokenBucketRateLimiter2 is a class.',
  'A secret ballot of 2024-11-05 decided it.',
];

test.each(PLAIN)('finds nothing in: %s', async (sentence) => {
  expect(await secrets(sentence)).toEqual([]);
});

test('finds nothing in plain sentences, however they follow each other', async () => {
  const gap = fc.constantFrom(' ', '\n', '\n\n', ' – ', '  ');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...PLAIN), gap), { minLength: 2, maxLength: 8 }),
      async (list) => {
        expect(await secrets(list.map(([sentence, after]) => sentence + after).join(''))).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('takes no quadratic time', async () => {
  // Would time out if the words between name and value were looked for again and again.
  let scanned = 0;
  for (const run of [
    'password for ',
    'password is ',
    'secret ',
    'passwort für der ',
    'the token for the token ',
    'pw: ',
    '\\\\ab',
  ]) {
    await scanText(run.repeat(60_000 / run.length));
    scanned += 1;
  }
  expect(scanned).toBe(7);
}, 60_000);
