import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon';

interface DisclosureProps {
  label: string;
  /** How the settings inside stand, in a word or two. */
  state?: string;
  children: ComponentChildren;
}

/** Settings that a click unfolds. */
export function Disclosure({ label, state, children }: DisclosureProps): JSX.Element {
  const open = useSignal(false);
  const id = useId();
  return (
    <div class="disclosure">
      <button
        type="button"
        class="disclosure-button"
        aria-expanded={open.value}
        aria-controls={id}
        onClick={() => (open.value = !open.value)}
      >
        <span class="disclosure-label">{label}</span>
        {state !== undefined && <span class="disclosure-state">{state}</span>}
        <Icon name="chevron" />
      </button>
      <div id={id} class="disclosure-content" role="group" aria-label={label} hidden={!open.value}>
        {open.value && children}
      </div>
    </div>
  );
}
