/** The one error that crosses the contract: a stable code for programs, a sentence for people. */
import { z } from 'zod';

export const studioErrorShape = z.object({
  code: z.string(),
  message: z.string(),
  details: z.json().optional(),
});
export type StudioErrorShape = z.infer<typeof studioErrorShape>;

export class StudioError extends Error {
  readonly code: string;
  readonly details: StudioErrorShape['details'];

  /** `message` says what happened, to which thing, and what the person can do now. */
  constructor(code: string, message: string, details?: StudioErrorShape['details']) {
    super(message);
    this.name = 'StudioError';
    this.code = code;
    this.details = details;
  }

  toShape(): StudioErrorShape {
    return {
      code: this.code,
      message: this.message,
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }
}

/** Any thrown thing as the contract's error; a bug keeps its message, so that it can be reported. */
export function toStudioError(error: unknown): StudioError {
  if (error instanceof StudioError) return error;
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
    return new StudioError(code, error.message);
  }
  return new StudioError('internal', String(error));
}

export const notFound = (thing: string, id: string): StudioError =>
  new StudioError('not_found', `There is no ${thing} with the id ${id}. It may have been purged from the trash.`);
