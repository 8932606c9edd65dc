/** What is asked where the evidence has no answer. */

export interface Question {
  readonly field: string;
  readonly category: string;
  readonly question: string;
  readonly why: string;
}
/** What every business is asked about sooner or later. Asked for where the evidence has no answer. */
export const QUESTIONS: readonly Question[] = [
  {
    field: 'Company name',
    category: 'company',
    question: 'What is the company called?',
    why: 'Nothing can be said in its name before.',
  },
  {
    field: 'Founded',
    category: 'company',
    question: 'When was it founded?',
    why: 'Age answers whether it will still be there next year.',
  },
  {
    field: 'Location',
    category: 'company',
    question: 'Where is it?',
    why: 'Customers ask who they can visit, and which law applies.',
  },
  {
    field: 'Mission',
    category: 'company',
    question: 'What is it there for, in one sentence?',
    why: 'It decides what is said when there is room for one sentence only.',
  },
  {
    field: 'Team size',
    category: 'team',
    question: 'How many people work there?',
    why: 'It tells what a customer may expect of service and speed.',
  },
  {
    field: 'What it does',
    category: 'product',
    question: 'What does the product do for whom?',
    why: 'It is the first question of everyone who has not heard of it.',
  },
  { field: 'Price', category: 'product', question: 'What does it cost?', why: 'People ask for the price first.' },
  {
    field: 'Guarantee',
    category: 'product',
    question: 'What can a buyer rely on if it goes wrong?',
    why: 'A guarantee removes the last reason to wait.',
  },
  {
    field: 'Delivery',
    category: 'product',
    question: 'How soon does a buyer have it?',
    why: 'It separates “buy now” from “later”.',
  },
  {
    field: 'Result',
    category: 'product',
    question: 'Which result can you show, with a number?',
    why: 'A number is remembered; an adjective is not.',
  },
  {
    field: 'Made for',
    category: 'customer',
    question: 'Whom is it made for?',
    why: 'Who is meant for everyone is chosen by no one.',
  },
  {
    field: 'Number of customers',
    category: 'customer',
    question: 'How many customers are there?',
    why: 'People follow people.',
  },
  {
    field: 'Alternative',
    category: 'competition',
    question: 'What would they use instead?',
    why: 'You are compared, whether you do it yourself or not.',
  },
];
