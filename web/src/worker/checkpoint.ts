import type { Problem } from '../shared/field-readers';
import type { DatasetInfo, LoadedCheckpoint, ModelInfo } from '../shared/protocol';
import { maxCheckpointBytes } from '../shared/ranges';
import type { Specification } from '../shared/specification';
import { validateSpecification } from '../shared/validate-specification';
import type { Session, StagedCheckpoint } from './session';
import { TrainerFailure } from './trainer-failure';
import { Training } from './training';
import { readClientState, writeClientState, type ClientState } from './training-state';

/** The session's model and its training as a file. */
export function saveCheckpoint(
  session: Session,
  { specification }: ModelInfo,
  state: ClientState,
): Uint8Array<ArrayBuffer> {
  if (typeof (state.note as unknown) !== 'string') {
    throw new TrainerFailure('invalid-input', 'Must be a text.', 'note');
  }
  return session.saveCheckpoint(JSON.stringify(specification), writeClientState(state));
}

/** Whether the experiment of a file asks for the reproducible variant. Refuses a damaged file. */
export function isReproducible(session: Session, bytes: Uint8Array): boolean {
  return withStaged(session, bytes, ({ specification }) => {
    const { reproducible } = parse(specification) as Partial<Specification>;
    return reproducible === true;
  });
}

/** Puts the model of a file into the session, and its training where it was. Else nothing changes. */
export function openCheckpoint(
  session: Session,
  bytes: Uint8Array,
  { samples, width, height }: DatasetInfo,
): { info: ModelInfo; training: Training; loaded: LoadedCheckpoint } {
  return withStaged(session, bytes, ({ step, baseLearningRate, ...texts }) => {
    const image = { width, height };
    const result = validateSpecification(parse(texts.specification), { samples, image });
    if (!result.ok)
      refuse(
        `The experiment of the checkpoint cannot be set up here: ${sentenceOf(result.problems)}`,
      );
    const { specification } = result;
    const { training: state, note } = readState(texts.clientState, specification);
    const info = session.restoreModel(specification, image);
    const training = new Training(session, info);
    training.restore(step, state);
    const { position, stop } = training;
    const { elapsedMs } = state;
    const loaded = { ...info, position, baseLearningRate, elapsedMs, earlyStop: stop, note };
    return { info, training, loaded };
  });
}

/** What a file says, while it is in the module's memory. */
function withStaged<T>(
  session: Session,
  bytes: Uint8Array,
  use: (staged: StagedCheckpoint) => T,
): T {
  // No module has room for it.
  if (bytes.length > maxCheckpointBytes) refuse('This file is too large to be a checkpoint.');
  try {
    return use(session.stageCheckpoint(bytes));
  } finally {
    session.releaseCheckpoint();
  }
}

function readState(text: string, { training }: Specification): ClientState {
  const problems: Problem[] = [];
  const state = readClientState(parse(text), '', problems);
  const watches = state.training.earlyStopping !== null;
  if (watches !== (training.earlyStopping !== null)) {
    problems.push({ path: 'training.earlyStopping', message: 'Does not fit the experiment.' });
  }
  if (problems[0])
    refuse(
      `The checkpoint is damaged: the state of its training is not as it should be: ${sentenceOf(problems)}`,
    );
  return state;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return refuse('The checkpoint is damaged: one of its texts cannot be read.');
  }
}

function sentenceOf([problem]: Problem[]): string {
  return problem ? `${problem.path}: ${problem.message}` : '';
}

function refuse(reason: string): never {
  throw new TrainerFailure('invalid-checkpoint', reason);
}
