import type { CSSProperties, JSX } from 'preact';
import type { PresetName } from '../../state/presets';
import * as format from '../format';
import { presetOptions } from '../names';
import { FieldError, FieldNote } from '../parts/field-notes';
import { Select } from '../parts/select';
import { useStore } from '../store-context';
import { AddLayer } from './add-layer';
import { LayerRow } from './layer-row';

/** The layers, from the pixels to the ten outputs. */
export function NetworkPanel(): JSX.Element {
  const { settings } = useStore();
  const { layers } = settings.specification.value.model;
  const { layers: shapes, parameterCount } = settings.shape.value;
  const widest = Math.max(...shapes.map(({ units }) => units), settings.inputs.value);

  return (
    <section class="card" aria-labelledby="network-title">
      <div class="card-head">
        <h2 id="network-title">Network</h2>
        <PresetMenu />
      </div>
      <ol class="layers">
        <li class="layer" style={widthOf(settings.inputs.value, widest)}>
          <span class="layer-units">{format.count(settings.inputs.value)}</span>
          <span class="layer-kind">pixels</span>
        </li>
        {layers.map((layer, index) => (
          <LayerRow
            key={`${index} ${layer.type}`}
            index={index}
            layer={layer}
            shape={shapes[index]}
            isOutput={index === layers.length - 1}
            style={widthOf(shapes[index]?.units ?? 0, widest)}
          />
        ))}
      </ol>
      <FieldError path="model.layers" id="layers-error" />
      <FieldNote path="model.layers" />
      <AddLayer parameterCount={parameterCount} />
    </section>
  );
}

/** Networks to begin with. */
function PresetMenu(): JSX.Element {
  const { settings } = useStore();
  const preset: PresetName | 'own' = settings.preset.value ?? 'own';
  return (
    <span class="preset">
      <Select
        label="Network preset"
        value={preset}
        options={
          preset === 'own'
            ? [{ value: 'own', label: 'Your own', disabled: true }, ...presetOptions]
            : presetOptions
        }
        onChange={(name) => {
          if (name !== 'own') settings.setPreset(name);
        }}
      />
    </span>
  );
}

/** A bar as wide as the layer has units, on a scale that shows ten beside a thousand. */
function widthOf(units: number, widest: number): CSSProperties {
  return { '--fill': String(Math.sqrt(units / Math.max(1, widest))) };
}
