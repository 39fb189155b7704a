import type { JSX } from 'preact';
import type { ActivationName } from '../../shared/specification';
import { ranges } from '../../shared/ranges';
import { activationOptions, initializerOptions } from '../names';
import { ChoiceSetting, NumberSetting } from '../parts/settings-fields';
import { useStore } from '../store-context';

/** How the network learns. */
export function LearningPanel(): JSX.Element {
  const { settings } = useStore();
  const { model } = settings.specification.value;
  const hidden = new Set(
    model.layers
      .slice(0, -1)
      .flatMap((layer) => ('activation' in layer ? [layer.activation.type] : [])),
  );
  const [first] = hidden;
  const shared: ActivationName | 'mixed' = hidden.size === 1 && first ? first : 'mixed';

  return (
    <section class="card" aria-labelledby="learning-title">
      <h2 id="learning-title">Learning</h2>
      <NumberSetting
        path="training.optimizer.learningRate"
        label="Learning rate"
        help={`${ranges['training.optimizer.learningRate'].help} It can be changed while the network learns.`}
      />
      <NumberSetting
        path="training.batchSize"
        label="Batch size"
        help={ranges['training.batchSize'].help}
      />
      <NumberSetting path="training.epochs" label="Epochs" help={ranges['training.epochs'].help} />
      <NumberSetting
        path="dataset.train"
        label="Training samples"
        help={ranges['dataset.train'].help}
      />
      <ChoiceSetting
        label="Activation"
        help="What each hidden unit does with its weighted sum. ReLU is max(0, x), sigmoid 1 / (1 + exp(-x)); identity makes the whole network linear."
        value={shared}
        options={
          shared === 'mixed'
            ? [{ value: 'mixed', label: 'Mixed', disabled: true }, ...activationOptions]
            : activationOptions
        }
        onChange={(type) => {
          if (type !== 'mixed') settings.setActivation('all', type);
        }}
      />
      <ChoiceSetting
        label="Initialiser"
        help="How the weights are drawn at the start. Glorot fits their spread to the layer's size; with zeros all units of a layer stay the same."
        value={model.initializer.type}
        options={initializerOptions}
        onChange={settings.setInitializer}
      />
      {model.initializer.type === 'normal' && (
        <NumberSetting
          path="model.initializer.standardDeviation"
          label="Standard deviation"
          help={ranges['model.initializer.standardDeviation'].help}
        />
      )}
      <NumberSetting path="seed" label="Seed" help={ranges.seed.help} />
    </section>
  );
}
