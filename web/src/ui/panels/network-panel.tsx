import type { CSSProperties, JSX } from 'preact';
import type { ActivationName } from '../../shared/specification';
import { ranges } from '../../shared/ranges';
import * as format from '../format';
import { activationOptions } from '../names';
import { Icon } from '../parts/icon';
import { FieldError, NumberInput } from '../parts/number-input';
import { Select } from '../parts/select';
import { useStore } from '../store-context';

/** The layers, from the pixels to the ten probabilities. */
export function NetworkPanel(): JSX.Element {
  const { settings } = useStore();
  const { layers } = settings.specification.value.model;
  const { layers: shapes, parameterCount } = settings.shape.value;
  const widest = Math.max(...shapes.map(({ units }) => units), settings.inputs.value);
  const output = layers.length - 1;
  const outputUnits = shapes[output]?.units ?? 0;

  return (
    <section class="card" aria-labelledby="network-title">
      <h2 id="network-title">Network</h2>
      <ol class="layers">
        <li class="layer" style={widthOf(settings.inputs.value, widest)}>
          <span class="layer-units">{format.count(settings.inputs.value)}</span>
          <span class="layer-kind">pixels</span>
        </li>
        {layers.slice(0, output).map((layer, index) => {
          const { units = 0, parameterCount: count = 0 } = shapes[index] ?? {};
          const style = widthOf(units, widest);
          return layer.type === 'dense' ? (
            <HiddenLayer
              key={index}
              index={index}
              activation={layer.activation.type}
              parameterCount={count}
              style={style}
            />
          ) : (
            <li key={index} class="layer" style={style}>
              <span class="layer-units">{format.count(units)}</span>
              <span class="layer-kind">{layer.type}</span>
              <span class="layer-count">{format.count(count)}</span>
            </li>
          );
        })}
        <li class="layer" style={widthOf(outputUnits, widest)}>
          <span class="layer-units">{outputUnits}</span>
          <span
            class="layer-kind"
            title="Turns the last layer's ten outputs into probabilities that sum to one."
          >
            {layers[output]?.type === 'dense' ? layers[output].activation.type : ''}
          </span>
          <span class="layer-count" title="Weights and biases of this layer">
            {format.count(shapes[output]?.parameterCount ?? 0)}
          </span>
        </li>
      </ol>
      <FieldError path="model.layers" id="layers-error" />
      <div class="network-foot">
        <button
          type="button"
          disabled={layers.length >= ranges['model.layers'].max}
          onClick={settings.addLayer}
        >
          <Icon name="add" /> Add layer
        </button>
        <span class="soft">
          <b class="total">{format.count(parameterCount)}</b> parameters
        </span>
      </div>
    </section>
  );
}

interface HiddenLayerProps {
  index: number;
  activation: ActivationName;
  parameterCount: number;
  style: CSSProperties;
}

function HiddenLayer({ index, activation, parameterCount, style }: HiddenLayerProps): JSX.Element {
  const { settings } = useStore();
  const path = `model.layers[${index}].units`;
  const errorId = `layer-${index}-error`;
  const name = `layer ${index + 1}`;
  return (
    <li class="layer-item">
      <div class="layer" style={style}>
        <NumberInput path={path} label={`Units of ${name}`} errorId={errorId} />
        <Select
          label={`Activation of ${name}`}
          value={activation}
          options={activationOptions}
          onChange={(type) => settings.setActivation(index, type)}
        />
        <span class="layer-count" title="Weights and biases of this layer">
          {format.count(parameterCount)}
        </span>
        <button
          type="button"
          class="icon-button"
          aria-label={`Remove ${name}`}
          title={`Remove ${name}`}
          onClick={() => settings.removeLayer(index)}
        >
          <Icon name="remove" />
        </button>
      </div>
      <FieldError path={path} id={errorId} />
    </li>
  );
}

/** A bar as wide as the layer has units, on a scale that shows ten beside a thousand. */
function widthOf(units: number, widest: number): CSSProperties {
  return { '--fill': String(Math.sqrt(units / Math.max(1, widest))) };
}
