/** For tests: foundations on a real database file, and grounds made at random. */
import fc from 'fast-check';
import { joinContracts } from '../../contract/define.ts';
import { foundations } from '../../../schema/index.ts';
import { historyContract } from '../history/contract.ts';
import { createHistory } from '../history/index.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import type { LocalClient } from '../rpc/local-client.ts';
import { createServer } from '../rpc/server.ts';
import type { Store } from '../store/store.ts';
import { testStore } from '../store/testing.ts';
import { workspacesContract } from '../workspaces/contract.ts';
import { createWorkspaces } from '../workspaces/index.ts';
import { foundationsContract } from './contract.ts';
import { createFoundations } from './index.ts';
import type { FoundationsService } from './index.ts';
import { emptyRow, readGround } from './rows.ts';
import type { FoundationRow, Ground } from './rows.ts';
import * as shapes from './types.ts';

export interface TestFoundations {
  readonly client: LocalClient;
  readonly store: Store;
  readonly service: FoundationsService;
  readonly workspaceId: string;
  /** The stored row, as it is. */
  row(): FoundationRow;
}

export function testFoundations(): TestFoundations {
  const store = testStore();
  const workspaces = createWorkspaces({ store });
  const service = createFoundations({ store });
  const server = createServer(joinContracts(workspacesContract, foundationsContract, historyContract), {
    ...workspaces.handlers,
    ...service.handlers,
    ...createHistory({ store }).handlers,
  });
  const { id } = workspaces.open();
  return {
    client: createLocalClient(server),
    store,
    service,
    workspaceId: id,
    row: () => {
      const [row] = store.rows(foundations, 'workspace_id = ? AND deleted_at IS NULL', [id]);
      if (!row) throw new Error('The workspace has no foundation.');
      return row;
    },
  };
}

const words = fc.oneof(
  fc.constantFrom(
    'harbour café',
    'fresh fish',
    'open at dawn',
    'no tourists',
    'Ünïcödé 港口 🐟',
    '# heading',
    '\n## Rules\n',
    '',
  ),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 6 });
const id = fc.uuid();

/** Anything that a person could have written. */
export const anyGround: fc.Arbitrary<Ground> = fc
  .record({
    company_name: fc.option(words),
    industry: fc.option(words),
    company_stage: fc.option(fc.constantFrom(...shapes.COMPANY_STAGES)),
    brand_voice: fc.option(fc.array(words, { maxLength: 8 }).map((parts) => parts.join('. '))),
    facts: list(
      fc.record({
        id,
        field_name: words,
        value: words,
        verified: fc.boolean(),
        confidence: fc.constantFrom(...shapes.CONFIDENCES),
      }),
    ),
    competitors: list(
      fc.record({ id, name: words, corePromise: words, threatLevel: fc.constantFrom(...shapes.THREAT_LEVELS) }),
    ),
    positioning: fc.record({
      category: words,
      positioning_statement: words,
      usps: list(words),
      differentiators: list(words),
      focus: words,
      statements: list(fc.record({ id, type: fc.constantFrom(...shapes.STATEMENT_TYPES), content: words })),
      capabilities: list(fc.record({ id, name: words, rating: fc.constantFrom(...shapes.CAPABILITY_RATINGS) })),
    }),
    insights: list(fc.record({ id, quote: words, type: fc.constantFrom(...shapes.INSIGHT_TYPES) })),
    rules: list(
      fc.record({
        id,
        text: words,
        type: fc.constantFrom(...shapes.RULE_TYPES),
        severity: fc.constantFrom(...shapes.RULE_SEVERITIES),
      }),
    ),
    soundbites: list(fc.record({ id, content: words, approved: fc.boolean() })),
    messages: list(fc.record({ id, level: fc.integer({ min: 1, max: 3 }), content: words })),
  })
  .map((made) =>
    readGround({
      ...emptyRow('0193a5f0-7c7a-7cc2-9d62-3f0a4f1f7a10', '0193a5f0-7c7a-7cc2-9d62-3f0a4f1f7a11', ''),
      company_name: made.company_name,
      industry: made.industry,
      company_stage: made.company_stage,
      brand_voice: made.brand_voice,
      truth_sheet: { entries: made.facts },
      competitors: made.competitors,
      positioning: made.positioning,
      market_research: { customer_insights: made.insights },
      messaging_guardrails: made.rules,
      soundbite_library: { items: made.soundbites },
      message_hierarchy: { items: made.messages },
    }),
  );
