// Passwords and keys as people write them in sentences: "the staging password is …", "Passwort für den Server: …".
import { classes, isPlaceholder, looksRandom, tangled, type SecretRule } from './secret-shapes.ts';

/** Singular: "passwords are" begins a rule about passwords. */
export const PASSWORD_NAMES = String.raw`pass[- ]?(?:word|phrase|code)|passwd|passwort|passwört|kennwort|contrase(?:ñ|n)a|clave de acceso|mot de passe|senha|palavra-passe|wachtwoord|lösenord|adgangskode|has(?:ł|l)o|parola d['’]ordine|пароль`;
export const PASSWORD_HINTS: readonly string[] = [
  'pass',
  'pwd',
  'kennwort',
  'contrase',
  'clave de acceso',
  'senha',
  'wachtwoord',
  'lösenord',
  'adgangskode',
  'hasł',
  'haslo',
  'parola d',
  'пароль',
];

const SECRET_NAMES = String.raw`secret(?:[ _-]access)?(?:[ _-]?key)?|api[ _-]?(?:key|token|secret)|access[ _-]?(?:key|token)|auth[ _-]?token|(?:bot|session|deploy|client)[ _-]?(?:token|secret)|token|api-schlüssel|geheimschlüssel|zugangsschlüssel|clé (?:secrète|api|d['’]api)|clave (?:secreta|api|de api)|chave (?:secreta|de api|da api)|geheime sleutel|api-sleutel`;

/** What joins the name to its value: a verb or a sign, in the languages above. */
const IS = String.raw`(?:\s(?:is now|is|was|will be|has been set to|was set to|is set to|set to|ist jetzt|ist|lautet|war|est maintenant|est|es ahora|es|era|é agora|é|ficou|is nu|luidt|wordt|är|er|to|è)(?![\p{L}\d])|\s?(?::=|=>|->|→|[:=：–—]))`;
/** "… for the staging server", "… (staging)", "… that we use": begins with a small word, and stays in its sentence. */
const ABOUT = String.raw`(?:\s\([^()\n]{1,40}\)|(?:\s(?:for|of|to|on|at|in|from|that|which|we|you|i|für|des|der|vom|zum|zur|auf|im|unter|pour|de|du|des|sur|del|para|do|da|em|no|na|van|voor|op|het|di|per|till|til|для|от)(?!\p{L})|\sd['’])(?:[^\n.!?;:]|\.(?=\S)){0,60}?)?`;
const OPEN = '(?:[*_]{1,3}\\s)?\\s{0,3}[*_\\x60"\'“”„«‹‘(]{0,3}';
/** What ends a name: quotation marks, brackets, emphasis. */
const CLOSE = '["\'”’»)*_]{0,4}';

/** Names of methods, formats and standards have digits and capitals, too. */
const TECHNICAL =
  /^(?:sha|md|hmac|pbkdf|argon|aes|rsa|des|rc|utf|iso|iec|rfc|nist|fips|ieee|base|ascii|latin|cp|windows|win|oauth|openid|saml|fido|u2f|2fa|totp|hotp|tls|ssl|ssh|ipv|http|x\.?509|ed|curve|p-?|secp|blake|scrypt|bcrypt|yescrypt|sha-|crc|python|java|php|node|html|css|web|word|excel|office|pdf|level|type|version|v|step|part|chapter|section|page|line|table|figure|option|field|row|column|item|point|rule|no|nr|n)[-_.]?v?\d[\w.]*(?:-[a-z]+)*$/i;
/** Dates, amounts, ranges, versions and sizes: "12-character", "8+", "16bit", "2026-01-31T10:00", "v1.2.3", "1Password". */
const MEASURE = /^[v~≥>±]?\d[\d.,:/x–-]*(?:[-]?(?:[a-z]{1,14}|1?Password))?(?:-[a-z]+)*$/i;
const BARE = /^[\p{L}'’-]+$/u;

/** Without what a sentence puts behind it. */
const bare = (value: string): string => value.replace(/[.,;:)\]}"'”’»›*_`]+$/u, '');

