import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../../web/src/shared/json-schema';
import { describeRange, maxParameters, ranges } from '../../../web/src/shared/ranges';
import { specificationSchema } from '../../../web/src/shared/specification-schema';
import {
  defaultSpecification,
  validateSpecification,
} from '../../../web/src/shared/validate-specification';
import { numberSetters } from '../shared/number-setters';
import { invalidFields, validSpecifications } from './specification-corpus';

const page = readFileSync('docs/specification.md', 'utf8');

/** The cells of the table's row for a field. */
function rowOf(path: string): string[] {
  const rows = page.split('\n').filter((line) => line.startsWith(`| \`${path}\` |`));
  expect(rows, `rows of ${path}`).toHaveLength(1);
  return (rows[0] ?? '').split(/(?<!\\)\|/).map((cell) => cell.trim());
}

interface Field {
  path: string;
  schema: JsonSchema;
  /** The `type` of the object that the field is in. */
  owner: string;
}

/** Every field of the schema at any depth, also those of each `type`. */
function fieldsOf(schema: JsonSchema, path = ''): Field[] {
  const kinds = [schema, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return kinds.flatMap(({ properties = {}, items }) => [
    ...Object.entries(properties).flatMap(([name, inner]) => {
      const fieldPath = path === '' ? name : `${path}.${name}`;
      const owner = String(properties['type']?.const ?? '');
      const own = name === 'type' ? [] : [{ path: fieldPath, schema: inner, owner }];
      return [...own, ...fieldsOf(inner, fieldPath)];
    }),
    ...(items ? fieldsOf(items, `${path}[]`) : []),
  ]);
}

const fields = fieldsOf(specificationSchema);
const isSection = (path: string) => fields.some((other) => other.path.startsWith(`${path}.`));

describe('docs/specification.md', () => {
  it.each(Object.keys(ranges))('gives the range of %s', (path) => {
    const range = ranges[path as keyof typeof ranges];
    if (path === 'model.layers') {
      expect(page).toContain(`\`${path}\` has from ${range.min} to ${range.max} layers`);
    } else {
      const [, , allowed] = rowOf(path);
      expect(allowed?.replace(", or `'full'`", '')).toBe(describeRange(range));
    }
  });

  const documented = fields.filter(({ path }) => !/^(dataset|model|training)$/.test(path));
  // Sections have rows for their fields and types instead.
  const leaves = documented.filter(
    ({ path, schema }) => path !== 'model.layers' && schema.oneOf === undefined,
  );
  it.each(leaves.map((field) => [field.owner, field.path, field] as const))(
    'gives the default of %s %s',
    (_owner, path, { schema }) => {
      const [, , , fallback = ''] = rowOf(path);
      if ('default' in schema && schema.default === undefined) return;
      if (!('default' in schema)) {
        expect(fallback).toBe(path === 'dataset.split' ? 'none' : 'required');
      } else if (!isSection(path) || schema.default === null) {
        const { default: value } = schema;
        expect(fallback.split(/[ ;]+/).map((word) => word.replace(/[`']/g, ''))).toContain(
          typeof value === 'number' && value !== 0 && value < 1e-4
            ? value.toExponential()
            : String(value),
        );
      }
    },
  );

  it('names every choice beside its field', () => {
    const choices = documented.filter(({ schema }) => schema.enum !== undefined);
    expect(choices.length).toBeGreaterThan(5);
    for (const { path, schema } of choices) {
      const names = (schema.enum ?? []).map((name) => `\`'${String(name)}'\``).join(', ');
      expect(rowOf(path)[2]).toBe(names);
    }
  });

  it('names every type beside its field, and says what each does', () => {
    const tagged = [
      ...fields.filter(({ schema }) => schema.oneOf !== undefined),
      ...fields
        .filter(({ schema }) => schema.items?.oneOf !== undefined)
        .map(({ path, schema }) => ({ path: `${path}[]`, schema: schema.items ?? {} })),
    ];
    expect(tagged.length).toBeGreaterThan(4);
    for (const { path, schema } of tagged) {
      const types = (schema.oneOf ?? []).map(({ properties }) =>
        String(properties?.['type']?.const),
      );
      expect(rowOf(`${path}.type`)[2]).toBe(types.map((type) => `\`'${type}'\``).join(', '));
      for (const type of types) {
        expect(page).toMatch(new RegExp(`^- .*\`${type}\`(, \`[a-z0-9-]+\`)*:`, 'm'));
      }
    }
  });

  it('has no row for a field that does not exist', () => {
    const rows = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path = '']) => path);
    const known = new Set(fields.map(({ path }) => path));
    const unknown = rows.filter(
      (path) => !known.has(path) && !known.has(path.replace(/\.type$/, '')),
    );
    // The types of layers are those of the list's items.
    expect(unknown).toEqual(['model.layers[].type']);
  });

  it('knows how many parameters there can be', () => {
    expect(page).toContain(`More than ${maxParameters} parameters`);
  });

  it('begins with an example that stands for the defaults', () => {
    const example: unknown = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '');
    expect(validateSpecification(example)).toEqual({
      ok: true,
      specification: defaultSpecification,
    });
  });
});

describe('docs/specification.schema.json', () => {
  // Made from the validator's own readers: after a change, `vitest run -u` writes it anew.
  it('is what the validator reads', async () => {
    const text = await format(JSON.stringify(specificationSchema), {
      parser: 'json',
      printWidth: 100,
    });
    await expect(text).toMatchFileSnapshot('../../../docs/specification.schema.json');
  });

  const accepts = new Ajv2020({ strictTypes: false }).compile(
    JSON.parse(readFileSync('docs/specification.schema.json', 'utf8')) as object,
  );

  it.each(validSpecifications.map((input) => [JSON.stringify(input), input]))(
    'accepts %s, as the validator does',
    (_text, input) => {
      expect(validateSpecification(input)).toMatchObject({ ok: true });
      expect(accepts(input)).toBe(true);
    },
  );

  it.each(validSpecifications.map((input) => [JSON.stringify(input), input]))(
    'accepts what the validator makes of %s',
    (_text, input) => {
      const result = validateSpecification(input);
      expect(accepts(result.ok ? result.specification : null)).toBe(true);
    },
  );

  it.each(invalidFields.map((input) => [JSON.stringify(input), input]))(
    'refuses %s, as the validator does',
    (_text, input) => {
      expect(validateSpecification(input)).toMatchObject({ ok: false });
      expect(accepts(input)).toBe(false);
    },
  );

  it.each(Object.entries(numberSetters))('has the range of %s', (path, setter) => {
    const { min, max, integer, ...ends } = { ...ranges[path as keyof typeof ranges] };
    const tiny = integer ? 1 : 1e-6;
    expect(accepts(setter(min + tiny))).toBe(true);
    expect(accepts(setter(max - tiny))).toBe(true);
    expect(accepts(setter(min))).toBe(!('aboveMin' in ends));
    expect(accepts(setter(max))).toBe(!('belowMax' in ends));
    expect(accepts(setter(min - tiny))).toBe(false);
    expect(accepts(setter(max + tiny))).toBe(false);
    expect(accepts(setter((min + max) / 2 + 0.25))).toBe(!integer);
  });
});
