/** Faults caught: a prompt that sees a foundation which was left out, one that draws on what was deleted without saying so, an export of what was never approved. */
import { describe, expect, it } from 'vitest';
import { fillPrompt, groundVariablesIn } from '../../contract/prompt-variables.ts';
import { morgysContract } from '../morgys/contract.ts';
import { createMorgys } from '../morgys/index.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import { createServer } from '../rpc/server.ts';
import { bundleContent } from '../exports/content.ts';
import { createFoundations } from '../foundations/index.ts';
import { createIcps } from '../icps/index.ts';
import { exportedGround } from './export.ts';
import { createGround } from './index.ts';
import { testGround } from './testing.ts';
import type { TestGround } from './testing.ts';

async function acme(): Promise<TestGround & { icpId: string }> {
  const made = testGround();
  const { client, workspaceId } = made;
  await client.request('foundations.update', {
    workspaceId,
    patch: { company_name: 'Acme', brand_voice: 'Plain and kind.', positioning: { category: 'Help desk for shops' } },
  });
  await client.request('foundations.putItem', {
    workspaceId,
    list: 'guardrails',
    item: { type: 'dont', text: 'Never say “cheap”', reason: 'It sounds poor', severity: 'error', category: 'tone' },
  });
  await client.request('foundations.putItem', { workspaceId, list: 'competitors', item: { name: 'Secretrival Inc' } });
  for (const [content, approved] of [
    ['Answers in a minute', true],
    ['Unapproved boast', false],
  ] as const)
    await client.request('foundations.putItem', {
      workspaceId,
      list: 'soundbites',
      item: { category: 'Proof', content, approved },
    });
  const { id } = await client.request('icps.create', {
    workspaceId,
    name: 'Shop owner',
    patch: { demographics: { role: 'Owner' }, scores: { pain_intensity: 93 } },
  });
  return { ...made, icpId: id };
}

describe('a Morgy that was given a foundation', () => {
  it('sees it through variables, and without one the variables are empty', async () => {
    const { client, workspaceId, icpId } = await acme();
    const view = await client.request('ground.read', { workspaceId, icpIds: [icpId] });
    const subject = {
      name: 'M',
      description: null,
      category: 'business',
      tags: [],
      personality: { tone: '', verbosity: '', responseStyle: '' },
    };
    const prompt = 'You write for {{company}}.\n{{foundation}}\n{{ icp }}\n{{guardrails}}\n{{voice}}';
    expect(groundVariablesIn(prompt)).toEqual(['company', 'foundation', 'icp', 'guardrails', 'voice']);
    const filled = fillPrompt(prompt, { ...subject, ground: view.variables });
    expect(filled).toContain('You write for Acme.');
    expect(filled).toContain('Who: Owner.');
    expect(filled).toContain('- Never say “cheap” (It sounds poor)');
    expect(fillPrompt(prompt, subject)).toBe('You write for .\n\n\n\n');
  });

  it('says what it was given and is not there any more', async () => {
    const { client, workspaceId, icpId } = await acme();
    await client.request('icps.remove', { ids: [icpId] });
    const view = await client.request('ground.read', { workspaceId, icpIds: [icpId] });
    expect(view.icps).toEqual([]);
    expect(view.problems.join()).toContain('One of the chosen profiles is not here any more');
    await client.request('workspaces.remove', { id: workspaceId });
    const gone = await client.request('ground.read', { workspaceId, icpIds: [] });
    expect(gone.workspace).toBeNull();
    expect(gone.problems.join()).toContain('may lie in the trash');
  });

  it('exports what is said to the outside, and nothing of scores, competitors or what nobody approved', async () => {
    const { client, store, workspaceId, icpId } = await acme();
    const ground = createGround({ store, foundations: createFoundations({ store }), icps: createIcps({ store }) });
    const morgys = createLocalClient(createServer(morgysContract, createMorgys({ store }).handlers));
    const made = await morgys.request('morgys.create', {
      name: 'Writer',
      patch: {
        ai_config: { systemPrompt: 'For {{company}}: {{icp}}' },
        knowledge_base: { ground: { workspaceId, icpIds: [icpId] } },
      },
    });
    expect(made.knowledge_base.ground).toEqual({ workspaceId, icpIds: [icpId] });
    const found = ground.chosen({ workspaceId, icpIds: [icpId] });
    if (!found) throw new Error('It was just chosen.');
    const out = exportedGround(found, ground.view({ workspaceId, icpIds: [icpId] }));
    const whole = bundleContent(made, 'Ada', [], [], out);
    expect(whole.morgy.systemPrompt).toContain('For Acme: Shop owner');
    const said = JSON.stringify(whole);
    expect(said).toContain('Answers in a minute');
    expect(said).not.toMatch(/Unapproved boast|"93"|pain_intensity/);
    expect(JSON.stringify(out.bundle.soundbites)).not.toContain('Unapproved');
    expect(JSON.stringify({ ...out.bundle, summary: '' })).not.toContain('Secretrival');
    for (const id of [workspaceId, icpId, store.ownerId()]) expect(said).not.toContain(id);
    const left = JSON.stringify(bundleContent(made, 'Ada', [], [], null));
    expect(left).not.toMatch(/Acme|Shop owner|Owner/);
    await client.request('history.undo', {});
  });
});
