import type { JSX } from 'preact';
import type { ActivationName } from '../../shared/specification';
import { ranges } from '../../shared/ranges';
import { activationHelp, optimizerHelp } from '../explanations';
import { activationOptions, initializerOptions, optimizerOptions } from '../names';
import { Disclosure } from '../parts/disclosure';
import { ChoiceSetting, FieldChoice, NumberSetting } from '../parts/settings-fields';
import { useStore } from '../store-context';
import { MoreSettings } from './more-settings';

/** How the network learns: what everybody meets first, and the rest a click away. */
export function LearningPanel(): JSX.Element {
  const { settings } = useStore();
  const { model, training } = settings.specification.value;
  return (
    <section class="card" aria-labelledby="learning-title">
      <h2 id="learning-title">Learning</h2>
      <NumberSetting
        path="training.optimizer.learningRate"
        help={`${ranges['training.optimizer.learningRate'].help} It can be changed while the network learns.`}
      />
      <NumberSetting
        path="training.batchSize"
        help={`${ranges['training.batchSize'].help} 'full' takes the whole training set for each step.`}
      />
      <NumberSetting path="training.epochs" help={ranges['training.epochs'].help} />
      <NumberSetting path="dataset.train" help={ranges['dataset.train'].help} />
      <SharedActivation />
      <FieldChoice
        path="training.optimizer"
        help={`How the gradient moves the weights; another one begins with a learning rate that suits it. ${optimizerHelp[training.optimizer.type]}`}
        options={optimizerOptions}
      />
      <FieldChoice
        path="model.initializer"
        help="How the weights are drawn at the start. LeCun (1 / inputs), He (2 / inputs) and Glorot (2 / (inputs + outputs)) set the variance by the layer's size; with zeros all units of a layer stay the same."
        options={initializerOptions}
      />
      {model.initializer.type === 'normal' && (
        <NumberSetting
          path="model.initializer.standardDeviation"
          help={ranges['model.initializer.standardDeviation'].help}
        />
      )}
      {model.initializer.type === 'uniform' && (
        <NumberSetting
          path="model.initializer.limit"
          help={ranges['model.initializer.limit'].help}
        />
      )}
      <NumberSetting path="seed" help={ranges.seed.help} />
      <Disclosure label="More settings">
        <MoreSettings />
      </Disclosure>
    </section>
  );
}

/** The activation of all hidden layers at once. */
function SharedActivation(): JSX.Element {
  const { settings } = useStore();
  const hidden = new Set(
    settings.specification.value.model.layers
      .slice(0, -1)
      .flatMap((layer) => ('activation' in layer ? [layer.activation.type] : [])),
  );
  const [first] = hidden;
  const shared: ActivationName | 'mixed' = hidden.size === 1 && first ? first : 'mixed';
  const formula = shared === 'mixed' ? '' : activationHelp[shared];
  return (
    <ChoiceSetting
      label="Activation"
      help={`What each hidden unit does with its weighted sum. ${formula}`}
      value={shared}
      options={
        shared === 'mixed'
          ? [
              { value: 'mixed', label: hidden.size === 0 ? 'None' : 'Mixed', disabled: true },
              ...activationOptions,
            ]
          : activationOptions
      }
      onChange={(type) => {
        if (type !== 'mixed') settings.setActivations(type);
      }}
    />
  );
}
