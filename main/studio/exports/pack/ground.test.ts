/**
 * Faults caught: a foundation that leaves although it was left out, tools that are announced without one, a secret in a
 * profile that nobody sees, bytes that depend on the order of the profiles.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FILES, type IcpsFile } from '../../../../apps/bundle/format.ts';
import { buildForTest, GROUND, sample } from './fixtures.ts';
import { packBundle, planBundle } from './pack.ts';
import type { BundleContent } from './types.ts';
import { readArchive } from './verify/archive.ts';
import { verifyBundle } from './verify/verify.ts';

let built: Awaited<ReturnType<typeof buildForTest>>;
beforeAll(async () => {
  built = await buildForTest();
});
afterAll(() => built.remove());

const pack = (content: BundleContent) => packBundle(content, { version: '1.0.0', serverFile: built.serverFile });
const withGround = (ground = GROUND): BundleContent => ({ ...sample(), ground });
const GROUND_TOOLS = ['get_foundation', 'list_icps', 'get_icp'];
/** Put together here, so that no scanner of this repository takes it for a real one. */
const KEY = ['ghp', '_', 'q7Zx2Lw9Vb4Nt6Rk8Pd3Hs5Jf1Gc0MyEaUoT'].join('');

test('a bundle with a foundation announces its tools, and verification asks each of them', async () => {
  const packed = await pack(withGround());
  expect(packed.plan.tools.map(({ name }) => name).slice(-3)).toEqual(GROUND_TOOLS);
  expect(packed.plan.counts.icps).toBe(2);
  const report = await verifyBundle(packed.bytes, { serverFile: built.serverFile });
  expect(report.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  const said = new Map(report.checks.map(({ id, detail }) => [id, detail]));
  expect(said.get('foundation')).toBe('Hive & Home is told, and can be attached.');
  expect(said.get('icps')).toContain('2 listed, each told by its id');
});

test('without profiles there is a foundation alone; without one there is none of it, not a word', async () => {
  const alone = await pack(withGround({ ...GROUND, icps: [] }));
  expect(alone.plan.tools.map(({ name }) => name)).toContain('get_foundation');
  expect(alone.plan.tools.map(({ name }) => name)).not.toContain('get_icp');
  expect((await verifyBundle(alone.bytes, { serverFile: built.serverFile })).ok).toBe(true);

  const without = await pack(sample());
  expect(without.plan.tools.map(({ name }) => name).some((name) => GROUND_TOOLS.includes(name))).toBe(false);
  const files = await readArchive(without.bytes);
  for (const [path, bytes] of files) {
    if (!/\.(?:json|md)$/.test(path) && path !== FILES.text) continue;
    expect(Buffer.from(bytes).toString('utf8')).not.toMatch(/Hive & Home|foundation|icp/i);
  }
});

test('the same foundation gives the same bytes, whatever the order of its profiles', async () => {
  const one = await pack(withGround());
  const two = await pack(withGround({ ...GROUND, icps: GROUND.icps.toReversed() }));
  expect(two.sha256).toBe(one.sha256);
  const { icps } = JSON.parse(new TextDecoder().decode((await readArchive(one.bytes)).get(FILES.icps))) as IcpsFile;
  expect(icps.map(({ id, primary }) => [id, primary])).toEqual([
    ['retired-teacher', true],
    ['garden-owner', false],
  ]);
  // A field that says nothing leaves no heading.
  expect(icps[0]?.sections.map(({ title }) => title)).toEqual(['Who they are']);
});

test('a secret in a profile stops the export at its place, and is blacked out when that is decided', async () => {
  const [first, second] = GROUND.icps;
  if (!first || !second) throw new Error('The fixture has two profiles.');
  const ground = {
    ...GROUND,
    voice: 'Write to ada.keeper@beeclub-vienna.org',
    icps: [{ ...first, summary: `Their key: ${KEY}` }, second],
  };
  const plan = await planBundle(withGround(ground), { serverFile: built.serverFile });
  const secret = plan.findings.find(({ severity }) => severity === 'block');
  expect(secret?.place).toEqual({ kind: 'ground', title: 'Garden owner', field: 'summary' });
  await expect(pack(withGround(ground))).rejects.toMatchObject({ code: 'secrets_found' });
  const packed = await packBundle(withGround(ground), {
    version: '1.0.0',
    serverFile: built.serverFile,
    decisions: [{ findingId: secret?.id ?? '', action: 'redact' }],
  });
  for (const bytes of (await readArchive(packed.bytes)).values()) {
    const text = Buffer.from(bytes).toString('latin1');
    expect(text).not.toContain(KEY);
    expect(text).not.toContain('ada.keeper@beeclub-vienna.org');
  }
});

test('what has no field in the contract never gets in, whatever an object carries', async () => {
  const packed = await pack(
    withGround({
      ...GROUND,
      competitors: ['Secretrival'],
      icps: GROUND.icps.map((icp) => ({ ...icp, scores: 'Zyzzscore' })),
    } as never),
  );
  for (const bytes of (await readArchive(packed.bytes)).values())
    expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/Secretrival|Zyzzscore/);
});
