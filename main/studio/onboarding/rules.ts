/**
 * How a fact is recognised in an English sentence, and in what is written alike everywhere: addresses, copyrights, forms of
 * companies. The other languages have homes of their own beside this one.
 */
import { ABOUT, AMOUNT, CLAUSE, NAME, NAMES, NUMBER, REST, rule, START } from './rule-parts.ts';
import type { Rule } from './rule-parts.ts';

/** Somebody speaks of the own business. */
const OURS = /\b(?:we|our|us|ours)\b/i;
/** Words that a sentence begins with and no name does. */
const SMALL_WORDS =
  'This|These|That|Those|It|To|They|You|There|The|He|She|Although|While|When|If|Please|Also|However|Since|As|For|In|On|At|But|And|Or|So|Then|Here|Which|What|How|Each|Every|No|Not|Both|Using';
const MONTH = '(?:January|February|March|April|May|June|July|August|September|October|November|December)';
const LEGAL = String.raw`(?:Inc\.?|LLC|Ltd\.?|Limited|GmbH|S\.A\.|B\.V\.|Corp\.?|Corporation|PLC|plc|Pty\.? Ltd\.?|S\.r\.l\.|Oy|ApS)`;
const COPYRIGHT = String.raw`(?:©|\([cC]\)|[Cc]opyright)\s*(?:©|\([cC]\))?\s*(?:(?:19|20)\d{2}(?:\s*[-–]\s*(?:19|20)?\d{2,4})?,?\s*)?(?:by\s+)?`;
const NOT_A_NAME =
  /^(?:The|Other|Most|Many|Some|This|That|These|Those|Our|Your|Their|It|We|You|All|Any|Traditional|Existing|Conventional|Typical|Similar|Various|Software|Copyright|January|February|March|April|May|June|July|August|September|October|November|December)\b/;

/** Up to two words that say what kind. */
const ADJECTIVES = String.raw`(?:(?!(?:for|of|in|to|and|or|by|with|per|from|than|on|at)\b)[\p{L}-]+\s+){0,2}?`;
/** What is sold, allowed or lost is no number of customers. */
const NO_CROWD =
  /\b(?:lost|complain\w*|sued|breach\w*|plans?|per|licen[cs]es?|limit\w*|maximum|max|includes?|seats?|at a time|simultaneous\w*)\b/i;
/** “9.2 Users” is a heading with its number. */
const SECTION = /^\d+\.\d+\s+(?!(?:thousand|million|billion|k|m)\b)|^\d\s/i;
/** Money that is paid for something else than the product. */
const NO_PRICE =
  /\b(?:stock|shares?|profits?|revenues?|raised|funding|variance|income|loss(?:es)?|sponsor\w*|donat\w*|fined?|penalt\w+|settle\w*|lawsuit|tax(?:es)?|salar\w+|wages?|acqui\w+|invest\w*|budget|respectively|joined)\b/i;
/** More than anybody asks for one of anything. */
const LARGE = /\d{3}[.,]\d{3}|\d{6,}|(?:thousand|million|billion|trillion|bn|\d\s?[kmb])\b/i;

