import type { NumberRange } from './ranges';

/** JSON Schema 2020-12, as far as specifications need it. */
export interface JsonSchema {
  $schema?: string;
  title?: string;
  description?: string;
  default?: unknown;
  type?: 'object' | 'array' | 'number' | 'integer' | 'boolean' | 'null';
  const?: string | number;
  enum?: readonly unknown[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  additionalProperties?: false;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  not?: JsonSchema;
}

export function numberSchema(range: NumberRange): JsonSchema {
  return {
    type: range.integer ? 'integer' : 'number',
    [range.aboveMin ? 'exclusiveMinimum' : 'minimum']: range.min,
    [range.belowMax ? 'exclusiveMaximum' : 'maximum']: range.max,
    description: range.help,
  };
}
