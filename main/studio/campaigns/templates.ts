/** Plans that work without a model: the phases a campaign of an objective usually has, the days of a move of a category. */
import { fillTemplate } from '../lib/template-ground.ts';
import type { TemplateGround } from '../lib/template-ground.ts';
import type { MOVE_CATEGORIES, OBJECTIVES } from './contract.ts';

type Objective = (typeof OBJECTIVES)[number];
type Category = (typeof MOVE_CATEGORIES)[number];

export interface PhasePlan {
  readonly name: string;
  readonly weeks: number;
  readonly criteria: readonly string[];
}
export interface CampaignPlan {
  readonly name: string;
  readonly description: string;
  readonly goal: string;
  readonly intensity: 'sprint' | 'marathon';
  readonly phases: readonly PhasePlan[];
}

const phase = (name: string, weeks: number, ...criteria: string[]): PhasePlan => ({ name, weeks, criteria });

export const CAMPAIGN_PLANS: Readonly<Record<Objective, CampaignPlan>> = {
  market_entry: {
    name: 'Market entry',
    description: 'Learn, win the first few by hand, then open up.',
    goal: 'Win the first customers of the kind “{{customer}}” and learn why they bought.',
    intensity: 'marathon',
    phases: [
      phase(
        'Listen',
        2,
        'Ten conversations with {{customer}}, written down',
        'The problem in their words: one sentence',
      ),
      phase('First customers', 4, 'Three who pay', 'For each: what made them buy'),
      phase('Proof', 3, 'Two stories that may be told', 'An answer to “{{objection}}”'),
      phase('Open up', 3, 'One channel that brings customers without asking each by name'),
    ],
  },
  revenue_scaling: {
    name: 'Revenue scaling',
    description: 'More from what already works: price, reach, repeat.',
    goal: 'Grow revenue from what already sells, measured before and after.',
    intensity: 'marathon',
    phases: [
      phase(
        'Measure',
        1,
        'Revenue by customer, channel and offer for the last months',
        'The number to move, with its value today',
      ),
      phase('Sharpen the offer', 3, 'One offer changed, with the old one kept for comparison'),
      phase('Widen the channel', 5, 'The channel that works, doubled', 'Cost of a customer known'),
      phase('Keep', 3, 'A reason to come back, in place', 'Repeat purchases counted'),
    ],
  },
  brand_pivot: {
    name: 'Brand pivot',
    description: 'Change what you stand for without losing those who trust you.',
    goal: 'Be known for {{promise}}.',
    intensity: 'marathon',
    phases: [
      phase('Decide', 2, 'What ends, what stays, what begins: on one page'),
      phase('Tell those who know you', 2, 'Every customer heard it from you first'),
      phase('Change everything visible', 3, 'Site, profiles and templates say the same'),
      phase('Repeat', 5, 'Asked at random, customers say it in your words'),
    ],
  },
  product_launch: {
    name: 'Product launch',
    description: 'Build up, open, follow through.',
    goal: 'Launch {{category}} to {{customer}} with a number that decides each week.',
    intensity: 'sprint',
    phases: [
      phase('Warm up', 2, 'A waiting list with names', 'Five people who tried it'),
      phase('Launch week', 1, 'The offer is open and everyone on the list knows'),
      phase('Follow through', 2, 'Every question answered in public', 'The launch number, and what it means'),
    ],
  },
  awareness: {
    name: 'Awareness',
    description: 'Be seen again and again by the same people.',
    goal: 'Be known to {{customer}} before they need it.',
    intensity: 'marathon',
    phases: [
      phase('Choose the place', 1, 'One place where they meet: {{hangout}}'),
      phase('Show up', 8, 'Two useful things a week there', 'Names of those who answer'),
      phase('Be asked', 3, 'Invited or quoted by somebody else'),
    ],
  },
  lead_gen: {
    name: 'Lead generation',
    description: 'Give something worth a name, then talk.',
    goal: 'Conversations with people who have the problem now.',
    intensity: 'sprint',
    phases: [
      phase('Bait worth having', 1, 'One thing that solves a small part of “{{problem}}”'),
      phase('Bring it to them', 3, 'It stands where they look: {{hangout}}', 'Names, with where they came from'),
      phase('Talk', 2, 'Every name heard from a person within two days', 'How many became customers'),
    ],
  },
  retention: {
    name: 'Retention',
    description: 'Those who are there stay, and say so.',
    goal: 'Fewer customers leave, and those who stay tell others.',
    intensity: 'marathon',
    phases: [
      phase('Ask those who left', 2, 'Five reasons in their own words'),
      phase('Mend the first weeks', 4, 'A new customer reaches the first success within days'),
      phase('Stay in touch', 4, 'Something useful each month, not a newsletter'),
      phase('Ask for a word', 2, 'Stories and recommendations, asked for and given'),
    ],
  },
};

