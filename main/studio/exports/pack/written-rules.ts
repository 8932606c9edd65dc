// Secrets by where they are written: in an address, a header, a command, a file of settings. The value alone says little.
import { classes, isPlaceholder, looksRandom, tangled, token, type SecretRule } from './secret-shapes.ts';

/** What a person or a program chose: not a word of the language, nor something that stands for one. */
const isChosen = (value: string): boolean =>
  !isPlaceholder(value) && /[A-Za-z]/.test(value) && (/\d/.test(value) || classes(value) >= 3);

function fromBase64(value: string): string {
  return Buffer.from(value, 'base64').toString('latin1');
}

/** "name:password", as headers and files of settings write it. */
const isLogin = (value: string): boolean => /^[\x20-\x7e]{1,80}:[\x20-\x7e]{3,}$/.test(fromBase64(value));

/** With the escapes of an address, of which it may have some at its end ("%3D"). */
const inAddress = (value: string): boolean => tangled(value.replace(/%[0-9A-F]{2}/gi, ''));

const ADDRESSES: readonly SecretRule[] = [
  {
    ...token(
      'address-key',
      'Key in an address',
      /[?&;#](?:sig|signature|code|key|appid|api[_-]?key|token|access[_-]?token|refresh[_-]?token|id[_-]?token|auth|auth[_-]?(?:key|token)|session|session[_-]?id|sid|jsessionid|phpsessid|rlkey|magic|secret|password|pwd|ticket|otp|hash|x-amz-signature|x-amz-security-token|x-goog-signature)=(?<value>[A-Za-z0-9%+/_.~-]{16,1000}={0,2})/gi,
      [
        'sig',
        'code=',
        'key=',
        'appid=',
        'token=',
        'auth=',
        'session',
        'sid=',
        'sessid=',
        'magic=',
        'secret=',
        'password=',
        'pwd=',
        'ticket=',
        'otp=',
        'hash=',
      ],
      0,
    ),
    accept: inAddress,
  },
  {
    ...token(
      'address-key',
      'Key in an address',
      /https?:\/\/[^\s"'<>]{1,200}\/(?:reset|password|verify|verification|confirm|invite|invitation|magic|unsubscribe|activate|signin|sign-in|login)[\w-]{0,30}\/(?<value>[A-Za-z0-9_-]{20,200})/gi,
      ['reset', 'password', 'verif', 'confirm', 'invit', 'magic', 'unsubscribe', 'activate', 'sign', 'login'],
      0,
    ),
    accept: tangled,
  },
  {
    ...token(
      'totp-secret',
      'Secret of one-time codes',
      /otpauth:\/\/[^\s"'<>]{1,300}?[?&]secret=(?<value>[A-Z2-7]{8,})/gi,
      ['otpauth:'],
      0,
    ),
  },
  {
    ...token(
      'wifi-password',
      'Password of a Wi-Fi',
      /\bWIFI:(?:[^\s;]{0,80};){0,4}?P:(?<value>[^;\s]{4,63});/g,
      ['wifi:'],
      0,
    ),
  },
];

const HEADERS: readonly SecretRule[] = [
  {
    ...token(
      'authorization',
      'Access token',
      /\bauthorization["'`]?\s{0,3}[:=]\s{0,3}["'`]?Basic\s{1,3}(?<value>[A-Za-z0-9+/]{8,}={0,2})/gi,
      ['authorization'],
      0,
    ),
    accept: isLogin,
  },
  {
    ...token(
      'authorization',
      'Access token',
      /\b(?:proxy-)?authorization["'`]?\s{0,3}[:=]\s{0,3}["'`]?(?:Bearer|Token|SSWS|ApiKey|Digest|Key)\s{1,3}(?<value>[A-Za-z0-9._~+/=-]{12,})/gi,
      ['authorization'],
      0,
    ),
    accept: (value) => isChosen(value) && /\d/.test(value),
  },
  {
    ...token(
      'header-key',
      'Key or token',
      /\bX-[A-Za-z-]{0,40}(?:key|token|secret|auth|password)["'`]?\s{0,3}[:=]\s{0,3}["'`]?(?<value>[A-Za-z0-9_.~+/-]{8,200}={0,2})/gi,
      ['x-'],
      0,
    ),
    accept: (value) => isChosen(value) && /\d/.test(value),
  },
  {
    ...token(
      'cookie',
      'Cookie of a session',
      /(?:sess(?:ion)?(?:[_-]?id)?|connect\.sid|remember_(?:me|token)|auth[_-]?token)=(?<value>[A-Za-z0-9%._~+/-]{16,4000})/gi,
      [
        'sess=',
        'session=',
        'sessid=',
        'sessionid=',
        'sess_id=',
        'sess-id=',
        'session_id=',
        'session-id=',
        'connect.sid=',
        'remember_',
        'token=',
      ],
      0,
    ),
    accept: inAddress,
  },
];

const COMMANDS: readonly SecretRule[] = [
  {
    ...token(
      'command-password',
      'Password in a command',
      /\bcurl\b[^\n]{0,300}?\s(?:-u|--user|--proxy-user)[ =]{1,3}["']?[^\s:"']{1,80}:(?<value>[^\s"'`]{4,128})/g,
      ['curl'],
      0,
    ),
    accept: (value) => !isPlaceholder(value),
  },
  {
    ...token(
      'command-password',
      'Password in a command',
      /\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\b[^\n]{0,200}?\s-p["']?(?<value>[^\s"'`<[]{5,128})/g,
      ['mysql', 'mariadb'],
      0,
    ),
    accept: isChosen,
  },
  {
    ...token(
      'command-password',
      'Password in a command',
      /\bsshpass\s{1,3}-p\s{0,3}["']?(?<value>[^\s"'`<[]{4,128})/g,
      ['sshpass'],
      0,
    ),
    accept: (value) => !isPlaceholder(value),
  },
];

const FILES: readonly SecretRule[] = [
  {
    ...token(
      'netrc-password',
      'Password',
      /\bmachine\s{1,3}\S{1,200}\s{1,9}login\s{1,3}\S{1,200}\s{1,9}password\s{1,3}(?<value>\S{4,200})/g,
      ['machine'],
      0,
    ),
    accept: (value) => !isPlaceholder(value),
  },
  {
    ...token(
      'pgpass-password',
      'Password',
      /^[\w.*-]{1,100}:(?:5432|5433|6432|\*):[\w.*-]{1,63}:[\w.*-]{1,63}:(?<value>\S{6,128})$/gm,
      [':5432:', ':5433:', ':6432:', ':*:'],
      0,
    ),
    accept: (value) => isChosen(value) && /\d/.test(value),
  },
  {
    ...token(
      'login-in-settings',
      'Login of a registry',
      /(?:"auth"\s{0,3}:\s{0,3}"|\b_(?:auth|password)\s{0,3}=\s{0,3}["']?)(?<value>[A-Za-z0-9+/]{8,}={0,2})/g,
      ['"auth"', '_auth', '_password'],
      0,
    ),
    accept: isLogin,
  },
  {
    ...token(
      'npm-token',
      'npm token',
      /:_authToken\s{0,3}=\s{0,3}["']?(?<value>[A-Za-z0-9_-]{16,})/g,
      ['_authtoken'],
      0,
    ),
    accept: looksRandom,
  },
  {
    ...token(
      'assigned-key',
      'Key or token',
      /\b[A-Z][A-Z0-9_]{1,60}_(?:KEY|TOKEN|SECRET|AUTH|BEARER|CREDENTIAL)\s{0,3}[:=]\s{0,3}["'`]?(?<value>[A-Za-z0-9_+/.~-]{16,}={0,2})/g,
      ['_key', '_token', '_secret', '_auth', '_bearer', '_credential'],
      0,
    ),
    accept: (value) => looksRandom(value) && tangled(value),
  },
  {
    // SMTP_PASS, db_pwd: the word stands behind an underscore.
    ...token(
      'assigned-password',
      'Password',
      /[A-Za-z0-9]_(?:pass|pwd|pw)["'`]?\s{0,3}[:=]\s{0,3}["'`]?(?<value>[^\s"'`,;<>()]{6,128})/gi,
      ['_pass', '_pwd', '_pw'],
      0,
    ),
    accept: (value) => isChosen(value) && !/^(?:https?:|~?\/|\.{1,2}\/)/.test(value),
    severityOf: (value) => (value.length >= 8 && classes(value) >= 2 ? 'block' : 'warn'),
  },
  {
    ...token(
      'assigned-password',
      'Password',
      /<(?:[\w.-]{1,40}:)?[\w.-]{0,40}(?:password|passwd|passwort|kennwort|pwd)(?:\s[^<>]{0,200})?>\s{0,9}(?<value>[^<>\s]{6,128})\s{0,9}<\//gi,
      ['password>', 'passwd>', 'passwort>', 'kennwort>', 'pwd>'],
      0,
    ),
    accept: isChosen,
  },
  {
    ...token(
      'assigned-key',
      'Key or token',
      /<(?:[\w.-]{1,40}:)?[\w.-]{0,40}(?:secret|token|api-?key|access-?key)(?:\s[^<>]{0,200})?>\s{0,9}(?<value>[A-Za-z0-9_+/.~-]{16,1000}={0,2})\s{0,9}<\//gi,
      ['secret>', 'token>', 'key>'],
      0,
    ),
    accept: looksRandom,
  },
  {
    // Of crypt, bcrypt, Argon2 and Apache. Whoever has it guesses the password without being seen.
    ...token(
      'password-hash',
      'Hash of a password',
      /\$(?:(?:1|5|6|7|y|apr1|argon2(?:id|i|d)|scrypt)\$[^\s:'"`|]{20,300}|2[abxy]?\$\d\d\$[./A-Za-z0-9]{53})/g,
      ['$1$', '$5$', '$6$', '$7$', '$y$', '$apr1$', '$argon2', '$scrypt$', '$2$', '$2a$', '$2b$', '$2x$', '$2y$'],
      0,
    ),
    // A warning: manuals show them as examples.
    severityOf: () => 'warn',
    accept: (value) => tangled(value.slice(value.lastIndexOf('$') + 1)) || /\$2[abxy]?\$/.test(value),
  },
  token(
    'private-key',
    'Private key',
    /---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----[\s\S]{0,20000}?---- END SSH2 ENCRYPTED PRIVATE KEY ----/g,
    ['ssh2 encrypted private key'],
    0,
  ),
  // A JSON web key, its members in either order.
  token(
    'private-key',
    'Private key',
    /"kty"\s{0,3}:[^{}]{0,3000}?"d"\s{0,3}:\s{0,3}"(?<value>[A-Za-z0-9_-]{16,1000})"/g,
    ['"kty"'],
    0,
  ),
  token(
    'private-key',
    'Private key',
    /"d"\s{0,3}:\s{0,3}"(?<value>[A-Za-z0-9_-]{16,1000})"(?=[^{}]{0,3000}?"kty"\s{0,3}:)/g,
    ['"kty"'],
    0,
  ),
  token(
    'wireguard-key',
    'WireGuard key',
    /\bPresharedKey\s{0,3}=\s{0,3}(?<value>[A-Za-z0-9+/]{43}=)/g,
    ['presharedkey'],
    0,
  ),
  {
    ...token(
      'seed-phrase',
      'Recovery phrase',
      /(?:seed|recovery|mnemonic|wiederherstellungs)[ -]?(?:phrase|words?|wörter)?["'”]?\s{0,3}[:=]\s{0,3}["'“]?(?<value>(?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8})\b/gi,
      [
        'seed phrase',
        'seed-phrase',
        'seed word',
        'seed:',
        'recovery phrase',
        'recovery words',
        'mnemonic',
        'wiederherstellungs',
      ],
      0,
    ),
  },
  {
    ...token(
      'totp-secret',
      'Secret of one-time codes',
      /\b(?:totp|2fa|mfa|authenticator|otp)[ -]?(?:secret|key|seed)["'”]?\s{0,3}[:=]?\s{0,3}["'“]?(?<value>(?:[A-Z2-7]{4}[ -]?){4,16})(?![A-Za-z0-9])/gi,
      ['totp', '2fa', 'mfa', 'authenticator', 'otp '],
      0,
    ),
    accept: (value) => /\d/.test(value),
  },
  {
    ...token(
      'wifi-password',
      'Password of a Wi-Fi',
      /(?:wlan|wi-?fi|wpa[23]?|hotspot)[ -]?(?:schlüssel|key|code|psk)["'”]?\s{0,3}(?:[:=]|is|ist|lautet)\s{0,3}["'“`]?(?<value>[A-Za-z0-9!#$%&*+?@^~-]{8,63})/gi,
      ['wlan', 'wifi', 'wi-fi', 'wpa', 'hotspot'],
      0,
    ),
    accept: (value) => !isPlaceholder(value) && /\d/.test(value),
  },
];

const digitsOf = (text: string): number[] => [...text.replace(/\D/g, '')].map(Number);

/** The check digit of payment cards. */
function fitsLuhn(number: string): boolean {
  const sum = digitsOf(number)
    .toReversed()
    .reduce((total, digit, i) => total + (i % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit), 0);
  return sum % 10 === 0;
}

/** The check digits of bank accounts (ISO 13616). */
function fitsIban(number: string): boolean {
  const plain = number.replace(/\s/g, '');
  const moved = plain.slice(4) + plain.slice(0, 4);
  let rest = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

const MONEY: readonly SecretRule[] = [
  {
    id: 'payment-card',
    label: 'Number of a payment card',
    severity: 'warn',
    pattern:
      /(?<![\d.,-])(?:(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6011|65\d\d)([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d\d[ -]\d{6}[ -]\d{5})(?![\d-])/g,
    hints: ['4', '5', '2', '6', '3'],
    shown: 0,
    accept: (_value, whole) => fitsLuhn(whole),
  },
  {
    id: 'bank-account',
    label: 'Number of a bank account',
    severity: 'warn',
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g,
    hints: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: 4,
    accept: (_value, whole) => /\d{6}/.test(whole.replaceAll(' ', '')) && fitsIban(whole),
  },
];

export const WRITTEN_RULES: readonly SecretRule[] = [...ADDRESSES, ...HEADERS, ...COMMANDS, ...FILES, ...MONEY];
