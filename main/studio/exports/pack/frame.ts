// The words that every bundle says of itself, whatever it holds: names of tools, keys of its files, licences.
import { packBundle } from './pack.ts';
import type { BundleContent } from './types.ts';
import { readArchive } from './verify/archive.ts';
import { FILES } from '../../../../apps/bundle/format.ts';

/** A bundle of every part with nothing of anybody's in it. */
const BARE: BundleContent = {
  morgy: {
    name: '-',
    description: '',
    category: '',
    tags: [],
    systemPrompt: '',
    ai: {},
    resultLimit: 1,
    personality: { tone: '-', responseStyle: '-', energy: 1, formality: 1, humor: 1 },
    appearance: { color: '#000000' },
    capabilities: [],
  },
  author: { name: '-' },
  license: '-',
  documents: [
    { id: '-', title: '-', sourceType: 'text', chunks: [{ id: '-', text: '-', headingPath: ['-'], pinned: false }] },
  ],
  templates: [
    { title: '-', description: '-', arguments: [{ name: '-', description: '-', required: true }], text: '-' },
  ],
  ground: {
    company: '-',
    summary: '-',
    category: '-',
    positioning: '-',
    voice: '-',
    rules: [{ type: 'do', text: '-', reason: '-', severity: 'error' }],
    soundbites: [{ category: '-', content: '-' }],
    messages: ['-'],
    icps: [
      {
        name: '-',
        tagline: '-',
        primary: true,
        summary: '-',
        sections: [{ title: '-', fields: [{ label: '-', lines: ['-'] }] }],
      },
    ],
  },
};

/** Every file of a bare bundle but the program, one after the other. */
export async function frameWords(serverFile: string | undefined): Promise<string> {
  const { bytes } = await packBundle(BARE, { version: '1.0.0', serverFile });
  const files = await readArchive(bytes);
  return [...files]
    .filter(([path]) => path !== FILES.server)
    .map(([path, file]) => `${path}\n${Buffer.from(file).toString('utf8')}`)
    .join('\n');
}
