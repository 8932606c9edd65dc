/**
 * Runs the MCP conformance suite against a bundle mounted over HTTP and keeps the result in docs/conformance.md:
 *   node apps/bundle/testing/conformance.ts
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildForTest, sample } from '../../../main/studio/exports/pack/fixtures.ts';
import { packBundle } from '../../../main/studio/exports/pack/pack.ts';
import { writeFiles } from '../../../main/studio/exports/pack/unpack.ts';
import { readArchive } from '../../../main/studio/exports/pack/verify/archive.ts';
import { FILES, META_NAMESPACE, type TemplatesFile } from '../format.ts';
import { mountBundle } from './http-mount.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

export interface Scenario {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
}

const FIXTURE_TOOL =
  'The suite calls a tool of its own reference server by name. A bundle has its six tools and no others.';
const FIXTURE_RESOURCE =
  'The suite reads a resource of its own reference server by address. A bundle offers its documents and nothing else.';
const NO_QUESTIONS =
  'A bundle never asks the host for a completion or the person for input: the host does not support it, and a reader has no need of it.';
const TEXT_ONLY =
  'Templates are text. The suite asks for a prompt of its reference server that carries something else.';

/** Scenarios that do not pass, and why that is right. */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  'logging-set-level':
    'A bundle does not announce logging: it has nothing to tell while it works, and protocol 2026-07-28 deprecates logging.',
  'tools-call-simple-text': FIXTURE_TOOL,
  'tools-call-image': FIXTURE_TOOL,
  'tools-call-audio': FIXTURE_TOOL,
  'tools-call-embedded-resource': FIXTURE_TOOL,
  'tools-call-mixed-content': FIXTURE_TOOL,
  'tools-call-with-logging': FIXTURE_TOOL,
  'tools-call-error': FIXTURE_TOOL,
  'tools-call-with-progress': FIXTURE_TOOL,
  'json-schema-2020-12': FIXTURE_TOOL,
  'tools-call-sampling': NO_QUESTIONS,
  'tools-call-elicitation': NO_QUESTIONS,
  'elicitation-sep1034-defaults': NO_QUESTIONS,
  'elicitation-sep1330-enums': NO_QUESTIONS,
  'resources-read-text': FIXTURE_RESOURCE,
  'resources-read-binary': FIXTURE_RESOURCE,
  'resources-templates-read': FIXTURE_RESOURCE,
  'resources-subscribe':
    'Nothing in an installed bundle ever changes, so there is nothing to subscribe to, and the capability is not announced.',
  'resources-unsubscribe': 'As resources-subscribe.',
  'prompts-get-embedded-resource': TEXT_ONLY,
  'prompts-get-with-image': TEXT_ONLY,
};

/** The sample with two templates that carry the names and texts that the suite asks for. */
async function unpackForSuite(folder: string): Promise<void> {
  const built = await buildForTest();
  try {
    const { bytes } = await packBundle(
      {
        ...sample(),
        templates: [
          {
            title: 'Simple',
            description: 'Without arguments.',
            arguments: [],
            text: 'This is a simple prompt for testing.',
          },
          {
            title: 'With arguments',
            description: 'With two arguments.',
            arguments: [
              { name: 'arg1', description: 'First', required: true },
              { name: 'arg2', description: 'Second', required: true },
            ],
            text: "Prompt with arguments: arg1='{{arg1}}', arg2='{{arg2}}'",
          },
        ],
      },
      { version: '1.0.0', serverFile: built.serverFile },
    );
    await writeFiles(await readArchive(bytes), folder);
  } finally {
    await built.remove();
  }
  // The packer makes names with hyphens; the suite's have underscores. The names are data, so the factory stays the same.
  const path = join(folder, FILES.templates);
  const { templates } = JSON.parse(await readFile(path, 'utf8')) as TemplatesFile;
  const names = ['test_simple_prompt', 'test_prompt_with_arguments'];
  const renamed = JSON.stringify({
    templates: templates.map((template, i) => Object.assign(template, { name: names[i] })),
  });
  await writeFile(path, renamed);
  const manifestPath = join(folder, FILES.manifest);
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as {
    _meta: Record<string, { files: Record<string, string> }>;
  };
  const meta = manifest['_meta'][META_NAMESPACE];
  if (meta !== undefined) meta.files[FILES.templates] = createHash('sha256').update(renamed).digest('hex');
  await writeFile(manifestPath, JSON.stringify(manifest));
}

/** Every scenario of the suite, in its order. */
export async function runConformance(): Promise<Scenario[]> {
  const folder = await mkdtemp(join(tmpdir(), 'morgus-conformance-'));
  try {
    await unpackForSuite(folder);
    const mount = await mountBundle(folder);
    try {
      const output = await new Promise<string>((done) => {
        // The suite ends with 1 when a scenario fails; what counts is its summary.
        execFile(
          process.execPath,
          [
            join(ROOT, 'node_modules/@modelcontextprotocol/conformance/dist/index.js'),
            'server',
            '--url',
            mount.url,
            '--suite',
            'all',
          ],
          { cwd: folder, maxBuffer: 1 << 26 },
          (_error, stdout) => done(stdout),
        );
      });
      return [...output.matchAll(/^[✓✗]\s+([\w-]+): (\d+) passed, (\d+) failed/gmu)].map((match) => ({
        name: match[1] ?? '',
        passed: Number(match[2]),
        failed: Number(match[3]),
      }));
    } finally {
      await mount.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function row({ name, passed, failed }: Scenario): string {
  const result = failed > 0 ? 'not met' : passed > 0 ? 'passed' : 'nothing to check';
  const note =
    EXCEPTIONS[name] ?? (failed === 0 && passed === 0 ? 'The suite makes no check for a server without sessions.' : '');
  return `| ${name} | ${result} | ${note} |`;
}

if (import.meta.main) {
  const scenarios = await runConformance();
  const { version } = JSON.parse(
    await readFile(join(ROOT, 'node_modules/@modelcontextprotocol/conformance/package.json'), 'utf8'),
  ) as { version: string };
  const count = (test: (scenario: Scenario) => boolean): number => scenarios.filter(test).length;
  const text = `# MCP conformance

The server of a bundle, mounted over HTTP from the same factory that serves stdio, against \`@modelcontextprotocol/conformance\` ${version}
(suite \`all\`). Written by \`node apps/bundle/testing/conformance.ts\`; a test fails when a scenario passes or fails other than listed here.

The suite is made for a reference server with tools, resources and prompts of fixed names. A bundle serves what a creator put
into it, so scenarios that call those fixtures can't pass, and are listed with the reason. For the two prompts with plain text the
bundle under test carries templates of the names that the suite asks for.

${count(({ failed, passed }) => failed === 0 && passed > 0)} passed, ${count(({ failed, passed }) => failed === 0 && passed === 0)} without a check, ${count(({ failed }) => failed > 0)} not met.

| Scenario | Result | Why |
|---|---|---|
${scenarios.map(row).join('\n')}
`;
  await writeFile(join(ROOT, 'docs/conformance.md'), text);
  console.log(text);
}
