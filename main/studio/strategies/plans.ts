/**
 * Strategies without a model: for each focus a calm, a middle and a bold way. Upsides and downsides are told in words; a
 * figure would be invented.
 */
import { fillTemplate } from '../lib/template-ground.ts';
import type { TemplateGround } from '../lib/template-ground.ts';
import type { FOCUS_AREAS } from './contract.ts';

export type Focus = (typeof FOCUS_AREAS)[number];
type Boldness = 'calm' | 'middle' | 'bold';

interface Way {
  readonly name: string;
  readonly phases: readonly { readonly name: string; readonly days: number; readonly actions: readonly string[] }[];
  readonly upside: string;
  readonly downside: string;
  readonly time: string;
}

const p = (name: string, days: number, ...actions: string[]) => ({ name, days, actions });

const WAYS: Readonly<Record<Focus, Readonly<Record<Boldness, Way>>>> = {
  acquisition: {
    calm: {
      name: 'Ask those who know you',
      phases: [
        p('List', 1, 'List ten customers who are happy', 'Write one sentence that they could pass on: {{promise}}'),
        p('Ask', 4, 'Ask two a day for one introduction to {{customer}}', 'Thank each, whatever comes of it'),
        p('Talk', 5, 'Speak to each introduced person within a day', 'Write down what made them listen'),
      ],
      upside: 'Conversations that begin with trust; it costs time, not money.',
      downside: 'It ends where your circle ends.',
      time: '2 weeks',
    },
    middle: {
      name: 'Solve a small part for free',
      phases: [
        p(
          'Build',
          4,
          'Choose a small part of “{{problem}}” that can be solved in ten minutes',
          'Make the tool or checklist',
        ),
        p('Place', 5, 'Put it where they look: {{hangout}}', 'Write to everyone who uses it'),
        p('Offer', 5, 'Offer the whole: {{cta}}', 'Count who goes on'),
      ],
      upside: 'A steady stream of people who have the problem now.',
      downside: 'Some weeks of work before the first name comes.',
      time: '4 weeks',
    },
    bold: {
      name: 'Offer it with all the risk on you',
      phases: [
        p(
          'Terms',
          2,
          'Write an offer in which the customer pays only when it worked',
          'Let somebody who knows the law read it',
        ),
        p('Open', 5, 'Offer it to twenty of {{customer}} by name', 'Say in public that you do it'),
        p('Deliver', 14, 'Do everything to make the first five succeed', 'Write each story down'),
      ],
      upside: 'The strongest answer there is to “{{objection}}”.',
      downside: 'Unpaid work if it does not do what you say. Set how many you take before you begin.',
      time: '6 weeks',
    },
  },
  retention: {
    calm: {
      name: 'Call before they leave',
      phases: [
        p('See', 2, 'Write down what customers do in the weeks before they leave', 'List those who do it now'),
        p('Call', 5, 'Call each and ask what they are trying to do', 'Mend one thing a day'),
      ],
      upside: 'Some of those about to leave stay, and you learn why.',
      downside: 'It only reaches those that you can see.',
      time: '2 weeks',
    },
    middle: {
      name: 'Rebuild the first week',
      phases: [
        p('Watch', 3, 'Watch three new customers in their first hour, without helping', 'Note where they stop'),
        p(
          'Change',
          7,
          'Remove the first place where they stop',
          'Write the one message that gets them past the second',
        ),
        p('Compare', 7, 'Compare how many reach the first success, before and after'),
      ],
      upside: 'Every customer from now on begins better.',
      downside: 'Nothing changes for those who are long there.',
      time: '4 weeks',
    },
    bold: {
      name: 'Let them go easily, and say so',
      phases: [
        p('Open', 3, 'Make leaving one click, and say it on the first page', 'Ask one question on the way out'),
        p('Listen', 10, 'Answer everyone who leaves yourself', 'Mend the reason that comes most often'),
        p('Tell', 3, 'Publish what you changed because of them'),
      ],
      upside: 'Trust that nobody with a notice period can copy.',
      downside: 'At first more will leave. Decide before how long you bear it.',
      time: '6 weeks',
    },
  },
  revenue: {
    calm: {
      name: 'Ask what they would pay for',
      phases: [
        p(
          'Ask',
          4,
          'Ask eight customers what they do right before and right after using you',
          'Note what they pay others for',
        ),
        p(
          'Offer',
          5,
          'Offer three of them one thing more, by hand',
          'Write down the words in which they said yes or no',
        ),
      ],
      upside: 'An extension that somebody has already bought.',
      downside: 'Small numbers; it may be only those three.',
      time: '3 weeks',
    },
    middle: {
      name: 'Three prices instead of one',
      phases: [
        p('Cut', 3, 'Sort what you do into good, better and all of it', 'Name each by whom it is for'),
        p('Try', 10, 'Show the three to new customers only', 'Note which they take and what they ask'),
        p('Settle', 3, 'Keep, change or go back, by the numbers you wrote down'),
      ],
      upside: 'Those who want more can pay more; the rest have a way in.',
      downside: 'Choosing costs attention; some will take less than before.',
      time: '5 weeks',
    },
    bold: {
      name: 'Raise the price, and earn it',
      phases: [
        p(
          'Decide',
          2,
          'Write down what a customer gains, in their own numbers',
          'Set the new price and what comes with it',
        ),
        p('Tell', 5, 'Tell those who are there first: their price stays', 'Change it for new ones'),
        p('Hold', 14, 'Do not discount for two weeks', 'Write down every no with its reason'),
      ],
      upside: 'More from each customer, and customers who take it seriously.',
      downside: 'Some will not come. Know beforehand from which number on you go back.',
      time: '6 weeks',
    },
  },
  brand_equity: {
    calm: {
      name: 'Say one thing everywhere',
      phases: [
        p('Choose', 2, 'Choose one sentence: {{promise}}', 'Collect every place where you say something else'),
        p('Change', 5, 'Change five places a day', 'Read it aloud to somebody who does not know you'),
      ],
      upside: 'After a while people repeat it.',
      downside: 'It takes long and looks like nothing for weeks.',
      time: '8 weeks',
    },
    middle: {
      name: 'Write the page that everyone links to',
      phases: [
        p('Find', 3, 'Find the question of the field that nobody answers well', 'Collect what is known, with sources'),
        p('Write', 7, 'Write the best answer there is', 'Let two experts correct it'),
        p('Spread', 5, 'Show it to everyone who answered it badly before', 'Keep it up to date from now on'),
      ],
      upside: 'You are the source that others name.',
      downside: 'Much work for one page; it may not be found.',
      time: '6 weeks',
    },
    bold: {
      name: 'Take a side',
      phases: [
        p(
          'Find',
          3,
          'Write down what you believe and most of the field does not',
          'Test it on five customers: do they nod?',
        ),
        p('Say', 4, 'Publish it with reasons, without naming anyone', 'Answer the best counter-argument first'),
        p('Live', 10, 'Change one thing of yours so that it is true', 'Repeat it wherever you speak'),
      ],
      upside: 'People who think so too have found their side.',
      downside: 'Some will be against you, and it has to be true.',
      time: '8 weeks',
    },
  },
  virality: {
    calm: {
      name: 'Make the result worth showing',
      phases: [
        p('Look', 2, 'Find the moment in which a customer is proud', 'Make its result a picture or a page'),
        p('Let', 5, 'Let them share it with one click, with their name first', 'Count how many do'),
      ],
      upside: 'Every happy customer shows it to somebody like them.',
      downside: 'It works only where there is something to be proud of.',
      time: '4 weeks',
    },
    middle: {
      name: 'Better for two',
      phases: [
        p('Design', 4, 'Find what gets better when a second person joins', 'Make inviting part of using it'),
        p('Invite', 7, 'Ask those who use it most to invite one', 'Give both the same'),
        p('Count', 3, 'Count how many invite, and how many of those stay'),
      ],
      upside: 'Growth that comes from using it.',
      downside: 'Gifts draw people who want the gift.',
      time: '6 weeks',
    },
    bold: {
      name: 'Do one thing that gets talked about',
      phases: [
        p(
          'Choose',
          3,
          'Choose something true, useful and a little unreasonable',
          'Ask who could be hurt by it, and change it until nobody is',
        ),
        p('Do', 5, 'Do it for real, with one of {{customer}}', 'Film or write it down'),
        p('Show', 5, 'Show it in one place first: {{hangout}}', 'Answer everyone on the first day'),
      ],
      upside: 'More people hear of you in a day than in a year.',
      downside: 'It may fall flat, and you cannot do it twice.',
      time: '3 weeks',
    },
  },
};

