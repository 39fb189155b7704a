import type { ComponentChildren, JSX } from 'preact';
import type { Store } from '../../state/store';
import * as format from '../format';
import { Icon, type IconName } from '../parts/icon';
import { useStore } from '../store-context';
import { CheckpointActions } from './checkpoint-actions';

/** The one thing to press, and how it is going. */
export function TrainPanel(): JSX.Element {
  const { run, host } = useStore();
  const hasNetwork = run.phase.value !== 'starting';
  const diverged = run.phase.value === 'diverged';
  return (
    <section class="card" aria-label="Run">
      <div class="controls">
        <PrimaryButton />
        <button
          type="button"
          disabled={!hasNetwork || diverged}
          title="Train on one mini-batch"
          onClick={run.step}
        >
          <Icon name="step" /> Step
        </button>
        <button
          type="button"
          disabled={!hasNetwork}
          title="Back to the first weights: the same seed gives the same ones"
          onClick={run.rewind}
        >
          <Icon name="rewind" /> Rewind
        </button>
        <button
          type="button"
          disabled={!hasNetwork}
          title="Back to the start with other first weights"
          onClick={run.newSeed}
        >
          <Icon name="seed" /> New seed
        </button>
        <p class="run-state soft">{stateSentence({ run, host })}</p>
      </div>
      <Stats />
      <ProgressBar />
      <CheckpointActions />
    </section>
  );
}

interface PrimaryAction {
  label: string;
  icon: IconName;
  act: () => void;
  disabled?: boolean;
}

function PrimaryButton(): JSX.Element {
  const store = useStore();
  const { label, icon, act, disabled } = primaryAction(store);
  return (
    <button type="button" class="primary" disabled={disabled ?? false} onClick={act}>
      <Icon name={icon} /> {label}
    </button>
  );
}

function primaryAction({ run, host }: Store): PrimaryAction {
  const train: PrimaryAction = { label: 'Train', icon: 'play', act: run.train };
  switch (run.phase.value) {
    case 'starting':
      if (run.queued.value) return { label: 'Cancel', icon: 'remove', act: run.pause };
      return { ...train, disabled: host.problem.value !== null };
    case 'ready':
      return train;
    case 'running':
      return { label: 'Pause', icon: 'pause', act: run.pause };
    case 'paused':
      return { label: 'Resume', icon: 'play', act: run.train };
    case 'finished':
      // What early stopping has ended is over until a fresh network.
      return {
        label: 'Train on',
        icon: 'play',
        act: run.trainOn,
        disabled: run.earlyStop.value !== null,
      };
    case 'diverged':
      return { label: 'Resume', icon: 'play', act: run.train, disabled: true };
  }
}

function stateSentence({ run, host }: Pick<Store, 'run' | 'host'>): string {
  switch (run.phase.value) {
    case 'starting':
      if (host.problem.value) return 'Not running';
      return run.queued.value ? 'Starts when the data is there' : 'Getting ready';
    case 'ready':
      return 'Ready';
    case 'running': {
      const wait = run.waiting.value;
      if (wait) {
        return `Waiting for digits ${format.count(wait.arrived + 1)} to ${format.count(wait.needed)}`;
      }
      const seconds = run.secondsLeft.value;
      return seconds === null ? 'Training' : format.timeLeft(seconds);
    }
    case 'paused':
      return 'Paused';
    case 'finished':
      return run.earlyStop.value ? 'Stopped early' : 'Finished';
    case 'diverged':
      return 'Diverged';
  }
}

function Stats(): JSX.Element {
  const { run, settings } = useStore();
  const { epochs } = settings.specification.value.training;
  const { epoch, step } = run.position.value;
  const last = run.history.value.epochs.at(-1);
  const speed = run.speed.value;
  const rate = run.scheduledRate.value;
  // The epoch under way is the one after those that are complete.
  const shown =
    run.phase.value === 'running' ? Math.min(Math.floor(epoch) + 1, epochs) : Math.floor(epoch);
  return (
    <dl class="stats">
      <Stat name="epoch" title={`Step ${format.count(step)}`}>
        {shown} <small>of {epochs}</small>
      </Stat>
      <Stat name="validation accuracy">{last ? format.percent(last.valid.accuracy) : '–'}</Stat>
      <Stat name="validation loss">{last ? format.loss(last.valid.loss) : '–'}</Stat>
      <Stat name="digits a second">{speed ? format.speed(speed.samplesPerSecond) : '–'}</Stat>
      {rate !== null && <Stat name="learning rate">{format.magnitude(rate)}</Stat>}
    </dl>
  );
}

interface StatProps {
  name: string;
  title?: string;
  children: ComponentChildren;
}

function Stat({ name, title, children }: StatProps): JSX.Element {
  return (
    <div class="stat" title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ProgressBar(): JSX.Element {
  const { run, settings } = useStore();
  const { epochs } = settings.specification.value.training;
  const fraction = Math.min(1, run.position.value.epoch / epochs);
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label="Training progress"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(100 * fraction)}
      data-phase={run.phase.value}
    >
      <span style={{ transform: `scaleX(${fraction})` }} />
    </div>
  );
}
