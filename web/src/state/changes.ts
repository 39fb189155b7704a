import type { Specification } from '../shared/specification';

/** A field that two experiments have different values in. */
export interface Change {
  path: string;
  from: unknown;
  to: unknown;
}

/** Can be changed while a network is being trained. */
const changeable = ['training.optimizer.learningRate', 'training.epochs'];

/** What differs between two experiments such that it takes a fresh network. */
export function changesBetween(from: Specification, to: Specification): Change[] {
  const changes: Change[] = [];
  collectChanges(from, to, '', changes);
  return changes.filter(({ path }) => !changeable.includes(path));
}

function collectChanges(from: unknown, to: unknown, path: string, changes: Change[]): void {
  if (Object.is(from, to)) return;
  // Layers are compared as a whole: 'layer 2 is gone' reads better than five fields.
  if (!isRecord(from) || !isRecord(to) || path === 'model.layers') {
    if (JSON.stringify(from) !== JSON.stringify(to)) changes.push({ path, from, to });
    return;
  }
  // Of another optimiser or schedule the other fields are others.
  if (from['type'] !== to['type']) {
    changes.push({ path, from, to });
    return;
  }
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    collectChanges(from[key], to[key], path === '' ? key : `${path}.${key}`, changes);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
