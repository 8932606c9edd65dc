/**
 * What rules of every language are made of. A rule points at words of a sentence in which companies speak of themselves; it
 * only ever points at words that stand there.
 */
import type { Candidate } from './contract.ts';

export interface Rule {
  readonly list: Candidate['list'];
  readonly category: string;
  readonly field: string;
  readonly confidence: Candidate['confidence'];
  /** The first group is the value. */
  readonly pattern: RegExp;
  /** A sentence without this says something else. */
  readonly only?: RegExp;
  /** A sentence with this says something else. */
  readonly never?: RegExp;
  /** A value like this is none. */
  readonly not?: RegExp;
  /** Several names in one value, each by itself. */
  readonly each?: true;
}

export const WORD = String.raw`[\p{Lu}][\p{L}\p{N}&'’+-]*(?:\.[\p{L}\p{N}]+)*`;
/** A proper name of up to five words. */
export const NAME = String.raw`${WORD}(?:\s+(?:&\s+|of\s+|and\s+the\s+)?${WORD}){0,4}`;
export const NAMES = String.raw`${NAME}(?:\s*(?:,|,?\s+(?:and|or|&))\s*${NAME}){0,8}`;
export const AMOUNT = String.raw`(?:US|A|C)?[$€£₹¥]\s?\d+(?:[.,]\d+)*(?:\s?(?:thousand|million|billion|trillion|bn|[kmb])\b)?`;
export const ABOUT = String.raw`(?:(?:over|more than|about|around|nearly|almost|some|up to|at least)\s+)?`;
export const NUMBER = String.raw`\d+(?:[.,]\d+)*\+?(?:\s?(?:thousand|million|billion|k|m)\b)?`;
/** Values begin and end with words; a sentence's own full stop is not part of one. */
export const CLAUSE = (least: number, most: number): string =>
  String.raw`[^.;:!?\n]{${least},${most}}?(?=[.;:!?]|,\s|\s[—–-]\s|$)`;
export const REST = (most: number): string => String.raw`[^.;!?\n]{8,${most}}`;

export const rule = (
  category: string,
  field: string,
  confidence: Rule['confidence'],
  pattern: string,
  more: Partial<Rule> & { flags?: string } = {},
): Rule => {
  const { flags = 'u', ...rest } = more;
  return { list: 'facts', category, field, confidence, pattern: new RegExp(pattern, `g${flags}`), ...rest };
};

/** Not in the middle of “CP850” or “1.5”. */
export const START = String.raw`(?<![\p{L}\p{N}.,_-])`;

/** Amounts as the continent writes them: “29 €”, “1.200,50 EUR”, “2 Mio. €”, “2 millions d’euros”. */
const MAGNITUDE = String.raw`(?:Tausend|Tsd\.?|Millionen|Mio\.?|Milliarden|Mrd\.?|millions?|milliards?|mille|millones|mil(?:\s+millones)?)`;
const MONEY = String.raw`(?:€|Euros?|euros?|EUR|CHF|Franken|francs(?:\s+suisses)?|US-Dollar|Dollar|dollars|dólares)`;
export const AMOUNT_ABROAD = String.raw`(?:[€$£]\s?\d+(?:[.,]\d+)*(?:\s?${MAGNITUDE})?|\d+(?:[.,]\d+|[\u00A0\u202F ]\d{3}(?!\d))*(?:\s?${MAGNITUDE})?\s?(?:d[’']|de\s+)?${MONEY}(?!\p{L}))`;
/** More than anybody asks for one of anything. */
export const LARGE_ABROAD =
  /\d{3}[.,\u00A0\u202F ]\d{3}|\d{6,}|(?<!\p{L})(?:tausend|tsd|mio|million\p{L}*|milliard\p{L}*|mrd|millon\p{L}*|mille|mil)(?!\p{L})/iu;
/** Where a word ends; \b knows no accents. */
export const END = String.raw`(?![\p{L}\p{N}])`;
/** Where a word begins. */
export const BEGIN = String.raw`(?<![\p{L}\p{N}])`;
/** Marks of quality that are called the same everywhere. */
const CERTIFICATE = String.raw`${BEGIN}(ISO\s?\d{4,5}(?:[-:]\d+)*|SOC\s?[12]|B Corp|Fairtrade|PCI[- ]DSS)${END}`;
/** A number of things, with what groups its digits. */
export const COUNT = String.raw`\d+(?:[.,]\d+|[\u00A0\u202F ]\d{3}(?!\d))*(?:\s?${MAGNITUDE})?`;
const ADDRESS = String.raw`([\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)`;
const SAMPLE_ADDRESS =
  /@(?:[\w-]+\.)*(?:example|test|invalid|localhost|hostname|domain|host)\b|^(?:user|username|foo|bar|your|name|login)[\w.]*@/i;
const COPYRIGHT = String.raw`(?:©|\([cC]\)|[Cc]opyright)\s*(?:©|\([cC]\))?\s*(?:(?:19|20)\d{2}(?:\s*[-–]\s*(?:19|20)?\d{2,4})?,?\s*)?`;
/** Forms of companies on the continent, as they stand behind a name. */
const LEGAL_ABROAD = String.raw`(?:(?:g?GmbH|AG|UG|OHG|KG|GbR)(?:\s+&\s+Co\.?\s+KG)?|e\.\s?V\.|e\.\s?K\.|SE|SARL|SAS|SASU|EURL|S\.A\.R\.L\.|S\.A\.S\.|S\.L\.U?\.?|S\.A\.U?\.?|SLU?|SA)`;

export interface Speech {
  /** Articles and the like before a name, none of it a part of the name. */
  readonly before: string;
  /** Words around an address to write to. */
  readonly contact: RegExp;
  readonly certified: RegExp;
  readonly notAName: RegExp;
}

/** What is recognised the same way in every language of the continent. */
export const common = ({ before, contact, certified, notAName }: Speech): Rule[] => [
  rule('company', 'Company name', 'high', String.raw`${COPYRIGHT}(${NAME},?\s+${LEGAL_ABROAD})${END}`, {
    not: notAName,
  }),
  rule('company', 'Company name', 'medium', String.raw`${COPYRIGHT}(${NAME})`, { not: notAName }),
  // Not any words with a capital before “GmbH”: a name begins a sentence, or stands behind an article.
  rule(
    'company',
    'Company name',
    'medium',
    String.raw`(?:^|${BEGIN}(?:${before})\s+)(${NAME},?\s+${LEGAL_ABROAD})${END}`,
    {
      not: notAName,
    },
  ),
  rule('company', 'Contact', 'high', String.raw`${BEGIN}${ADDRESS}`, { only: contact, not: SAMPLE_ADDRESS }),
  rule('company', 'Certification', 'high', CERTIFICATE, { only: certified }),
];