const boldnessOf = (risk: number): Boldness => (risk <= 3 ? 'calm' : risk <= 6 ? 'middle' : 'bold');

export interface Proposal {
  readonly name: string;
  readonly risk: number;
  readonly phases: readonly { readonly name: string; readonly days: number; readonly actions: readonly string[] }[];
  readonly steps: readonly string[];
  readonly upside: string;
  readonly downside: string;
  readonly time: string;
}

/** The way for the risk that was asked for first, then the other two. */
export function proposals(focus: Focus, risk: number, ground: TemplateGround): Proposal[] {
  const fill = (text: string): string => fillTemplate(text, ground).text;
  const wanted = boldnessOf(risk);
  const typical: Readonly<Record<Boldness, number>> = { calm: 2, middle: 5, bold: 8 };
  const order: Boldness[] = [wanted, ...(['calm', 'middle', 'bold'] as const).filter((each) => each !== wanted)];
  return order.map((boldness) => {
    const way = WAYS[focus][boldness];
    const phases = way.phases.map((each) => ({ ...each, actions: each.actions.map(fill) }));
    return {
      name: way.name,
      risk: boldness === wanted ? risk : typical[boldness],
      phases,
      steps: phases.flatMap(({ actions }) => actions),
      upside: fill(way.upside),
      downside: fill(way.downside),
      time: way.time,
    };
  });
}

export const CATEGORY_OF: Readonly<Record<Focus, 'ignite' | 'capture' | 'authority' | 'repair' | 'rally'>> = {
  acquisition: 'capture',
  retention: 'repair',
  revenue: 'capture',
  brand_equity: 'authority',
  virality: 'rally',
};
