/** `morgy …` and `template …`. */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { Command } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import { templatePatch } from '../../main/studio/templates/contract.ts';
import { columns } from './output.ts';
import type { Run } from './run.ts';
import { findMorgy } from './session.ts';

export function morgyCommands(program: Command, run: Run): void {
  const morgy = program.command('morgy').description('create, list, show and delete Morgys');

  morgy
    .command('create')
    .description('make a new Morgy, empty or from a file')
    .option('--name <name>', 'its name')
    .option('--file <file>', 'a .morgy file, or JSON with a Morgy’s fields')
    .action((options: { name?: string; file?: string }) =>
      run(async ({ client }, output) => {
        if (options.name !== undefined && options.file !== undefined) {
          throw new StudioError('usage', 'Give either --name or --file: a file brings its own name.');
        }
        const made =
          options.file === undefined
            ? await client.request('morgys.create', options.name === undefined ? {} : { name: options.name })
            : await client.request('morgys.importFile', { path: resolve(options.file) });
        output.result(made, () => `${made.id}  ${made.name}`);
      }),
    );

  morgy
    .command('list')
    .description('all Morgys, newest change first')
    .action(() =>
      run(async ({ client }, output) => {
        const list = await client.request('morgys.list', {});
        output.result(list, () =>
          list.length === 0
            ? 'No Morgys yet. Make one with: morgy create --name "My first Morgy"'
            : columns([
                ['ID', 'NAME', 'CATEGORY', 'DOCUMENTS', 'CHANGED'],
                ...list.map((m) => [m.id, m.name, m.category, String(m.documents), m.updated_at.slice(0, 16)]),
              ]),
        );
      }),
    );

  morgy
    .command('show <morgy>')
    .description('one Morgy with everything in it')
    .action((wanted: string) =>
      run(async ({ client }, output) => {
        const { id } = await findMorgy(client, wanted);
        const shown = await client.request('morgys.get', { id });
        const templates = await client.request('templates.list', { morgyId: id });
        output.result({ ...shown, templates }, () =>
          [
            columns([
              ['id', shown.id],
              ['name', shown.name],
              ['description', shown.description ?? ''],
              ['category', shown.category],
              ['tags', shown.tags.join(', ')],
              ['model', `${shown.ai_config.primaryModel}, temperature ${shown.ai_config.temperature}`],
              [
                'licence',
                shown.license_type === 'free' ? 'free' : `${shown.license_type}, ${(shown.price / 100).toFixed(2)} USD`,
              ],
              ['documents', String(shown.documents)],
              ['templates', templates.map((template) => template.title).join(', ') || '0'],
              ['changed', shown.updated_at],
            ]),
            shown.ai_config.systemPrompt === '' ? 'No system prompt yet.' : `\n${shown.ai_config.systemPrompt}`,
          ].join('\n'),
        );
      }),
    );

  morgy
    .command('delete <morgy>')
    .description('into the trash, where it stays for 30 days')
    .action((wanted: string) =>
      run(async ({ client }, output) => {
        const { id, name } = await findMorgy(client, wanted);
        await client.request('morgys.remove', { ids: [id] });
        output.result({ id, deleted: true }, () => `“${name}” is in the trash. The desktop restores it for 30 days.`);
      }),
    );

  program
    .command('template')
    .description('prompt templates of a Morgy')
    .command('add <morgy>')
    .description(
      'add a template from a file: JSON {title, description, arguments, text}, or Markdown with {{arguments}}',
    )
    .requiredOption('--file <file>', 'the template')
    .action((wanted: string, options: { file: string }) =>
      run(async ({ client }, output) => {
        const { id } = await findMorgy(client, wanted);
        const template = await client.request('templates.create', {
          morgyId: id,
          ...(await readTemplate(options.file)),
        });
        output.result(template, () => `${template.id}  ${template.title}`);
      }),
    );
}

/** @throws StudioError usage when the file is missing or not a template. */
async function readTemplate(file: string): Promise<ReturnType<typeof templatePatch.parse>> {
  let content: Buffer;
  try {
    content = await readFile(resolve(file));
  } catch {
    throw new StudioError('usage', `“${basename(file)}” could not be read. Check the path.`);
  }
  if (!isUtf8(content) || content.includes(0))
    throw new StudioError('usage', `“${basename(file)}” is not a template: it is not text in UTF-8.`);
  const text = content.toString('utf8');
  if (extname(file).toLowerCase() !== '.json') return fromMarkdown(text, basename(file, extname(file)));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new StudioError('usage', `“${basename(file)}” ends in .json but is not JSON.`);
  }
  const parsed = templatePatch.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new StudioError(
    'usage',
    `“${basename(file)}” is not a template: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
}

/** The first heading is the title, each {{name}} an argument. */
function fromMarkdown(text: string, fileName: string): ReturnType<typeof templatePatch.parse> {
  const heading = /^#\s+(.+)\n+/.exec(text);
  const body = heading ? text.slice(heading[0].length) : text;
  const names = new Set([...body.matchAll(/\{\{\s*([a-z][a-z0-9_]{0,63})\s*\}\}/gi)].map((match) => match[1] ?? ''));
  return templatePatch.parse({
    title: heading?.[1]?.trim() ?? fileName,
    arguments: [...names].map((name) => ({ name, description: '', required: true })),
    text: body.trim(),
  });
}
