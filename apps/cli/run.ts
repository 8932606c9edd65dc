/** Runs one command: opens the studio, reports the failure, sets the exit code. */
import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** A command may answer with an exit code; nothing means done. */
export type Run = (work: (session: Session, output: Output) => Promise<number | void>) => Promise<void>;