export function campaignPlan(objective: Objective, ground: TemplateGround): CampaignPlan {
  const plan = CAMPAIGN_PLANS[objective];
  const fill = (text: string): string => fillTemplate(text, ground).text;
  return {
    ...plan,
    goal: fill(plan.goal),
    phases: plan.phases.map((each) => ({ ...each, criteria: each.criteria.map(fill) })),
  };
}

// ---- moves

export interface DayPlan {
  readonly phase: string;
  readonly pillarTask: string;
  readonly clusterActions: readonly string[];
  readonly networkAction: string;
  readonly tasks: readonly { readonly title: string; readonly channel: string }[];
}
export interface MovePlan {
  readonly name: string;
  readonly description: string;
  readonly goal: string;
  readonly channels: readonly string[];
  readonly days: readonly DayPlan[];
}

const day = (
  phaseName: string,
  pillarTask: string,
  tasks: readonly (readonly [string, string])[],
  clusterActions: readonly string[] = [],
  networkAction = '',
): DayPlan => ({
  phase: phaseName,
  pillarTask,
  tasks: tasks.map(([title, channel]) => ({ title, channel })),
  clusterActions,
  networkAction,
});

export const MOVE_PLANS: Readonly<Record<Category, MovePlan>> = {
  ignite: {
    name: 'Ignite',
    description: 'Make people look: one idea, said loudly for a week.',
    goal: '{{customer}} notices {{company}} for one idea: {{promise}}.',
    channels: ['Social', 'E-mail'],
    days: [
      day('Prepare', 'Write the one idea in a sentence', [
        ['Write down what {{customer}} says about it: “{{phrase}}”', ''],
        ['Choose the one idea and the one place: {{hangout}}', ''],
      ]),
      day('Prepare', 'Make the main piece', [
        ['Draft the main piece', 'Blog'],
        ['Have one person of that kind read it', ''],
      ]),
      day(
        'Launch',
        'Publish the main piece',
        [
          ['Publish it', 'Blog'],
          ['Post the idea, not the link', 'Social'],
          ['Write to those who asked before', 'E-mail'],
        ],
        ['Answer every comment within the hour'],
        'Send it to one person whose word counts there',
      ),
      day(
        'Launch',
        'Say it from another side',
        [['Tell the story behind it', 'Social']],
        ['Thank those who passed it on'],
      ),
      day(
        'Launch',
        'Answer the objection',
        [['Answer “{{objection}}” in public', 'Social']],
        [],
        'Ask a customer to say it in their words',
      ),
      day(
        'Follow through',
        'Collect',
        [['List who reacted and what they said', '']],
        ['Write to three of them in person'],
      ),
      day('Follow through', 'Look at the number', [
        ['Compare with the number from before', ''],
        ['Write down what to repeat and what to stop', ''],
      ]),
    ],
  },
  capture: {
    name: 'Capture',
    description: 'Turn attention into names and conversations.',
    goal: 'Conversations with people for whom “{{trigger}}” is true now.',
    channels: ['Landing page', 'E-mail'],
    days: [
      day('Build', 'Choose what is worth a name', [['Pick one small part of “{{problem}}” to solve for free', '']]),
      day('Build', 'Make it', [
        ['Make the checklist, template or tool', ''],
        ['Let one stranger use it', ''],
      ]),
      day('Build', 'Put up the page', [
        ['Write the page: problem, promise, one field', 'Landing page'],
        ['Write the first answer they get', 'E-mail'],
      ]),
      day(
        'Bring',
        'Put it where they look',
        [['Offer it at {{hangout}}', 'Social']],
        ['Put it in your signature'],
        'Ask one partner to pass it on',
      ),
      day(
        'Bring',
        'Speak to those who came',
        [['Write to each name by hand', 'E-mail']],
        ['Note what they say they are trying to do'],
      ),
      day('Bring', 'Offer the next step', [['Offer {{cta}}', 'E-mail']]),
      day('Learn', 'Look at the number', [
        ['Names, conversations, customers: write them down', ''],
        ['Change the one thing that lost most', ''],
      ]),
    ],
  },
  authority: {
    name: 'Authority',
    description: 'Earn trust: show what you know and who says so.',
    goal: '{{customer}} believes that {{company}} knows how to solve “{{problem}}”.',
    channels: ['Blog', 'Talks'],
    days: [
      day('Gather', 'Collect the proof', [
        ['List every proof that there is: {{proof}}', ''],
        ['Ask two customers whether they may be named', 'E-mail'],
      ]),
      day('Gather', 'Find the question', [['Write down the five questions you are asked most', '']]),
      day(
        'Publish',
        'Answer one for good',
        [['Write the longest, most useful answer to one of them', 'Blog']],
        ['Show where you are not sure'],
      ),
      day(
        'Publish',
        'Show the work',
        [['Show a real case from beginning to end', 'Blog']],
        [],
        'Have an expert read it before it goes out',
      ),
      day('Publish', 'Break it into pieces', [['Three short pieces from it', 'Social']]),
      day(
        'Spread',
        'Lend it to others',
        [['Offer the case to one newsletter or podcast', 'E-mail']],
        ['Answer three public questions without selling'],
        'Write to one person who teaches this',
      ),
      day('Spread', 'Make it findable', [
        ['Link it from where people decide', 'Landing page'],
        ['Look who came and from where', ''],
      ]),
    ],
  },
  repair: {
    name: 'Repair',
    description: 'Something went wrong, or people left: mend it in the open.',
    goal: 'Those who lost trust know what happened, what changed, and are asked back.',
    channels: ['E-mail', 'Phone'],
    days: [
      day('Understand', 'Hear it from those it happened to', [
        ['Speak to three of them; write down their words', 'Phone'],
      ]),
      day('Understand', 'Say what happened', [['Write what happened, without excuses, on half a page', '']]),
      day('Mend', 'Change the cause', [['Do the one thing that prevents it, and name the day it is done', '']]),
      day(
        'Tell',
        'Tell those concerned first',
        [['Write to each: what happened, what changed, what they get', 'E-mail']],
        ['Answer every reply yourself'],
        'Call the two who were hurt most',
      ),
      day('Tell', 'Tell everyone else', [['Publish it where it was talked about', 'Blog']]),
      day('Ask back', 'Ask them back', [['Offer those who left a way back', 'E-mail']]),
      day('Ask back', 'Check', [
        ['Ask three whether it is mended', 'Phone'],
        ['Write down what to watch from now on', ''],
      ]),
    ],
  },
  rally: {
    name: 'Rally',
    description: 'Let those who like you do something together.',
    goal: 'Existing customers take part, and bring one more.',
    channels: ['Community', 'E-mail'],
    days: [
      day('Call', 'Choose what they can do', [['Choose one thing that takes ten minutes and is worth showing', '']]),
      day(
        'Call',
        'Ask the core',
        [['Ask the five who like you most, by name', 'E-mail']],
        [],
        'Let one of them lead it',
      ),
      day('Do', 'Begin', [['Open it, with the five already there', 'Community']], ['Welcome every one by name']),
      day('Do', 'Show what they made', [['Show three of their results', 'Social']]),
      day(
        'Do',
        'Let them bring one',
        [['Ask each to bring one person like them', 'Community']],
        ['Thank those who did in public'],
      ),
      day(
        'Close',
        'Celebrate',
        [['Show everything that came of it', 'Community']],
        [],
        'Give the most helpful one a stage',
      ),
      day('Close', 'Keep it going', [
        ['Set the next date', 'Community'],
        ['Write down who to ask next time', ''],
      ]),
    ],
  },
};

export function movePlan(category: Category, ground: TemplateGround): MovePlan {
  const plan = MOVE_PLANS[category];
  const fill = (text: string): string => fillTemplate(text, ground).text;
  return {
    ...plan,
    goal: fill(plan.goal),
    days: plan.days.map((each) => ({
      ...each,
      clusterActions: each.clusterActions.map(fill),
      networkAction: fill(each.networkAction),
      tasks: each.tasks.map(({ title, channel }) => ({ title: fill(title), channel })),
    })),
  };
}
