/** `foundation …`: what is true of a business, and what agents are told of it. */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import { FACT_CATEGORIES, itemInputs, LIST_NAMES } from '../../main/studio/foundations/contract.ts';
import type { Contradiction } from '../../main/studio/foundations/contract.ts';
import { columns, counted, EXIT } from './output.ts';
import type { Output } from './output.ts';
import type { Run } from './run.ts';
import { findWorkspace } from './workspace-commands.ts';

const IN = ['--workspace <workspace>', 'an id or a name (default: the open one)'] as const;

export function foundationCommands(program: Command, run: Run): void {
  const foundation = program.command('foundation').description('what is true of a business, and how it speaks');

  foundation
    .command('show')
    .description('the whole foundation')
    .option(...IN)
    .action((options: { workspace?: string }) =>
      run(async ({ client }, output) => {
        const workspace = await findWorkspace(client, options.workspace);
        const shown = await client.request('foundations.get', { workspaceId: workspace.id });
        const { truth_sheet, positioning, competitors, completeness } = shown;
        noteContradictions(shown.contradictions, output);
        output.result(shown, () =>
          [
            columns([
              ['workspace', workspace.name],
              ['company', shown.company_name ?? ''],
              ['industry', shown.industry ?? ''],
              ['website', shown.website_url ?? ''],
              ['category', positioning.category],
              ['competitors', competitors.map((one) => one.name).join(', ')],
              ['rules', String(shown.messaging_guardrails.length)],
              ['complete', `${Math.round(completeness.score * 100)} %`],
            ]),
            truth_sheet.entries.length === 0
              ? 'No facts yet. Add one with: foundation add facts \'{"field_name":"Founded","value":"2014"}\''
              : columns(
                  truth_sheet.entries.map((fact) => [
                    fact.id,
                    fact.field_name,
                    `${fact.value}${fact.verified ? '' : ' (not verified)'}`,
                  ]),
                ),
          ].join('\n\n'),
        );
      }),
    );

  foundation
    .command('missing')
    .description('what a complete foundation would have, and why it matters')
    .option(...IN)
    .action((options: { workspace?: string }) =>
      run(async ({ client }, output) => {
        const { id } = await findWorkspace(client, options.workspace);
        const { completeness } = await client.request('foundations.get', { workspaceId: id });
        const open = completeness.items.filter((item) => !item.done);
        output.result({ score: completeness.score, missing: open }, () =>
          open.length === 0 ? 'Nothing is missing.' : open.map((item) => `${item.title}\n    ${item.why}`).join('\n'),
        );
      }),
    );

  foundation
    .command('add <list> <item>')
    .description(`add to a list (${LIST_NAMES.join(', ')}) from JSON, or from a JSON file with @`)
    .option(...IN)
    .action((list: string, item: string, options: { workspace?: string }) =>
      run(async ({ client }, output) => {
        const name = LIST_NAMES.find((one) => one === list);
        if (!name)
          throw new StudioError('usage', `There is no list “${list}”. The lists are: ${LIST_NAMES.join(', ')}.`);
        const fields = Object.keys(itemInputs[name].shape).join(', ');
        const values = await readItems(item, `an item of “${name}” is JSON with: ${fields}.`);
        const { id: workspaceId } = await findWorkspace(client, options.workspace);
        const ids: string[] = [];
        const failed: string[] = [];
        for (const [at, one] of values.entries()) {
          try {
            ids.push((await client.request('foundations.putItem', { workspaceId, list: name, item: one })).id);
          } catch (error) {
            if (values.length === 1) throw error;
            failed.push(`number ${at + 1}: ${error instanceof Error ? error.message : String(error)}`);
          }
        }
        for (const line of failed) output.note(`error: ${line}`);
        output.result({ ids, failed }, () => ids.join('\n'));
        return failed.length > 0 ? EXIT.partial : EXIT.done;
      }),
    );

  foundation
    .command('summary')
    .description('what agents are told; made anew with --make')
    .option(...IN)
    .option('--make', 'make it from the ground as it is; what was changed by hand stays')
    .option('--replace', 'make it anew without what was changed by hand')
    .option('--budget <tokens>', 'at most so many tokens')
    .action((options: { workspace?: string; make?: boolean; replace?: boolean; budget?: string }) =>
      run(async ({ client }, output) => {
        const budget = options.budget === undefined ? undefined : Number(options.budget);
        if (budget !== undefined && !Number.isInteger(budget))
          throw new StudioError('usage', '--budget is a whole number of tokens.');
        const { id: workspaceId } = await findWorkspace(client, options.workspace);
        const make = options.make === true || options.replace === true || budget !== undefined;
        const summary = make
          ? await client.request('foundations.makeSummary', {
              workspaceId,
              edits: options.replace === true ? 'replace' : 'keep',
              ...(budget === undefined ? {} : { budget }),
            })
          : await client.request('foundations.summary', { workspaceId });
        if (summary.state === 'stale')
          output.note('The ground has changed since this was made: foundation summary --make');
        const { contradictions } = await client.request('foundations.get', { workspaceId });
        noteContradictions(contradictions, output);
        output.note(`${summary.tokens} of ${summary.budget} tokens${summary.edited ? ', changed by hand' : ''}`);
        output.result(summary, () => summary.text);
      }),
    );

  foundation
    .command('extract <source...>')
    .description('read files and addresses as evidence and list the facts found in them; nothing is taken by itself')
    .option(...IN)
    .action((sources: string[], options: { workspace?: string }) =>
      run(async ({ client, signal }, output) => {
        const { id: workspaceId } = await findWorkspace(client, options.workspace);
        const urls = sources.filter((source) => /^https?:/i.test(source));
        const paths = sources.filter((source) => !urls.includes(source)).map((path) => resolve(path));
        const known = new Set(
          (await client.request('onboarding.get', { workspaceId })).evidence.map((item) => item.id),
        );
        if (paths.length > 0) await client.request('onboarding.addFiles', { workspaceId, paths });
        if (urls.length > 0) await client.request('onboarding.addUrls', { workspaceId, urls });
        let added = (await client.request('onboarding.get', { workspaceId })).evidence.filter(
          (item) => !known.has(item.id),
        );
        while (added.some((item) => item.status === 'pending' || item.status === 'processing')) {
          signal.throwIfAborted();
          await new Promise((done) => setTimeout(done, 50));
          const { evidence } = await client.request('onboarding.get', { workspaceId });
          added = evidence.filter((item) => !known.has(item.id));
        }
        const failed = added.filter((item) => item.status === 'error');
        for (const item of failed) output.note(`error: ${item.message ?? item.name}`);
        const { session, fresh } = await client.request('onboarding.extract', { workspaceId });
        const ids = new Set(added.map((item) => item.id));
        const found = session.candidates.filter((one) => ids.has(one.evidence_id));
        for (const { name, unread_language: language } of session.evidence.filter(({ id }) => ids.has(id)))
          if (language !== null)
            output.note(
              `note: facts are found in English, German, French and Spanish texts; “${name}” looks like ${language}. Mark them by hand: foundation mark EVIDENCE NAME WORDS`,
            );
        output.result({ evidence: added, fresh, candidates: found }, () =>
          found.length === 0
            ? 'No new fact was found.'
            : `${counted(found.length, 'fact')}, to be taken in the desktop or with: foundation take ID\n${columns(
                found.map((one) => [one.id, `${one.field_name}: ${one.value}`, `“${one.quote}”`]),
              )}`,
        );
        return failed.length > 0 ? (failed.length === added.length ? EXIT.failed : EXIT.partial) : EXIT.done;
      }),
    );

  foundation
    .command('propose [evidence...]')
    .description(
      'ask the model that you named for more facts; says what would be sent and where, and sends it with --send',
    )
    .option(...IN)
    .option('--send', 'send it')
    .action((wanted: string[], options: { workspace?: string; send?: boolean }) =>
      run(async ({ client, signal }, output) => {
        const { id: workspaceId } = await findWorkspace(client, options.workspace);
        const { evidence } = await client.request('onboarding.get', { workspaceId });
        const chosen = evidence.filter(
          (item) => item.here && (wanted.length === 0 || wanted.includes(item.id) || wanted.includes(item.name)),
        );
        const unknown = wanted.find((one) => !chosen.some((item) => item.id === one || item.name === one));
        if (unknown !== undefined)
          throw new StudioError(
            'not_found',
            `No evidence on this device is called “${unknown}”. There is: ${evidence.map((item) => item.name).join(', ')}.`,
          );
        if (chosen.length === 0)
          throw new StudioError(
            'nothing_to_send',
            'There is no evidence on this device yet. Add some with: foundation extract FILE',
          );
        const evidenceIds = chosen.map((item) => item.id);
        const plan = await client.request('onboarding.proposalPlan', { workspaceId, evidenceIds });
        const { model } = plan;
        if (!model)
          throw new StudioError(
            'no_model',
            'No model is named. Name one with: model use http://127.0.0.1:11434/v1 llama3.2',
          );
        if (options.send !== true) {
          output.result({ ...plan, sent: false }, () =>
            [
              `To ${model.model} at ${model.host} these texts would be sent. Nothing was sent yet; add --send.`,
              columns(plan.texts.map((text) => [text.name, `${text.sent} of ${text.characters} characters`])),
            ].join('\n'),
          );
          return EXIT.done;
        }
        const stop = client.on('propose.progress', ({ done, total, current }) =>
          output.progress(`${done} of ${counted(total, 'question')}: ${current}`),
        );
        try {
          const report = await client.request(
            'onboarding.propose',
            { workspaceId, evidenceIds, host: model.host },
            { signal },
          );
          const { candidates } = await client.request('onboarding.get', { workspaceId });
          const open = candidates.filter((one) => one.proposed_by !== null && one.state === 'proposed');
          for (const line of report.thrownAway) output.note(line);
          output.result({ ...report, candidates: open }, () =>
            open.length === 0
              ? 'Nothing new was proposed.'
              : `${counted(report.fresh, 'fact')} proposed, to be taken in the desktop or with: foundation take ID\n${columns(
                  open.map((one) => [one.id, `${one.field_name}: ${one.value}`, `“${one.quote}”`]),
                )}`,
          );
        } finally {
          stop();
          output.progress('');
        }
        return EXIT.done;
      }),
    );

  foundation
    .command('mark <evidence> <name> <words>')
    .description('write down a fact that you see in a text; its words have to stand there')
    .option('--category <category>', FACT_CATEGORIES.join(', '), 'company')
    .option(...IN)
    .action((wanted: string, name: string, words: string, options: { workspace?: string; category: string }) =>
      run(async ({ client }, output) => {
        const category = FACT_CATEGORIES.find((one) => one === options.category);
        if (!category)
          throw new StudioError(
            'usage',
            `There is no category “${options.category}”. There are: ${FACT_CATEGORIES.join(', ')}.`,
          );
        const { id: workspaceId } = await findWorkspace(client, options.workspace);
        const { evidence } = await client.request('onboarding.get', { workspaceId });
        const item = evidence.find((one) => one.id === wanted || one.name === wanted);
        if (!item)
          throw new StudioError(
            'not_found',
            `No evidence is called “${wanted}”. There is: ${evidence.map((one) => one.name).join(', ') || 'none'}.`,
          );
        await client.request('onboarding.markFact', {
          workspaceId,
          id: item.id,
          field_name: name,
          category,
          value: words,
        });
        output.result({ field_name: name, value: words }, () => `${name}: ${words}`);
      }),
    );

  foundation
    .command('settle <id>')
    .description(
      'decide a contradiction: this fact, or found fact, is right; the others are kept with it, and not told',
    )
    .option('--all', 'all of what contradicts itself is right, each of something else')
    .option(...IN)
    .action((wanted: string, options: { workspace?: string; all?: boolean }) =>
      run(async ({ client }, output) => {
        const { id: workspaceId } = await findWorkspace(client, options.workspace);
        const { contradictions } = await client.request('foundations.get', { workspaceId });
        const open = contradictions.find(({ says }) =>
          says.some(({ fact_id, candidate_id }) => (fact_id ?? candidate_id) === wanted),
        );
        const right = open?.says.find(({ fact_id, candidate_id }) => (fact_id ?? candidate_id) === wanted);
        if (!open || !right)
          throw new StudioError(
            'not_found',
            `No contradiction names “${wanted}”. “foundation show” tells which are open. Nothing was changed.`,
          );
        const all = options.all === true;
        await client.request('onboarding.settle', { workspaceId, key: open.key, keep: all ? null : wanted });
        output.result({ field_name: open.field_name, value: all ? null : right.value }, () =>
          all ? `All of “${open.field_name}” are right.` : `${open.field_name}: ${right.value}`,
        );
      }),
    );

  foundation
    .command('take <id...>')
    .description('take found facts into the foundation')
    .option(...IN)
    .action((ids: string[], options: { workspace?: string }) =>
      run(async ({ client }, output) => {
        const { id: workspaceId } = await findWorkspace(client, options.workspace);
        // Taking one again would write what was found over what the person made of it.
        const { candidates } = await client.request('onboarding.get', { workspaceId });
        const already = new Set(
          candidates.flatMap(({ id, state }) => (state === 'accepted' || state === 'edited' ? [id] : [])),
        );
        const taken: string[] = [];
        for (const id of ids) {
          if (already.has(id)) {
            output.note(`note: ${id} is already taken. Nothing was changed.`);
            continue;
          }
          await client.request('onboarding.decide', { workspaceId, id, decision: 'accept' });
          already.add(id);
          taken.push(id);
        }
        output.result({ taken }, () =>
          taken.length === 0 ? 'Already taken.' : `${counted(taken.length, 'fact')} taken.`,
        );
      }),
    );
}

