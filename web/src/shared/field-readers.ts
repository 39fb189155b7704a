import { numberSchema, type JsonSchema } from './json-schema';
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
export interface Reader<T> {
  (value: unknown, path: string, problems: Problem[]): T;
  /** What the reader accepts, for tools that do not run it. */
  readonly schema: JsonSchema;
}

export type Fields<T> = { [Name in keyof T]-?: Reader<T[Name]> };

/** A function that reads, with the schema that says the same. */
export function reader<T>(
  schema: JsonSchema,
  read: (value: unknown, path: string, problems: Problem[]) => T,
): Reader<T> {
  return Object.assign(read, { schema });
}

export function number(range: NumberRange, fallback?: number): Reader<number> {
  return reader(numberSchema(range), (value, path, problems) => {
    if (value === undefined && fallback !== undefined) return fallback;
    if (isInRange(value, range)) return value;
    problems.push({ path, message: `Must be ${describeRange(range)}; ${given(value)}.` });
    return range.max;
  });
}

/** A number, or a word that stands in its place. */
export function numberOr<T extends string>(
  range: NumberRange,
  word: T,
  fallback: number,
): Reader<number | T> {
  const schema = { anyOf: [numberSchema(range), { const: word }] };
  return reader<number | T>(schema, (value, path, problems) => {
    if (value === undefined) return fallback;
    if (value === word || isInRange(value, range)) return value as number | T;
    const message = `Must be ${describeRange(range)}, or '${word}'; ${given(value)}.`;
    problems.push({ path, message });
    return fallback;
  });
}

export function boolean(fallback: boolean): Reader<boolean> {
  return reader({ type: 'boolean' }, (value, path, problems) => {
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    problems.push({ path, message: `Must be true or false; ${given(value)}.` });
    return fallback;
  });
}

export function choice<T extends string>(allowed: readonly T[], fallback: T): Reader<T> {
  return reader({ enum: allowed }, (value, path, problems) => {
    if (value === undefined) return fallback;
    const chosen = allowed.find((name) => name === value);
    if (chosen !== undefined) return chosen;
    const names = allowed.map((name) => `'${name}'`).join(', ');
    const must = allowed.length > 1 ? `Must be one of ${names}` : `Must be ${names}`;
    problems.push({ path, message: `${must}; ${given(value)}.${suggestion(value, allowed)}` });
    return fallback;
  });
}

/** A field that has one value in this version of the specification. */
export function only<T extends number>(allowed: T): Reader<T> {
  return reader({ const: allowed }, (value, path, problems) => {
    if (value !== undefined && value !== allowed) {
      const message = `This version supports only ${String(allowed)} here; ${given(value)}.`;
      problems.push({ path, message });
    }
    return allowed;
  });
}

/** Null, which is the default, means 'switched off'. */
export function nullable<T extends object>(inner: Reader<T>): Reader<T | null> {
  const schema = { anyOf: [{ type: 'null' as const }, inner.schema] };
  return reader<T | null>(schema, (value, path, problems) =>
    value === undefined || value === null ? null : inner(value, path, problems),
  );
}

export function object<T extends object>(fields: Fields<T>): Reader<T> {
  return reader(objectSchema(fields), (value, path, problems) => {
    const source = plainObject(value, path, problems);
    refuseUnknownFields(source, Object.keys(fields), path, problems);
    return readFields(fields, source, path, problems);
  });
}

interface Tagged {
  type: string;
}
type Kind<T extends Tagged, Name extends T['type']> = Fields<
  Omit<Extract<T, { type: Name }>, 'type'>
>;

/** An object whose other fields depend on its `type`. */
export function tagged<T extends Tagged>(
  kinds: { [Name in T['type']]: Kind<T, Name> },
  fallback: T['type'],
): Reader<T> {
  const types = Object.keys(kinds) as T['type'][];
  const readType = choice(types, fallback);
  const ownersOf = (field: string) => types.filter((type) => Object.hasOwn(kinds[type], field));
  const oneOf = types.map((type) => kindSchema(type, kinds[type], type === fallback));
  return reader({ oneOf }, (value, path, problems) => {
    const source = plainObject(value, path, problems);
    const earlierProblems = problems.length;
    const type = readType(source['type'], join(path, 'type'), problems);
    const fields: Fields<object> = kinds[type];
    // Of an unknown type nothing can be said about the other fields.
    const isKnown = problems.length === earlierProblems;
    if (isKnown) {
      const known = ['type', ...Object.keys(fields)];
      refuseUnknownFields(source, known, path, problems, (field) => {
        const owners = ownersOf(field);
        return owners.length === 0 ? '' : belongsTo(field, owners, path, type);
      });
    }
    const rest = readFields(fields, source, path, isKnown ? problems : []);
    // The mapped type of `kinds` ties the fields to the type; the compiler cannot follow it here.
    return { type, ...rest } as unknown as T;
  });
}