/** Not a word of the sentence: letters with digits among them, or with signs that no word has inside. */
export function looksLikePassword(written: string): boolean {
  const value = bare(written);
  if (value.length < 6 || !/\p{L}/u.test(value) || BARE.test(value)) return false;
  if (isPlaceholder(value) || TECHNICAL.test(value) || MEASURE.test(value)) return false;
  if (/^(?:[a-z]+:\/\/|mailto:|www\.|~?[/\\]|\.{1,2}[/\\]|[A-Za-z]:[\\/]|@|#)/i.test(value)) return false;
  // A file, a domain, an address: known by their form, and other rules look at them.
  if (/^[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,5})$/i.test(value) || /@[\w-]+\./.test(value)) return false;
  if (/\d/.test(value)) return !/^\p{L}+[-–]\d{1,2}$/u.test(value);
  return value.length >= 8 && classes(value) >= 3 && /[\p{L}\d][!@#$%^&*+=?~][\p{L}\d]/u.test(value);
}

/** Without a word that says so, it has to look like nothing else. */
const plainlyPassword = (value: string): boolean =>
  looksLikePassword(value) &&
  bare(value).length >= 8 &&
  /\d/.test(value) &&
  (classes(bare(value)) >= 4 || tangled(value));

const severityOf: SecretRule['severityOf'] = (value) =>
  bare(value).length >= 7 && classes(bare(value)) >= 2 ? 'block' : 'warn';

/** Ends before the full stop, bracket or quotation mark of the sentence. */
const VALUE = String.raw`(?<value>[^\s"“”„«»<>]{5,127}[^\s"“”„«»<>.,;:)\]}'’*_\x60])`;

export const PROSE_RULES: readonly SecretRule[] = [
  {
    id: 'told-password',
    label: 'Password',
    severity: 'block',
    pattern: new RegExp(`(?:${PASSWORD_NAMES}|\\bpw)${CLOSE}${ABOUT}${IS}${OPEN}${VALUE}`, 'giu'),
    hints: [...PASSWORD_HINTS, 'pw'],
    shown: 0,
    accept: looksLikePassword,
    severityOf,
    replacement: '[removed: Password]',
  },
  {
    id: 'told-password',
    label: 'Password',
    severity: 'block',
    pattern: new RegExp(`(?:${PASSWORD_NAMES})\\s{1,3}[*_\\x60"'“„«‘(]{0,3}${VALUE}`, 'giu'),
    hints: PASSWORD_HINTS,
    shown: 0,
    accept: plainlyPassword,
    replacement: '[removed: Password]',
  },
  {
    // Several words in quotation marks.
    id: 'told-passphrase',
    label: 'Passphrase',
    severity: 'block',
    pattern: new RegExp(
      `(?:${PASSWORD_NAMES})${CLOSE}${ABOUT}${IS}\\s{0,3}["“„«](?<value>[\\p{L}\\d]+(?:[ -][\\p{L}\\d]+){3,11})["”“»]`,
      'giu',
    ),
    hints: PASSWORD_HINTS,
    shown: 0,
    severityOf: () => 'warn',
  },
  {
    id: 'told-key',
    label: 'Key or token',
    severity: 'block',
    pattern: new RegExp(
      `(?:${SECRET_NAMES})${CLOSE}(?:${ABOUT}${IS}${OPEN}|\\s{1,3}[*_\\x60"'“„«(]{0,3})(?<value>[A-Za-z0-9_+/.~-]{16,200}={0,2})`,
      'giu',
    ),
    hints: ['secret', 'key', 'token', 'schlüssel', 'clé ', 'clave ', 'chave ', 'sleutel'],
    shown: 0,
    accept: (value) => looksRandom(bare(value)) && tangled(bare(value)),
  },
];
