/**
 * Facts in German, French and Spanish evidence. Faults caught: a plain sentence about the business that is passed over; a
 * sentence that only sounds like one, and becomes an invented fact; a language that nobody reads, and nobody says so.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFacts } from './extract.ts';
import { quoteOf, sentencesOf, toPlain } from './plain.ts';
import { languageOf, unreadLanguage } from './rules-by-language.ts';

const shown = (text: string): string[] =>
  findFacts(toPlain(text), 'e').map(
    ({ list, field_name, value }) => `${list === 'facts' ? '' : `${list}/`}${field_name}: ${value}`,
  );

const GERMAN = `# Über Gezeitenwerk

Die Gezeitenwerk GmbH wurde im März 2014 von Anna Berg und Jonas Lund in Husum gegründet. Wir sind ein Team aus 18 Leuten mit Sitz in Husum, Deutschland. Unsere Mission ist es, kleinen Häfen den Papierkram abzunehmen.

Gezeitenwerk hilft Hafenmeistern, jeden Liegeplatz auf einem Bildschirm zu sehen. Es wurde speziell für kleine Häfen mit weniger als 300 Liegeplätzen entwickelt. Anders als HafenSoft und Dockly arbeiten wir ohne Netz.

| Tarif | Preis |
| --- | --- |
| Kai | 29 € pro Monat |

Jeder Tarif kommt mit einer 60-Tage-Geld-zurück-Garantie. Sie können das Hafenbuch 30 Tage kostenlos testen. Mehr als 12.000 Gäste checken jeden Sommer ein. Über 240 Häfen in neun Ländern vertrauen uns. Der Umsatz lag 2025 bei 2,4 Mio. Euro. Die Software ist in 2 Tagen eingerichtet. Sie spart 5 Stunden pro Woche. Wir sind nach ISO 27001 zertifiziert. Fragen? Schreiben Sie an hallo@gezeitenwerk.de.

„Früher haben wir jeden Abend Stunden mit Zetteln verloren.“ — Hafenbüro, Büsum

© 2025 Gezeitenwerk GmbH. Alle Rechte vorbehalten.
`;
const FRENCH = `# À propos de Marée Outils

Marée Outils SAS a été fondée en mars 2014 par Anne Le Goff et Jean Morvan. L’entreprise est basée à Lorient, en Bretagne. Notre mission est de libérer les petits ports de la paperasse. Notre équipe compte 18 personnes.

Marée aide les capitaines de port à voir chaque place sur un seul écran. Il a été conçu spécialement pour les petits ports de moins de 300 places. Contrairement à PortSoft et Dockly, nous travaillons sans réseau.

| Formule | Prix |
| --- | --- |
| Quai | 29 € par mois |

Satisfait ou remboursé pendant 60 jours. Profitez d’un essai gratuit de 30 jours. Plus de 12 000 clients réservent chaque été. Plus de 240 ports en Europe nous font confiance. Le chiffre d’affaires a atteint 2,4 millions d’euros en 2025. Livraison sous 3 jours ouvrés. Le carnet réduit la paperasse de 40 %. Nous sommes certifiés ISO 27001. Une question ? Écrivez à bonjour@maree-outils.fr.

« Avant, nous perdions des heures chaque soir avec des fiches en papier. » — Capitainerie, Groix

© 2025 Marée Outils SAS. Tous droits réservés.
`;
const SPANISH = `# Sobre Mareas

Mareas Digitales S.L. fue fundada en marzo de 2014 por Ana Ruiz y Jon Etxea. La empresa tiene su sede en Vigo, España. Nuestra misión es quitar el papeleo a los puertos pequeños. Somos un equipo de 18 personas.

Mareas ayuda a los capitanes de puerto a ver cada amarre en una sola pantalla. Está diseñado especialmente para puertos pequeños con menos de 300 amarres. A diferencia de PuertoSoft y Dockly, trabajamos sin red.

| Plan | Precio |
| --- | --- |
| Muelle | 29 € al mes |

Garantía de devolución de 60 días. Ofrecemos una prueba gratuita de 30 días. Más de 12.000 clientes reservan cada verano. Más de 240 puertos en nueve países confían en nosotros. La facturación alcanzó 2,4 millones de euros en 2025. La entrega se realiza en 3 días laborables. Ahorra 5 horas a la semana. Estamos certificados según ISO 27001. ¿Dudas? Escriba a hola@mareas.es.

«Antes perdíamos horas cada noche con papeletas.» — Oficina del puerto, Baiona

© 2025 Mareas Digitales S.L. Todos los derechos reservados.
`;

describe('facts in other languages', () => {
  it.each([
    [
      'de',
      GERMAN,
      [
        'Founded: März 2014',
        'Founders: Anna Berg und Jonas Lund',
        'Location: Husum, Deutschland',
        'Team size: 18 Leuten',
        'Mission: kleinen Häfen den Papierkram abzunehmen',
        'What it does: Hafenmeistern, jeden Liegeplatz auf einem Bildschirm zu sehen',
        'Made for: kleine Häfen mit weniger als 300 Liegeplätzen',
        'competitors/Alternative: HafenSoft',
        'competitors/Alternative: Dockly',
        'Price: 29 € pro Monat',
        'Guarantee: 60-Tage-Geld-zurück-Garantie',
        'Free trial: 30 Tage kostenlos testen',
        'Number of customers: Mehr als 12.000 Gäste',
        'Customers: Über 240 Häfen in neun Ländern',
        'Revenue: 2,4 Mio. Euro',
        'Delivery: in 2 Tagen',
        'Result: spart 5 Stunden pro Woche',
        'Certification: ISO 27001',
        'Contact: hallo@gezeitenwerk.de',
        'insights/Customer quote: Früher haben wir jeden Abend Stunden mit Zetteln verloren.',
        'Company name: Gezeitenwerk GmbH',
      ],
    ],
    [
      'fr',
      FRENCH,
      [
        'Company name: Marée Outils SAS',
        'Founded: mars 2014',
        'Founders: Anne Le Goff et Jean Morvan',
        'Location: Lorient',
        'Mission: de libérer les petits ports de la paperasse',
        'Team size: 18 personnes',
        'What it does: les capitaines de port à voir chaque place sur un seul écran',
        'Made for: les petits ports de moins de 300 places',
        'competitors/Alternative: PortSoft',
        'competitors/Alternative: Dockly',
        'Price: 29 € par mois',
        'Guarantee: Satisfait ou remboursé pendant 60 jours',
        'Free trial: essai gratuit de 30 jours',
        'Number of customers: Plus de 12 000 clients',
        'Customers: Plus de 240 ports en Europe',
        'Revenue: 2,4 millions d’euros',
        'Delivery: sous 3 jours ouvrés',
        'Result: réduit la paperasse de 40 %',
        'Certification: ISO 27001',
        'Contact: bonjour@maree-outils.fr',
        'insights/Customer quote: Avant, nous perdions des heures chaque soir avec des fiches en papier.',
      ],
    ],
    [
      'es',
      SPANISH,
      [
        'Company name: Mareas Digitales S.L.',
        'Founded: marzo de 2014',
        'Founders: Ana Ruiz y Jon Etxea',
        'Location: Vigo, España',
        'Mission: quitar el papeleo a los puertos pequeños',
        'Team size: 18 personas',
        'What it does: a los capitanes de puerto a ver cada amarre en una sola pantalla',
        'Made for: puertos pequeños con menos de 300 amarres',
        'competitors/Alternative: PuertoSoft',
        'competitors/Alternative: Dockly',
        'Price: 29 € al mes',
        'Guarantee: Garantía de devolución de 60 días',
        'Free trial: prueba gratuita de 30 días',
        'Number of customers: Más de 12.000 clientes',
        'Customers: Más de 240 puertos en nueve países',
        'Revenue: 2,4 millones de euros',
        'Delivery: en 3 días laborables',
        'Result: Ahorra 5 horas a la semana',
        'Certification: ISO 27001',
        'Contact: hola@mareas.es',
        'insights/Customer quote: Antes perdíamos horas cada noche con papeletas.',
      ],
    ],
  ])('finds in %s what a company says of itself', (language, text, facts) => {
    expect(languageOf(toPlain(text))).toBe(language);
    expect(shown(text)).toEqual(facts);
    expect(unreadLanguage(toPlain(text))).toBeNull();
  });

  it.each([
    [
      'German',
      `Die Stadt wurde 1234 erstmals erwähnt. Der Verein „Alte Mühle“ lädt ein. Das Unternehmen hat 900 Mitarbeiter entlassen. Der Aktienkurs lag bei 21 €, der Gewinn bei 5,2 Mrd. Euro.
Die Strafe beträgt 500 Euro pro Tag. Ein Gehalt von 3.000 Euro im Monat ist üblich. Jeder Tarif umfasst bis zu 5 Nutzer. Das Paket wird ohne jede Garantie geliefert. In einem anderen Fall kann dies helfen. Seit 2006 gibt es Verluste.
Anders als in früheren Versionen ist das Programm schneller. Das hilft Ihnen, den Fehler zu finden. Anders als Wettbewerber es tun, liefern wir. Firmen mit 50 Mitarbeitern müssen das melden. Wir haben im Jahr 2014 geheiratet.
9.2 Nutzer und Gruppen
Im Vergleich zu Vorjahren stieg der Verbrauch um 20 Prozent. Der Kredit über 2 Mio. Euro wurde aufgenommen. Bitte beachten Sie die Hinweise. Die Kosten betragen 120 Euro pro Monat für die Miete des Büros.
`,
    ],
    [
      'French',
      `La ville a été fondée en 1234. L’association « Vieux Moulin » vous invite. L’entreprise a licencié 900 salariés. L’action valait 21 € et le bénéfice 5,2 milliards d’euros.
L’amende est de 500 euros par jour. Un salaire de 3 000 euros par mois est courant. Chaque formule comprend jusqu’à 5 utilisateurs. Livré sans aucune garantie de 2 ans. Depuis 2006, les pertes continuent. Cela aide à trouver la faute.
Contrairement à la version précédente, le programme est plus rapide. Les entreprises de 50 salariés doivent le déclarer.
9.2 Utilisateurs et groupes
Le navire a perdu 300 clients. Il a obtenu son diplôme en 1998.
`,
    ],
    [
      'Spanish',
      `La ciudad fue fundada en 1234 por los romanos. La empresa despidió a 900 empleados. La acción valía 21 € y el beneficio fue de 5,2 mil millones de euros.
La multa es de 500 euros al día. Un sueldo de 3.000 euros al mes es habitual. Cada plan incluye hasta 5 usuarios. Se entrega sin garantía de 2 años. Desde 2006 hay pérdidas. Esto ayuda a encontrar el fallo.
A diferencia de la versión anterior, el programa es más rápido. Las empresas con 50 empleados deben declararlo.
9.2 Usuarios y grupos
El barco perdió 300 clientes. Obtuvo el título en 1998.
`,
    ],
  ])('stays silent on %s sentences that only sound alike', (_language, text) => {
    expect(shown(text)).toEqual([]);
  });

  it('reads each paragraph of a text in several languages by its own rules', () => {
    const both = shown(
      `${GERMAN.split('\n')[2] ?? ''}\n\nTidewater Tools is based in Bergen, Norway and was founded by two sisters in 2011.`,
    );
    expect(both).toContain('Founded: März 2014');
    expect(both).toContain('Location: Bergen, Norway');
  });

  // Whatever is put together of these texts: every value stands in its sentence, and every sentence in the text.
  it('never says what does not stand there', () => {
    const pieces = [GERMAN, FRENCH, SPANISH].flatMap((text) => text.split(/(?<=\.)\s|\n/));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces, ' 29 € ', '\n', ' gegründet ', ' par ', ' 2014 '), { maxLength: 15 }),
        (chosen) => {
          const plain = toPlain(chosen.join(' '));
          for (const fact of findFacts(plain, 'e')) {
            expect(plain).toContain(fact.quote);
            expect(fact.quote).toContain(fact.value);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the language of a text', () => {
  it.each([
    [
      'Italian',
      'Siamo una piccola azienda di Genova e lavoriamo con i porti della costa da molti anni. La nostra squadra è composta da persone che conoscono il mare e sanno come si lavora in un porto.',
    ],
    [
      'Japanese',
      '私たちは小さな港のためのソフトウェアを作っています。二〇一四年に創業し、現在は十八人のチームで働いています。毎年たくさんのお客様に使われています。',
    ],
    [
      'Chinese',
      '我们为小型港口制作软件。公司成立于二零一四年，目前团队有十八人，每年夏天有很多客人使用我们的产品，总部设在青岛。',
    ],
    ['Greek', 'Είμαστε μια μικρή εταιρεία στον Πειραιά και δουλεύουμε με τα λιμάνια της ακτής εδώ και πολλά χρόνια.'],
  ])('is said where no rules are for it: %s', (name, text) => {
    expect(unreadLanguage(text)).toBe(name);
  });

  it('is not guessed where there is little to tell it by', () => {
    expect(unreadLanguage('Quay | €29')).toBeNull();
    expect(unreadLanguage('')).toBeNull();
    expect(unreadLanguage('We are a small company on the coast, and this is what we have to say about it.')).toBeNull();
  });
});

describe('words that a person marks', () => {
  it('are kept as they stand in the text, with the sentence around them', () => {
    const plain = 'Siamo a Genova. Il prezzo è di\n29 € al mese (IVA esclusa). Grazie.';
    expect(quoteOf(plain, ' 29 € al  mese (IVA esclusa) ')).toEqual({
      value: '29 € al mese (IVA esclusa)',
      quote: '29 € al mese (IVA esclusa).',
    });
    expect(quoteOf(plain, 'di 29 €')).toMatchObject({ value: 'di 29 €' });
    expect(quoteOf(plain, '39 €')).toBeNull();
    expect(quoteOf(plain, '  ')).toBeNull();
  });

  it('do not lose a sentence at a date', () => {
    expect(sentencesOf('Am 12. März 2014 begann es. Am 3. Tag regnete es.')).toEqual([
      'Am 12. März 2014 begann es.',
      'Am 3.',
      'Tag regnete es.',
    ]);
  });
});