/** Each with what is said and where, by the ids that `foundation settle` takes. */
function noteContradictions(contradictions: readonly Contradiction[], output: Output): void {
  for (const { field_name, says } of contradictions)
    output.note(
      `contradiction: ${field_name} is ${says
        .map(
          ({ value, source, fact_id, candidate_id }) =>
            `“${value}” (${source === '' ? 'without a source' : source}, ${fact_id ?? candidate_id})`,
        )
        .join(' or ')}. Decide with: foundation settle ID`,
    );
}

type Item = Record<string, string | number | boolean | null>;

/** One item or a list of them. @throws StudioError usage */
async function readItems(given: string, shape: string): Promise<Item[]> {
  let text = given;
  if (given.startsWith('@')) {
    const path = given.slice(1);
    try {
      text = await readFile(resolve(path), 'utf8');
    } catch {
      throw new StudioError('usage', `“${basename(path)}” could not be read. Check the path.`);
    }
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new StudioError('usage', `This is not JSON: ${shape}`);
  }
  const list = Array.isArray(json) ? (json as unknown[]) : [json];
  if (
    list.length === 0 ||
    !list.every((one): one is Item => typeof one === 'object' && one !== null && !Array.isArray(one))
  )
    throw new StudioError('usage', `This is no item: ${shape}`);
  return list;
}
