import { choice, type Problem, type Reader } from '../shared/field-readers';
import type { Split } from '../shared/split';
import { TrainerFailure } from './trainer-failure';

export const splits: readonly Split[] = ['train', 'valid', 'test'];

export function readSplit(value: unknown): Split {
  return read(choice(splits, 'valid'), value, 'split');
}

/** Reads a command's input; fails with the first field at fault. */
export function read<T>(reader: Reader<T>, value: unknown, path: string): T {
  const problems: Problem[] = [];
  const result = reader(value, path, problems);
  const [problem] = problems;
  if (problem) refuse(problem.path, problem.message);
  return result;
}

export function refuse(path: string, message: string): never {
  throw new TrainerFailure('invalid-input', message, path);
}
