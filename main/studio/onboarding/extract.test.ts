import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFacts, findFactsInSlices } from './extract.ts';
import { sentencesOf, toPlain, toPlainInSlices } from './plain.ts';

/** A page as a small company might write it. */
export const PAGE = `# About Tidewater Tools

**Tidewater Tools Ltd.** was founded in March 2014 and is based in [Bergen, Norway](https://example.org). Our mission is to
take the paperwork out of small harbours. We are a team of 18 people.

Tidewater helps harbour masters see every berth from one screen. It is built for small harbours with fewer than 300 berths.
Unlike HarbourSoft and Dockly, we work without a network.

| Plan | Price |
| --- | --- |
| Quay | €29 per month |

Every plan comes with a 60-day money-back guarantee. More than 12,000 guests check in every summer.

> “I was worried about the contract at first, but leaving would take one click.” — Harbour office, Stavanger

© 2024 Tidewater Tools Ltd. All rights reserved.
`;

const shown = (text: string): string[] =>
  findFacts(toPlain(text), 'e').map(
    ({ list, field_name, value }) => `${list === 'facts' ? '' : `${list}/`}${field_name}: ${value}`,
  );

describe('facts in evidence', () => {
  it('finds what a company says of itself, with the sentence', () => {
    expect(shown(PAGE)).toEqual([
      'Company name: Tidewater Tools Ltd.',
      'Founded: March 2014',
      'Location: Bergen, Norway',
      'Mission: to take the paperwork out of small harbours',
      'Team size: 18 people',
      'What it does: harbour masters see every berth from one screen',
      'Made for: small harbours with fewer than 300 berths',
      'competitors/Alternative: HarbourSoft',
      'competitors/Alternative: Dockly',
      'Price: €29 per month',
      'Guarantee: 60-day money-back guarantee',
      'Number of customers: More than 12,000 guests',
      'insights/Customer quote: I was worried about the contract at first, but leaving would take one click.',
    ]);
    expect(findFacts(toPlain(PAGE), 'e').find((fact) => fact.field_name === 'Founded')?.quote).toBe(
      'Tidewater Tools Ltd. was founded in March 2014 and is based in Bergen, Norway.',
    );
  });

  // Fault caught: manuals and news, in which the same words mean something else, fill the list with nonsense.
  it('stays silent on sentences that only sound alike', () => {
    expect(
      shown(`These fields are used by the archive software. This allows the user to reconfigure the package.
The absence of a revision is equivalent to a revision of 0. An exception is made for packages of that kind.
It is distributed WITHOUT ANY WARRANTY. If a new disc is used instead of CD-R, do this. The company laid off 900 employees.
The opening stock price was $21; profits were $5.2 billion. An archive comes with ABSOLUTELY NO WARRANTY, to the extent permitted by law.
On 8 July it fired 7,800 employees.[250] The cost of each Platinum membership is US$500,000 per year. Profits were $5 billion on revenues of $14 billion and $24 billion respectively.
It has been loss-making since 2006. The campus has room for 30,000–40,000 employees. Every plan includes up to 5 users.
Although Commander enables you to do almost everything, learn the shell. Please help us improve it. The code page CP850 for older clients.
9.2 Users and groups
VISUAL is allowed as an alternative to EDITOR. The new system was a toolkit designed for devices with low memory.
$ git config --global user.email yourname@example.com
“python -m compile script.py” - Syntax check of a script
Packages distributed under the Apache license need no copy. “Bare Title Here” — Somebody, 2019`),
    ).toEqual([]);
  });

  // Faults caught: code that is read as somebody's words, one company under two names, a fact from the sentence next to it.
  it('reads no code, names a company once, and keeps to the sentence', () => {
    expect(
      shown(`Tidewater Corporation is here.[1] Tidewater Pay Ltd is a part of it. © 2020 Tidewater

\`\`\`
Contact us: real@tidewater.no
\`\`\`

Write to real@tidewater.no.[2] In 2014 it took part in a fair. There are 18–20 employees.`),
    ).toEqual(['Company name: Tidewater Corporation', 'Contact: real@tidewater.no', 'Team size: 18–20 employees']);
  });

  // Fault caught: an invented fact. Whatever the text, every value stands in its sentence and every sentence in the text.
  it('never says what does not stand there', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...PAGE.split(/(?<=\.)\s|\n/),
        ' founded in 1998 ',
        'raised $3 million',
        '€9 / month',
        '\n',
        '. ',
        '“',
        '” — ',
      ),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const plain = toPlain(pieces.join(' '));
        const facts = findFacts(plain, 'e');
        for (const fact of facts) {
          expect(plain).toContain(fact.quote);
          expect(fact.quote).toContain(fact.value);
        }
        expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
        expect(findFacts(plain, 'e')).toEqual(facts);
      }),
    );
  });

  // Fault caught: a long text that holds up everything else, or comes out otherwise in slices.
  it('finds the same in slices, between which others get their turn', async () => {
    const long = Array.from({ length: 800 }, (_, n) => `${PAGE.replaceAll('2014', String(1900 + (n % 100)))}`).join(
      '\n',
    );
    const plain = toPlain(long);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const facts = await findFactsInSlices(plain, 'e');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(facts).toEqual(findFacts(plain, 'e'));
  });

  // Fault caught: one pattern that takes minutes on one line of a hostile or broken file.
  it('is quick on lines made to be slow', () => {
    const slow = [
      'A '.repeat(50_000),
      `“${'a'.repeat(400)}`.repeat(200),
      'founded by A, '.repeat(8_000),
      `$1 ${'1.'.repeat(40_000)}`,
      'We help '.repeat(8_000),
    ];
    for (const line of slow) expect(findFacts(toPlain(line), 'e').length).toBeLessThanOrEqual(200);
  });
});

describe('plain text', () => {
  it('keeps every word of the sentence and none of the marks', () => {
    expect(toPlain('## A *b* `c`\n\nOne [two](http://x) **three**\nfour.\n\n- five_six_\n- 7 \\* 8')).toBe(
      'A b c\nOne two three four.\nfive_six\n7 * 8',
    );
  });
  it('is the same in slices, however long the text', async () => {
    const long = `${PAGE}\n\n`.repeat(700);
    expect(await toPlainInSlices(long)).toBe(toPlain(long));
    expect(await toPlainInSlices('')).toBe('');
    expect(await toPlainInSlices('\n\n\n')).toBe('');
  });
  it('does not end a sentence at an abbreviation', () => {
    expect(sentencesOf('Tidewater Ltd. is here. Dr. Berg works for it, e.g. On Mondays. “So it is.” Yes')).toEqual([
      'Tidewater Ltd. is here.',
      'Dr. Berg works for it, e.g. On Mondays.',
      '“So it is.”',
      'Yes',
    ]);
  });
});
