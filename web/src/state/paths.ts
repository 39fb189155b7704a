/** 'model.layers[1].units' -> ['model', 'layers', '1', 'units'] */
function keysOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((key) => key !== '');
}

/** The value at a path of a plain JSON value; undefined if there is none. */
export function valueAt(value: unknown, path: string): unknown {
  let current = value;
  for (const key of keysOf(path)) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

/** A copy of a plain JSON value with one field changed; the original stays as it was. */
export function withValueAt(value: unknown, path: string, replacement: unknown): unknown {
  const copy: unknown = structuredClone(value);
  const keys = keysOf(path);
  const last = keys.pop();
  const parent = valueAt(copy, keys.join('.'));
  if (last !== undefined && typeof parent === 'object' && parent !== null) {
    Reflect.set(parent, last, replacement);
  }
  return copy;
}
