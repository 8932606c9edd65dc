/** The marketing ground: what furnishes it for a test, and the way through its pages. */
import type { Locator, Page } from '@playwright/test';
import type { Desktop } from '../desktop.ts';

export const ABOUT = `# About Tidewater Tools

Tidewater Tools Ltd. was founded in March 2014 and is based in Bergen, Norway. Our mission is to take the paperwork out of small harbours. We are a team of 18 people.

Tidewater helps harbour masters see every berth from one screen. It is built for small harbours with fewer than 300 berths. Unlike HarbourSoft and Dockly, we work without a network.

Every plan comes with a 60-day money-back guarantee. More than 12,000 guests check in every summer.

“We used to lose hours every evening with paper slips.” — Harbour office, Ålesund
`;

/** A foundation with something in every section. @returns the workspace's id */
export async function furnishGround(desktop: Desktop): Promise<string> {
  const { id: workspaceId } = await desktop.request('workspaces.open', {});
  await desktop.request('workspaces.update', { id: workspaceId, name: 'Tidewater' });
  const put = async (list: string, ...items: Record<string, unknown>[]): Promise<string[]> => {
    const ids: string[] = [];
    for (const item of items) {
      const { id } = await desktop.request('foundations.putItem', {
        workspaceId,
        list: list as 'facts',
        item: item as Record<string, string>,
      });
      ids.push(id);
    }
    return ids;
  };
  await desktop.request('foundations.update', {
    workspaceId,
    patch: {
      company_name: 'Tidewater Tools',
      website_url: 'https://tidewater.example',
      industry: 'Harbour software',
      company_stage: 'growth',
      brand_voice: 'Short sentences. We say “you” and mean one person. We never rush anyone.',
      positioning: {
        category: 'Harbour management software',
        positioning_statement:
          'For harbour masters of small harbours who are tired of paper slips, Tidewater is the harbour book that works without a network.',
        differentiators: ['Works without a network', 'One screen for berths, bills and answers'],
        focus: 'Thirty more harbours on this coast before the summer.',
        not_now: 'Marinas with their own fuel stations.',
        map: { xLow: 'Simple', xHigh: 'Powerful', yLow: 'Low price', yHigh: 'High price', x: 28, y: 35 },
      },
    },
  });
  await put(
    'facts',
    {
      field_name: 'Founded',
      value: 'March 2014',
      category: 'company',
      confidence: 'high',
      verified: true,
      source: 'about.md',
      quote: 'Tidewater Tools Ltd. was founded in March 2014 and is based in Bergen, Norway.',
    },
    {
      field_name: 'Team size',
      value: '18 people',
      category: 'team',
      confidence: 'high',
      verified: true,
      source: 'about.md',
    },
    {
      field_name: 'Price',
      value: '€29 per month',
      category: 'product',
      confidence: 'high',
      verified: true,
      source: 'You',
    },
    {
      field_name: 'Number of customers',
      value: 'more than 12,000 guests a summer',
      category: 'customer',
      confidence: 'low',
      source: 'about.md',
    },
  );
  const competitors = await put(
    'competitors',
    {
      name: 'HarbourSoft',
      type: 'direct',
      threatLevel: 'high',
      corePromise: 'Everything for the modern marina',
      weakness: 'Stops when the signal does',
      yourLeverage: 'Works offline',
      mapX: 82,
      mapY: 88,
    },
    {
      name: 'Dockly',
      type: 'direct',
      threatLevel: 'medium',
      corePromise: 'Bookings in a minute',
      weakness: 'No bills',
      mapX: 60,
      mapY: 40,
    },
    {
      name: 'Paper slips',
      type: 'status-quo',
      threatLevel: 'medium',
      appeal: 'Nothing to learn',
      switchTriggers: 'The first summer with two on duty',
      mapX: 8,
      mapY: 6,
    },
  );
  await put(
    'capabilities',
    {
      name: 'Works without a network',
      rating: 'only-you',
      has: { [competitors[0] ?? '']: 'no', [competitors[1] ?? '']: 'partly' },
    },
    { name: 'Bills every guest', rating: 'better-than', has: { [competitors[0] ?? '']: 'yes' } },
    { name: 'Online booking', rating: 'table-stakes', has: {} },
  );
  await put(
    'insights',
    { quote: 'We used to lose hours every evening with paper slips.', type: 'pain', source: 'Harbour office' },
    { quote: 'What if the contract binds us?', type: 'objection', source: 'A call' },
  );
  await put('statements', { type: 'tagline', content: 'The harbour book that never goes down.' });
  await put(
    'guardrails',
    {
      type: 'dont',
      text: 'Do not say “guaranteed”',
      reason: 'We cannot promise the weather',
      category: 'claims',
      severity: 'error',
    },
    { type: 'do', text: 'Name the harbour, not “the client”', category: 'tone', severity: 'suggestion' },
  );
  await put(
    'soundbites',
    { category: 'Problem', content: 'A harbour should not stop when the signal does.', approved: true },
    { category: 'CTA', content: 'Try it for one weekend.', label: 'End of a letter' },
  );
  await put('examples', {
    situation: 'A reply to a complaint',
    good: 'You are right, and here is what we do now.',
    bad: 'We apologise for any inconvenience.',
  });
  await put(
    'messages',
    { level: 1, type: 'headline', content: 'Your harbour, on one screen.' },
    { level: 2, type: 'subhead', content: 'Also without a network.' },
    { level: 3, type: 'body', content: 'Berths, bills and answers in one book.' },
  );
  await put('channels', {
    channel: 'Letter to harbour offices',
    cadence: 'every second Tuesday',
    role: 'One story of one harbour',
  });
  await put('trends', { trend: 'Fewer people on duty in summer', effect: 'One screen has to do for one person' });
  await put('tasks', { task: 'Ask five harbour masters what they would do without us' });
  await desktop.request('foundations.makeSummary', { workspaceId, budget: 500 });
  await desktop.request('onboarding.addText', { workspaceId, name: 'about.md', text: ABOUT });
  await desktop.request('onboarding.extract', { workspaceId });
  return workspaceId;
}

export class Onboarding {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  step(title: string): Locator {
    return this.page.getByRole('region', { name: new RegExp(`: ${title}$`) });
  }

  /** Walks with Tab until the element has the focus: nothing is reached by pointer. */
  async tabTo(target: Locator, most = 220): Promise<void> {
    await target.waitFor();
    for (let pressed = 0; pressed < most; pressed += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`${String(target)} was not reached in ${most} steps.`);
  }

  async press(target: Locator): Promise<void> {
    await this.tabTo(target);
    await this.page.keyboard.press('Enter');
  }

  async write(target: Locator, text: string): Promise<void> {
    await this.tabTo(target);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.insertText(text);
  }
}
