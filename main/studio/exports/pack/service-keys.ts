// Keys and tokens of known services, by the formats that the services document: a fixed beginning and a known length.
import { looksRandom, tangled, token, type SecretRule } from './secret-shapes.ts';

/** Of a service, without characters that must not follow. `shown`: the characters of its fixed beginning. */
function key(service: string, pattern: RegExp, hint: string, shown = hint.length): SecretRule {
  return token(`${service.toLowerCase().replaceAll(' ', '-')}-key`, `${service} key`, pattern, [hint], shown);
}

/** The same for a beginning that ordinary words have, too. */
const randomKey = (service: string, pattern: RegExp, hint: string): SecretRule => ({
  ...key(service, pattern, hint),
  accept: looksRandom,
});

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Models and what is built around them. */
const MODELS: readonly SecretRule[] = [
  key('OpenRouter', /\bsk-or-v1-[0-9a-f]{40,}/g, 'sk-or-v1-'),
  randomKey('API', /\bsk-[a-z0-9]{32,64}(?![\w-])/g, 'sk-'),
  key('xAI', /\bxai-[A-Za-z0-9]{60,}/g, 'xai-'),
  key('Groq', /\bgsk_[A-Za-z0-9]{40,}/g, 'gsk_'),
  key('Perplexity', /\bpplx-[A-Za-z0-9]{40,}/g, 'pplx-'),
  key('Replicate', /\br8_[A-Za-z0-9]{37}\b/g, 'r8_'),
  randomKey('ElevenLabs', /\bsk_[0-9a-f]{48}\b/g, 'sk_'),
  key('Pinecone', /\bpcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{40,}/g, 'pcsk_'),
  key('LangSmith', /\blsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}\b/g, 'lsv2_'),
  key('Tavily', /\btvly-[A-Za-z0-9-]{28,}/g, 'tvly-'),
  randomKey('Firecrawl', /\bfc-[0-9a-f]{32}\b/g, 'fc-'),
  { ...key('Voyage', /\bpa-[A-Za-z0-9_-]{43}(?![\w-])/g, 'pa-'), accept: tangled },
];

const OFFICE: readonly SecretRule[] = [
  key('Notion', /\b(?:ntn_[A-Za-z0-9]{40,}|secret_(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{43}\b)/g, 'ntn_'),
  randomKey('Notion', /\bsecret_[A-Za-z0-9]{43}\b/g, 'secret_'),
  key('Linear', /\blin_(?:api|oauth)_[A-Za-z0-9]{40,}/g, 'lin_'),
  key('Figma', /\bfig[dou]r?_[A-Za-z0-9_-]{36,}/g, 'fig'),
  key('Airtable', /\bpat[A-Za-z0-9]{14}\.[0-9a-f]{64}\b/g, 'pat'),
  key('Asana', /\b[0-2]\/\d{13,19}(?:\/\d{13,19})?:[0-9a-f]{32}\b/g, '/1', 1),
  key('Atlassian', /\bAT(?:ATT|CTT)3[A-Za-z0-9_=-]{60,}/g, 'tt3', 6),
  key('Bitbucket', /\bATBB[A-Za-z0-9_=.-]{28,}/g, 'atbb'),
  key('Typeform', /\btfp_[A-Za-z0-9_.=-]{40,}/g, 'tfp_'),
  key('Contentful', /\bCFPAT-[A-Za-z0-9_-]{40,}/g, 'cfpat-'),
  key('Frame.io', /\bfio-u-[A-Za-z0-9_=-]{60,}/g, 'fio-u-'),
  key('HubSpot', new RegExp(`\\bpat-(?:na|eu|ap|au|ca)\\d-${UUID}`, 'gi'), 'pat-'),
  key('ReadMe', /\brdme_[a-z0-9]{60,}/g, 'rdme_'),
  key('Postman', /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b/g, 'pmak-'),
  {
    ...key('Discord', /\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,45}(?![\w-])/g, '.', 0),
    accept: tangled,
  },
];

const MAIL_AND_MONEY: readonly SecretRule[] = [
  token(
    'mailchimp-key',
    'Mailchimp key',
    /\b[0-9a-f]{32}-us\d{1,2}\b/g,
    ['-us1', '-us2', '-us3', '-us4', '-us5', '-us6', '-us7', '-us8', '-us9'],
    0,
  ),
  randomKey('Mailgun', /\bkey-[0-9a-f]{32}\b/g, 'key-'),
  key('Brevo', /\bx(?:keys|smtps)ib-[0-9a-f]{64}-[A-Za-z0-9]{16}\b/g, 'ib-', 5),
  { ...key('Resend', /\bre_[A-Za-z0-9]{6,10}_[A-Za-z0-9]{20,}/g, 're_'), accept: tangled },
  key('Twilio', /\bAC[0-9a-f]{32}:[0-9a-f]{32}\b/g, 'ac', 2),
  { ...key('Square', /\bEAAA[A-Za-z0-9_-]{56,}/g, 'eaaa'), accept: looksRandom },
  key('Square', /\bsq0(?:csp|atp)-[A-Za-z0-9_-]{22,}/g, 'sq0', 7),
  key('PayPal', /\baccess_token\$(?:production|sandbox)\$[A-Za-z0-9]{16}\$[0-9a-f]{32}/g, 'access_token$', 12),
  key('Shippo', /\bshippo_(?:live|test)_[0-9a-f]{40}\b/g, 'shippo_'),
  randomKey('Lob', /\blive_(?:pub_)?[0-9a-f]{31,40}\b/g, 'live_'),
  key('Flutterwave', /\bFLWSECK(?:_TEST)?-[0-9a-zA-Z]{28,}(?:-X)?/g, 'flwseck'),
  key('Razorpay', /\brzp_(?:live|test)_[A-Za-z0-9]{14,}/g, 'rzp_'),
];

