/** Serves a contract: finds the handler, validates what comes in and what goes out, turns failures into replies. */
import { z } from 'zod';
import type { Reply } from '../../contract/bridge.ts';
import type { Contract, Handlers, RequestContext } from '../../contract/define.ts';
import { StudioError, toStudioError } from '../../contract/errors.ts';

type AnyHandler = (input: unknown, context: RequestContext) => unknown;

export interface Server {
  handle(name: string, input: unknown, signal: AbortSignal): Promise<Reply>;
}

/**
 * @param writable what a mutation waits for before it begins; null when it need not wait. Throws where it is refused
 * @throws Error when a request has no handler or a handler no request: a mistake in the program.
 */
export function createServer<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  writable: (name: string) => Promise<void> | null = () => null,
): Server {
  const table = new Map<string, AnyHandler>(Object.entries(handlers) as [string, AnyHandler][]);
  for (const name of Object.keys(contract)) if (!table.has(name)) throw new Error(`Nothing serves "${name}".`);
  for (const name of table.keys())
    if (!(name in contract)) throw new Error(`"${name}" is served but not in the contract.`);
  return {
    async handle(name, input, signal) {
      try {
        const definition = Object.hasOwn(contract, name) ? contract[name] : undefined;
        const handler = table.get(name);
        if (!definition || !handler) throw new StudioError('unknown_request', `The studio knows no request "${name}".`);
        const parsed = definition.input.safeParse(input);
        if (!parsed.success) {
          throw new StudioError('invalid_input', sentence(parsed.error), { issues: issues(parsed.error) });
        }
        if (definition.kind === 'mutation') await writable(name);
        const value = await handler(parsed.data, { signal });
        return { ok: true, value: definition.output.parse(value) };
      } catch (error) {
        if (error instanceof z.ZodError) {
          return {
            ok: false,
            error: {
              code: 'invalid_output',
              message: `The answer to "${name}" is not what it should be: ${sentence(error)}`,
            },
          };
        }
        return { ok: false, error: toStudioError(error).toShape() };
      }
    },
  };
}

const issues = (error: z.ZodError): { path: string; message: string }[] =>
  error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));

function sentence(error: z.ZodError): string {
  const [first] = issues(error);
  if (!first) return 'The input is not valid.';
  return first.path ? `${first.path}: ${first.message}` : first.message;
}
