import type { JSX } from 'preact';
import type { Change } from '../../state/changes';
import { valueAt } from '../../state/paths';
import { fieldName, inSentence, inWords, valueName } from '../names';
import { useStore } from '../store-context';

/** Why a field's value is not used, and which one is used instead. */
export function FieldError({ path, id }: { path: string; id: string }): JSX.Element | null {
  const { settings } = useStore();
  const rejected = settings.rejected.value.get(path);
  if (!rejected) return null;
  const used = valueAt(settings.specification.value, path);
  return (
    <p class="field-error" id={id} role="alert">
      {inWords(rejected.message)}
      {typeof used === 'number' && ` Until then ${used} is used.`}
    </p>
  );
}

/** What else a change of this field has changed. */
export function FieldNote({ path }: { path: string }): JSX.Element | null {
  const { settings } = useStore();
  const adjusted = settings.adjusted.value;
  if (adjusted?.cause !== path) return null;
  return (
    <p class="field-note" role="status">
      {adjusted.changes.map(sentence).join(' ')}
    </p>
  );
}

function sentence({ path, to }: Change): string {
  const layer = /^model\.layers\[(\d+)\]$/.exec(path);
  if (layer) return `${typeName(to)} is now layer ${Number(layer[1]) + 1}.`;
  return `${fieldName(path)} is now ${inSentence(shortValue(to))}, to go with it.`;
}

function typeName(layer: unknown): string {
  return valueName(String(valueAt(layer, 'type')));
}

function shortValue(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'string' ? valueName(value) : String(value);
}
