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
  readonly hasFoundation: boolean;
  readonly hasIcps: boolean;
  persona(): PersonaFile;
  knowledge(): Knowledge;
  templates(): readonly TemplateEntry[];
  template(name: string): TemplateEntry;
  foundation(): FoundationFile;
  icps(): readonly IcpEntry[];
  /** Without an id the primary one, or the first. */
  icp(id?: string): IcpEntry;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function openBundle(files: BundleFiles): Bundle {
  const templates = once(() =>
    files.has(FILES.templates) ? readJson<TemplatesFile>(files, FILES.templates).templates : [],
  );
  const icps = once(() => (files.has(FILES.icps) ? readJson<IcpsFile>(files, FILES.icps).icps : []));
  return {
    hasKnowledge: files.has(FILES.documents),
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
    icp(id) {
      const found =
        id === undefined
          ? (icps().find(({ primary }) => primary) ?? icps()[0])
          : icps().find((profile) => profile.id === id);
      if (found === undefined) {
        throw new BundleError(
          'not_found',
          `There is no customer profile with the id "${(id ?? '').slice(0, 100)}". list_icps shows the ids.`,
        );
      }
      return found;
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