export const ENGLISH: readonly Rule[] = [
  // ---- company
  rule('company', 'Company name', 'high', String.raw`${COPYRIGHT}(${NAME},?\s+${LEGAL}(?![\p{L}]))`, {
    not: NOT_A_NAME,
  }),
  // Whoever holds the copyright may be a person, or somebody else's page.
  rule('company', 'Company name', 'medium', String.raw`${COPYRIGHT}(${NAME})`, { not: NOT_A_NAME }),
  rule('company', 'Company name', 'medium', String.raw`(${NAME},?\s+${LEGAL})(?![\p{L}])`, { not: NOT_A_NAME }),
  rule(
    'company',
    'Founded',
    'high',
    String.raw`(?:\b[Ff]ounded|^Established|(?:was|were|company) established|\b[Ii]ncorporated|opened (?:its|our) doors)\s+(?:\w+\s+){0,7}?(?:in|on)\s+((?:${MONTH}\s+(?:\d{1,2},?\s+)?)?(?:1[6-9]|20)\d{2})(?!\d)`,
  ),
  rule('company', 'Founded', 'medium', String.raw`\b[Ss]ince\s+((?:1[6-9]|20)\d{2})(?!\d)`, {
    only: /\b(?:we|our|family|serving|brewing|baking)\b|(?<!-)\bmaking\b/i,
    never: /\bloss|declin|fell\b|dropped/i,
  }),
  rule(
    'company',
    'Location',
    'high',
    String.raw`\b(?:[Bb]ased|[Hh]eadquartered)\s+(?:out of|in)\s+(${NAME}(?:,\s+${NAME})?)`,
    { not: NOT_A_NAME },
  ),
  rule(
    'company',
    'Location',
    'medium',
    String.raw`\b(?:located|find us|our (?:office|shop|studio|workshop|store) is)\s+(?:in|at)\s+(${NAME}(?:,\s+${NAME})?)`,
    { not: NOT_A_NAME, only: OURS },
  ),
  rule(
    'company',
    'Mission',
    'high',
    String.raw`\b(?:[Oo]ur|[Ii]ts|[Tt]heir|[’']s)\s+mission is\s+(?:simple:\s+)?(to\s+${REST(220)})`,
  ),
  rule('company', 'Vision', 'high', String.raw`\b(?:[Oo]ur|[Ii]ts|[Tt]heir|[’']s)\s+vision is\s+(${REST(220)})`),
  rule('company', 'Belief', 'medium', String.raw`\b[Ww]e believe\s+(?:that\s+)?(${REST(220)})`),
  rule(
    'company',
    'Award',
    'high',
    String.raw`\b(?:won|winner of|awarded|received)\s+(?:the\s+)?((?:[^.;,\n]{0,60}?)(?:Award|Prize|Medal)(?:\s+(?:for|in|of)\s+[^.;,\n]{2,40})?)`,
  ),
  rule(
    'company',
    'Certification',
    'high',
    String.raw`\b(ISO\s?\d{4,5}(?:[-:]\d+)*|SOC\s?[12](?:\s+Type\s+(?:II|I|[12]))?|HIPAA|GDPR|PCI[- ]DSS|FedRAMP|B Corp|Fairtrade|USDA Organic)\b`,
    { only: /certif|complian|complies|compliant|audited|attest/i },
  ),
  rule('company', 'Contact', 'high', String.raw`\b([\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)`, {
    only: /\b(?:contact|e-?mail|mail|write|reach|ask|questions?|support|enquir\w+|inquir\w+|talk|call)\b|^\S+@\S+$/i,
    // An address in an example.
    not: /@(?:[\w-]+\.)*(?:example|test|invalid|localhost|hostname|domain|host)\b|^(?:user|username|foo|bar|your|name|login|someone|nobody)[\w.]*@|\.(?:dom|host|ext|header|domain|local)$/i,
  }),
  // ---- product
  rule(
    'product',
    'Price',
    'high',
    String.raw`((?:(?:[Ff]rom|[Ss]tarts? at|[Ss]tarting at|[Ss]tarting from)\s+)?${AMOUNT}\s?(?:per|\/|an?|each)\s?(?:user|seat|member|person|month|mo|year|yr|annum|week|day|night|hour|head|guest|unit|device|kg|license|licence)\b(?:\s?(?:per|\/|an?)\s?(?:month|mo|year|yr)\b)?)`,
    { never: NO_PRICE, not: LARGE },
  ),
  rule('product', 'Price', 'medium', String.raw`(${AMOUNT})`, {
    only: /\b(?:pric(?:e|es|ed|ing)|plans?|subscription|starts? (?:at|from)|costs only)\b/i,
    never: NO_PRICE,
    not: LARGE,
  }),
  rule('product', 'Free trial', 'high', String.raw`((?:\d+[- ](?:day|week|month)s?\s+)?free trial)`, { flags: 'iu' }),
  rule(
    'product',
    'Guarantee',
    'high',
    String.raw`((?:\d+[- ](?:day|week|month|year)s?\s+)?(?:money[- ]back guarantee|satisfaction guarantee)|(?:\d+[- ](?:day|week|month|year)s?|lifetime|limited|full)\s+warranty)`,
    { flags: 'iu', never: /\bwithout\b|\bno (?:warrant|guarantee)|disclaim|\bas is\b|extent permitted/i },
  ),
  rule('product', 'Guarantee', 'medium', String.raw`\b(full refund${CLAUSE(0, 80)})`, { flags: 'iu' }),
  rule(
    'product',
    'Licence',
    'high',
    String.raw`(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:licen[sc]ed|released|available|distributed|published)\s+under\s+(?:the\s+|an?\s+)?(?:terms of (?:the\s+)?)?((?:[\p{L}\p{N}.+-]+\s+){0,5}?(?:(?:GPL|MIT|BSD)(?:\s+[Ll]icen[sc]e)?|[Ll]icen[sc]e)(?:,?\s+[Vv]ersion\s+\d[\d.]*)?)`,
    { not: /^(?:same|its|their|this|that|a|any)\b/i },
  ),
  rule(
    'product',
    'Works with',
    'medium',
    String.raw`\b(?:[Ii]ntegrates|[Cc]onnects)\s+(?:\w+ly\s+)?(?:with|to)\s+(${NAMES}|${CLAUSE(3, 140)})`,
  ),
  rule(
    'product',
    'Delivery',
    'high',
    String.raw`\b(?:[Dd]eliver(?:y|ed|s)?|[Ss]hip(?:s|ped|ping)?|[Ss]et-?up)\b[^.;\n]{0,60}?\b((?:with)?in\s+(?:as little as\s+)?(?:\d+|one|two|three|five|ten)(?:\s?[-–]\s?\d+)?\s+(?:business |working )?(?:minutes?|hours?|days?|weeks?))`,
  ),
  rule(
    'product',
    'What it does',
    'medium',
    String.raw`^(?:[Ww]e\s+(?:help|let|enable|allow)|(?:Our\s+[\p{L}-]+|(?!(?:${SMALL_WORDS})\b)${NAME})\s+(?:helps|lets|enables|allows))\s+(?!or\b|and\b)(${REST(160)})`,
  ),
  rule(
    'product',
    'Result',
    'medium',
    String.raw`\b((?:saves?|saved|cuts?|reduces?|reduced|increases?|increased|doubles?|boosts?|halves?)\s+(?:[^.;!?\n]{0,80}?)\d[\d.,]*\s?(?:%|per\s?cent|percent|hours?|minutes?|days?|times|x)\b(?:\s+(?:a|per|an)\s+\p{L}+)?)`,
    { flags: 'iu' },
  ),
  // ---- customers
  rule(
    'customer',
    'Made for',
    'medium',
    String.raw`(?:^|\b(?:is|are)\s+|[’']s\s+)(?:[Dd]esigned|[Bb]uilt|[Pp]erfect|[Ii]deal|[Tt]ailor-made)\s+(?:specifically\s+|especially\s+)?for\s+(${CLAUSE(4, 100)})`,
    { not: /^(?:use|local|this|these|that|it)\b/i },
  ),
  rule('customer', 'Customers', 'high', String.raw`\b(?:[Tt]rusted|[Ll]oved)\s+by\s+(${CLAUSE(4, 110)})`),
  rule(
    'customer',
    'Customers',
    'high',
    String.raw`\b(?:[Uu]sed|[Cc]hosen)\s+by\s+(${ABOUT}(?:${NUMBER}|hundreds|thousands|millions)\s${CLAUSE(4, 100)})`,
  ),
  rule(
    'customer',
    'Number of customers',
    'high',
    String.raw`${START}(${ABOUT}${NUMBER}\s+${ADJECTIVES}(?:customers|users|clients|subscribers|guests|members|installations|downloads))\b`,
    { flags: 'iu', never: NO_CROWD, not: SECTION },
  ),
  rule(
    'customer',
    'Number of customers',
    'high',
    String.raw`${START}(${ABOUT}${NUMBER}\s+${ADJECTIVES}(?:companies|businesses|teams|organi[sz]ations|schools|shops))\b`,
    {
      flags: 'iu',
      never: NO_CROWD,
      not: SECTION,
      only: /\b(?:trust|used by|chosen by|serv(?:e|es|ing)|customers|rely|work with us)/i,
    },
  ),
  // ---- market
  rule(
    'market',
    'Reach',
    'medium',
    String.raw`\b((?:${ABOUT})\d+\s+(?:countries|cities|markets|languages|states|locations|stores))\b`,
    { flags: 'iu', only: /\b(?:we|our|available|serves?|active|operates?|sold|ships?)\b/i },
  ),
  rule(
    'market',
    'Market size',
    'high',
    String.raw`\bmarket\b[^.;\n]{0,80}?\b(?:worth|valued at|size of|to reach|reach(?:es|ed)?|is)\s+(${ABOUT}${AMOUNT}(?:\s+by\s+20\d{2})?)`,
    { flags: 'iu' },
  ),
  // ---- competition
  rule(
    'competition',
    'Alternative',
    'medium',
    String.raw`\b(?:[Aa]lternatives? to|[Uu]nlike|[Ii]nstead of|[Cc]ompared (?:to|with)|[Cc]ompet(?:es?|ing) with|[Cc]ompetitors? (?:such as|like|include|are|is)|[Rr]eplaces?|[Ss]witch(?:ed|ing)? from|vs\.?|versus)\s+(${NAMES})`,
    {
      list: 'competitors',
      // In capitals throughout: a constant of some program.
      not: new RegExp(`${NOT_A_NAME.source}|^[A-Z_]{5,}$`),
      each: true,
      only: /\b(?:we|our|us|alternatives?|switch\w*|compet\w*|vs|versus)\b/i,
    },
  ),
  // ---- money
  rule(
    'financials',
    'Funding',
    'high',
    String.raw`\b[Rr]aised\s+(${ABOUT}(?:an?\s+)?${AMOUNT}(?:\s+(?:in\s+)?(?:[Ss]eed|[Ss]eries\s+[A-F]|[Pp]re-seed)(?:\s+(?:funding|round))?)?)`,
  ),
  rule(
    'financials',
    'Revenue',
    'high',
    String.raw`\b(?:[Rr]evenues?|[Tt]urnover|[Ss]ales|ARR|MRR)\s+(?:of|reached|was|were|is|exceeded|grew to|hit)\s+(${ABOUT}${AMOUNT})`,
    { never: /respectively/i },
  ),
  rule(
    'financials',
    'Revenue',
    'high',
    String.raw`(${AMOUNT}\s+(?:in\s+)?(?:ARR|MRR|(?:annual |yearly |recurring )*revenue))`,
    { never: /respectively/i },
  ),
  rule(
    'financials',
    'Growth',
    'medium',
    String.raw`\b(?:grew|grown|growing|growth of|increased)\s+(?:by\s+)?(${ABOUT}\d+(?:\.\d+)?\s?(?:%|per\s?cent|percent|x)(?:\s+(?:year over year|year on year|a year|per year|last year|annually))?)`,
    { only: /revenue|sales|customers|users|company|we\b|business|turnover/i },
  ),
  // ---- team
  rule(
    'team',
    'Founders',
    'high',
    String.raw`\b(?:[Ff]ounded|[Ss]tarted|[Cc]o-founded)\s+(?:in\s+\d{4}\s+)?by\s+(${NAMES})`,
    { not: NOT_A_NAME },
  ),
  rule(
    'team',
    'Team size',
    'high',
    String.raw`\b(?:[Tt]eam|[Ss]taff|[Cc]rew)\s+of\s+(${ABOUT}(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)(?:\s+(?:people|engineers|employees|bakers|designers|developers|specialists))?)`,
  ),
  rule(
    'team',
    'Team size',
    'high',
    String.raw`${START}(?<!\d\s?[–-]\s?)(${ABOUT}\d[\d,]*(?:\s?[–-]\s?\d[\d,]*)?\s+(?:full-time\s+)?(?:employees|team members|people work))`,
    {
      flags: 'iu',
      never:
        /\b(?:lay|lays|laid|laying)[- ]?offs?\b|\blayoffs?\b|\bcut(?:s|ting)?\b|\bfir(?:e|ed|ing)\b|\bjobs?\b|redundan|dismiss|eliminat|terminat|let go|former|office space|campus|building|companies with|fewer than|less than|acqui/i,
    },
  ),
];
