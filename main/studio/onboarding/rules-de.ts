/** How a fact is recognised in a German sentence. */
import {
  AMOUNT_ABROAD,
  BEGIN,
  CLAUSE,
  common,
  COUNT,
  END,
  LARGE_ABROAD,
  REST,
  rule,
  START,
  WORD,
} from './rule-parts.ts';
import type { Rule } from './rule-parts.ts';

const NOT_A_NAME =
  /^(?:Die|Der|Das|Den|Dem|Ein|Eine|Einer|Unser|Unsere|Ihr|Ihre|Wir|Sie|Es|Im|In|Am|Mit|Seit|Von|Und|Alle|Andere|Anderen|Viele|Mehr|Auch|Aber|Wenn|Copyright|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)(?!\p{L})/u;
/** Nouns have capitals here: what follows “anders als” is often no name. */
const NOT_A_RIVAL =
  /^(?:Die|Der|Das|Wett|Mitbewerb|Konkurren|Anbieter|Andere|Viele|Lösung|Software|Produkt|System|Herkömmlich|Klassisch|Üblich|Programm|Vorjahr|Früher|Anfang|Wer|Sie|Es|Wir|Ihre?|Unsere?)/u;
const NAME = String.raw`${WORD}(?:\s+(?:&\s+|am\s+|an\s+der\s+)?${WORD}){0,3}`;
const NAMES = String.raw`${NAME}(?:\s*(?:,|,?\s+(?:und|oder|sowie|&))\s*${NAME}){0,8}`;
const ABOUT = String.raw`(?:(?:[Üü]ber|[Mm]ehr\s+als|[Rr]und|[Ee]twa|[Cc]a\.|[Kk]napp|[Ff]ast|[Mm]indestens|[Cc]irca|[Gg]ut)\s+)?`;
const MONTH = '(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)';
const DATE = String.raw`((?:(?:\d{1,2}\.\s+)?${MONTH}\s+)?(?:1[6-9]|20)\d{2})(?!\d)`;
const IN = String.raw`(?:(?:im\s+Jahre?|im|am|in)\s+)?`;
const SEVERAL_WORDS = String.raw`(?:(?!(?:für|von|in|zu|und|oder|mit|pro|je|als|auf|an)${END})[\p{L}-]+\s+){0,2}?`;
const NO_CROWD =
  /(?<!\p{L})(?:verlor\p{L}*|beschwer\p{L}*|verklag\p{L}*|maximal|höchstens|bis zu|pro|je|gleichzeitig|lizenz\p{L}*|tarif\p{L}*|plätze)(?!\p{L})/iu;
const NO_PRICE =
  /(?<!\p{L})(?:aktie\p{L}*|gewinn\p{L}*|(?:jahres)?ums[aä]tz\p{L}*|verlust\p{L}*|finanzierung\p{L}*|investi\p{L}*|spende\p{L}*|gehalt|gehälter|lohn|löhne|steuer\p{L}*|strafe|bußgeld\p{L}*|budget|übernahme|kaufpreis|preisgeld|miet\p{L}*|dotiert\p{L}*|förder\p{L}*)(?!\p{L})/iu;
const TIME = String.raw`(?:Werktag(?:en?)?|Arbeitstag(?:en?)?|Tag(?:en?)?|Minuten?|Stunden?|Wochen?)`;

