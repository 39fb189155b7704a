import { nearestName } from './nearest-name';
import { describeRange, isInRange, type NumberRange } from './ranges';

/** A field whose value cannot be accepted, and why. */
export interface Problem {
  /** As 'model.layers[1].units'; empty for the whole value. */
  path: string;
  /** A sentence: what is allowed and what was given. */
  message: string;
}

/**
 * Turns a field's unknown value into a valid one. A value not given (undefined)
 * becomes the default. For any other value that is not allowed a problem is
 * added, and what is returned is only there to go on reading.
 */
export type Reader<T> = (value: unknown, path: string, problems: Problem[]) => T;

export type Fields<T> = { [Name in keyof T]-?: Reader<T[Name]> };

export function number(range: NumberRange, fallback?: number): Reader<number> {
  return (value, path, problems) => {
    if (value === undefined && fallback !== undefined) return fallback;
    if (isInRange(value, range)) return value;
    problems.push({ path, message: `Must be ${describeRange(range)}; ${given(value)}.` });
    return range.max;
  };
}

export function boolean(fallback: boolean): Reader<boolean> {
  return (value, path, problems) => {
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    problems.push({ path, message: `Must be true or false; ${given(value)}.` });
    return fallback;
  };
}

export function choice<T extends string>(allowed: readonly T[], fallback: T): Reader<T> {
  return (value, path, problems) => {
    if (value === undefined) return fallback;
    const chosen = allowed.find((name) => name === value);
    if (chosen !== undefined) return chosen;
    const names = allowed.map((name) => `'${name}'`).join(', ');
    const must = allowed.length > 1 ? `Must be one of ${names}` : `Must be ${names}`;
    problems.push({ path, message: `${must}; ${given(value)}.${suggestion(value, allowed)}` });
    return fallback;
  };
}

/** A field that has one value in this version of the specification. */
export function only<T extends number | boolean | null>(allowed: T): Reader<T> {
  return (value, path, problems) => {
    if (value !== undefined && value !== allowed) {
      const message = `This version supports only ${String(allowed)} here; ${given(value)}.`;
      problems.push({ path, message });
    }
    return allowed;
  };
}

export function object<T extends object>(fields: Fields<T>): Reader<T> {
  return (value, path, problems) => {
    const source = plainObject(value, path, problems);
    refuseUnknownFields(source, Object.keys(fields), path, problems);
    return readFields(fields, source, path, problems);
  };
}

type Tagged = { type: string };
type Kind<T extends Tagged, Name extends T['type']> = Fields<
  Omit<Extract<T, { type: Name }>, 'type'>
>;

/** An object whose other fields depend on its `type`. */
export function tagged<T extends Tagged>(
  kinds: { [Name in T['type']]: Kind<T, Name> },
  fallback: T['type'],
): Reader<T> {
  const readType = choice(Object.keys(kinds) as T['type'][], fallback);
  return (value, path, problems) => {
    const source = plainObject(value, path, problems);
    const earlierProblems = problems.length;
    const type = readType(source['type'], join(path, 'type'), problems);
    // Of an unknown type nothing can be said about the other fields.
    if (problems.length > earlierProblems) source['type'] = type;
    const fields: Fields<object> = kinds[type];
    const known = ['type', ...Object.keys(fields)];
    if (problems.length === earlierProblems) refuseUnknownFields(source, known, path, problems);
    // The mapped type of `kinds` ties the fields to the type; the compiler cannot follow it here.
    return { type, ...readFields(fields, source, path, problems) } as unknown as T;
  };
}

/** A list with a number of items in `range`; the reader of an item may depend on its place. */
export function list<T>(
  range: NumberRange,
  reader: (index: number, length: number) => Reader<T>,
  fallback: readonly unknown[],
): Reader<T[]> {
  return (value, path, problems) => {
    const source: unknown = value === undefined ? fallback : value;
    if (!Array.isArray(source)) {
      problems.push({ path, message: `Must be a list; ${given(source)}.` });
      return [];
    }
    const items: unknown[] = source;
    const count = items.length;
    if (!isInRange(items.length, range)) {
      const allowed = `from ${range.min} to ${range.max}`;
      problems.push({ path, message: `Must have ${allowed} items; it has ${count}.` });
      return [];
    }
    return items.map((item, index) => reader(index, count)(item, `${path}[${index}]`, problems));
  };
}

function readFields<T extends object>(
  fields: Fields<T>,
  source: Record<string, unknown>,
  path: string,
  problems: Problem[],
): T {
  const result: Partial<T> = {};
  for (const name in fields) {
    result[name] = fields[name](source[name], join(path, name), problems);
  }
  return result as T;
}

/** A copy of the object's own fields, so that inherited names are never read. */
function plainObject(value: unknown, path: string, problems: Problem[]): Record<string, unknown> {
  const empty = Object.create(null) as Record<string, unknown>;
  if (value === undefined) return empty;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push({ path, message: `Must be an object with named fields; ${given(value)}.` });
    return empty;
  }
  return Object.assign(empty, value);
}

function refuseUnknownFields(
  source: Record<string, unknown>,
  known: string[],
  path: string,
  problems: Problem[],
): void {
  for (const name of Object.keys(source)) {
    if (known.includes(name)) continue;
    const hint = suggestion(name, known) || ` The fields here are ${known.join(', ')}.`;
    problems.push({ path: join(path, name), message: `Unknown field.${hint}` });
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function suggestion(value: unknown, known: readonly string[]): string {
  const nearest = typeof value === 'string' ? nearestName(value, known) : undefined;
  return nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
}

/** '3 was given', 'nothing was given'. */
function given(value: unknown): string {
  return `${describeValue(value)} was given`;
}

function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') {
    return value.length > 40 ? `'${value.slice(0, 40)}...'` : `'${value}'`;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
