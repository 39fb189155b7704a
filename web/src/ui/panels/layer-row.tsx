import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { CSSProperties, JSX } from 'preact';
import type { LayerShape } from '../../shared/model-shape';
import type { LayerSpecification } from '../../shared/specification';
import * as format from '../format';
import { activationOptions, inSentence, inWords, outputOptions, valueName } from '../names';
import { FieldError, FieldNote } from '../parts/field-notes';
import { Icon } from '../parts/icon';
import { NumberInput } from '../parts/number-input';
import { Select } from '../parts/select';
import { useFieldOptions } from '../parts/settings-fields';
import { useStore } from '../store-context';
import { LayerDetails } from './layer-details';

interface LayerRowProps {
  index: number;
  layer: LayerSpecification;
  shape: LayerShape | undefined;
  isOutput: boolean;
  style: CSSProperties;
}

/** The number that says most about a layer, and its name for screen readers. */
function mainNumber(layer: LayerSpecification): { field: string; name: string } | null {
  switch (layer.type) {
    case 'dense':
      return { field: 'units', name: 'Units' };
    case 'conv2d':
      return { field: 'filters', name: 'Filters' };
    case 'max-pool2d':
      return { field: 'size', name: 'Window' };
    case 'dropout':
      return { field: 'rate', name: 'Dropout rate' };
    case 'gaussian-noise':
      return { field: 'standardDeviation', name: 'Noise' };
    case 'flatten':
      return null;
  }
}

/** One layer: what matters most on a line, the rest on request. */
export function LayerRow({ index, layer, shape, isOutput, style }: LayerRowProps): JSX.Element {
  const open = useSignal(false);
  const detailsId = useId();
  const errorId = useId();
  const path = `model.layers[${index}]`;
  const name = isOutput ? 'the output layer' : `layer ${index + 1}`;
  const main = isOutput ? null : mainNumber(layer);
  const count = shape?.parameterCount ?? 0;
  return (
    <li class="layer-item" data-open={open.value}>
      <div class="layer" style={style}>
        {main ? (
          <NumberInput
            path={`${path}.${main.field}`}
            label={`${main.name} of ${name}`}
            errorId={errorId}
          />
        ) : (
          <span class="layer-units">{format.count(shape?.units ?? 0)}</span>
        )}
        {layer.type === 'dense' ? (
          <ActivationSelect
            path={`${path}.activation`}
            label={isOutput ? 'Output units' : `Activation of ${name}`}
            isOutput={isOutput}
          />
        ) : (
          <span class="layer-kind">{kindOf(layer)}</span>
        )}
        {count > 0 && (
          <span class="layer-count" title="Weights and biases of this layer">
            {format.count(count)}
          </span>
        )}
        <span class="layer-tools">
          <button
            type="button"
            class="icon-button layer-more"
            aria-label={`Details of ${name}`}
            title={`Details of ${name}`}
            aria-expanded={open.value}
            aria-controls={detailsId}
            onClick={() => (open.value = !open.value)}
          >
            <Icon name="chevron" />
          </button>
          {!isOutput && <RemoveButton index={index} name={name} />}
        </span>
      </div>
      {main && <FieldError path={`${path}.${main.field}`} id={errorId} />}
      <FieldError path={`${path}.activation`} id={`${errorId}-activation`} />
      <FieldNote path={`${path}.activation`} />
      <div
        id={detailsId}
        class="layer-details"
        role="group"
        aria-label={`Details of ${name}`}
        hidden={!open.value}
      >
        {open.value && <LayerDetails path={path} index={index} layer={layer} shape={shape} />}
      </div>
    </li>
  );
}

function kindOf(layer: LayerSpecification): string {
  if (layer.type === 'conv2d') return `conv ${layer.kernel} × ${layer.kernel}`;
  if (layer.type === 'max-pool2d') return `× ${layer.size} max-pooling`;
  return inSentence(valueName(layer.type));
}

interface ActivationSelectProps {
  path: string;
  label: string;
  isOutput: boolean;
}

function ActivationSelect({ path, label, isOutput }: ActivationSelectProps): JSX.Element {
  const { settings } = useStore();
  const offered = isOutput ? outputOptions : activationOptions;
  const { value, options } = useFieldOptions(path, offered);
  return (
    <Select
      label={label}
      value={value}
      options={options}
      onChange={(type) => settings.choose(path, { type })}
    />
  );
}

function RemoveButton({ index, name }: { index: number; name: string }): JSX.Element {
  const { settings } = useStore();
  const reason = settings.whyNotRemove(index);
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`Remove ${name}`}
      title={reason === null ? `Remove ${name}` : inWords(reason)}
      disabled={reason !== null}
      onClick={() => settings.removeLayer(index)}
    >
      <Icon name="remove" />
    </button>
  );
}