export const GERMAN: readonly Rule[] = [
  ...common({
    before: '[Dd]ie|[Dd]er|[Bb]ei der|[Vv]on der|[Bb]ei',
    contact:
      /(?<!\p{L})(?:kontakt\p{L}*|e-?mail|mail|schreib\p{L}*|fragen|erreich\p{L}*|support|anfragen?)(?!\p{L})|^\S+@\S+$/iu,
    certified: /zertifi|konform|geprüft|auditiert/i,
    notAName: NOT_A_NAME,
  }),
  // ---- company
  rule(
    'company',
    'Founded',
    'high',
    String.raw`${BEGIN}(?:[Gg]egründet|[Gg]ründung|[Gg]ründungsjahr)(?:\s+\p{L}+){0,4}?:?\s+${IN}${DATE}`,
  ),
  rule(
    'company',
    'Founded',
    'high',
    String.raw`${BEGIN}wurden?\s+(?:[^.;\d]{0,40}?\s)?${IN}${DATE}\s+(?:[^.;\d]{0,60}?\s)?gegründet${END}`,
  ),
  rule(
    'company',
    'Founded',
    'high',
    String.raw`^${IN}${DATE}\s+(?:gründete|gründeten|haben wir|wurden?)\s+(?:[^.;\d]{0,60}?\s)?(?:gegründet${END})?`,
    {
      only: /gründete|gegründet/,
    },
  ),
  rule('company', 'Founded', 'medium', String.raw`${BEGIN}[Ss]eit\s+((?:1[6-9]|20)\d{2})(?!\d)`, {
    only: /(?<!\p{L})(?:wir|unser\p{L}*|familie\p{L}*)(?!\p{L})/iu,
    never: /verlust|rückgang|gesunken|geschlossen/iu,
  }),
  rule(
    'company',
    'Location',
    'high',
    String.raw`${BEGIN}(?:(?:[Mm]it|[Uu]nser|[Dd]er)\s+(?:[Hh]aupt|[Ff]irmen)?[Ss]itz|[Aa]nsässig|[Hh]auptsitz)(?:\s+(?:ist|liegt|befindet\s+sich))?\s+in\s+(?:der\s+)?(${NAME}(?:,\s+${NAME})?)`,
    { not: NOT_A_NAME },
  ),
  rule(
    'company',
    'Location',
    'high',
    String.raw`${BEGIN}in\s+(${NAME}(?:,\s+${NAME})?)\s+(?:ansässig|beheimatet|zu\s+Hause)${END}`,
    {
      not: NOT_A_NAME,
    },
  ),
  rule(
    'company',
    'Location',
    'medium',
    String.raw`${BEGIN}(?:[Uu]nsere?\s+(?:Büro|Werkstatt|Laden|Geschäft|Atelier|Studio)\s+(?:ist|liegt|befindet\s+sich|finden\s+Sie))\s+in\s+(${NAME}(?:,\s+${NAME})?)`,
    { not: NOT_A_NAME },
  ),
  rule(
    'company',
    'Mission',
    'high',
    String.raw`${BEGIN}[Uu]nsere\s+Mission\s+(?:ist|lautet)(?:\s+es)?\s*[,:]?\s+(${REST(220)})`,
  ),
  rule(
    'company',
    'Mission',
    'high',
    String.raw`${BEGIN}[Ww]ir\s+haben\s+(?:es\s+)?uns\s+(?:es\s+)?zum\s+Ziel\s+gesetzt\s*[,:]\s+(${REST(220)})`,
  ),
  rule(
    'company',
    'Vision',
    'high',
    String.raw`${BEGIN}[Uu]nsere\s+Vision\s+(?:ist|lautet)(?:\s+es)?\s*[,:]?\s+(${REST(220)})`,
  ),
  rule(
    'company',
    'Belief',
    'medium',
    String.raw`${BEGIN}[Ww]ir\s+(?:glauben|sind\s+(?:davon\s+)?überzeugt)(?:\s+daran)?,\s+dass\s+(${REST(220)})`,
  ),
  rule(
    'company',
    'Award',
    'high',
    String.raw`${BEGIN}(?:mit\s+dem|mit\s+der|den|dem|die)\s+((?:${WORD}\s+){0,3}${WORD}(?<=[Pp]reis|Award|[Mm]edaille|[Ss]iegel)(?:\s+\d{4})?)\s+(?:ausgezeichnet|gewonnen|erhalten)${END}`,
  ),
  // ---- product
  rule(
    'product',
    'Price',
    'high',
    String.raw`((?:(?:schon\s+)?ab\s+)?${AMOUNT_ABROAD}\s?(?:pro|je|\/|im|am)\s?(?:Nutzer(?:in)?|Benutzer|Person|Monat|Jahr|Woche|Tag|Nacht|Stunde|Stück|Gast|Kopf|kg|Kilo|Platz|Lizenz|Gerät|Einheit|Hafen|Standort)(?:\s(?:und|pro|je|im)\s(?:Monat|Jahr))?)${END}`,
    { never: NO_PRICE, not: LARGE_ABROAD },
  ),
  rule(
    'product',
    'Price',
    'high',
    String.raw`((?:(?:schon\s+)?ab\s+)?${AMOUNT_ABROAD}\s+(?:monatlich|jährlich))${END}`,
    {
      never: NO_PRICE,
      not: LARGE_ABROAD,
    },
  ),
  rule('product', 'Price', 'medium', `(${AMOUNT_ABROAD})`, {
    only: /(?<!\p{L})(?:preise?n?|kostet|tarife?n?|abo|abos|abonnements?)(?!\p{L})/iu,
    never: NO_PRICE,
    not: LARGE_ABROAD,
  }),
  rule(
    'product',
    'Free trial',
    'high',
    String.raw`${BEGIN}(\d+\s+(?:Tage|Wochen|Monate)\s+(?:lang\s+)?(?:kostenlos|gratis|kostenfrei)\s+test\p{L}*|\d+-?tägige[rsn]?\s+(?:kostenlose[rsn]?\s+)?Testphase|kostenlose[rsn]?\s+(?:Testphase|Testversion|Probemonat|Testzugang))${END}`,
    { flags: 'iu' },
  ),
  rule(
    'product',
    'Guarantee',
    'high',
    String.raw`${BEGIN}((?:\d+[- ]?(?:Tage?|tägige|Monate?)[- ]\s?)?Geld-zurück-Garantie|Zufriedenheitsgarantie|\d+\s+(?:Jahre|Monate|Tage)\s+(?:Garantie|Gewährleistung|Rückgaberecht))${END}`,
    { flags: 'iu', never: /(?<!\p{L})(?:ohne|keine?\p{L}*|ausgeschlossen|ausschluss)(?!\p{L})/iu },
  ),
  rule(
    'product',
    'Licence',
    'high',
    String.raw`${BEGIN}(?:steht|stehen|erscheint|veröffentlicht)\s+unter\s+(?:der|einer)\s+((?:[\p{L}\p{N}.+-]+\s+){0,3}?[\p{L}\p{N}.+-]*-?(?:GPL|[Ll]izenz)(?:\s+Version\s+\d[\d.]*)?)${END}`,
    { not: /^(?:gleichen|selben|ihrer|dieser)(?!\p{L})/iu },
  ),
  rule(
    'product',
    'Works with',
    'medium',
    String.raw`${BEGIN}(?:[Kk]ompatibel\s+mit|[Ss]chnittstellen?\s+zu|[Ff]unktioniert\s+mit|[Ll]ässt\s+sich\s+mit)\s+(${NAMES})`,
    {
      not: NOT_A_NAME,
    },
  ),
  rule(
    'product',
    'Delivery',
    'high',
    String.raw`${BEGIN}(?:[Ll]iefer\p{L}*|[Vv]ers(?:and|end)\p{L}*|[Zz]ustell\p{L}*|[Ee]inricht\p{L}*|[Ee]ingerichtet)${END}[^.;\n]{0,60}?${BEGIN}((?:innerhalb\s+von|binnen|in)\s+(?:\d+|einem|einer|zwei|drei|vier|fünf|zehn)(?:\s?(?:[-–]|bis)\s?(?:\d+|drei|vier|fünf))?\s+${TIME})${END}`,
  ),
  rule(
    'product',
    'Delivery',
    'high',
    String.raw`${BEGIN}((?:innerhalb\s+von|binnen|in)\s+(?:\d+|einem|einer|zwei|drei|vier|fünf|zehn)(?:\s?(?:[-–]|bis)\s?(?:\d+|drei|vier|fünf))?\s+${TIME})\s+(?:[^.;\n]{0,30}?\s)?(?:geliefert|lieferbar|versandt|verschickt|zugestellt|eingerichtet|einsatzbereit)${END}`,
  ),
  rule(
    'product',
    'What it does',
    'medium',
    String.raw`^(?:Wir\s+(?:helfen|unterstützen|ermöglichen)|(?:Unsere?\s+\p{Lu}[\p{L}-]+|(?!(?:Das|Dies|Es|Er|Sie|Was|Wer|Hier|Auch|Nur|Vielen|Dabei)${END})${WORD})\s+(?:hilft|ermöglicht|erleichtert))\s+(${REST(160)})`,
  ),
  rule(
    'product',
    'Result',
    'medium',
    String.raw`${BEGIN}((?:spart|sparen|senkt|senken|reduziert|reduzieren|steigert|steigern|erhöht|verdoppelt|halbiert|verkürzt)\s+(?:[^.;!?\n]{0,80}?)\d[\d.,]*\s?(?:%|Prozent|Stunden?|Minuten?|Tage)(?:\s+(?:pro|am|im|je)\s+\p{L}+)?)${END}`,
    { flags: 'iu' },
  ),
  rule(
    'product',
    'Result',
    'medium',
    String.raw`${BEGIN}(\d[\d.,]*\s?(?:Stunden|Minuten|Tage)\s+(?:pro|am|im|je)\s+\p{L}+)\s+(?:spart|sparen|gespart|weniger)${END}`,
  ),
  // ---- customers
  rule(
    'customer',
    'Made for',
    'medium',
    String.raw`(?:^|${BEGIN}(?:ist|sind|wurde|wurden)\s+)(?:[Ee]ntwickelt|[Gg]emacht|[Gg]ebaut|[Ii]deal|[Mm]aßgeschneidert|[Gg]eschaffen)\s+(?:speziell\s+|eigens\s+)?für\s+(${CLAUSE(4, 100)})`,
    { not: /^(?:den Einsatz|die Nutzung|diese|sie|es)(?!\p{L})/iu },
  ),
  rule(
    'customer',
    'Made for',
    'medium',
    String.raw`${BEGIN}(?:speziell|eigens)\s+für\s+([^.;:!?\n]{4,100}?)\s+(?:entwickelt|gemacht|gebaut|geschaffen)${END}`,
  ),
  rule(
    'customer',
    'Customers',
    'high',
    String.raw`${START}(${ABOUT}${COUNT}\s+${SEVERAL_WORDS}\p{Lu}[\p{L}-]+(?:\s+in\s+[^.;,]{2,40}?)?)\s+(?:vertrauen|setzen)\s+(?:uns|auf\s+(?:uns|${NAME})|bereits)${END}`,
  ),
  rule(
    'customer',
    'Customers',
    'high',
    String.raw`${BEGIN}(?:[Vv]ertraut|[Gg]enutzt|[Gg]ewählt)\s+von\s+(${ABOUT}${COUNT}\s${CLAUSE(4, 100)})`,
  ),
  rule(
    'customer',
    'Number of customers',
    'high',
    String.raw`${START}(${ABOUT}${COUNT}\s+${SEVERAL_WORDS}(?:Kundinnen und Kunden|Kund(?:en|innen)|Nutzer(?:innen und Nutzer|innen|n)?|Anwender(?:innen|n)?|Abonnenten|Gäste[n]?|Mitglieder[n]?|Installationen|Downloads))${END}`,
    { never: NO_CROWD, not: /^\d\.\d{1,2}\s|^\d\s/u },
  ),
  rule(
    'customer',
    'Number of customers',
    'high',
    String.raw`${START}(${ABOUT}${COUNT}\s+${SEVERAL_WORDS}(?:Unternehmen|Firmen|Betrieben?|Teams|Schulen|Vereinen?|Praxen|Geschäften?))${END}`,
    {
      never: NO_CROWD,
      not: /^\d\s/u,
      only: /(?<!\p{L})(?:vertrau\p{L}*|nutzen|setzen auf|kunden|arbeiten mit uns|verlassen sich)(?!\p{L})/iu,
    },
  ),
  // ---- market
  rule(
    'market',
    'Reach',
    'medium',
    String.raw`${START}(${ABOUT}\d+\s+(?:Ländern?|Städten?|Märkten?|Sprachen|Standorten?|Filialen))${END}`,
    {
      only: /(?<!\p{L})(?:wir|unser\p{L}*|verfügbar|aktiv|vertreten|tätig|liefern)(?!\p{L})/iu,
    },
  ),
  rule(
    'market',
    'Market size',
    'high',
    String.raw`${BEGIN}(?:\p{L}+)?[Mm]arkt${END}[^.;\n]{0,80}?${BEGIN}(?:wert|Volumen von|auf|beträgt|umfasst|Größe von)\s+(${ABOUT}${AMOUNT_ABROAD}(?:\s+bis\s+20\d{2})?)`,
  ),
  // ---- competition
  rule(
    'competition',
    'Alternative',
    'medium',
    String.raw`${BEGIN}(?:[Aa]lternative\s+zu|[Aa]nders\s+als|[Ii]m\s+(?:Gegensatz|Vergleich|Unterschied)\s+zu|(?:[Mm]itbewerber|[Ww]ettbewerber|[Kk]onkurrenten)n?\s+wie|[Ww]echsel\s+von|vs\.)\s+(${NAMES})`,
    {
      list: 'competitors',
      not: NOT_A_RIVAL,
      each: true,
      only: /(?<!\p{L})(?:wir|uns|unser\p{L}*|alternative|wechsel|\p{L}*bewerber|konkurren\p{L}*|vs)(?!\p{L})/iu,
    },
  ),
  // ---- money
  rule(
    'financials',
    'Funding',
    'high',
    String.raw`${BEGIN}(?:Finanzierungsrunde|Seed-Runde)\s+(?:über|von|in\s+Höhe\s+von)\s+(${ABOUT}${AMOUNT_ABROAD})`,
  ),
  rule(
    'financials',
    'Funding',
    'high',
    String.raw`(${ABOUT}${AMOUNT_ABROAD})\s+(?:[^.;\d]{0,40}?\s)?(?:eingesammelt|eingeworben|aufgenommen)${END}`,
    {
      only: /(?<!\p{L})(?:finanzierung\p{L}*|runde|investor\p{L}*|kapital\p{L}*|wir)(?!\p{L})/iu,
      never: /kredit|darlehen/iu,
    },
  ),
  rule(
    'financials',
    'Revenue',
    'high',
    String.raw`${BEGIN}(?:Jahresumsatz|Umsatz|Umsätze)\s+(?:(?:von|betrug|beträgt|erreichte|in\s+Höhe\s+von|stieg\s+auf)|(?:lag|liegt)\s+(?:(?:im\s+Jahr\s+)?\d{4}\s+)?bei)\s+(${ABOUT}${AMOUNT_ABROAD})`,
    { never: /beziehungsweise|bzw\./iu },
  ),
  rule(
    'financials',
    'Growth',
    'medium',
    String.raw`${BEGIN}um\s+(${ABOUT}\d+(?:,\d+)?\s?(?:%|Prozent))\s+(?:[^.;\d]{0,30}?\s)?(?:gewachsen|gestiegen)${END}`,
    { only: /umsatz|kund|nutzer|unternehmen|wir(?!\p{L})/iu },
  ),
  // ---- team
  rule(
    'team',
    'Founders',
    'high',
    String.raw`${BEGIN}(?:[Gg]egründet|ins\s+Leben\s+gerufen)\s+(?:${IN}(?:${MONTH}\s+)?\d{4}\s+)?von\s+(${NAMES})`,
    { not: NOT_A_NAME },
  ),
  rule(
    'team',
    'Founders',
    'high',
    String.raw`${BEGIN}(?:wurde|wurden)\s+(?:[^.;]{0,40}?\s)?von\s+(?:den\s+\p{L}+\s+)?(${NAMES})\s+(?:[^.;]{0,30}?\s)?gegründet${END}`,
    { not: NOT_A_NAME },
  ),
  rule('team', 'Founders', 'high', String.raw`\d{4}\s+gründeten?\s+(?:die\s+\p{L}+\s+)?(${NAMES})${END}`, {
    not: NOT_A_NAME,
  }),
  rule(
    'team',
    'Team size',
    'high',
    String.raw`${BEGIN}Team\s+(?:von|aus|mit)\s+(?:derzeit\s+|inzwischen\s+)?(${ABOUT}(?:\d[\d.]*|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig)(?:\s+(?:Personen|Leuten|Menschen|Köpfen|Mitarbeitenden|Mitarbeitern|Mitarbeiterinnen(?:\s+und\s+Mitarbeitern)?|Fachleuten))?)${END}`,
  ),
  rule(
    'team',
    'Team size',
    'high',
    String.raw`${START}(${ABOUT}\d[\d.]*\s+(?:Mitarbeiterinnen\s+und\s+Mitarbeitern?|Mitarbeitende[rn]?|Mitarbeitern?|Beschäftigte[n]?|Angestellte[n]?))${END}`,
    {
      never:
        /entlass|abbau|abgebaut|streich|kündig|weniger als|bis zu|mindestens|höchstens|(?:unternehmen|firmen|betriebe\p{L}*) (?:mit|ab)|übern[aio]m/iu,
    },
  ),
  rule(
    'team',
    'Team size',
    'high',
    String.raw`${BEGIN}[Ww]ir\s+sind\s+(?:inzwischen\s+|heute\s+)?(${ABOUT}\d+\s+(?:Leute|Personen|Menschen|Köpfe))${END}`,
  ),
];
