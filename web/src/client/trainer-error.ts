import type { Divergence, TrainerErrorCode, TrainerErrorData } from '../shared/protocol';

/** An error of the trainer: a code to branch on, a field, a sentence to show. */
export class TrainerError extends Error {
  /** Kept when names are minified. */
  static override readonly name = 'TrainerError';
  readonly code: TrainerErrorCode;
  /** The field at fault, as 'model.layers[1].units'; empty if there is none. */
  readonly path: string;
  /** With the code `diverged`. */
  declare readonly divergence?: Divergence;

  constructor({ code, path, message, divergence }: TrainerErrorData) {
    super(path === '' ? message : `${path}: ${message}`);
    this.name = TrainerError.name;
    this.code = code;
    this.path = path;
    if (divergence) this.divergence = divergence;
  }
}
