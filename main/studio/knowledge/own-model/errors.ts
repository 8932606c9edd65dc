/** Why a chosen language model cannot be used, in words. */
import { StudioError } from '../../../contract/errors.ts';

export type OwnModelErrorCode =
  | 'model_gone'
  | 'model_not_found'
  | 'model_several'
  | 'model_not_onnx'
  | 'model_too_big'
  | 'model_in_parts'
  | 'model_no_tokenizer'
  | 'model_bad_tokenizer'
  | 'model_inputs'
  | 'model_output'
  | 'model_width'
  | 'model_senseless'
  | 'model_failed'
  | 'model_changed'
  | 'model_slow';

export class OwnModelError extends StudioError {
  constructor(code: OwnModelErrorCode, message: string) {
    super(code, message);
    this.name = 'OwnModelError';
  }
}
