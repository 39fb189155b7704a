import type { JsonSchema } from './json-schema';
import { readSpecification } from './read-specification';

/**
 * What each field of a specification may be, for editors and other programs.
 * Which settings go together is beyond it; `validateSpecification` knows.
 */
export const specificationSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Inkling specification',
  description: 'An experiment: data, network and training. See specification.md.',
  ...readSpecification.schema,
};
