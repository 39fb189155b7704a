import type { TrainerErrorCode } from '../shared/protocol';
import { TrainerFailure } from './trainer-failure';
import { text, type Outcome } from './wasm-module';

/** The module gives the address 0 for what it has no memory for. */
export function checkAddress(address: number): number {
  if (address !== 0) return address;
  throw new TrainerFailure('out-of-memory', 'There is not enough memory to exchange numbers.');
}

/** Codes of the module that mean more than the call that was refused. */
const ownCodes: readonly unknown[] = ['out-of-memory', 'incomplete-data'];

/** Throws unless the outcome is success. */
export function check({ code, path, message }: Outcome, failure: TrainerErrorCode): void {
  if (code === '') return;
  const known = ownCodes.includes(code) ? (code as TrainerErrorCode) : failure;
  throw new TrainerFailure(known, text(message), text(path));
}
