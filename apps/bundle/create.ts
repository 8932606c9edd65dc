/** Makes an MCP server for one unpacked bundle. The same factory serves stdio, and HTTP in the conformance tests. */
import { McpServer } from '@modelcontextprotocol/server';
import { BundleError, openFiles, readJson, type BundleFiles } from './files.ts';
import { FILES, type PersonaFile, type TemplateEntry, type TemplatesFile } from './format.ts';
import { Knowledge } from './knowledge.ts';
import { registerPrompts } from './prompts.ts';
import { registerResources } from './resources.ts';
import { registerKnowledgeTools, registerPersonaTool, registerTemplateTools } from './tools.ts';

/** What the tools ask for. Everything is read from disk once, when it is first needed. */
export interface Bundle {
  readonly hasKnowledge: boolean;
  persona(): PersonaFile;
  knowledge(): Knowledge;
  templates(): readonly TemplateEntry[];
  template(name: string): TemplateEntry;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function openBundle(files: BundleFiles): Bundle {
  const templates = once(() =>
    files.has(FILES.templates) ? readJson<TemplatesFile>(files, FILES.templates).templates : [],
  );
  return {
    hasKnowledge: files.has(FILES.documents),
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
          ...(bundle.hasKnowledge ? { resources: { listChanged: false } } : {}),
        },
      },
    );
    if (bundle.hasKnowledge) {
      registerKnowledgeTools(server, bundle);
      registerResources(server, bundle);
    }
    registerPersonaTool(server, bundle);
    if (files.has(FILES.templates)) registerTemplateTools(server, bundle);
    registerPrompts(server, bundle);
    return server;
  };
}
