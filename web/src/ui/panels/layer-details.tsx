import type { JSX } from 'preact';
import type { Dimensions, LayerShape } from '../../shared/model-shape';
import { ranges } from '../../shared/ranges';
import type { ActivationSpecification, LayerSpecification } from '../../shared/specification';
import { activationHelp, layerHelp } from '../explanations';
import * as format from '../format';
import { activationOptions, inWords, paddingOptions } from '../names';
import { FieldChoice, FieldToggle, NumberSetting } from '../parts/settings-fields';
import { useStore } from '../store-context';

interface LayerDetailsProps {
  path: string;
  index: number;
  layer: LayerSpecification;
  shape: LayerShape | undefined;
}

/** What a layer does, what goes in and out, and its settings beside the main one. */
export function LayerDetails({ path, index, layer, shape }: LayerDetailsProps): JSX.Element {
  const { settings } = useStore();
  const isOutput = index === settings.specification.value.model.layers.length - 1;
  const stays = isOutput ? null : settings.whyNotRemove(index);
  return (
    <>
      <p class="soft">
        {layerHelp[layer.type]}
        {shape && ` ${dimensions(shape.input)} in, ${dimensions(shape.output)} out.`}
        {stays !== null && ` It has to stay. Without it: ${inWords(stays)}`}
      </p>
      <LayerFields path={path} layer={layer} />
    </>
  );
}

/** 784, and of an image 16 × 14 × 14. */
function dimensions(sides: Dimensions): string {
  return sides.map(format.count).join(' × ');
}

function LayerFields({ path, layer }: { path: string; layer: LayerSpecification }): JSX.Element {
  switch (layer.type) {
    case 'dense':
      return (
        <>
          <ActivationFields path={`${path}.activation`} activation={layer.activation} />
          <Bias path={path} />
        </>
      );
    case 'conv2d':
      return (
        <>
          <NumberSetting
            path={`${path}.kernel`}
            label="Kernel size"
            help={ranges['model.layers[].kernel'].help}
          />
          <Stride path={path} />
          <FieldChoice
            path={`${path}.padding`}
            label="Padding"
            help="Same: zeros around the image, and what comes out has a side of input / stride, rounded up. Valid: no zeros, (input - kernel) / stride + 1, rounded down."
            options={paddingOptions}
          />
          <FieldChoice
            path={`${path}.activation`}
            label="Activation"
            help={activationHelp[layer.activation.type]}
            options={activationOptions}
          />
          <ActivationFields path={`${path}.activation`} activation={layer.activation} />
          <Bias path={path} />
        </>
      );
    case 'max-pool2d':
      return <Stride path={path} />;
    case 'flatten':
    case 'dropout':
    case 'gaussian-noise':
      return <></>;
  }
}

function Stride({ path }: { path: string }): JSX.Element {
  return (
    <NumberSetting
      path={`${path}.stride`}
      label="Stride"
      help={ranges['model.layers[].stride'].help}
    />
  );
}

function Bias({ path }: { path: string }): JSX.Element {
  return (
    <FieldToggle
      path={`${path}.bias`}
      label="Bias"
      help="Adds a number b of its own to each sum: x W + b instead of x W. It begins at zero."
    />
  );
}

interface ActivationFieldsProps {
  path: string;
  activation: ActivationSpecification;
}

function ActivationFields({ path, activation }: ActivationFieldsProps): JSX.Element {
  return (
    <>
      {'slope' in activation && (
        <NumberSetting
          path={`${path}.slope`}
          label="Slope"
          help={`${activationHelp[activation.type]} ${ranges['model.layers[].activation.slope'].help}`}
        />
      )}
      {'floor' in activation && (
        <NumberSetting
          path={`${path}.floor`}
          label="Floor"
          help={ranges['model.layers[].activation.floor'].help}
        />
      )}
    </>
  );
}
