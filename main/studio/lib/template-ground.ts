/**
 * What templates may say: only what a creator wrote down. Where something is missing, a template leaves a gap in square
 * brackets that names what belongs there; it never makes it up.
 */

export interface TemplateGround {
  readonly company: string | null;
  /** The market category, "a help desk for small shops". */
  readonly category: string | null;
  readonly promise: string | null;
  readonly differentiators: readonly string[];
  readonly soundbites: readonly { readonly category: string; readonly content: string }[];
  readonly icp: {
    readonly id: string;
    readonly name: string;
    readonly role: string;
    readonly becoming: string;
    readonly fears: readonly string[];
    readonly objections: readonly string[];
    readonly phrases: readonly string[];
    readonly triggers: readonly string[];
    readonly hangouts: readonly string[];
    readonly values: readonly string[];
  } | null;
}

export const NO_GROUND: TemplateGround = {
  company: null,
  category: null,
  promise: null,
  differentiators: [],
  soundbites: [],
  icp: null,
};

const bite = (ground: TemplateGround, category: string): string =>
  ground.soundbites.find((each) => each.category === category)?.content ?? '';

/** Names that stand as {{name}} in a template, what fills them, and what a gap asks for. */
const VALUES: Readonly<Record<string, { readonly value: (ground: TemplateGround) => string; readonly gap: string }>> = {
  company: { value: (g) => g.company ?? '', gap: 'your company' },
  category: { value: (g) => g.category ?? '', gap: 'what you offer' },
  promise: { value: (g) => g.promise ?? bite(g, 'Outcome'), gap: 'your promise in one sentence' },
  difference: { value: (g) => g.differentiators[0] ?? '', gap: 'what only you do' },
  customer: { value: (g) => g.icp?.name ?? '', gap: 'the customer you mean' },
  role: { value: (g) => g.icp?.role ?? '', gap: 'their role' },
  becoming: { value: (g) => g.icp?.becoming ?? '', gap: 'what they want to become' },
  fear: { value: (g) => g.icp?.fears[0] ?? '', gap: 'what they fear' },
  objection: { value: (g) => g.icp?.objections[0] ?? bite(g, 'Objection'), gap: 'their first objection' },
  phrase: { value: (g) => g.icp?.phrases[0] ?? '', gap: 'a phrase that they use' },
  trigger: { value: (g) => g.icp?.triggers[0] ?? '', gap: 'what makes them look for it' },
  hangout: { value: (g) => g.icp?.hangouts[0] ?? '', gap: 'the place where they meet' },
  problem: { value: (g) => bite(g, 'Problem') || (g.icp?.fears[0] ?? ''), gap: 'the problem in their words' },
  solution: { value: (g) => bite(g, 'Solution') || (g.promise ?? ''), gap: 'how you solve it' },
  proof: { value: (g) => bite(g, 'Proof'), gap: 'a proof: a number, a name, a quote' },
  cta: { value: (g) => bite(g, 'CTA'), gap: 'the one thing to do next' },
};

export interface FilledTemplate {
  readonly text: string;
  /** What is still to be said, each once. */
  readonly gaps: readonly string[];
}

/** Gaps stay as `[what belongs there]`. A value ends without its full stop where the template goes on. */
export function fillTemplate(template: string, ground: TemplateGround): FilledTemplate {
  const gaps = new Set<string>();
  const text = template.replaceAll(/\{\{([a-z]+)\}\}(.?)/g, (whole, name: string, after: string) => {
    const known = VALUES[name];
    if (!known) return whole;
    const value = known.value(ground).trim();
    if (value !== '') return `${after === '' ? value : value.replace(/[.\s]+$/, '')}${after}`;
    gaps.add(known.gap);
    return `[${known.gap}]${after}`;
  });
  return { text, gaps: [...gaps] };
}
