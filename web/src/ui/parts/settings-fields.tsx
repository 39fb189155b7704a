import { useId } from 'preact/hooks';
import type { JSX } from 'preact';
import { Labelled } from './help';
import { valueAt } from '../../state/paths';
import { fieldName, inWords } from '../names';
import { useStore } from '../store-context';
import { FieldError, FieldNote } from './field-notes';
import { NumberInput } from './number-input';
import { Select, type Option } from './select';

interface NumberSettingProps {
  path: string;
  /** The field's name if left out. */
  label?: string;
  help: string;
}

/** A number of the specification on a line of its own. */
export function NumberSetting({
  path,
  label = fieldName(path),
  help,
}: NumberSettingProps): JSX.Element {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <Labelled forId={id} label={label} help={help}>
      <NumberInput path={path} id={id} errorId={errorId} />
      <FieldError path={path} id={errorId} />
      <FieldNote path={path} />
    </Labelled>
  );
}

interface ChoiceSettingProps<T extends string> {
  label: string;
  help: string;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
}

/** A choice on a line of its own; what is not of the specification. */
export function ChoiceSetting<T extends string>(props: ChoiceSettingProps<T>): JSX.Element {
  const id = useId();
  const { label, help, ...select } = props;
  return (
    <Labelled forId={id} label={label} help={help}>
      <Select id={id} {...select} />
    </Labelled>
  );
}

interface FieldChoiceProps<T extends string> {
  path: string;
  label?: string;
  help: string;
  options: readonly Option<T>[];
}

/**
 * A field of the specification that has some values, or an object with a `type`.
 * What does not go with the other settings cannot be chosen, and says why.
 */
export function FieldChoice<T extends string>(props: FieldChoiceProps<T>): JSX.Element {
  const { path, label = fieldName(path), help } = props;
  const { settings } = useStore();
  const id = useId();
  const { value, options, asValue } = useFieldOptions(path, props.options);
  const reasons = options.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  return (
    <Labelled forId={id} label={label} help={[help, ...reasons].join(' ')}>
      <Select
        id={id}
        value={value}
        options={options}
        onChange={(chosen) => settings.choose(path, asValue(chosen))}
      />
      <FieldError path={path} id={`${id}-error`} />
      <FieldNote path={path} />
    </Labelled>
  );
}

interface FieldOptions<T extends string> {
  value: T;
  options: readonly Option<T>[];
  asValue: (chosen: T) => unknown;
}

/** A field's options, those that do not go with the other settings disabled. */
export function useFieldOptions<T extends string>(
  path: string,
  options: readonly Option<T>[],
): FieldOptions<T> {
  const { settings } = useStore();
  const current = valueAt(settings.specification.value, path);
  const isTagged = typeof current === 'object';
  const asValue = (chosen: T): unknown => (isTagged ? { type: chosen } : chosen);
  const value = (isTagged ? valueAt(current, 'type') : current) as T;
  const judged = options.map((option) => {
    const reason = option.value === value ? null : settings.whyNot(path, asValue(option.value));
    return reason === null ? option : { ...option, disabled: true, reason: inWords(reason) };
  });
  return { value, options: judged, asValue };
}

interface FieldToggleProps {
  path: string;
  label?: string;
  help: string;
  /** The field's values; true and false if left out. */
  on?: unknown;
  off?: unknown;
}

/** A field of the specification that is on or off. */
export function FieldToggle(props: FieldToggleProps): JSX.Element {
  const { path, label = fieldName(path), help, on = true, off = false } = props;
  const { settings } = useStore();
  const id = useId();
  const current = valueAt(settings.specification.value, path);
  const isOn = typeof on === 'object' ? current !== off : current === on;
  const other = isOn ? off : on;
  const reason = settings.whyNot(path, other);
  const explained = reason === null ? help : `${help} ${inWords(reason)}`;
  return (
    <Labelled forId={id} label={label} help={explained}>
      <input
        type="checkbox"
        class="toggle"
        role="switch"
        id={id}
        checked={isOn}
        disabled={reason !== null}
        title={reason === null ? undefined : inWords(reason)}
        onChange={() => settings.choose(path, other)}
      />
      <FieldNote path={path} />
    </Labelled>
  );
}
