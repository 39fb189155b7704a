import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { valueAt } from '../../state/paths';
import { useStore } from '../store-context';

interface NumberInputProps {
  /** The field of the specification. */
  path: string;
  id?: string;
  /** The accessible name where no label element gives it. */
  label?: string;
  /** Where the reason stands if the value is not valid. */
  errorId: string;
}

/** Taken over when typing rests, so that '0.05' is not read as '0' on the way. */
const restMs = 600;

/** A number of the specification. What cannot be used stays to be mended, marked as invalid. */
export function NumberInput({ path, id, label, errorId }: NumberInputProps): JSX.Element {
  const { settings } = useStore();
  const typed = useSignal<string | null>(null);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(rest.current), []);

  const rejected = settings.rejected.value.get(path);
  const current = valueAt(settings.specification.value, path);
  // A word may stand in the place of a number: 'full'.
  const value = typeof current === 'number' || typeof current === 'string' ? String(current) : '';

  const commit = (): void => {
    clearTimeout(rest.current);
    if (typed.value === null) return;
    settings.enter(path, typed.value);
    typed.value = null;
  };

  return (
    <input
      class="number"
      type="text"
      inputMode="decimal"
      autocomplete="off"
      spellcheck={false}
      id={id}
      aria-label={label}
      aria-invalid={rejected !== undefined}
      aria-describedby={rejected ? errorId : undefined}
      value={typed.value ?? rejected?.text ?? value}
      onInput={(event) => {
        typed.value = event.currentTarget.value;
        clearTimeout(rest.current);
        rest.current = setTimeout(commit, restMs);
      }}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') {
          clearTimeout(rest.current);
          typed.value = null;
          settings.enter(path, value);
        }
      }}
    />
  );
}
