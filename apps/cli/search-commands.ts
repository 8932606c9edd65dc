/** `search model …`: a person's own language model for search on this device. */
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { OwnModelState } from '../../main/studio/knowledge/contract.ts';
import { columns, counted, EXIT } from './output.ts';
import type { Output } from './output.ts';
import type { Run } from './run.ts';
import type { Session } from './session.ts';

/** Milliseconds between two looks at how far the reading is. */
const LOOK_EVERY = 200;

const STATES: Record<OwnModelState['state'], string> = {
  reading: 'reading your passages; until it is done, search goes by what the studio learned itself',
  paused: 'paused; search goes by what the studio learned itself',
  ready: 'search goes by it',
  broken: 'cannot be used; search goes by what the studio learned itself',
};

function told(model: OwnModelState | null): string {
  if (!model) return 'None is chosen: search goes by what the studio learned from your texts itself.';
  return columns([
    ['Model', model.name],
    ['File', model.path],
    ['State', model.message === null ? STATES[model.state] : `${STATES[model.state]}. ${model.message}`],
    ['Passages', `${model.done} of ${model.total}`],
  ]);
}

async function readToTheEnd({ client, signal }: Session, output: Output): Promise<OwnModelState | null> {
  for (;;) {
    const { model } = await client.request('knowledge.ownModel', {});
    if (!model || model.state !== 'reading' || signal.aborted) {
      output.progress('');
      return model;
    }
    output.progress(`${model.done} of ${counted(model.total, 'passage')}`);
    await pause(LOOK_EVERY);
  }
}

export function searchCommands(program: Command, run: Run): void {
  const search = program.command('search').description('how search compares meaning on this device');
  const model = search.command('model').description('a language model of your own');

  model
    .command('use <path>')
    .description('an ONNX model of 384 dimensions, or its folder: tried first, then it reads every passage')
    .action((path: string) =>
      run(async (session, output) => {
        await session.client.request('knowledge.useModel', { path: resolve(path) }, { signal: session.signal });
        const now = await readToTheEnd(session, output);
        output.result(now, () => told(now));
        if (now?.state === 'reading') output.note('The rest is read by the desktop, or by giving this command again.');
        return now?.state === 'ready' ? EXIT.done : EXIT.partial;
      }),
    );

  model
    .command('status')
    .description('which one is chosen and how far it is')
    .action(() =>
      run(async ({ client }, output) => {
        const now = (await client.request('knowledge.ownModel', {})).model;
        output.result(now, () => told(now));
      }),
    );

  model
    .command('remove')
    .description('back to what the studio learned itself')
    .action(() =>
      run(async ({ client }, output) => {
        const now = (await client.request('knowledge.removeModel', {})).model;
        output.result(now, () => told(now));
      }),
    );
}