const MACHINES: readonly SecretRule[] = [
  key('Netlify', /\bnf[pou]_[A-Za-z0-9]{36,}/g, 'nf'),
  key('Supabase', /\bsbp_[0-9a-f]{40}\b/g, 'sbp_'),
  key('Supabase', /\bsb_secret_[A-Za-z0-9_-]{20,}/g, 'sb_secret_'),
  key('PlanetScale', /\bpscale_(?:pw|tkn|oauth)_[A-Za-z0-9_.=-]{30,}/g, 'pscale_'),
  key('Heroku', /\bHRKU-[A-Za-z0-9_-]{30,}/g, 'hrku-'),
  key('Fly', /\bfm[12][ar]?_[A-Za-z0-9+/=_,-]{40,}/g, 'fm'),
  key('New Relic', /\bNR(?:AK|JS|II|IQ)-[A-Za-z0-9_-]{19,40}/g, 'nr', 5),
  key('Sentry', /\bsntry[su]_[A-Za-z0-9+/=_-]{40,}/g, 'sntry'),
  key('Grafana', /\bgl(?:sa_[A-Za-z0-9]{32}_[0-9a-f]{8}|c_[A-Za-z0-9+/=]{40,})/g, 'gl'),
  key('Terraform', /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{50,}/g, '.atlasv1.', 0),
  key('Pulumi', /\bpul-[0-9a-f]{40}\b/g, 'pul-'),
  key('Doppler', /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{40,}/g, 'dp.'),
  key('1Password', /\bops_eyJ[A-Za-z0-9+/=_-]{80,}/g, 'ops_eyj'),
  key('RubyGems', /\brubygems_[0-9a-f]{48}\b/g, 'rubygems_'),
  { ...key('crates.io', /\bcio[A-Za-z0-9]{32}\b/g, 'cio'), accept: tangled },
  { ...key('NuGet', /\boy2[a-z0-9]{43}\b/g, 'oy2'), accept: looksRandom },
  key('Docker Hub', /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{26,}/g, 'dckr_'),
  key('CircleCI', /\bCCI(?:PAT|PRJ)_[A-Za-z0-9]{20,24}_[0-9a-f]{40}\b/g, 'cci', 7),
  key('Buildkite', /\bbk(?:ua|aj|ct)_[0-9a-f]{40,}/g, 'bk'),
  key('GitLab', /\bgl(?:cbt|rt|rtr|dt|ft|soat|imt|ptt|agent|ffct|oas)-[A-Za-z0-9_-]{20,}/g, 'gl', 5),
  key('SonarQube', /\bsq[pau]_[0-9a-f]{40}\b/g, 'sq'),
  key('Prefect', /\bpn[ub]_[A-Za-z0-9]{36}\b/g, 'pn'),
  key('Dynatrace', /\bdt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}\b/g, 'dt0'),
  key('Mapbox', /\bsk\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g, 'sk.eyj'),
  key('Facebook', /\bEAA(?!AA)[A-Za-z0-9]{80,}/g, 'eaa'),
  { ...key('X', /\bA{18,24}[A-Za-z0-9%]{40,}/g, 'aaaaaaaaaaaaaaaaaa', 4), accept: looksRandom },
  {
    // A client secret of Entra ID: three characters, a digit, "Q~".
    ...key(
      'Azure client',
      /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g,
      'q~',
      0,
    ),
  },
];

/** Addresses that do something for whoever knows them. */
const HOOKS: readonly SecretRule[] = [
  [
    'teams-webhook',
    'Teams webhook',
    /https:\/\/[\w.-]+\.webhook\.office\.com\/webhookb?2?\/[\w@/-]{40,}/g,
    'webhook.office.com',
  ],
  [
    'zapier-webhook',
    'Zapier webhook',
    /https:\/\/hooks\.zapier\.com\/hooks\/(?:catch|standard)\/\d+\/\w{5,}/g,
    'hooks.zapier.com',
  ],
  [
    'make-webhook',
    'Make webhook',
    /https:\/\/hook\.(?:[a-z]{2}\d\.)?(?:make|integromat)\.com\/[a-z0-9]{20,}/gi,
    'https://hook.',
  ],
  [
    'ifttt-webhook',
    'IFTTT webhook',
    /https:\/\/maker\.ifttt\.com\/(?:trigger\/[^\s/]+\/(?:json\/)?with\/key|use)\/[\w-]{20,}/g,
    'maker.ifttt.com',
  ],
].map(([id, label, pattern, hint]) => token(id as string, label as string, pattern as RegExp, [hint as string], 8));

export const SERVICE_KEYS: readonly SecretRule[] = [...MODELS, ...OFFICE, ...MAIL_AND_MONEY, ...MACHINES, ...HOOKS];
