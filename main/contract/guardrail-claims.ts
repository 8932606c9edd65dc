/**
 * Superlatives, promises and figures: what a rule may forbid by their name, and how they look, in each language that the
 * rules know. Words that are often something else are left out: a breach that is none is worse than one that is not seen.
 */

interface Claims {
  /** How a rule of this language names superlatives, and what they look like there. */
  readonly superlative: readonly [asks: RegExp, looks: string];
  readonly promise: readonly [asks: RegExp, looks: string];
  /** It writes without spaces: found anywhere. */
  readonly unspaced?: true;
}

const ENGLISH: Claims = {
  superlative: [
    /\bsuperlatives?\b/i,
    'best(?:[- ](?:ever|of))?|leading|number one|unbeatable|unmatched|unrivall?ed|ultimate|revolutionary|greatest|fastest|cheapest|easiest|smartest|strongest|perfect|only solution',
  ],
  promise: [
    /\bguarantee|absolute (?:claim|promise)|overpromis/i,
    'guarantee(?:s|d)?|risk[- ]free|no risk|always works?|never fails?|promise(?:s|d)? you',
  ],
};

const OTHERS: readonly Claims[] = [
  // German
  {
    superlative: [
      /(?<!\p{L})superlativ(?:e|en|s)?(?!\p{L})/iu,
      'best(?:e[rnsm]?|mögliche?[rnsm]?)|größte[rnsm]?|schnellste[rnsm]?|günstigste[rnsm]?|billigste[rnsm]?|einfachste[rnsm]?|stärkste[rnsm]?|klügste[rnsm]?|modernste[rnsm]?|innovativste[rnsm]?|(?:markt)?führend(?:e[rnsm]?)?|marktführer\\p{L}*|weltklasse|nummer (?:eins|1)|unschlagbar(?:e[rnsm]?)?|unübertroffen(?:e[rnsm]?)?|einzigartig(?:e[rnsm]?)?|konkurrenzlos(?:e[rnsm]?)?|perfekt(?:e[rnsm]?)?|revolutionär(?:e[rnsm]?)?|ultimativ(?:e[rnsm]?)?',
    ],
    promise: [
      /(?<!\p{L})(?:garanti\p{L}*|\p{L}*versprech\p{L}*|absolute aussagen?)/iu,
      'garanti(?:e|en|ert(?:e[rnsm]?)?|eren)|risikofrei(?:e[rnsm]?)?|(?:ohne|kein) risiko|hundertprozentig(?:e[rnsm]?)?|funktioniert immer|versagt nie|versprechen (?:ihnen|dir|euch)',
    ],
  },
  // French
  {
    superlative: [
      /(?<!\p{L})superlatifs?(?!\p{L})/iu,
      '(?:le|la|les) meilleure?s?|(?:le|la|les) (?:plus|moins) (?!souvent|tard|tôt)\\p{L}+|leaders?|numéro (?:un|1)|imbattables?|inégalée?s?|incomparables?|révolutionnaires?|parfaite?s?|ultimes?',
    ],
    promise: [
      /(?<!\p{L})(?:garanti\p{L}*|promesses?|promettre)/iu,
      "garanti(?:e|s|es|r|t|ssons)?|sans (?:aucun )?risque|zéro risque|toujours efficaces?|n[’']échoue jamais|(?:nous )?vous promettons",
    ],
  },
  // Spanish
  {
    superlative: [
      /(?<!\p{L})superlativos?(?!\p{L})/iu,
      '(?:el|la|los|las|lo) mejor(?:es)?|(?:el|la|los|las) más \\p{L}+|líder(?:es)?|número uno|imbatibles?|inigualables?|insuperables?|revolucionari[oa]s?|perfect[oa]s?|\\p{L}+ísim[oa]s?',
    ],
    promise: [
      /(?<!\p{L})(?:garant[ií]\p{L}*|promesas?|prometer)/iu,
      'garantizad[oa]s?|garantiza(?:mos)?|garantías?|sin (?:ningún )?riesgos?|cero riesgos?|siempre funciona|nunca falla|(?:te|os|le|les) prometemos',
    ],
  },
  // Italian
  {
    superlative: [
      /(?<!\p{L})superlativ[oi](?!\p{L})/iu,
      '(?:il|la|i|le|gli) miglior[ei]?|(?:il|la|i|le) più \\p{L}+|leader|numero uno|imbattibil[ei]|insuperabil[ei]|ineguagliabil[ei]|rivoluzionari[oae]?|perfett[oaie]|\\p{L}{3,}issim[oaie]',
    ],
    promise: [
      /(?<!\p{L})(?:garan[tz]i\p{L}*|promess[ae]|promettere)/iu,
      'garantit[oaie]|garantiamo|garanzi[ae]|senza (?:alcun )?rischi[o]?|zero rischi|funziona sempre|non (?:sbaglia|fallisce) mai|(?:vi|ti|le) promettiamo',
    ],
  },
  // Portuguese
  {
    superlative: [
      /(?<!\p{L})superlativos?(?!\p{L})/iu,
      '(?:o|a|os|as) melhor(?:es)?|(?:o|a|os|as) mais \\p{L}+|líder(?:es)?|número um|imbatível|imbatíveis|insuperável|inigualável|revolucionári[oa]s?|perfeit[oa]s?|\\p{L}+íssim[oa]s?',
    ],
    promise: [
      /(?<!\p{L})(?:garanti\p{L}*|promessas?|prometer)/iu,
      'garantid[oa]s?|garantimos|garantias?|sem (?:qualquer )?riscos?|zero riscos?|funciona sempre|sempre funciona|nunca falha|prometemos',
    ],
  },
  // Dutch: “best” alone says “quite”, and “Beste” begins a letter.
  {
    superlative: [
      /(?<!\p{L})superlatie(?:f|ven)(?!\p{L})|overtreffende trap/iu,
      '(?:de|het) (?:aller)?beste|(?:aller)?(?:snelste|goedkoopste|grootste|makkelijkste|slimste|sterkste|eenvoudigste|modernste)|toonaangevende?|marktleiders?|nummer (?:een|één|1)|onverslaanbare?|onverslaanbaar|ongeëvenaarde?|perfecte?|revolutionaire?|revolutionair|ultieme',
    ],
    promise: [
      /(?<!\p{L})(?:garanti\p{L}*|gegarandeerd\p{L}*|garanderen|belofte[ns]?|beloven)/iu,
      'gegarandeerde?|garanties?|garanderen|risicoloos|risicoloze|risicovrije?|zonder risico|werkt altijd|faalt nooit|(?:wij|we) beloven',
    ],
  },
  // Polish: not what only begins like one (“najpierw”, first; “najem”, rent).
  {
    superlative: [
      /superlatyw\p{L}*|stop(?:ień|nia) najwyższ\p{L}*/iu,
      'naj(?!pierw|em|mu|mowa|ście)\\p{L}{4,}|lider\\p{L}*|numer (?:jeden|1)|niezrównan\\p{L}*|bezkonkurencyjn\\p{L}*|doskonał\\p{L}*|rewolucyjn\\p{L}*',
    ],
    promise: [
      /(?<!\p{L})(?:gwaran\p{L}*|obietnic\p{L}*|obiec\p{L}*)/iu,
      'gwarantuj\\p{L}*|gwarantowan\\p{L}*|gwarancj\\p{L}*|bez ryzyka|zawsze działa|nigdy nie zawodzi|obiecujemy',
    ],
  },
  // Russian: “лучше” is only “better”.
  {
    superlative: [
      /превосходн\p{L}*\s+степен|суперлатив/iu,
      'сам(?:ый|ая|ое|ые|ых|ыми|ую) \\p{L}+|наи(?:лучш|больш|высш|меньш)\\p{L}*|лучш(?:ий|ая|ее|ие|их|им|его|ую|ей)|номер один|лидер\\p{L}*|непревзойд[её]нн\\p{L}*|революционн\\p{L}*|идеальн\\p{L}*|уникальн\\p{L}*',
    ],
    promise: [
      /(?<!\p{L})(?:гаранти\p{L}*|обеща\p{L}*)/iu,
      'гаранти\\p{L}+|без риска|без рисков|всегда работает|никогда не подвед\\p{L}*|обещаем',
    ],
  },
  // Chinese
  {
    unspaced: true,
    superlative: [
      /最高[级級]|绝对化用语|極限用語|极限(?:用语|词)/u,
      '最(?:好|佳|大(?!\\s?\\d)|强|強|快|便宜|优秀|優秀|先进|先進|专业|專業|优惠|優惠)|第一(?![次步个個天章节節页頁])|[顶頂]级|世界[级級]|[领領]先|完美|独一无二|獨一無二|无与伦比|無與倫比',
    ],
    promise: [/保[证證]|承[诺諾]/u, '保[证證]|零[风風][险險]|[无無][风風][险險]|百分之百|[绝絕][对對]有效|承[诺諾]'],
  },
  // Japanese
  {
    unspaced: true,
    superlative: [
      /最上級|最大級/u,
      '最(?:高|強|速|安|良|先端|大(?!\\s?\\d))|世界一|日本一|業界(?:初|一)|ナンバーワン|完璧|究極|唯一無二|圧倒的|一番',
    ],
    promise: [/保証|約束/u, '保証|リスク(?:なし|ゼロ)|ノーリスク|絶対に|必ず|お約束'],
  },
  // Korean
  {
    unspaced: true,
    superlative: [
      /최상급/u,
      '최고(?:의|급)?|최강|최대(?!\\s?\\d)|최초|최저가|세계적인|(?:업계 )?1위|완벽|유일무이|독보적|가장 \\p{L}+',
    ],
    promise: [/보장|약속/u, '보장|무위험|위험 ?(?:없는|없이)|반드시|무조건|약속드립니다'],
  },
];

