/** Onboarding: 24 steps from a pile of evidence to a foundation, left and taken up anywhere. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';
import { contradiction, FACT_CATEGORIES } from '../foundations/contract.ts';
import { chatModel } from '../model/contract.ts';

export interface OnboardingStep {
  readonly number: number;
  readonly key: string;
  readonly title: string;
  readonly optional: boolean;
  /** What it is for, in a sentence. */
  readonly why: string;
}
const step = (number: number, key: string, title: string, why: string, optional = false): OnboardingStep => ({
  number,
  key,
  title,
  optional,
  why,
});

export const STEPS: readonly OnboardingStep[] = [
  step(
    1,
    'evidence',
    'Evidence vault',
    'Files and pages that already say who you are. Everything else is looked for in them.',
  ),
  step(
    2,
    'extraction',
    'Extraction',
    'Facts found in your evidence, each with the sentence it stands in. You take them one by one.',
  ),
  step(3, 'issues', 'Review issues', 'Where your evidence contradicts itself, is unsure, or says nothing.'),
  step(4, 'facts', 'Facts', 'The truth sheet: what an agent may say as true.'),
  step(5, 'offer', 'Offer', 'What you sell, for how much, and what a buyer can rely on.'),
  step(6, 'research', 'Research brief', 'What you know of your customers and your market, in their words.', true),
  step(7, 'alternatives', 'Alternatives', 'What people use instead of you, doing nothing among it.', true),
  step(8, 'comparison', 'Comparison', 'You and the alternatives side by side, and on a map.', true),
  step(9, 'category', 'Market category', 'The shelf that people find you on.'),
  step(10, 'differentiators', 'Differentiators', 'What you have that the others on the shelf have not.'),
  step(11, 'capabilities', 'Capability matrix', 'What you can do, and who else can.'),
  step(
    12,
    'statements',
    'Positioning statements',
    'The sentence that all others are checked against, and its short forms.',
  ),
  step(13, 'focus', 'Strategic focus', 'What you go for now, and what waits.'),
  step(14, 'icps', 'Ideal customers', 'Whom you want most, so that texts can speak to one person.'),
  step(15, 'buying', 'Buying process', 'The way from first hearing of you to buying, and who asks what on it.', true),
  step(16, 'rules', 'Messaging rules', 'How you speak, and what is never said.'),
  step(17, 'soundbites', 'Soundbites', 'Sentences that were weighed once and can be used again.'),
  step(18, 'messages', 'Message hierarchy', 'What is said first, what second, and what only to those who ask.'),
  step(19, 'assets', 'Brand assets', 'Where the logo, the colours and the pictures are.', true),
  step(20, 'channels', 'Channel strategy', 'Where you speak, what for, and how often.'),
  step(21, 'sizing', 'Market sizing', 'How large the market is, and which part of it you can reach.', true),
  step(22, 'validation', 'Validation tasks', 'What you believe and have not yet checked.', true),
  step(23, 'synthesis', 'Synthesis', 'The summary that agents are given, made from all of this.'),
  step(24, 'export', 'Export', 'One file with everything, for another device or a colleague.'),
];

export const EVIDENCE_STATES = ['pending', 'processing', 'complete', 'error'] as const;
/** Bytes. */
export const LARGEST_EVIDENCE = 50 * 1024 * 1024;

export const evidence = z.object({
  id: z.string(),
  type: z.enum(['url', 'file']),
  name: z.string(),
  status: z.enum(EVIDENCE_STATES),
  url: z.string().nullable(),
  fileType: z.string().nullable(),
  /** Bytes. */
  size: z.int(),
  tags: z.array(z.string()),
  /** What went wrong, in words; null where all went well. */
  message: z.string().nullable(),
  /** Its text is on this device; the text itself does not travel. */
  here: z.boolean(),
  /** Facts found in it. */
  found: z.int(),
  /** What language it looks like, where no rules find facts in it; null where they do, or where that cannot be told. */
  unread_language: z.string().nullable(),
});
export type Evidence = z.infer<typeof evidence>;

export const DECISIONS = ['proposed', 'accepted', 'edited', 'refused'] as const;
export const candidate = z.object({
  id: z.string(),
  evidence_id: z.string(),
  /** The list of the foundation that it goes into. */
  list: z.enum(['facts', 'competitors', 'insights']),
  category: z.string(),
  field_name: z.string(),
  /** Word for word from the sentence. */
  value: z.string(),
  confidence: z.enum(['high', 'medium', 'low']),
  /** The sentence it stands in, word for word. */
  quote: z.string(),
  /** The evidence's name. */
  source: z.string(),
  state: z.enum(DECISIONS),
  /** What it became in the foundation. */
  item_id: z.string().nullable(),
  /** The model that proposed it; null where a rule found it. */
  proposed_by: z.string().nullable(),
});
export type Candidate = z.infer<typeof candidate>;

export const session = z.object({
  workspace_id: z.string(),
  status: z.enum(['in_progress', 'completed', 'abandoned']),
  current_step: z.int(),
  completed_steps: z.array(z.int()),
  skipped_steps: z.array(z.int()),
  evidence: z.array(evidence),
  candidates: z.array(candidate),
  /** Steps that have to be done and are not. */
  open_steps: z.array(z.int()),
  updated_at: z.string(),
});
export type Session = z.infer<typeof session>;

