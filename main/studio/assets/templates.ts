/** Texts to begin with, one or two a kind. {{names}} are filled from the foundation and a profile; what is missing stays a gap. */
import type { ASSET_TYPES } from './contract.ts';

export interface AssetTemplate {
  readonly key: string;
  readonly type: (typeof ASSET_TYPES)[number];
  readonly name: string;
  readonly description: string;
  readonly title: string;
  readonly text: string;
}

export const assetTemplates: readonly AssetTemplate[] = [
  {
    key: 'email-first',
    type: 'email',
    name: 'First e-mail',
    description: 'One problem, one proof, one question.',
    title: 'First e-mail to {{customer}}',
    text: `Subject: {{phrase}}

Hello [first name],

I am writing because [what you saw of theirs that shows the problem].

Many in your place tell us: “{{phrase}}”. Mostly it begins when {{trigger}}.

{{company}} does one thing about it: {{promise}}.

{{proof}}

Is this a problem for you right now, or not at all? Either answer helps.

[your name]`,
  },
  {
    key: 'email-objection',
    type: 'email',
    name: 'Answer to an objection',
    description: 'For those who hesitate: take it seriously, answer it, leave the choice.',
    title: 'About “{{objection}}”',
    text: `Subject: About “{{objection}}”

Hello [first name],

You said: “{{objection}}”. That is fair, and others have said it before they tried.

What is true about it: [the part that is right].

What we found: {{proof}}

If it would help, {{cta}}. If not, I will not ask again.

[your name]`,
  },
  {
    key: 'social-observation',
    type: 'social',
    name: 'An observation',
    description: 'Short: something seen, what it means, a question.',
    title: 'Post: an observation',
    text: `{{phrase}}

I hear this sentence again and again. Behind it is mostly the same thing: {{problem}}.

What helped: {{solution}}.

What have you tried?`,
  },
  {
    key: 'social-story',
    type: 'social',
    name: 'A small story',
    description: 'Before, the turn, after. Only what really happened.',
    title: 'Post: a small story',
    text: `[A day, a place, a person who may be named.]

Before: {{problem}}.

Then [the one thing that changed].

After: {{proof}}

The part that surprised me: [one honest sentence].`,
  },
  {
    key: 'script-short',
    type: 'script',
    name: 'Video of a minute',
    description: 'Hook, problem, turn, proof, next step, with times.',
    title: 'Script: a minute about {{problem}}',
    text: `0:00 Hook. To the camera: “{{phrase}}”
0:05 Problem. Show it: {{problem}}
0:18 Turn. “There is another way: {{solution}}”
0:32 Proof. On the screen: {{proof}}
0:45 For whom. “This is for you if {{trigger}}. It is not for you if [who should not].”
0:53 Next step. {{cta}}`,
  },
  {
    key: 'blog-answer',
    type: 'blog',
    name: 'The useful answer',
    description: 'Answers one question that customers ask before they buy.',
    title: 'The honest answer to “{{objection}}”',
    text: `# The honest answer to “{{objection}}”

**In short:** [two sentences that answer it].

## Why people ask

{{problem}}. Mostly the question comes up when {{trigger}}.

## What is true

[Where the doubt is right, and for whom.]

## What we do

{{solution}}. What only {{company}} does: {{difference}}.

## How you can tell

{{proof}}

## When something else is better

[An honest case in which the reader should not buy.]

---

{{cta}}`,
  },
  {
    key: 'ad-search',
    type: 'ad',
    name: 'Search ad',
    description: 'Three headlines of 30, two descriptions of 90 characters.',
    title: 'Search ad: {{category}}',
    text: `Headline 1 (30): {{category}}
Headline 2 (30): [the problem, in three words]
Headline 3 (30): {{company}}

Description 1 (90): {{promise}}
Description 2 (90): {{cta}}`,
  },
  {
    key: 'carousel-steps',
    type: 'carousel',
    name: 'Carousel of seven',
    description: 'A claim, five steps, a next step.',
    title: 'Carousel: out of “{{problem}}”',
    text: `1. {{phrase}}
   (Large, nothing else.)
2. Why it happens: [the cause, in twelve words]
3. Step one: [what to do first]
4. Step two: [what to do next]
5. Step three: {{solution}}
6. How it looks when it works: {{proof}}
7. {{cta}}`,
  },
  {
    key: 'landing-one',
    type: 'landing',
    name: 'Landing page',
    description: 'One promise, one reader, one button.',
    title: 'Landing page: {{promise}}',
    text: `# {{promise}}

For {{customer}}: {{solution}}.

[ {{cta}} ]

## You know this

- “{{phrase}}”
- {{problem}}

## What changes

{{becoming}}

## Why {{company}}

- {{difference}}
- {{proof}}

## “{{objection}}”

[The answer in two sentences.]

[ {{cta}} ]`,
  },
  {
    key: 'other-brief',
    type: 'other',
    name: 'Brief for somebody else',
    description: 'What a designer, writer or partner has to know.',
    title: 'Brief',
    text: `# Brief

**We are** {{company}}: {{category}}.
**For** {{customer}} ({{role}}).
**They say** “{{phrase}}”.
**They fear** {{fear}}.
**We promise** {{promise}}.
**Proof** {{proof}}

## What is needed

[What, in what form, by when.]

## How we know that it is good

[One sentence that can be checked.]`,
  },
];