/** The same wherever it is written. */
const EVERYWHERE = {
  superlative: String.raw`best[- ]in[- ]class|world[- ]class|no\.? ?1|nr\.? ?1|n[.°º]{1,2} ?1|№ ?1|#1`,
  promise: String.raw`100 ?[%％]`,
} as const;

const ALL = [ENGLISH, ...OTHERS];
type Kind = keyof typeof EVERYWHERE;

export const asksFor = (kind: Kind, rule: string): boolean => ALL.some((claims) => claims[kind][0].test(rule));

/** What the rule's own languages call one; the name of the thing tells which these may be. */
export function looksOf(kind: Kind, rule: string): RegExp {
  const asked = ALL.filter((claims) => claims[kind][0].test(rule));
  const words = [EVERYWHERE[kind], ...asked.filter((one) => one.unspaced !== true).map((one) => one[kind][1])];
  const anywhere = asked.filter((one) => one.unspaced === true).map((one) => one[kind][1]);
  const spaced = String.raw`(?<![\p{L}\p{N}])(?:${words.join('|')})(?![\p{L}\p{N}])`;
  return new RegExp([spaced, ...anywhere].join('|'), 'giu');
}

export const ASKS_FIGURES =
  /(?<!\p{L})(?:figures?|numbers?|statistics|percentages?|zahlen|statistiken|prozentangaben?|chiffres?|statistiques?|cifras?|estad[ií]sticas?|estat[ií]sticas?|cifre|statistiche|numeri|cijfers|statistieken|liczb\p{L}*|statystyk\p{L}*|цифр\p{L}*|статистик\p{L}*)(?!\p{L})|数字|數字|数値|統計|统计|숫자|통계/iu;
export const FIGURES =
  /(?<![\p{L}\p{N}])(?:\d[\d.,]*\s?(?:[%％]|percent|per cent|prozent|pour cent|por ciento|por cento|per cento|procent\p{L}*|процент\p{L}*|x|times|mal|fois|veces|vezes|volte|keer|razy)(?![\p{L}\p{N}])|\d+-?(?:fold|fach(?:e[rnsm]?)?)(?![\p{L}\p{N}]))|(?<![\d.,])\d[\d.,]*\s?(?:倍|배|パーセント|퍼센트)/giu;
