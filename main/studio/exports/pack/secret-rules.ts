// What counts as a secret or as personal, beyond the rules of secretlint. Formats are those that the services document.
import { PASSWORD_HINTS, PASSWORD_NAMES, PROSE_RULES } from './prose-rules.ts';
import { ASSIGNED, classes, isPlaceholder, looksRandom, tangled, token, type SecretRule } from './secret-shapes.ts';
import { SERVICE_KEYS } from './service-keys.ts';
import { WRITTEN_RULES } from './written-rules.ts';

/** Names that documents use when they mean nobody in particular. */
const NOBODY =
  /^(?:user|username|users|you|your|yourname|your-name|name|me|someone|example|shared|public|default|all users|runner|app|node|vagrant|ubuntu|\*|\$.*|<.*|\{.*)$/i;

/** Shares that every server has, or that belong to all. */
const SHARED =
  /^(?:[a-z]\$|admin\$|ipc\$|print\$|netlogon|sysvol|software|install|data|pipe|davwwwroot|to|path|folder|share)$/i;

const lastPart = (path: string): string => path.split(/[\\/]+/).at(-1) ?? '';
const isPersonal = (name: string): boolean => !NOBODY.test(name) && !SHARED.test(name);

export const SECRET_RULES: readonly SecretRule[] = [
  token('anthropic-key', 'Anthropic API key', /\bsk-ant-[A-Za-z0-9_-]{16,}/g, ['sk-ant-'], 7),
  token(
    'openai-key',
    'OpenAI API key',
    /\bsk-(?!ant-)(?:proj-|svcacct-|admin-)?(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_-]{20,}/g,
    ['sk-'],
    3,
  ),
  {
    ...token('aws-access-key', 'AWS access key id', /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, [
      'akia',
      'asia',
      'abia',
      'acca',
    ]),
    // The keys of Amazon's own manuals end so. They open nothing, but a person should know.
    severityOf: (value) => (value.endsWith('EXAMPLE') ? 'warn' : 'block'),
  },
  {
    // The two halves of a key pair are written down together: on one line, in a table or a file of settings.
    ...token(
      'aws-secret-key',
      'AWS secret access key',
      /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b[\s\S]{0,160}?(?<![A-Za-z0-9/+])(?<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/g,
      ['akia', 'asia'],
      0,
    ),
    accept: tangled,
  },
  token('github-token', 'GitHub token', /\bgh[pousr]_[A-Za-z0-9]{30,255}\b/g, ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_']),
  token('github-token', 'GitHub token', /\bgithub_pat_[A-Za-z0-9_]{22,255}\b/g, ['github_pat_'], 11),
  token('gitlab-token', 'GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/g, ['glpat-'], 6),
  token('slack-token', 'Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g, ['xox'], 5),
  token('slack-token', 'Slack token', /\bxapp-\d-[A-Za-z0-9-]{10,}/g, ['xapp-'], 5),
  token(
    'slack-webhook',
    'Slack webhook',
    /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_-]{20,}/g,
    ['hooks.slack.com'],
    24,
  ),
  token(
    'discord-webhook',
    'Discord webhook',
    /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/g,
    ['/api/webhooks/'],
    8,
  ),
  token(
    'stripe-key',
    'Stripe key',
    /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}/g,
    ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    8,
  ),
  token('stripe-webhook-secret', 'Stripe webhook secret', /\bwhsec_[A-Za-z0-9+/]{24,}/g, ['whsec_'], 6),
  token('google-key', 'Google API key', /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g, ['aiza']),
  token(
    'google-oauth',
    'Google OAuth secret',
    /\b(?:GOCSPX-[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_-]{20,}|1\/\/0[A-Za-z0-9_-]{30,})/g,
    ['gocspx-', 'ya29.', '1//0'],
    5,
  ),
  token('npm-token', 'npm token', /\bnpm_[A-Za-z0-9]{36}\b/g, ['npm_']),
  token('pypi-token', 'PyPI token', /\bpypi-[A-Za-z0-9_-]{50,}/g, ['pypi-'], 5),
  token('huggingface-token', 'Hugging Face token', /\bhf_[A-Za-z0-9]{30,}\b/g, ['hf_'], 3),
  token('sendgrid-key', 'SendGrid key', /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g, ['sg.'], 3),
  token('twilio-key', 'Twilio key', /\bSK[0-9a-f]{32}\b/g, ['sk'], 2),
  token('telegram-token', 'Telegram bot token', /\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/g, [':aa'], 2),
  token('digitalocean-token', 'DigitalOcean token', /\bdo[oprt]_v1_[0-9a-f]{64}\b/g, ['_v1_'], 7),
  token('shopify-token', 'Shopify token', /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b/g, ['shp'], 6),
  token('databricks-token', 'Databricks token', /\bdapi[0-9a-f]{32}\b/g, ['dapi']),
  token(
    'azure-storage-key',
    'Azure storage key',
    /\bAccountKey=(?<value>[A-Za-z0-9+/]{60,}={0,2})/g,
    ['accountkey='],
    0,
  ),
  token('morgus-key', 'Morgus API key', /\bmorg_[0-9a-f]{64}\b/g, ['morg_'], 5),
  token('age-key', 'age secret key', /\bAGE-SECRET-KEY-1[A-Z0-9]{50,}/g, ['age-secret-key-1'], 14),
  token('jwt', 'JSON web token', /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g, ['eyj'], 3),
  {
    ...token(
      'private-key',
      'Private key',
      // To its end mark, or as far as key material goes when the end is missing.
      /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,20000}?-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|(?:\s*(?:[\w-]+: [^\n]*\n|[A-Za-z0-9+/=]{16,}))*)/g,
      ['private key'],
      11,
    ),
  },
  token(
    'putty-key',
    'PuTTY private key',
    /^PuTTY-User-Key-File-\d:[\s\S]{0,20000}?^Private-MAC: [0-9a-f]+/gm,
    ['putty-user-key-file'],
    0,
  ),
  {
    ...token(
      'connection-string',
      'Connection string with a password',
      /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|ldaps?|smtps?|s?ftp|nats):\/\/[^\s:/'"<>]{0,100}:(?<value>[^\s@/'"<>]{1,200})@[^\s'"<>]+/gi,
      ['://'],
      0,
    ),
    accept: (value) => !isPlaceholder(value),
  },
  {
    ...token(
      'basic-auth-url',
      'URL with a password',
      /\bhttps?:\/\/[^\s:/'"<>]{1,100}:(?<value>[^\s@/'"<>]{1,200})@[^\s'"<>]+/gi,
      ['://'],
      0,
    ),
    accept: (value) => !isPlaceholder(value),
  },
  {
    ...token(
      'bearer-token',
      'Access token',
      /\b(?:Bearer|Basic|Token)\s+(?<value>[A-Za-z0-9._~+/-]{20,}={0,2})/g,
      ['bearer', 'basic', 'token'],
      0,
    ),
    accept: looksRandom,
  },
  {
    ...token(
      'assigned-key',
      'Key or token',
      new RegExp(
        String.raw`(?:api[_ -]?key|api[_ -]?secret|access[_ -]?key|secret[_ -]?key|access[_ -]?token|auth[_ -]?token|refresh[_ -]?token|bot[_ -]?token|client[_ -]?secret|app[_ -]?secret|private[_ -]?key|encryption[_ -]?key|signing[_ -]?key|credentials?|secret|token)${ASSIGNED}(?<value>[A-Za-z0-9_+/.~-]{16,}={0,2})`,
        'gi',
      ),
      ['key', 'token', 'secret', 'credential'],
      0,
    ),
    accept: looksRandom,
  },
  {
    ...token(
      'assigned-password',
      'Password',
      new RegExp(
        String.raw`(?:${PASSWORD_NAMES}|\bpwd|\bpass)${ASSIGNED}(?<value>[^\s"'\x60,;<>()]{5,127}[^\s"'\x60,;<>()*_])`,
        'giu',
      ),
      PASSWORD_HINTS,
      0,
    ),
    // A word in plain letters after "password:" is prose or a form's label.
    accept: (value) =>
      !isPlaceholder(value) &&
      /[A-Za-z]/.test(value) &&
      (/\d/.test(value) || classes(value) >= 3) &&
      // "pwd" is the working folder as often as a password: a path says which.
      !/^(?:https?:|~?\/|\.{1,2}\/|[A-Za-z]:[\\/])/.test(value),
    severityOf: (value) => (value.length >= 8 && classes(value) >= 2 ? 'block' : 'warn'),
  },
  {
    id: 'email',
    label: 'E-mail address',
    severity: 'warn',
    pattern:
      /(?<![A-Za-z0-9\u00c0-\u024f._%+-])[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f._%+-]{0,62}[A-Za-z0-9\u00c0-\u024f_])?@(?:[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f-]{0,61}[A-Za-z0-9\u00c0-\u024f])?\.){1,6}[A-Za-z\u00c0-\u024f]{2,24}(?![A-Za-z0-9\u00c0-\u024f-])/g,
    hints: ['@'],
    near: { sign: '@', before: 70, after: 420 },
    shown: 1,
    // Reserved for examples (RFC 2606), the user of git over SSH, and names that stand for anybody.
    accept: (value) =>
      !/@(?:[\w-]+\.)*example(?:\.(?:com|org|net))?$|\.(?:example|invalid|test|localhost)$|^(?:git|user|username|loginname|login|you|your-?name|name|someone|foo|bar)@/i.test(
        value,
      ),
    replacement: '[e-mail address removed]',
  },
  ...SERVICE_KEYS,
  ...WRITTEN_RULES,
  ...PROSE_RULES,
  {
    id: 'home-folder',
    label: 'Folder of a person on a machine',
    severity: 'warn',
    // Also of a Windows disk as Unix shells write it (/c/Users, /mnt/c/Users), and within the address of a file.
    pattern:
      /(?:(?<![\w.~/-])|(?<=\bfile:\/\/(?:[\w.-]{1,64})?))(?:(?:(?:\/mnt|\/cygdrive)?\/[A-Za-z]|\/var|\/export)?\/(?:home|Users)\/[A-Za-z0-9._-]{2,64}|\/?[A-Za-z][:|](?:\\{1,2}|\/)(?:Users|Documents and Settings)(?:\\{1,2}|\/)(?:[^\\/:*?"<>|\r\n\t]{2,64}(?=[\\/])|[^\\/:*?"<>|\s]{2,64}))(?=$|[\\/\s"'`,;:)\]}<.])/g,
    hints: ['/home/', '/users/', '\\users\\', ':/users', '|/users', 'documents and settings'],
    shown: 3,
    accept: (_value, whole) => !NOBODY.test(lastPart(whole)),
    replacement: '~',
  },
  {
    id: 'home-folder',
    label: 'Folder of a person on a machine',
    severity: 'warn',
    pattern: /(?<=\bfile:\/\/(?:localhost)?)\/(?:var\/)?root(?=$|[\\/\s"'`,;:)\]}<.])/g,
    hints: ['file://'],
    shown: 0,
    replacement: '~',
  },
  {
    // \\server\maria\…, and \\server\Users\maria as far as the name. A folder below must follow, or a "$": two words with
    // backslashes are a formula's or a pattern's as often.
    id: 'home-folder',
    label: 'Folder of a person on a server',
    severity: 'warn',
    pattern:
      /(?<![\w\\:])\\{2}(?:\\{2})?(?<host>[A-Za-z0-9][A-Za-z0-9._-]{1,62}(?:@SSL)?(?:@\d{1,5})?|wsl\$)(?:\\{1,2}(?:Ubuntu[\w.-]*\\{1,2})?(?:users?|homes?|home\$|users\$|profiles\$?|redirected)\\{1,2}[^\\/:*?"<>|\s]{2,64}(?=$|[\\\s"'`,;:)\]}<.])|\\{1,2}(?:[^\\/:*?"<>|\s]{1,63}\$(?=$|[\\\s"'`,;:)\]}<.])|[^\\/:*?"<>|\s]{2,64}(?=\\{1,2}[^\s\\{}"'`])))/gi,
    hints: ['\\\\'],
    shown: 2,
    accept: (_value, whole) => isPersonal(lastPart(whole)),
    replacement: '~',
  },
  {
    id: 'home-folder',
    label: 'Folder of a person on a server',
    severity: 'warn',
    pattern:
      /\b(?:file:\/{2,5}|smb:\/\/|cifs:\/\/|afp:\/\/)(?!localhost\b|path\b|[A-Za-z][:|])(?<value>[A-Za-z0-9][A-Za-z0-9._-]{1,62}\/(?:(?:users?|homes?)\/)?[^\\/:*?"<>|\s]{2,64})(?=$|[/\s"'`,;:)\]}<.])/gi,
    hints: ['file://', 'smb://', 'cifs://', 'afp://'],
    shown: 0,
    accept: (value) =>
      isPersonal(lastPart(value)) &&
      !/^(?:etc|usr|var|tmp|opt|srv|home|Users|mnt|media|proc|dev|run|root|bin|lib|Library|Applications|Volumes|export)\//.test(
        value,
      ),
    replacement: '~',
  },
];
