import type { JSX } from 'preact';
import { Icon } from './icon';

export interface Option<T extends string> {
  value: T;
  label: string;
  /** Shown as the state of things, not to be chosen. */
  disabled?: boolean;
  /** Why it cannot be chosen. */
  reason?: string;
}

interface SelectProps<T extends string> {
  id?: string;
  label?: string;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
}

export function Select<T extends string>(props: SelectProps<T>): JSX.Element {
  const { id, label, value, options, onChange } = props;
  return (
    <span class="select">
      <select
        id={id}
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option
            key={option.value}
            value={option.value}
            disabled={option.disabled ?? false}
            title={option.reason}
            selected={option.value === value}
          >
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="chevron" />
    </span>
  );
}
