import { choice, isObject, list, number, object } from '../shared/field-readers';
import { defaultDenominators, type ParameterChoice } from '../shared/gradient-check';
import type { NumberRange } from '../shared/ranges';
import type { Split } from '../shared/split';
import type { TensorSlot } from './match-tensors';
import { read, splits } from './read-input';

/** Options that are complete and valid for a model. */
export interface GradientCheckRequest {
  split: Split;
  indices: number[];
  denominators: number[];
  positions: CheckedPosition[];
}

export interface CheckedPosition {
  /** Its number among the tensors, and its name. */
  tensor: number;
  name: string;
  element: number;
}

const maxSamples = 100;
const maxParameters = 10_000;
const samplesByDefault = 10;
const denominator: NumberRange = { min: 0, aboveMin: true, max: 1e9, integer: false, help: '' };
const whole = (min: number, max: number): NumberRange => ({ min, max, integer: true, help: '' });

/** Completes options, or refuses them in words. `sampleCount` gives the size of a split. */
export function readGradientCheckOptions(
  input: unknown,
  slots: TensorSlot[],
  sampleCount: (split: Split) => number,
): GradientCheckRequest {
  const given: { split?: unknown; parameters?: unknown } = isObject(input) ? input : {};
  // The other fields' ranges depend on it.
  const readSplit = choice(splits, 'train');
  const split = read(readSplit, given.split, 'split');
  const samples = sampleCount(split);
  const firstOnes = Array.from({ length: Math.min(samples, samplesByDefault) }, (_, i) => i);
  const fields = {
    split: readSplit,
    indices: list(whole(1, maxSamples), number(whole(0, samples - 1)), firstOnes),
    denominators: list(whole(1, 32), number(denominator), defaultDenominators),
    perTensor: number(whole(1, 1000), 10),
    parameters: choicesOf(slots),
  };
  const { perTensor, parameters, ...request } = read(object(fields), input, '');
  const positions =
    given.parameters === undefined ? spread(slots, perTensor) : find(slots, parameters);
  return { ...request, positions };
}

/** So many of each tensor, from its first element on, evenly spread. */
function spread(slots: TensorSlot[], perTensor: number): CheckedPosition[] {
  return slots.flatMap(({ name, size }, tensor) => {
    const elements = Math.min(size, perTensor);
    return Array.from({ length: elements }, (_, i) => {
      return { tensor, name, element: Math.floor((i * size) / elements) };
    });
  });
}

function choicesOf(slots: TensorSlot[]) {
  const names = slots.map(({ name }) => name);
  const [first = ''] = names;
  const largest = Math.max(...slots.map(({ size }) => size));
  const indices = list(whole(1, maxParameters), number(whole(0, largest - 1)), []);
  return list(whole(0, maxParameters), object({ tensor: choice(names, first), indices }), []);
}

function find(slots: TensorSlot[], choices: ParameterChoice[]): CheckedPosition[] {
  return choices.flatMap(({ tensor: name, indices }, i) => {
    const tensor = slots.findIndex((slot) => slot.name === name);
    const element = number(whole(0, (slots[tensor]?.size ?? 1) - 1));
    return indices.map((index, j) => {
      const path = `parameters[${i}].indices[${j}]`;
      return { tensor, name, element: read(element, index, path) };
    });
  });
}
