import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon';

interface LabelledProps {
  /** What the label belongs to; for a group of controls, leave it out. */
  forId?: string;
  label: string;
  /** A sentence or two; a click on the question mark unfolds it. */
  help: string;
  children: ComponentChildren;
}

/** One line of settings: label, help on request, control, and what is said below. */
export function Labelled({ forId, label, help, children }: LabelledProps): JSX.Element {
  const open = useSignal(false);
  const helpId = useId();
  return (
    <div class="setting">
      <div class="setting-label">
        <label for={forId} title={help}>
          {label}
        </label>
        <button
          type="button"
          class="help-button"
          aria-label={`About ${label.toLowerCase()}`}
          aria-expanded={open.value}
          aria-controls={helpId}
          onClick={() => (open.value = !open.value)}
        >
          <Icon name="info" />
        </button>
      </div>
      {children}
      <p class="setting-help" id={helpId} hidden={!open.value}>
        {help}
      </p>
    </div>
  );
}
