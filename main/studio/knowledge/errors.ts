/** Failures of this layer, in words. */
import { StudioError } from '../../contract/errors.ts';

export type KnowledgeErrorCode =
  | 'not_found'
  | 'changed_meanwhile'
  | 'chunk_gone'
  | 'no_source'
  | 'bad_url'
  | 'no_text'
  | 'no_headers'
  | 'duplicate';

export class KnowledgeError extends StudioError {
  constructor(code: KnowledgeErrorCode, message: string, details?: StudioError['details']) {
    super(code, message, details);
    this.name = 'KnowledgeError';
  }
}
