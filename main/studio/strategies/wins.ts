/** The win of a day without a model: an idea from a list, in the words of the ground. Ideas that were had before come last. */
import { createHash } from 'node:crypto';
import { fillTemplate } from '../lib/template-ground.ts';
import type { TemplateGround } from '../lib/template-ground.ts';

export interface WinIdea {
  readonly topic: string;
  readonly angle: string;
  readonly hook: string;
  readonly outline: readonly string[];
}

const IDEAS: readonly WinIdea[] = [
  {
    topic: 'Their sentence',
    angle: 'Quote what customers say and what is behind it',
    hook: '“{{phrase}}”',
    outline: ['Where you heard it', 'What is mostly behind it: {{problem}}', 'One thing to try today'],
  },
  {
    topic: 'The objection',
    angle: 'Answer it before it is raised',
    hook: '“{{objection}}” is a fair question.',
    outline: ['What is right about it', 'What you found', 'For whom the answer is no'],
  },
  {
    topic: 'The moment',
    angle: 'Describe the day on which people begin to look',
    hook: 'It mostly begins when {{trigger}}.',
    outline: [
      'What happens that day',
      'The first thing most people do, and why it does not help',
      'What helps instead',
    ],
  },
  {
    topic: 'The fear',
    angle: 'Name it and make it smaller',
    hook: 'Nobody says it aloud: {{fear}}.',
    outline: [
      'Why it is reasonable',
      'What would have to happen for it to come true',
      'The smallest step that rules it out',
    ],
  },
  {
    topic: 'The proof',
    angle: 'One true result with its circumstances',
    hook: '{{proof}}',
    outline: ['How it was before', 'What was done', 'What did not work'],
  },
  {
    topic: 'What only you do',
    angle: 'Show it instead of saying it',
    hook: 'Most people in our field leave this out: {{difference}}',
    outline: ['A picture or ten seconds of it', 'Why you bother', 'Who does not need it'],
  },
  {
    topic: 'A decision',
    angle: 'Show how you decided something',
    hook: 'This week we decided against something.',
    outline: ['What it was', 'What spoke for it', 'What tipped it'],
  },
  {
    topic: 'Who it is not for',
    angle: 'Send the wrong people away kindly',
    hook: '{{company}} is not for everyone.',
    outline: ['Who should take something else', 'What they should take', 'Who is right here: {{customer}}'],
  },
  {
    topic: 'Behind it',
    angle: 'Show the work',
    hook: 'This is how it looks before anyone sees it.',
    outline: ['A photo or a screen', 'What is hard about it', 'What you would do differently'],
  },
  {
    topic: 'A question',
    angle: 'Ask something that you really want to know',
    hook: 'An honest question to everyone who is {{role}}:',
    outline: ['The question, in one sentence', 'Why you ask', 'What you will do with the answers'],
  },
  {
    topic: 'A small tool',
    angle: 'Give away something that takes ten minutes',
    hook: 'Take this, it is yours:',
    outline: [
      'A checklist, a sentence, a template',
      'How to use it in ten minutes',
      'What to do when it is not enough: {{cta}}',
    ],
  },
  {
    topic: 'A mistake',
    angle: 'Tell one of your own',
    hook: 'I was wrong about something.',
    outline: ['What you believed', 'What it cost', 'What you do now'],
  },
  {
    topic: 'The change',
    angle: 'Who they become, not what they get',
    hook: '{{becoming}}',
    outline: ['How that looks on an ordinary day', 'The first sign that it begins', 'What stands in the way'],
  },
  {
    topic: 'Thanks',
    angle: 'Thank a customer by name, with their leave',
    hook: 'Somebody taught me something this week.',
    outline: ['Who (ask first)', 'What you learned', 'What you changed because of it'],
  },
];

export interface Win extends WinIdea {
  readonly platform: string | null;
}

/** `before`: first lines that were proposed already. An idea whose words are all there comes before one with gaps. */
export function winFor(day: string, workspaceId: string, ground: TemplateGround, before: readonly string[]): Win {
  const had = new Map<string, number>();
  for (const hook of before) had.set(hook, (had.get(hook) ?? 0) + 1);
  const ranked = IDEAS.map((idea) => {
    const hook = fillTemplate(idea.hook, ground);
    const outline = idea.outline.map((line) => fillTemplate(line, ground));
    return {
      idea: { ...idea, hook: hook.text, outline: outline.map(({ text }) => text) },
      had: had.get(hook.text) ?? 0,
      gaps: hook.gaps.length * 2 + outline.reduce((sum, { gaps }) => sum + gaps.length, 0),
      // An order of its own for each day and workspace, the same wherever it is worked out.
      turn: createHash('sha256').update(`${workspaceId}/${day}/${idea.topic}`).digest('hex'),
    };
  }).toSorted((a, b) => a.had - b.had || Math.min(a.gaps, 1) - Math.min(b.gaps, 1) || (a.turn < b.turn ? -1 : 1));
  const [first] = ranked;
  if (!first) throw new Error('There are no ideas.');
  return { ...first.idea, platform: ground.icp?.hangouts[0] ?? null };
}
