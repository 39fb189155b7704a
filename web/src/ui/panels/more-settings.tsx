import type { JSX } from 'preact';
import { ranges } from '../../shared/ranges';
import { namedSplits, type SplitName } from '../../shared/specification';
import { firstAugmentation } from '../../state/presets';
import { RateSparkline } from '../charts/rate-sparkline';
import { lossHelp, optimizerHelp, scheduleHelp } from '../explanations';
import * as format from '../format';
import {
  inWords,
  lossOptions,
  metricOptions,
  reductionOptions,
  scalingOptions,
  scheduleOptions,
  valueName,
} from '../names';
import { Disclosure } from '../parts/disclosure';
import { ChoiceSetting, FieldChoice, FieldToggle, NumberSetting } from '../parts/settings-fields';
import { useStore } from '../store-context';

/** What a beginner can leave as it is, each group with how it stands. */
export function MoreSettings(): JSX.Element {
  return (
    <>
      <OptimizerSettings />
      <ScheduleSettings />
      <LossSettings />
      <PenaltySettings />
      <EarlyStoppingSettings />
      <AugmentationSettings />
      <DataSettings />
      <FieldToggle
        path="reproducible"
        help="Gives the same weights, bit for bit, on every machine. Training keeps to plain SIMD for it, which takes longer: relaxed SIMD rounds as the processor likes."
      />
    </>
  );
}

function OptimizerSettings(): JSX.Element {
  const { settings } = useStore();
  const { optimizer, gradientClipping } = settings.specification.value.training;
  const setting = (name: 'momentum' | 'decay' | 'beta1' | 'beta2' | 'epsilon' | 'weightDecay') => (
    <NumberSetting
      key={name}
      path={`training.optimizer.${name}`}
      help={`${ranges[`training.optimizer.${name}`].help} ${optimizerHelp[optimizer.type]}`}
    />
  );
  return (
    <Disclosure label="Optimiser details" state={valueName(optimizer.type)}>
      {optimizer.type === 'sgd' && (
        <>
          {setting('momentum')}
          <FieldToggle
            path="training.optimizer.nesterov"
            help="Looks ahead along the momentum: w -= rate × (g + momentum × v)."
          />
        </>
      )}
      {optimizer.type === 'rmsprop' && [setting('decay'), setting('epsilon')]}
      {optimizer.type === 'adam' && [setting('beta1'), setting('beta2'), setting('epsilon')]}
      {optimizer.type === 'adamw' && [
        setting('beta1'),
        setting('beta2'),
        setting('epsilon'),
        setting('weightDecay'),
      ]}
      <FieldToggle
        path="training.batchSize"
        label="Full batch"
        on="full"
        off={128}
        help="Every step uses the gradient over the whole training set: one step an epoch."
      />
      <FieldToggle
        path="training.gradientClipping"
        on={{}}
        off={null}
        help="Keeps single steps from being too large: if |g| > norm, g becomes g × norm / |g|."
      />
      {gradientClipping && (
        <NumberSetting
          path="training.gradientClipping.norm"
          help={ranges['training.gradientClipping.norm'].help}
        />
      )}
    </Disclosure>
  );
}

function ScheduleSettings(): JSX.Element {
  const { settings } = useStore();
  const { training } = settings.specification.value;
  const { schedule } = training;
  const isFlat = schedule.type === 'constant' && schedule.warmup === 0;
  const state = `${valueName(schedule.type)}${schedule.warmup > 0 ? ', warm-up' : ''}`;
  return (
    <Disclosure label="Schedule" state={state}>
      <FieldChoice
        path="training.schedule"
        help={scheduleHelp[schedule.type]}
        options={scheduleOptions}
      />
      {schedule.type === 'step' && (
        <NumberSetting
          path="training.schedule.every"
          help={ranges['training.schedule.every'].help}
        />
      )}
      {'factor' in schedule && (
        <NumberSetting
          path="training.schedule.factor"
          help={ranges['training.schedule.factor'].help}
        />
      )}
      {schedule.type === 'cosine' && (
        <NumberSetting
          path="training.schedule.minimum"
          help={ranges['training.schedule.minimum'].help}
        />
      )}
      <NumberSetting
        path="training.schedule.warmup"
        help={ranges['training.schedule.warmup'].help}
      />
      {!isFlat && <RateSparkline training={training} />}
    </Disclosure>
  );
}

function LossSettings(): JSX.Element {
  const { settings } = useStore();
  const { loss, reduction } = settings.specification.value.training;
  return (
    <Disclosure
      label="Loss"
      state={reduction === 'mean' ? valueName(loss) : `${valueName(loss)}, sum`}
    >
      <FieldChoice
        path="training.loss"
        help={`What training makes small. ${lossHelp[loss]} It has to go with the output units.`}
        options={lossOptions}
      />
      <FieldChoice
        path="training.reduction"
        help="Mean or sum of the loss over the samples of a mini-batch; with the sum, gradients grow with the batch, so take a smaller learning rate."
        options={reductionOptions}
      />
    </Disclosure>
  );
}

