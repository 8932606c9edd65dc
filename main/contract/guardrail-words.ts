/**
 * What rules speak of, in the words of several languages: marks and habits that a rule names instead of quoting, and the
 * lengths that it sets. What is said in words that stand here nowhere is left to a person.
 */

import { ASKS_FIGURES, asksFor, FIGURES, looksOf } from './guardrail-claims.ts';

const EMOJI = /\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic})*/gu;
const CAPITALS = /(?<![\p{L}\p{N}])\p{Lu}{4,}(?![\p{L}\p{N}])/gu;
const HASHTAGS = /(?<![\p{L}\p{N}])[#＃][\p{L}\p{M}\p{N}_]+/gu;
const LINKS = /https?:\/\/\S+/giu;

/** What a rule may name instead of quoting it. */
interface Named {
  readonly asks: RegExp | ((rule: string) => boolean);
  /** What it looks like; where that is said in words, in those of the rule's languages. */
  readonly finds: RegExp | ((rule: string) => RegExp);
  readonly thing: string;
}
const NAMED: readonly Named[] = [
  {
    asks: /exclamation|ausrufe?zeichen|exclamaci[oó]n|esclamativ|exclama[cç][aã]o|uitroepteken|wykrzyknik|восклицательн|感叹号|感嘆|惊叹号|驚嘆號|ビックリマーク|エクスクラメーション|느낌표/iu,
    finds: /[!！¡]+/g,
    thing: 'an exclamation mark',
  },
  {
    asks: /(?<!\p{L})(?:emojis?|emoticons?|smileys?)(?!\p{L})|эмодзи|смайл|表情符号|表情符號|絵文字|이모지|이모티콘/iu,
    finds: EMOJI,
    thing: 'an emoji',
  },
  {
    asks: /all[- ]caps|capital letters|upper ?case|shouting|gro(?:ß|ss)buchstaben|majuscul|may[uú]scul|mai[uú]scul|hoofdletters|заглавн|прописн/iu,
    finds: CAPITALS,
    thing: 'a word in capitals',
  },
  {
    asks: /hash ?tags?|х[эе]штег|ハッシュタグ|해시태그|话题标签|主題標籤/iu,
    finds: HASHTAGS,
    thing: 'a hashtag',
  },
  {
    asks: (rule) => asksFor('superlative', rule),
    finds: (rule) => looksOf('superlative', rule),
    thing: 'a superlative',
  },
  {
    asks: (rule) => asksFor('promise', rule),
    finds: (rule) => looksOf('promise', rule),
    thing: 'a promise without a condition',
  },
  { asks: ASKS_FIGURES, finds: FIGURES, thing: 'a figure' },
  {
    asks: /(?<!\p{L})(?:links?|urls?|enlaces|liens|ссылк\p{L}*)(?!\p{L})|链接|連結|リンク|링크/iu,
    finds: LINKS,
    thing: 'a link',
  },
  {
    asks: /question marks?|rhetorical question|fragezeichen|points? d[’']interrogation|signos? de interrogaci|punt[oi] interrogativ|ponto de interroga|vraagteken|вопросительн|问号|問號|疑問符|クエスチョンマーク|물음표/iu,
    finds: /[?？؟]+/g,
    thing: 'a question',
  },
  {
    asks: /ellips[ie]s|auslassungspunkte|points? de suspension|puntos suspensivos|puntini|retic[eê]ncias|beletselteken|многоточ|省略号|三点リーダー|줄임표/iu,
    finds: /\.{3,}|…+/g,
    thing: 'an ellipsis',
  },
];

/** What a rule names, each with how it looks. */
export const namedIn = (rule: string): { readonly looks: RegExp; readonly thing: string }[] =>
  NAMED.flatMap(({ asks, finds, thing }) => {
    const asked = typeof asks === 'function' ? asks(rule) : asks.test(rule);
    return asked ? [{ looks: typeof finds === 'function' ? finds(rule) : finds, thing }] : [];
  });

/** A "don't" that leaves something out: "no figures without a source". Then only a person can tell. */
export const CONDITIONAL =
  /(?<!\p{L})(?:without|unless|except|unverified|unproven|unsourced|before|if|ohne|außer|sofern|wenn|sans|sauf|sin|salvo|excepto|senza|tranne|sem|exceto|zonder|tenzij|без|кроме|если)(?!\p{L})|除非|没有|なしに|なければ|없이|않으면/iu;

export const ABOUT_COMPETITORS =
  /\bcompetitors?\b|\brivals?\b|konkurren|mitbewerber|wettbewerber|concurrent|competidor|concorrent|конкурент|竞争对手|競爭對手|競合|경쟁사/iu;

/** Words in which English rules, and hardly others, are written. */
const ENGLISH =
  /(?<!\p{L})(?:the|never|don['’]?t|do not|avoid|say|write|words?|always|any|our|are|must|should|keep|mention|promise|call|use)(?!\p{L})/iu;
/** What a rule says around its quotations tells its language. */
export const isEnglish = (rule: string): boolean =>
  ENGLISH.test(rule.replaceAll(/[“„«"「『‹][^”“»"」』›]*[”“»"」』›]/gu, ' '));

export type Unit = 'words' | 'characters' | 'sentences' | 'lines';
const UNITS: readonly (readonly [Unit, RegExp])[] = [
  ['words', /^(?:words?|w[oö]rter[n]?|mots|palabras|parole|palavras|woorden|слов\p{L}*|単語|단어|词|詞)$/iu],
  [
    'characters',
    /^(?:characters?|letters?|zeichen|caract[eè]res|caratteri|tekens|символ\p{L}*|знак\p{L}*|字|字符|字元|文字|글자|자)$/iu,
  ],
  ['sentences', /^(?:sentences?|s[aä]tze[n]?|phrases|frases|frasi|zinnen|предложени\p{L}*|句|句子|文|문장)$/iu],
  ['lines', /^(?:lines?|zeilen|lignes|l[ií]neas|righe|linhas|regels|строк\p{L}*|行|줄)$/iu],
];
const NUMBER: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, ten: 10 };
const BELOW = 'under|below|fewer than|less than|unter|weniger als|moins de|menos de|meno di|minder dan|менее|меньше';
const AT_MOST = `at most|no more than|max(?:imum)?(?: of)?|up to|not (?:longer|more) than|höchstens|maximal|nicht (?:mehr|länger) als|bis zu|au plus|pas plus de|jusqu[’']à|como máximo|máximo|no más de|hasta|al massimo|massimo|non più di|no máximo|não mais de|até|maximaal|hoogstens|niet meer dan|не более|не больше|до`;
const LIMIT = new RegExp(
  `(?<!\\p{L})(${AT_MOST}|${BELOW})\\s+(\\d[\\d,.]*|one|two|three|four|five|six|ten)\\s+([\\p{L}]+)`,
  'iu',
);
/** 最多120字, 120字以内, 140文字以下, 100자 이내: the limit stands on either side of the number. */
const LIMIT_EAST =
  /(不超过|不超過|不多于|不多於|最多|至多|最大|최대)?\s*(\d[\d,]*)\s*(个字|個字|字符|字元|文字|单词|単語|단어|글자|句子|문장|字|词|詞|자|句|行|줄)\s*(以内|以內|以下|まで|이내|이하)?/u;
const SENTENCES = /sentences?|s[aä]tze|phrases|frases|frasi|zinnen|предложени|句|文章|문장/iu;

interface Limit {
  readonly most: number;
  readonly unit: Unit;
  /** It is set to every sentence, not to the whole. */
  readonly eachSentence: boolean;
}

/** "at most 120 words", "unter 280 Zeichen", "sentences of at most 20 words", 120字以内. Null where a rule sets none. */
export function limitOf(rule: string): Limit | null {
  const west = LIMIT.exec(rule);
  const unit = UNITS.find(([, names]) => names.test(west?.[3] ?? ''))?.[0];
  if (west && unit) {
    const [, how = '', number = ''] = west;
    const strictly = new RegExp(`^(?:${BELOW})$`, 'iu').test(how);
    const most = (NUMBER[number.toLowerCase()] ?? Number(number.replaceAll(/[.,]/g, ''))) - (strictly ? 1 : 0);
    return { most, unit, eachSentence: unit === 'words' && SENTENCES.test(rule) };
  }
  const east = LIMIT_EAST.exec(rule);
  if (!east || (east[1] === undefined && east[4] === undefined)) return null;
  const name = (east[3] ?? '').replace(/^[个個]/u, '').replace('单词', '词');
  const found = UNITS.find(([, names]) => names.test(name))?.[0];
  return found ? { most: Number((east[2] ?? '').replaceAll(',', '')), unit: found, eachSentence: false } : null;
}

/** What stands in quotation marks of any kind; an apostrophe inside a word is none. */
export function quotedIn(text: string): string[] {
  const found = Array.from(
    text.matchAll(
      /“([^”]{1,200})”|„([^“”]{1,200})[“”]|«\s?([^»]{1,200}?)\s?»|»([^«]{1,200})«|‹([^›]{1,200})›|‚([^‘’]{1,200})[‘’]|「([^」]{1,200})」|『([^』]{1,200})』|《([^》]{1,200})》|"([^"]{1,200})"|(?<![\p{L}\p{N}])['‘]([^'’]{1,200})['’](?!\p{L})|`([^`]{1,200})`/gu,
    ),
    (match) => match.slice(1).find((part) => part !== undefined) ?? '',
  );
  // "never say cheap, free, guaranteed" without quotes: the list after a colon.
  const listed =
    /(?<!\p{L})(?:words?|phrases?|terms?|say|use|write|saying|avoid|wörtern?|wort|begriffen?|sagen|mots?|termes?|dire|palabras?|términos?|decir|parole|termini|palavras|termos|woorden|слов\p{L}*|не говорить|не писать)(?!\p{L})[^:：.]{0,40}[:：]\s*([^.。]+)|(?:词语|词|用語|言葉|단어)[^:：。]{0,20}[:：]\s*([^。]+)/iu
      .exec(text)
      ?.slice(1)
      .find((part) => part !== undefined);
  const more =
    found.length > 0 || listed === undefined
      ? []
      : listed.split(/\s*[,;、，；]\s*|\s+(?:or|and|und|oder|ou|et|y|o|e|en|of|или|и)\s+/u);
  return [...new Set([...found, ...more].map((each) => each.trim().replace(/[,.;、。]$/u, '')))].filter(
    (each) => each !== '',
  );
}
