/** `model …`: the server that a person named, which may propose facts. */
import type { Command } from 'commander';
import { MODEL_KEY } from '../../main/studio/model/contract.ts';
import type { ChatModel } from '../../main/studio/model/contract.ts';
import { StudioError } from '../../main/contract/errors.ts';
import { columns } from './output.ts';
import type { Run } from './run.ts';

const WHERE: Record<ChatModel['place'], string> = {
  device: 'on this computer: what it is asked does not leave it',
  network: 'in your own network: what it is asked leaves this computer',
  internet: 'elsewhere: what it is asked leaves this computer',
};
const KEYS: Record<ChatModel['key'], string> = {
  none: 'none',
  keychain: 'in the keychain',
  memory: 'forgotten when the studio closes: there is no keychain',
};

const told = (model: ChatModel | null): string =>
  model === null
    ? 'None is named, so none is asked. Name one with: model use http://127.0.0.1:11434/v1 llama3.2'
    : columns([
        ['Model', model.model],
        ['Server', model.baseUrl],
        ['Where', WHERE[model.place]],
        ['Key', KEYS[model.key]],
      ]);

/** A key is never an argument: others on this computer could read it there. @throws StudioError usage */
function keyGiven(): { key?: string } {
  const given = process.env['MORGUS_MODEL_KEY'];
  if (given === undefined || given.trim() === '') return {};
  const read = MODEL_KEY.safeParse(given);
  if (!read.success)
    throw new StudioError('usage', `MORGUS_MODEL_KEY: ${read.error.issues[0]?.message ?? 'this is no key.'}`);
  return { key: read.data };
}

export function modelCommands(program: Command, run: Run): void {
  const model = program
    .command('model')
    .description('a language model that may propose facts; none unless you name one');

  model
    .command('show')
    .description('which one is named, and where it is')
    .action(() =>
      run(async ({ client }, output) => {
        const { model: named } = await client.request('model.get', {});
        output.result(named, () => told(named));
      }),
    );

  model
    .command('use <address> <name>')
    .description('name a server that speaks the OpenAI chat protocol, and its model; a key comes from MORGUS_MODEL_KEY')
    .action((address: string, name: string) =>
      run(async ({ client }, output) => {
        const { model: named } = await client.request('model.use', { baseUrl: address, model: name, ...keyGiven() });
        output.result(named, () => told(named));
      }),
    );

  model
    .command('check')
    .description('greet it and say what came back')
    .action(() =>
      run(async ({ client, signal }, output) => {
        const { model: named } = await client.request('model.get', {});
        if (!named) throw new StudioError('no_model', told(null));
        const checked = await client.request(
          'model.check',
          { baseUrl: named.baseUrl, model: named.model, ...keyGiven() },
          { signal },
        );
        output.result(checked, () => checked.said);
      }),
    );

  model
    .command('remove')
    .description('use none any more, and forget its key')
    .action(() =>
      run(async ({ client }, output) => {
        await client.request('model.remove', {});
        output.result({ model: null }, () => 'No model is used any more.');
      }),
    );
}
