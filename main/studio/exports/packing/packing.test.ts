/** Packing in a thread: the bytes are those of packing here, a failure keeps its words, and nothing is left of what was cancelled. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { buildForTest, chunk, document, sample } from '../pack/fixtures.ts';
import { packBundle, planBundle } from '../pack/pack.ts';
import type { BundleContent, BundleDocument } from '../pack/types.ts';
import { Packing } from './packing.ts';
import type { PackAndVerifyJob } from './protocol.ts';

let built: Awaited<ReturnType<typeof buildForTest>>;
beforeAll(async () => {
  built = await buildForTest();
});
afterAll(() => built.remove());

const WORDS = 'bees soil garden honey winter hive compost worm leaf rain'.split(' ');
/** Enough passages for the index to be made in a thread of its own. */
const large = (): BundleContent => ({
  ...sample(),
  documents: Array.from({ length: 12 }, (_unused, d) =>
    document(
      `d${d}`,
      `Document ${d}`,
      Array.from({ length: 60 }, (_none, c) =>
        chunk(
          `${d}-${c}`,
          Array.from({ length: 20 }, (_no, w) => WORDS[(d * 3 + c * 7 + w * w) % WORDS.length]).join(' '),
        ),
      ),
    ),
  ),
});

async function* streamed(documents: readonly BundleDocument[]): AsyncGenerator<BundleDocument> {
  yield* documents;
}

function jobOf({ documents, ...content }: BundleContent): {
  job: PackAndVerifyJob;
  documents: AsyncGenerator<BundleDocument>;
} {
  return {
    job: { content, decisions: [], serverFile: built.serverFile, previous: null, canaries: ['never said anywhere'] },
    documents: streamed(documents),
  };
}

function packing(): Packing {
  const made = new Packing();
  onTestFinished(() => made.close());
  return made;
}
const signal = new AbortController().signal;

test('gives the bytes, the plan and a passed report that packing here gives, small or large', async () => {
  const thread = packing();
  for (const content of [sample(), large()]) {
    const here = await packBundle(content, { version: '1.0.0', serverFile: built.serverFile });
    const { job, documents } = jobOf(content);
    const { packed, report, parts } = await thread.pack(job, documents, { signal });
    expect(packed.sha256).toBe(here.sha256);
    expect(Buffer.compare(packed.bytes, here.bytes)).toBe(0);
    expect(report.ok).toBe(true);
    expect(parts.filter(({ key }) => key.startsWith('document:'))).toHaveLength(content.documents.length);
    const planned = await thread.plan(job, streamed(content.documents), { signal });
    expect(planned).toEqual(await planBundle(content, { serverFile: built.serverFile }));
  }
}, 60_000);

test('an index begun before the review is made again of what really leaves', async () => {
  const content = large();
  const [first, ...rest] = content.documents;
  if (!first) throw new Error('There are documents.');
  const secret = ['ghp', '_', 'q7Zx2Lw9Vb4Nt6Rk8Pd3Hs5Jf1Gc0MyEaUoT'].join('');
  const leaking = {
    ...content,
    documents: [{ ...first, chunks: [...first.chunks, chunk('leak', `The key is ${secret} here.`)] }, ...rest],
  };
  const { findings } = await planBundle(leaking, { serverFile: built.serverFile });
  const decisions = findings.map(({ id }) => ({ findingId: id, action: 'redact' as const }));
  expect(decisions.length).toBeGreaterThan(0);
  const here = await packBundle(leaking, { version: '1.0.0', serverFile: built.serverFile, decisions });
  const { job, documents } = jobOf(leaking);
  const { packed } = await packing().pack({ ...job, decisions }, documents, { signal });
  expect(packed.sha256).toBe(here.sha256);
}, 60_000);

test('a failure keeps its code and words, and the next job finds nothing of it', async () => {
  const thread = packing();
  const { job, documents } = jobOf(sample());
  const broken = { ...job, content: { ...job.content, morgy: { ...job.content.morgy, name: '' } } };
  await expect(thread.plan(broken, documents, { signal })).rejects.toMatchObject({ code: 'invalid_content' });
  const planned = await thread.plan(job, streamed([]), { signal });
  expect(planned.counts.documents).toBe(0);
});

test('is cancelled at any moment, and goes on with the next', async () => {
  const thread = packing();
  const abort = new AbortController();
  const { job, documents } = jobOf(large());
  const running = thread.pack(job, documents, { signal: abort.signal, onProgress: () => abort.abort() });
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  await expect(thread.plan(job, streamed([]), { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
  expect((await thread.plan(job, streamed([]), { signal })).counts.documents).toBe(0);
  await thread.close();
  await expect(thread.plan(job, streamed([]), { signal })).rejects.toMatchObject({ code: 'cancelled' });
}, 30_000);

test.each([
  // What a person calls a template or a document that stays behind, and a machine's user name, are ordinary words.
  ['every bundle says', ['Description', 'Copyright', 'Documents', 'Anthropic', 'Software', 'persona.json']],
  ['this one says in other letters', ['ADA GARDENER', 'nora, garden', 'Climate First']],
])(
  'words that are kept behind do not fail a bundle where %s them',
  async (_where, canaries) => {
    const { job, documents } = jobOf(sample());
    const { report } = await packing().pack({ ...job, canaries }, documents, { signal });
    expect(report.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  },
  60_000,
);
