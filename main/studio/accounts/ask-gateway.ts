/** A request to the gateway of the account that is open, as the person who is signed in. */
import { errorBody } from '../../../sync/protocol/errors.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Account } from './registry.ts';
import type { Tokens } from './tokens.ts';

/** Milliseconds for one answer, where the caller does not say how long. */
const PATIENCE = 15_000;

/** `init` is made anew for each try: a body that was read once cannot be sent again. @throws StudioError unreachable, cancelled, or the gateway's own code */
export async function askGateway(
  account: Account,
  tokens: Tokens,
  path: string,
  init: () => RequestInit,
): Promise<Response> {
  const send = async (force: boolean): Promise<Response> => {
    const asked = init();
    const headers = new Headers(asked.headers);
    headers.set('authorization', `Bearer ${await tokens.access(force)}`);
    try {
      return await fetch(account.gateway + path, {
        signal: AbortSignal.timeout(PATIENCE),
        ...asked,
        headers,
        redirect: 'error',
      });
    } catch (error) {
      if (asked.signal?.aborted === true) throw new StudioError('cancelled', 'It was cancelled.');
      const why = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
      throw new StudioError(
        'unreachable',
        `${account.gatewayName} did not answer${why}. This needs the network; try again later.`,
      );
    }
  };
  let answer = await send(false);
  if (answer.status === 401) answer = await send(true);
  if (answer.ok) return answer;
  const said = errorBody.safeParse(await answer.json().catch(() => null));
  throw new StudioError(
    said.success ? said.data.code : 'refused',
    `${account.gatewayName} refused: ${said.success ? said.data.message : `it answered ${answer.status}`}`,
  );
}
