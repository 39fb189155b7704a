import { TrainerFailure } from './trainer-failure';

export interface TensorSlot {
  name: string;
  shape: number[];
  size: number;
}

/** The data of each slot's tensor, in the order of the slots; refuses anything else. */
export function matchTensors(slots: TensorSlot[], tensors: unknown): Float32Array[] {
  if (!Array.isArray(tensors)) fail('tensors', 'Must be a list of tensors.');
  const given = new Map<unknown, { path: string; tensor: Record<string, unknown> }>();
  for (const [index, item] of (tensors as unknown[]).entries()) {
    const path = `tensors[${index}]`;
    if (typeof item !== 'object' || item === null) fail(path, 'Must be a tensor.');
    const tensor = { ...item } as Record<string, unknown>;
    const name = String(tensor['name']);
    if (!slots.some((slot) => slot.name === name)) {
      fail(`${path}.name`, `This network has no tensor '${name}'.`);
    }
    if (given.has(name)) fail(`${path}.name`, `'${name}' is given twice.`);
    given.set(name, { path, tensor });
  }
  return slots.map(({ name, shape, size }) => {
    const found = given.get(name);
    if (!found) fail('tensors', `'${name}' is missing.`);
    const { path, tensor } = found;
    const asGiven = Array.isArray(tensor['shape']) ? tensor['shape'].join(' x ') : 'nothing';
    const expected = shape.join(' x ');
    if (asGiven !== expected) {
      fail(`${path}.shape`, `'${name}' must have the shape ${expected}; ${asGiven} was given.`);
    }
    const { data } = tensor;
    if (!(data instanceof Float32Array)) fail(`${path}.data`, 'Must be a Float32Array.');
    if (data.length !== size) {
      fail(`${path}.data`, `'${name}' must have ${size} values; ${data.length} were given.`);
    }
    const wrong = data.findIndex((value) => !Number.isFinite(value));
    if (wrong !== -1) fail(`${path}.data`, `Value ${wrong} of '${name}' is ${data[wrong]}.`);
    return data;
  });
}

function fail(path: string, message: string): never {
  throw new TrainerFailure('invalid-input', message, path);
}