function PenaltySettings(): JSX.Element {
  const { settings } = useStore();
  const { weightDecay, l1, optimizer } = settings.specification.value.training;
  const parts = [
    ...(weightDecay > 0 ? [`L2 ${format.plain(weightDecay)}`] : []),
    ...(l1 > 0 ? [`L1 ${format.plain(l1)}`] : []),
  ];
  return (
    <Disclosure label="Weight penalties" state={parts.join(', ') || 'Off'}>
      {optimizer.type === 'adamw' ? (
        <p class="setting soft">
          AdamW has a weight decay of its own, under Optimiser details, in the place of L2.
        </p>
      ) : (
        <NumberSetting
          path="training.weightDecay"
          help={`${ranges['training.weightDecay'].help} g becomes g + λ w: the penalty λ / 2 × sum of w². Biases are left out.`}
        />
      )}
      <NumberSetting
        path="training.l1"
        help={`${ranges['training.l1'].help} g becomes g + λ sign(w): the penalty λ × sum of |w|.`}
      />
    </Disclosure>
  );
}

function EarlyStoppingSettings(): JSX.Element {
  const { settings } = useStore();
  const { earlyStopping } = settings.specification.value.training;
  return (
    <Disclosure
      label="Early stopping"
      state={earlyStopping ? `After ${earlyStopping.patience} checks` : 'Off'}
    >
      <FieldToggle
        path="training.earlyStopping"
        label="Stop early"
        on={{}}
        off={null}
        help="Ends training when the validation set no longer gains: after so many checks in a row without a new best."
      />
      {earlyStopping && (
        <>
          <FieldChoice
            path="training.earlyStopping.metric"
            help="What is watched: the loss has to fall, or the accuracy to rise, on the validation set."
            options={metricOptions}
          />
          <NumberSetting
            path="training.earlyStopping.patience"
            help={ranges['training.earlyStopping.patience'].help}
          />
          <NumberSetting
            path="training.earlyStopping.checksPerEpoch"
            help={ranges['training.earlyStopping.checksPerEpoch'].help}
          />
          <FieldToggle
            path="training.earlyStopping.restoreBest"
            help="Puts the weights of the best check back when training has ended."
          />
        </>
      )}
    </Disclosure>
  );
}

function AugmentationSettings(): JSX.Element {
  const { settings } = useStore();
  const { augmentation } = settings.specification.value.training;
  const setting = (name: 'shift' | 'rotation' | 'scale' | 'elastic.alpha' | 'elastic.sigma') => (
    <NumberSetting
      path={`training.augmentation.${name}`}
      help={ranges[`training.augmentation.${name}`].help}
    />
  );
  return (
    <Disclosure label="Augmentation" state={augmentation ? 'On' : 'Off'}>
      <FieldToggle
        path="training.augmentation"
        label="Vary the images"
        on={firstAugmentation}
        off={null}
        help="Moves, turns and stretches each training image at random each time it is used, so that the network sees more than there is."
      />
      {augmentation && (
        <>
          {setting('shift')}
          {setting('rotation')}
          {setting('scale')}
          <FieldToggle
            path="training.augmentation.elastic"
            on={{}}
            off={null}
            help="Bends the image: each pixel moves by strength × a random field smoothed with a Gaussian of the width (Simard, Steinkraus & Platt 2003)."
          />
          {augmentation.elastic && (
            <>
              {setting('elastic.alpha')}
              {setting('elastic.sigma')}
            </>
          )}
        </>
      )}
    </Disclosure>
  );
}

function DataSettings(): JSX.Element {
  const { settings } = useStore();
  const { dataset } = settings.specification.value;
  return (
    <Disclosure
      label="Split and scaling"
      state={`${format.count(dataset.train)} / ${format.count(dataset.valid)}`}
    >
      <SplitChoice />
      <NumberSetting path="dataset.valid" help={ranges['dataset.valid'].help} />
      <FieldChoice
        path="dataset.scaling"
        help="What a pixel p from 0 to 255 becomes. 0 to 1: p / 255. -1 to 1: p / 127.5 - 1. Standard: (p - mean) / deviation over the training set."
        options={scalingOptions}
      />
    </Disclosure>
  );
}

const splitNames = Object.keys(namedSplits) as SplitName[];

/** The splits that courses use. */
function SplitChoice(): JSX.Element {
  const { settings } = useStore();
  const { dataset } = settings.specification.value;
  const withSplit = (name: SplitName): object => ({ ...dataset, ...namedSplits[name] });
  const current =
    splitNames.find((name) => {
      const { train, valid } = namedSplits[name];
      return train === dataset.train && valid === dataset.valid;
    }) ?? 'own';
  const named = splitNames.map((value) => {
    const reason = settings.whyNot('dataset', withSplit(value));
    const option = { value, label: value };
    return reason === null ? option : { ...option, disabled: true, reason: inWords(reason) };
  });
  const reasons = named.flatMap((each) => ('reason' in each ? [each.reason] : []));
  const own = { value: 'own' as const, label: 'Your own', disabled: true };
  return (
    <ChoiceSetting
      label="Split"
      help={`Training / validation samples, and MNIST's test set of 10,000. ${[...new Set(reasons)].join(' ')}`}
      value={current}
      options={current === 'own' ? [own, ...named] : named}
      onChange={(name) => {
        if (name !== 'own') settings.choose('dataset', withSplit(name));
      }}
    />
  );
}