/** Something in the evidence or the facts that a person has to look at. */
export const issue = z.discriminatedUnion('kind', [
  /** Two sources say different things of what has one answer. */
  contradiction.extend({ kind: z.literal('conflict') }),
  /** Taken as a fact, found with low confidence, and not verified. */
  z.object({
    kind: z.literal('unsure'),
    key: z.string(),
    fact_id: z.string(),
    field_name: z.string(),
    value: z.string(),
    source: z.string(),
    quote: z.string(),
  }),
  /** Not found anywhere: asked for. */
  z.object({
    kind: z.literal('missing'),
    key: z.string(),
    field_name: z.string(),
    category: z.string(),
    question: z.string(),
    why: z.string(),
  }),
]);
export type Issue = z.infer<typeof issue>;

/** What asking the model for more would send, and where to. Nothing has been sent yet. */
export const proposalPlan = z.object({
  /** Null: none is named. */
  model: chatModel.nullable(),
  texts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      characters: z.int(),
      /** Of them, from the beginning on; the rest is too much for one time. */
      sent: z.int(),
      /** Questions that it takes. */
      questions: z.int(),
    }),
  ),
  /** Characters over all texts. */
  most: z.int(),
});
export type ProposalPlan = z.infer<typeof proposalPlan>;

export const proposalReport = z.object({
  /** New proposals, waiting to be decided. */
  fresh: z.int(),
  /** Proposed before, or found by the rules. */
  known: z.int(),
  /** Thrown away, in sentences that say why. */
  thrownAway: z.array(z.string()),
  questions: z.int(),
});
export type ProposalReport = z.infer<typeof proposalReport>;

const workspace = z.object({ workspaceId: z.string() });
const one = workspace.extend({ id: z.string() });
const READS = ['onboarding_sessions', 'foundations', 'evidence_texts'];

export const onboardingContract = defineContract({
  'onboarding.get': query({ input: workspace, output: session, reads: READS }),
  'onboarding.issues': query({ input: workspace, output: z.array(issue), reads: READS }),
  'onboarding.goTo': mutation({ input: workspace.extend({ step: z.int().min(1).max(24) }), output: session }),
  /** Marks a step and goes on to the next. Only an optional one can be skipped. */
  'onboarding.markStep': mutation({
    input: workspace.extend({ step: z.int().min(1).max(24), as: z.enum(['done', 'skipped', 'open']) }),
    output: session,
  }),
  /** Says what is still open where something is. */
  'onboarding.finish': mutation({ input: workspace, output: session }),
  /** Files and folders' files; read one after the other in the background. */
  'onboarding.addFiles': mutation({
    input: workspace.extend({ paths: z.array(z.string()).min(1).max(500) }),
    output: session,
  }),
  'onboarding.addUrls': mutation({
    input: workspace.extend({ urls: z.array(z.string()).min(1).max(100) }),
    output: session,
  }),
  'onboarding.addText': mutation({
    input: workspace.extend({
      name: z.string().trim().min(1, 'The text needs a name.').max(200),
      text: z.string().min(1, 'There is no text yet.').max(10_000_000),
    }),
    output: session,
  }),
  'onboarding.tagEvidence': mutation({
    input: one.extend({ tags: z.array(z.string().trim().min(1).max(50)).max(20) }),
    output: session,
  }),
  'onboarding.removeEvidence': mutation({ input: one, output: session }),
  /** Reads its source again, where this device knows it. */
  'onboarding.readAgain': mutation({ input: one, output: session }),
  'onboarding.evidenceText': query({
    input: one,
    output: z.object({ name: z.string(), text: z.string(), warnings: z.array(z.string()) }),
    reads: ['evidence_texts'],
  }),
  /** Looks for facts in every text that is here. What was decided stays decided. */
  'onboarding.extract': mutation({
    input: workspace,
    output: z.object({ session, found: z.int(), fresh: z.int() }),
  }),
  /** What would be sent of these texts, of all that are here where none is chosen. */
  'onboarding.proposalPlan': query({
    input: workspace.extend({ evidenceIds: z.array(z.string()).max(500).optional() }),
    output: proposalPlan,
    reads: [...READS, 'settings'],
  }),
  /**
   * Sends these texts to the model and keeps what it proposes and can prove; goes on until it is cancelled, and keeps
   * what was proposed by then. `host` is the one that the person was told.
   */
  'onboarding.propose': mutation({
    input: workspace.extend({ evidenceIds: z.array(z.string()).min(1).max(500), host: z.string() }),
    output: proposalReport,
  }),
  /**
   * `accept` puts it into the foundation, with `value` where a person changed it; `refuse` keeps it out; `reopen` takes
   * either back.
   */
  'onboarding.decide': mutation({
    input: one.extend({ decision: z.enum(['accept', 'refuse', 'reopen']), value: z.string().max(4000).optional() }),
    output: session,
  }),
  /** A fact that a person sees in a text: its words have to stand there, and the sentence around them is kept with it. */
  'onboarding.markFact': mutation({
    input: one.extend({
      field_name: z.string().trim().min(1, 'A fact needs a name, such as “Founded”.').max(200),
      category: z.enum(FACT_CATEGORIES),
      value: z.string().trim().min(1, 'A fact needs what it says, in the words of the text.').max(4000),
    }),
    output: session,
  }),
  /**
   * Decides a contradiction: `keep` is the id of the fact or of the found fact that is right; null: all of them are, each of
   * something else. What was decided against is kept with what was chosen, and a found fact can be decided again.
   */
  'onboarding.settle': mutation({
    input: workspace.extend({ key: z.string(), keep: z.string().nullable() }),
    output: session,
  }),
});
