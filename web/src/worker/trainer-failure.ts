import type { Arrival, Divergence, TrainerErrorCode, TrainerErrorData } from '../shared/protocol';

/** A failure that the client is told about; everything else thrown here is a defect. */
export class TrainerFailure extends Error {
  readonly data: TrainerErrorData;

  constructor(code: TrainerErrorCode, message: string, path = '', divergence?: Divergence) {
    super(message);
    this.name = 'TrainerFailure';
    this.data = { code, path, message, ...(divergence && { divergence }) };
  }
}

export function incompleteData({ arrived, needed }: Arrival): TrainerFailure {
  return new TrainerFailure(
    'incomplete-data',
    `This needs ${needed} samples of the data set, of which ${arrived} have arrived. Try again later.`,
  );
}

/** After a trap the module's memory may be in any state; the worker must end. */
export function isFatal(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError;
}

export function describeFailure(error: unknown): TrainerErrorData {
  if (error instanceof TrainerFailure) return error.data;
  const reason = error instanceof Error ? error.message : String(error);
  if (!isFatal(error)) {
    return { code: 'internal', path: '', message: `The trainer has a defect: ${reason}` };
  }
  const outOfMemory = /memory|OOM/i.test(reason) && !/out of bounds/i.test(reason);
  const message = outOfMemory
    ? 'The trainer ran out of memory and had to end. Start again with a smaller network or fewer samples.'
    : `The trainer broke down and had to end (${reason}). Start again.`;
  return { code: 'crashed', path: '', message };
}
