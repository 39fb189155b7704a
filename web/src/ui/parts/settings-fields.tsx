import { useId } from 'preact/hooks';
import type { JSX } from 'preact';
import { Labelled } from './help';
import { FieldError, NumberInput } from './number-input';
import { Select, type Option } from './select';

interface NumberSettingProps {
  path: string;
  label: string;
  help: string;
}

/** A number of the specification on a line of its own. */
export function NumberSetting({ path, label, help }: NumberSettingProps): JSX.Element {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <Labelled forId={id} label={label} help={help}>
      <NumberInput path={path} id={id} errorId={errorId} />
      <FieldError path={path} id={errorId} />
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

/** A choice on a line of its own. */
export function ChoiceSetting<T extends string>(props: ChoiceSettingProps<T>): JSX.Element {
  const id = useId();
  const { label, help, ...select } = props;
  return (
    <Labelled forId={id} label={label} help={help}>
      <Select id={id} {...select} />
    </Labelled>
  );
}
