/** The words of the demo data set: invented things, no invented people. */

export interface DemoMorgy {
  readonly key: string;
  readonly name: string;
  readonly category: 'analyst' | 'assistant' | 'business' | 'creative' | 'custom' | 'research' | 'social' | 'technical';
  readonly description: string;
  readonly license: 'free' | 'paid' | 'subscription';
  /** Dollars as Postgres takes them. */
  readonly price: string;
  /** How much it is sought, 0 to 1. */
  readonly demand: number;
  readonly listing: 'draft' | 'pending' | 'approved' | 'rejected' | 'archived';
}

export const demoMorgys: readonly DemoMorgy[] = [
  {
    key: 'support',
    name: 'Support Librarian',
    category: 'assistant',
    description: 'Answers from your manuals, with the page.',
    license: 'paid',
    price: '29.00',
    demand: 1,
    listing: 'approved',
  },
  {
    key: 'launch',
    name: 'Launch Planner',
    category: 'business',
    description: 'Four weeks from idea to first sale.',
    license: 'subscription',
    price: '12.00',
    demand: 0.9,
    listing: 'approved',
  },
  {
    key: 'papers',
    name: 'Paper Reader',
    category: 'research',
    description: 'What a stack of studies agrees on.',
    license: 'paid',
    price: '49.00',
    demand: 0.5,
    listing: 'approved',
  },
  {
    key: 'tables',
    name: 'Table Explainer',
    category: 'analyst',
    description: 'Says what a table means.',
    license: 'paid',
    price: '19.00',
    demand: 0.6,
    listing: 'approved',
  },
  {
    key: 'review',
    name: 'Change Reviewer',
    category: 'technical',
    description: 'Finds the fault before it ships.',
    license: 'subscription',
    price: '18.00',
    demand: 0.7,
    listing: 'approved',
  },
  {
    key: 'posts',
    name: 'Post Writer',
    category: 'social',
    description: 'Posts that sound like you.',
    license: 'paid',
    price: '9.99',
    demand: 0.8,
    listing: 'approved',
  },
  {
    key: 'story',
    name: 'Story Editor',
    category: 'creative',
    description: 'Reads a draft like a good editor.',
    license: 'paid',
    price: '24.50',
    demand: 0.4,
    listing: 'approved',
  },
  {
    key: 'minutes',
    name: 'Minute Taker',
    category: 'assistant',
    description: 'Decisions, owners, dates.',
    license: 'free',
    price: '0',
    demand: 0.7,
    listing: 'approved',
  },
  {
    key: 'coach',
    name: 'Interview Coach',
    category: 'custom',
    description: 'Practice, one question at a time.',
    license: 'paid',
    price: '15.00',
    demand: 0.5,
    listing: 'approved',
  },
  {
    key: 'grants',
    name: 'Grant Helper',
    category: 'business',
    description: 'From rough idea to proposal.',
    license: 'paid',
    price: '99.99',
    demand: 0.15,
    listing: 'pending',
  },
  {
    key: 'recipes',
    name: 'Recipe Scaler',
    category: 'custom',
    description: 'Any recipe for any number.',
    license: 'paid',
    price: '4.99',
    demand: 0.1,
    listing: 'rejected',
  },
  {
    key: 'atlas',
    name: 'Atlas Guide',
    category: 'research',
    description: 'Reads old maps with you.',
    license: 'paid',
    price: '14.00',
    demand: 0.05,
    listing: 'draft',
  },
];

export const comments: readonly (string | null)[] = [
  'Does what it says.',
  'Saved me an afternoon in the first week.',
  'Good, but I wish it cited more than one source.',
  'Answers are short and to the point.',
  'Took a while to set up, worth it.',
  null,
];

export interface DemoWorkspace {
  readonly key: string;
  readonly name: string;
  readonly company: string;
  readonly industry: string;
  readonly stage: string;
  readonly statement: string;
  readonly icps: readonly { name: string; role: string; pain: number; pay: number; access: number; fit: number }[];
}

export const workspaces: readonly DemoWorkspace[] = [
  {
    key: 'studio',
    name: 'Agents for small teams',
    company: 'Quiet Tools',
    industry: 'Software',
    stage: 'growth',
    statement:
      'For small support teams who answer the same questions daily, Quiet Tools makes agents that answer from their own documents and name the page.',
    icps: [
      { name: 'Support lead of a small shop', role: 'Head of support', pain: 85, pay: 70, access: 75, fit: 90 },
      { name: 'Technical founder', role: 'Founder', pain: 60, pay: 55, access: 80, fit: 70 },
    ],
  },
  {
    key: 'school',
    name: 'Writing courses',
    company: 'Second Draft',
    industry: 'Education',
    stage: 'mvp',
    statement: 'For people who finish first drafts and stop, Second Draft is a course that ends with a book in print.',
    icps: [
      { name: 'Writer with a drawer full of drafts', role: 'Hobby writer', pain: 75, pay: 45, access: 60, fit: 85 },
    ],
  },
  {
    key: 'maps',
    name: 'Old maps',
    company: 'Meridian Prints',
    industry: 'Retail',
    stage: 'idea',
    statement: 'For people who love a place, Meridian Prints restores its oldest map and prints it on cotton.',
    icps: [
      { name: 'Gift giver', role: 'Private customer', pain: 40, pay: 65, access: 55, fit: 75 },
      { name: 'Hotel owner', role: 'Owner', pain: 50, pay: 80, access: 35, fit: 60 },
    ],
  },
];