/** A list with a number of items in `range`. */
export function list<T>(
  range: NumberRange,
  item: Reader<T>,
  fallback: readonly unknown[],
): Reader<T[]> {
  const schema = {
    type: 'array' as const,
    items: item.schema,
    minItems: range.min,
    maxItems: range.max,
  };
  return reader(schema, (value, path, problems) => {
    const source: unknown = value === undefined ? fallback : value;
    if (!Array.isArray(source)) {
      problems.push({ path, message: `Must be a list; ${given(source)}.` });
      return [];
    }
    const items: unknown[] = source;
    const count: number = items.length;
    if (count < range.min || count > range.max) {
      const allowed = `from ${range.min} to ${range.max}`;
      problems.push({ path, message: `Must have ${allowed} items; it has ${count}.` });
      return [];
    }
    return items.map((each, index) => item(each, `${path}[${index}]`, problems));
  });
}

/** Gives the inner reader the object's fields as changed by `complete`, a shorthand written out. */
export function completing<T>(
  inner: Reader<T>,
  complete: (fields: Readonly<Record<string, unknown>>) => object,
): Reader<T> {
  return reader(inner.schema, (value, path, problems) =>
    inner(isObject(value) ? { ...value, ...complete({ ...value }) } : value, path, problems),
  );
}

/** For a field whose default depends on others, as `help` says. */
export function withVariableDefault<T>(inner: Reader<T>, help: string): Reader<T> {
  const description = [inner.schema.description, help].filter(Boolean).join(' ');
  return reader({ ...inner.schema, description, default: undefined }, (...field) =>
    inner(...field),
  );
}

function objectSchema(fields: object): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [name, read] of Object.entries(fields as Record<string, Reader<unknown>>)) {
    const problems: Problem[] = [];
    const fallback = read(undefined, '', problems);
    const isRequired = problems.length > 0;
    if (isRequired) required.push(name);
    properties[name] = isRequired ? read.schema : { default: fallback, ...read.schema };
  }
  const needs = required.length > 0 ? { required } : {};
  return { type: 'object', properties, ...needs, additionalProperties: false };
}

function kindSchema(type: string, fields: Fields<object>, isFallback: boolean): JsonSchema {
  const { properties, required = [], ...rest } = objectSchema(fields);
  const needed = [...(isFallback ? [] : ['type']), ...required];
  return {
    ...rest,
    properties: { type: { const: type }, ...properties },
    ...(needed.length > 0 ? { required: needed } : {}),
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
  if (!isObject(value)) {
    problems.push({ path, message: `Must be an object with named fields; ${given(value)}.` });
    return empty;
  }
  return Object.assign(empty, value);
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `explain` may know more about a name than that it is unknown; '' if not. */
function refuseUnknownFields(
  source: Record<string, unknown>,
  known: string[],
  path: string,
  problems: Problem[],
  explain: (name: string) => string = () => '',
): void {
  for (const name of Object.keys(source)) {
    if (known.includes(name)) continue;
    const hint = suggestion(name, known) || ` The fields here are ${known.join(', ')}.`;
    const message = explain(name) || `Unknown field.${hint}`;
    problems.push({ path: join(path, name), message });
  }
}

function belongsTo(field: string, owners: string[], path: string, type: string): string {
  const names = owners.map((owner) => `'${owner}'`).join(', ');
  return `'${field}' is a setting of ${names}; ${join(path, 'type')} is '${type}'.`;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function suggestion(value: unknown, known: readonly string[]): string {
  const nearest = typeof value === 'string' ? nearestName(value, known) : undefined;
  return nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
}

/** '3 was given', 'nothing was given'. */
export function given(value: unknown): string {
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
