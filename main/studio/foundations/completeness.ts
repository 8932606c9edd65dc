/** What a foundation still lacks, and what its lack costs. Pure. */
import type { Completeness } from './contract.ts';
import type { Ground } from './rows.ts';

interface Check {
  readonly key: string;
  readonly section: string;
  readonly title: string;
  readonly why: string;
  readonly met: (ground: Ground) => boolean;
}

const said = (text: string | null | undefined): boolean => (text ?? '').trim() !== '';
const some = (list: readonly unknown[], least = 1): boolean => list.length >= least;

const CHECKS: readonly Check[] = [
  {
    key: 'company',
    section: 'overview',
    title: 'Name and industry of the company',
    why: 'Every text begins with who is speaking. Without it an agent speaks for nobody.',
    met: (g) => said(g.company_name) && said(g.industry),
  },
  {
    key: 'facts',
    section: 'facts',
    title: 'At least five facts',
    why: 'An agent that has no facts fills the gap with guesses, and a guess about your product is a promise.',
    met: (g) => some(g.truth_sheet.entries, 5),
  },
  {
    key: 'verified',
    section: 'facts',
    title: 'Half of the facts verified',
    why: 'What nobody checked is told with the same voice as what is true. Verified facts are told as such.',
    met: (g) =>
      some(g.truth_sheet.entries) &&
      g.truth_sheet.entries.filter((entry) => entry.verified).length * 2 >= g.truth_sheet.entries.length,
  },
  {
    key: 'offer',
    section: 'facts',
    title: 'What is sold, and for how much',
    why: 'People ask for the price first. Without it every answer about buying ends in “it depends”.',
    met: (g) =>
      g.truth_sheet.entries.some((entry) => entry.category === 'product' && /price|offer/i.test(entry.field_name)),
  },
  {
    key: 'insights',
    section: 'research',
    title: 'A pain, a desire and an objection in customers’ words',
    why: 'Texts that use the customer’s own words are understood at once; yours have to be translated.',
    met: (g) => new Set(g.market_research.customer_insights.map((insight) => insight.type)).size === 3,
  },
  {
    key: 'competitors',
    section: 'competitors',
    title: 'Three alternatives, doing nothing among them',
    why: 'Customers compare whether you do or not, and most often with leaving things as they are.',
    met: (g) => some(g.competitors, 3) && g.competitors.some((one) => one.type === 'status-quo'),
  },
  {
    key: 'map',
    section: 'competitors',
    title: 'You and two others on the map',
    why: 'Where you stand next to the others shows which difference is worth saying.',
    met: (g) =>
      g.positioning.map.x !== null &&
      g.positioning.map.y !== null &&
      g.competitors.filter((one) => one.mapX !== null && one.mapY !== null).length >= 2,
  },
  {
    key: 'category',
    section: 'positioning',
    title: 'The market category',
    why: 'It tells people which shelf you stand on, before they read what you do.',
    met: (g) => said(g.positioning.category),
  },
  {
    key: 'statement',
    section: 'positioning',
    title: 'The positioning statement',
    why: 'All other sentences are checked against this one.',
    met: (g) => said(g.positioning.positioning_statement),
  },
  {
    key: 'different',
    section: 'positioning',
    title: 'What makes you different',
    why: 'Without a difference the cheapest offer wins.',
    met: (g) => some(g.positioning.differentiators) || some(g.positioning.usps),
  },
  {
    key: 'capabilities',
    section: 'capabilities',
    title: 'Three rated capabilities',
    why: 'An agent has to know which ability to lead with and which ones everybody has.',
    met: (g) =>
      some(
        g.positioning.capabilities.filter((one) => said(one.name)),
        3,
      ),
  },
  {
    key: 'voice',
    section: 'voice',
    title: 'The brand voice, with an example',
    why: 'An adjective is read differently by everyone; an example is not.',
    met: (g) => said(g.brand_voice) && some(g.soundbite_library.voice_examples),
  },
  {
    key: 'rules',
    section: 'rules',
    title: 'A rule of what to do and one of what not to',
    why: 'Rules stop a text before it is sent. Without them the first wrong claim is found by a customer.',
    met: (g) =>
      g.messaging_guardrails.some((rule) => rule.type === 'do') &&
      g.messaging_guardrails.some((rule) => rule.type === 'dont'),
  },
  {
    key: 'soundbites',
    section: 'soundbites',
    title: 'Three approved soundbites',
    why: 'Sentences that were weighed once are better than new ones every time.',
    met: (g) =>
      some(
        g.soundbite_library.items.filter((item) => item.approved),
        3,
      ),
  },
  {
    key: 'messages',
    section: 'messages',
    title: 'A headline with something below it',
    why: 'Whoever reads one line only has to read the right one.',
    met: (g) =>
      g.message_hierarchy.items.some((item) => item.level === 1) &&
      g.message_hierarchy.items.some((item) => item.level > 1),
  },
  {
    key: 'focus',
    section: 'positioning',
    title: 'What the business goes for now',
    why: 'It decides between two good ideas, which is what agents are asked most.',
    met: (g) => said(g.positioning.focus),
  },
];

export function completenessOf(ground: Ground): Completeness {
  const items = CHECKS.map(({ met, ...check }) => ({ ...check, done: met(ground) }));
  return { score: items.filter(({ done }) => done).length / items.length, items };
}
