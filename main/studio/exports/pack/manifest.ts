// The bundle's manifest: MCPB manifest_version 0.3, its keys always in the same order.
import { PERSONA_PROMPT, toolsFor, type BundleParts } from '../../../../apps/bundle/catalogue.ts';
import { FILES, FORMAT, META_NAMESPACE, type BundleMeta, type TemplateEntry } from '../../../../apps/bundle/format.ts';
import { personaPromptText } from './persona.ts';
import { byCodeUnits, manifestLine, manifestText, slug } from './text.ts';
import type { BundleContent, BundlePlan } from './types.ts';

export interface ManifestParts {
  readonly content: BundleContent;
  readonly templates: readonly TemplateEntry[];
  readonly persona: string;
  readonly version: string;
  /** SHA-256 by path of every other file. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** Which tools a bundle of this content has follows from these. */
export const partsOf = (content: BundleContent, templates: number): BundleParts => ({
  knowledge: content.documents.length > 0,
  templates: templates > 0,
  foundation: content.ground !== undefined,
  icps: (content.ground?.icps.length ?? 0) > 0,
});

export function bundleName(content: BundleContent): string {
  return slug(content.morgy.name, 'morgy', 60);
}

export function promptsOf(templates: readonly TemplateEntry[]): BundlePlan['prompts'] {
  const { name, title, description, argument } = PERSONA_PROMPT;
  return [
    { name, title, description, arguments: [argument.name] },
    ...templates.map((template) => ({
      name: template.name,
      title: manifestLine(template.title, 120),
      description: manifestLine(template.description, 500),
      arguments: template.arguments.map((entry) => manifestLine(entry.name, 64)),
    })),
  ];
}

/** {{name}} of a known argument becomes the host's own placeholder. */
function templateText(template: TemplateEntry): string {
  const known = new Set(template.arguments.map((entry) => entry.name));
  return manifestText(template.text).replace(/\{\{\s*([^{}]{1,100}?)\s*\}\}/g, (whole, name: string) =>
    known.has(name) ? `\${arguments.${name}}` : whole,
  );
}

function metaOf({ documents, morgy }: BundleContent, hashes: BundleMeta['files']): BundleMeta {
  // Without knowledge not even a number of it is left.
  const searched = documents.length > 0 && morgy.resultLimit !== undefined;
  return { format: FORMAT, files: hashes, ...(searched ? { resultLimit: morgy.resultLimit } : {}) };
}

export function makeManifest({ content, templates, persona, version, hashes }: ManifestParts): Uint8Array {
  const { morgy, author, license } = content;
  const description = manifestLine(morgy.description, 200);
  const keywords = [...new Set([morgy.category, ...morgy.tags].map((tag) => manifestLine(tag, 60)))]
    .filter((tag) => tag !== '')
    .toSorted(byCodeUnits);
  const texts = new Map(templates.map((template) => [template.name, templateText(template)]));
  const manifest = {
    manifest_version: '0.3',
    name: bundleName(content),
    display_name: manifestLine(morgy.name, 100),
    version,
    description: description === '' ? 'A persona with its knowledge, made with Morgus Studio.' : description,
    ...(morgy.description.trim() === '' ? {} : { long_description: manifestText(morgy.description) }),
    author: { name: manifestLine(author.name, 100) },
    icon: FILES.icon,
    icons: [{ src: FILES.icon, size: '512x512' }],
    server: {
      type: 'node',
      entry_point: FILES.server,
      mcp_config: { command: 'node', args: [`\${__dirname}/${FILES.server}`], env: {} },
    },
    tools: toolsFor(partsOf(content, templates.length)).map(({ name, description: words }) => ({
      name,
      description: words,
    })),
    prompts: promptsOf(templates).map((prompt) => ({
      name: prompt.name,
      description: prompt.description === '' ? prompt.title : prompt.description,
      arguments: prompt.arguments,
      text:
        prompt.name === PERSONA_PROMPT.name ? personaPromptText(manifestText(persona)) : (texts.get(prompt.name) ?? ''),
    })),
    ...(keywords.length === 0 ? {} : { keywords }),
    ...(license === undefined || license === '' ? {} : { license: manifestLine(license, 200) }),
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: '>=20.0.0' } },
    _meta: { [META_NAMESPACE]: metaOf(content, hashes) },
  };
  return new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`);
}
