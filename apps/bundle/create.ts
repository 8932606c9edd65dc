/** Makes an MCP server for one unpacked bundle. The same factory serves stdio, and HTTP in the conformance tests. */
import { McpServer } from '@modelcontextprotocol/server';
import { BundleError, openFiles, readJson, type BundleFiles } from './files.ts';
import {
  FILES,
  type FoundationFile,
  type IcpEntry,
  type IcpsFile,
  type PersonaFile,
  type TemplateEntry,
  type TemplatesFile,
} from './format.ts';
import { registerFoundationTool, registerIcpTools } from './ground-tools.ts';
import { Knowledge } from './knowledge.ts';
import { registerPrompts } from './prompts.ts';
import { registerResources } from './resources.ts';
import { registerKnowledgeTools, registerPersonaTool, registerTemplateTools } from './tools.ts';

/** What the tools ask for. Everything is read from disk once, when it is first needed. */
export interface Bundle {
  readonly hasKnowledge: boolean;
  /** Passages that a search returns where it is not told how many. */
  readonly resultLimit: number;
  readonly hasFoundation: boolean;
  readonly hasIcps: boolean;
  persona(): PersonaFile;
  knowledge(): Knowledge;
  templates(): readonly TemplateEntry[];
  template(name: string): TemplateEntry;
  foundation(): FoundationFile;
  icps(): readonly IcpEntry[];
  /** By its id or its name; without one the primary, or the first. */
  icp(id?: string): IcpEntry;
  /** The ids that may be asked for, in a sentence. */
  icpNames(): string;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Profiles that a refusal names. */
const NAMED = 20;

/** What there is to be asked for, in a sentence. */
function namesOf(icps: readonly IcpEntry[]): string {
  const named = icps.slice(0, NAMED).map(({ id, name }) => `${id} (${name.slice(0, 60)})`);
  const rest = icps.length - named.length;
  return `The ids are: ${named.join(', ')}${rest > 0 ? `, and ${rest} more that list_icps shows` : ''}.`;
}

function openBundle(files: BundleFiles): Bundle {
  const templates = once(() =>
    files.has(FILES.templates) ? readJson<TemplatesFile>(files, FILES.templates).templates : [],
  );
  const icps = once(() => (files.has(FILES.icps) ? readJson<IcpsFile>(files, FILES.icps).icps : []));
  return {
    hasKnowledge: files.has(FILES.documents),
    resultLimit: files.resultLimit,
    hasFoundation: files.has(FILES.foundation),
    hasIcps: files.has(FILES.icps),
    persona: once(() => readJson<PersonaFile>(files, FILES.persona)),
    knowledge: once(() => new Knowledge(files)),
    templates,
    template(name) {
      const found = templates().find((template) => template.name === name);
      if (found === undefined) {
        throw new BundleError(
          'not_found',
          `There is no template named "${name.slice(0, 100)}". list_templates shows the names.`,
        );
      }
      return found;
    },
    foundation: once(() => readJson<FoundationFile>(files, FILES.foundation)),
    icps,
    icpNames: () => namesOf(icps()),
    icp(id) {
      if (id === undefined) {
        const first = icps().find(({ primary }) => primary) ?? icps()[0];
        if (first) return first;
        throw new BundleError('not_found', 'This bundle has no customer profiles.');
      }
      const wanted = id.trim().toLowerCase();
      const found =
        icps().find((profile) => profile.id === id) ??
        icps().find((profile) => profile.id === wanted || profile.name.trim().toLowerCase() === wanted);
      if (found) return found;
      throw new BundleError(
        'not_found',
        `There is no customer profile with the id "${id.slice(0, 100)}". ${namesOf(icps())}`,
      );
    },
  };
}

/** `folder` holds manifest.json and everything that it names. Throws a BundleError when the manifest can't be used. */
export function bundleServerFactory(folder: string): () => McpServer {
  const files = openFiles(folder);
  const bundle = openBundle(files);
  return () => {
    const server = new McpServer(
      { name: files.name, title: files.title, version: files.version },
      {
        // Nothing in an installed bundle ever changes.
        capabilities: {
          tools: { listChanged: false },
          prompts: { listChanged: false },
          ...(bundle.hasKnowledge || bundle.hasFoundation ? { resources: { listChanged: false } } : {}),
        },
      },
    );
    if (bundle.hasKnowledge) registerKnowledgeTools(server, bundle);
    if (bundle.hasKnowledge || bundle.hasFoundation) registerResources(server, bundle);
    registerPersonaTool(server, bundle);
    if (files.has(FILES.templates)) registerTemplateTools(server, bundle);
    if (bundle.hasFoundation) registerFoundationTool(server, bundle);
    if (bundle.hasIcps) registerIcpTools(server, bundle);
    registerPrompts(server, bundle);
    return server;
  };
}
