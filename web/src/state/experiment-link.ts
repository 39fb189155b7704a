import type { Specification } from '../shared/specification';
import { validateSpecification, type SpecificationInput } from '../shared/validate-specification';

/**
 * An experiment in the address of the page, behind the '#': '#experiment=' and the
 * specification as JSON, percent-encoded. What has its default may be left out.
 */
const key = 'experiment';

/** What an address asks for: anything, to be validated; a sentence if it cannot be read. */
export type LinkReading = { experiment: unknown } | { unreadable: string };

/** Null if the address asks for no experiment. */
export function readLink(hash: string): LinkReading | null {
  const prefix = `#${key}=`;
  if (!hash.startsWith(prefix)) return null;
  try {
    return { experiment: JSON.parse(decodeURIComponent(hash.slice(prefix.length))) as unknown };
  } catch {
    return { unreadable: 'It is cut off or altered; ask for it again.' };
  }
}

/** The part of an address, from the '#' on, that asks for this experiment. */
export function linkTo(specification: Specification): string {
  return `#${key}=${encodeURIComponent(JSON.stringify(shortened(specification)))}`;
}

/** The specification without the fields whose defaults are what it has. */
export function shortened(specification: Specification): SpecificationInput {
  const whole = JSON.stringify(specification);
  const short = JSON.parse(whole) as SpecificationInput;
  const isStillWhole = (): boolean => {
    const result = validateSpecification(short);
    return result.ok && JSON.stringify(result.specification) === whole;
  };
  // The larger parts first, so that only what differs is looked into.
  const shorten = (part: Record<string, unknown>): void => {
    for (const [name, value] of Object.entries(part)) {
      // An element of a list cannot be left out, only what is in it.
      if (!Array.isArray(part)) {
        Reflect.deleteProperty(part, name);
        if (isStillWhole()) continue;
        part[name] = value;
      }
      if (isRecord(value)) shorten(value);
    }
  };
  shorten(short as Record<string, unknown>);
  return short;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
