// README.md inside the bundle, for the person who installs it.
import { toolsFor } from '../../../../apps/bundle/catalogue.ts';
import type { TemplateEntry } from '../../../../apps/bundle/format.ts';
import { partsOf } from './manifest.ts';
import { manifestLine, manifestText } from './text.ts';
import type { BundleContent } from './types.ts';

export function makeReadme(content: BundleContent, templates: readonly TemplateEntry[]): Uint8Array {
  const { morgy, author, license } = content;
  const tools = toolsFor(partsOf(content, templates.length));
  const lines = [
    `# ${manifestLine(morgy.name, 255)}`,
    '',
    ...(morgy.description === '' ? [] : [manifestText(morgy.description), '']),
    `By ${manifestLine(author.name, 255)}.${license === undefined || license === '' ? '' : ` Licence: ${manifestLine(license, 1000)}.`}`,
    '',
    '## Install',
    '',
    'Open the .mcpb file with Claude Desktop, or drag it into Settings > Extensions. Other MCP clients: unpack the file (it is a zip',
    'archive) and start the server with `node server.cjs`, Node 20 or newer.',
    '',
    '## Use',
    '',
    'Choose the prompt "persona" in the "+" menu to begin, or ask the model to call get_persona.',
    '',
    'Tools:',
    '',
    ...tools.map((tool) => `- \`${tool.name}\`: ${tool.description}`),
    ...(templates.length === 0
      ? []
      : [
          '',
          'Prompts:',
          '',
          ...templates.map((template) => `- \`${template.name}\`: ${manifestLine(template.title, 120)}`),
        ]),
    '',
    '## Privacy',
    '',
    'The server reads the files of this folder and nothing else. It opens no network connection, starts no program, writes no file and',
    'keeps no record of what it is asked. Each file is checked against the SHA-256 in manifest.json before it is used.',
    '',
  ];
  return new TextEncoder().encode(lines.join('\n'));
}
