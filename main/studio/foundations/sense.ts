/**
 * What a value says, so that two spellings of it compare: its numbers, and the words that stand around them, in the
 * languages in which facts are found. “from €29.00 a month” and “29 € pro Monat” are the same. Pure.
 */

export interface Sense {
  readonly numbers: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

/** By what each stands for. */
const SAME: Readonly<Record<string, string>> = {
  '€': 'eur euro euros',
  $: 'usd dollar dollars dólares',
  '£': 'gbp pound pounds',
  month: 'months mo monthly monat monate monaten monatlich mois mensuel mensuelle mes meses mensual mensuales',
  year: 'years yr annum annual annually yearly jahr jahre jahren jährlich ans année années annuel año años anual anuales',
  week: 'weeks weekly woche wochen wöchentlich semaine semaines semana semanas',
  day: 'days daily tag tage tagen täglich jour jours día días',
  hour: 'hours stunde stunden heure heures hora horas',
  user: 'users seat seats nutzer nutzerin benutzer utilisateur utilisateurs usuario usuarios',
  person:
    'persons people employees staff crew members mitarbeiter mitarbeiterinnen mitarbeitende mitarbeitenden personen leute menschen beschäftigte beschäftigten köpfe personnes employés salariés collaborateurs personas empleados trabajadores',
  customer: 'customers client clients kunde kunden kundinnen clientes',
  company: 'companies business businesses unternehmen firmen betriebe entreprises sociétés empresas',
  thousand: 'k tsd tausend mille mil',
  million: 'millions m mio millionen millones',
  billion: 'billions bn b mrd milliarden milliarde milliards milliard',
  ...Object.fromEntries(
    [
      'january januar jänner janvier enero',
      'february februar février febrero',
      'march märz mars marzo',
      'april avril abril',
      'may mai mayo',
      'june juni juin junio',
      'july juli juillet julio',
      'august août agosto',
      'september septembre septiembre',
      'october oktober octobre octubre',
      'november novembre noviembre',
      'december dezember décembre diciembre',
    ].map((names, at) => [`month-${at + 1}`, names]),
  ),
};
const MEANING: ReadonlyMap<string, string> = new Map(
  Object.entries(SAME).flatMap(([meaning, words]) => words.split(' ').map((word) => [word, meaning] as const)),
);
/** What tells no two values apart: articles, “per”, “from”, “about”, and the form of a company. */
const SMALL: ReadonlySet<string> = new Set(
  `a an the per each from starts starting at only about over more than around nearly almost some up to least as and of in for
  with our we ab pro je im in für über rund etwa mehr als ca der die das den dem ein eine einen und mit à partir de du des d
  l par le la les un une plus environ et dans pour nos notre desde por al del el los las lo más cerca unos unas una y con en
  nuestro nuestra currently currentemente derzeit insgesamt team equipo équipe full time
  inc ltd llc limited gmbh ag kg ug se corp corporation plc oy aps sas sarl sa sl srl bv pty co`.split(/\s+/),
);

/** Digits with what groups them; a grouping space only before three more. */
const NUMBER = /\d+(?:[.,'’]\d+|[ \u00A0\u202F]\d{3}(?!\d))*/gu;

/** “1.000”, “1 000” and “1,000” alike; “29.00” and “29” as well. */
function plain(number: string): string {
  const digits = number.replaceAll(/[\s'’\u00A0\u202F]/gu, '');
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  if (last < 0) return digits;
  const after = digits.slice(last + 1);
  const kinds = new Set(digits.match(/[.,]/g));
  const decimal = kinds.size === 2 || (after.length !== 3 && digits.match(/[.,]/g)?.length === 1);
  const whole = digits.slice(0, last).replaceAll(/[.,]/g, '');
  return decimal ? `${whole}.${after}`.replace(/\.?0+$/, '') : `${whole}${after}`;
}

export function wordsAround(value: string): Sense {
  const text = value.toLowerCase().replaceAll(/\bpar an\b|\/\s?an\b/gu, ' year ');
  const numbers = new Set((text.match(NUMBER) ?? []).map(plain));
  const words = text
    .replaceAll(NUMBER, ' ')
    .replaceAll(/[^\p{L}\p{N}€$£₹¥%]+/gu, ' ')
    .replaceAll(/([€$£₹¥%])/gu, ' $1 ')
    .split(' ')
    .filter((word) => word !== '' && !SMALL.has(word))
    .map((word) => MEANING.get(word) ?? word);
  return { numbers, words: new Set(words) };
}
