/**
 * Starting points for a profile: typical roles with the questions and phrases that tend to come with them. They are
 * suggestions to be corrected, so they set no score and no figure: those are a creator's own judgement.
 */
import type { IcpPatch } from './contract.ts';

export interface IcpTemplate {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly patch: IcpPatch;
}

export const icpTemplates: readonly IcpTemplate[] = [
  {
    key: 'founder',
    name: 'Founder of a small company',
    description: 'Decides alone, pays from the company account, has no time.',
    patch: {
      tagline: 'Does the work of three people and buys what gives one of them back',
      demographics: { role: 'Founder', company_size: '1-10', industry: [], location: [] },
      psychographics: {
        identity: 'Someone who builds things and owns the outcome',
        becoming: 'The head of a company that runs without them',
        beliefs: ['Good work should sell itself', 'Every tool costs more time than it promises'],
        fears: ['Money runs out before it works', 'Building what nobody wants'],
        values: ['Independence', 'Speed', 'Honesty'],
      },
      behaviors: {
        hangouts: [],
        language_patterns: ['I just need it to work', 'I do not have time for another tool'],
        buying_triggers: [
          'A deal was lost for a reason that can be named',
          'The second person of the same role is hired',
        ],
        objections: ['We can do that ourselves', 'Not before the next quarter'],
      },
      market_sophistication: {
        stage: 3,
        reasoning: 'Knows that there are tools for it and compares by price and effort.',
      },
    },
  },
  {
    key: 'team-lead',
    name: 'Lead of a team in a larger company',
    description: 'Has a budget and a boss; needs a case, not a promise.',
    patch: {
      tagline: 'Answers for a number and has to explain every tool behind it',
      demographics: { role: 'Head of department', company_size: '50-500', industry: [], location: [] },
      psychographics: {
        identity: 'The one who keeps the promises that others made',
        becoming: 'The person whose team is copied by the others',
        beliefs: ['What is not measured is not believed', 'The rollout is harder than the choice'],
        fears: ['A tool that nobody uses, with their name on it', 'A surprise in the yearly review'],
        values: ['Reliability', 'A clear plan', 'A good standing with the team'],
      },
      behaviors: {
        hangouts: [],
        language_patterns: ['What would I show my boss?', 'Who else in our field uses it?'],
        buying_triggers: ['A new budget year', 'An audit or a bad quarter', 'A new head who wants to see change'],
        objections: ['Security has to look at it first', 'We have something that does half of it'],
      },
      market_sophistication: { stage: 4, reasoning: 'Has seen demos and knows the names; looks for proof and fit.' },
    },
  },
  {
    key: 'freelancer',
    name: 'Freelancer or creator',
    description: 'Sells their own skill; price and taste decide.',
    patch: {
      tagline: 'Lives from what they make and guards the hours in which they make it',
      demographics: { role: 'Freelancer', company_size: '1', industry: [], location: [] },
      psychographics: {
        identity: 'A craftsperson with a point of view',
        becoming: 'Someone who chooses clients instead of looking for them',
        beliefs: ['Marketing feels like shouting', 'Good taste is a reason to buy'],
        fears: ['A month without a client', 'Sounding like everybody else'],
        values: ['Freedom', 'Craft', 'Fairness'],
      },
      behaviors: {
        hangouts: [],
        language_patterns: ['I want it to sound like me', 'I hate doing this part'],
        buying_triggers: ['A client who pays well asks for more', 'A quiet month'],
        objections: ['A subscription is one more thing every month', 'I can find that for free'],
      },
      market_sophistication: { stage: 2, reasoning: 'Feels the problem every week and has no name for its solution.' },
    },
  },
  {
    key: 'consumer',
    name: 'Private customer',
    description: 'Pays themselves, decides by feeling and recommendation.',
    patch: {
      tagline: 'Wants it to be easy, and to be sure that it was not a mistake',
      demographics: { role: 'Private customer', industry: [], location: [] },
      psychographics: {
        identity: 'Someone who chooses with care',
        becoming: 'Someone for whom this is settled',
        beliefs: ['If friends use it, it is probably fine', 'The small print is where the trouble is'],
        fears: ['Being tricked', 'Paying for something that ends in a drawer'],
        values: ['Fairness', 'Ease', 'Family and time'],
      },
      behaviors: {
        hangouts: [],
        language_patterns: ['Is it worth it?', 'Can I send it back?'],
        buying_triggers: ['A friend shows theirs', 'The old one breaks', 'A date comes near'],
        objections: ['I will think about it', 'It is cheaper elsewhere'],
      },
      market_sophistication: { stage: 2, reasoning: 'Knows what bothers them, not what there is.' },
    },
  },
];
