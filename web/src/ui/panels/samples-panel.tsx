import type { JSX } from 'preact';
import type { SampleReading } from '../../shared/protocol';
import { samplesShown, type SampleFilter } from '../../state/samples';
import { DigitImage } from '../canvas/digit-image';
import * as format from '../format';
import { Icon } from '../parts/icon';
import { useStore } from '../store-context';

/** Digits that the network does not learn from, and how it reads them. */
export function SamplesPanel(): JSX.Element {
  const { samples, run, data } = useStore();
  const arrival = data.arrival.value;
  const isArriving = arrival !== null && !arrival.lacksTestOnly;
  const readings = samples.readings.value;
  const learnt = run.position.value.step > 0;
  const blanks = Math.max(0, samplesShown - readings.length);
  return (
    <section class="card" aria-labelledby="samples-title">
      <div class="card-head">
        <h2 id="samples-title">Validation digits, as the network reads them</h2>
        <div class="card-tools">
          <FilterButtons />
          <button
            type="button"
            class="quiet"
            disabled={readings.length === 0}
            onClick={samples.showOthers}
          >
            Show others
          </button>
        </div>
      </div>
      <ul class="samples" data-learnt={learnt}>
        {readings.map((reading) => (
          <Sample key={reading.index} reading={reading} learnt={learnt} />
        ))}
        {Array.from({ length: blanks }, (_, index) => (
          <li key={`blank-${index}`} class="sample" aria-hidden="true">
            <span class="digit-image" />
            <span class="sample-reading">{'\u00a0'}</span>
          </li>
        ))}
      </ul>
      <p class="samples-note soft">
        {isArriving
          ? 'These digits are still on their way here.'
          : note(samples.filter.value, samples.exhausted.value, learnt)}
      </p>
    </section>
  );
}

const filters: readonly { value: SampleFilter; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'mistakes', label: 'Mistakes' },
];

function FilterButtons(): JSX.Element {
  const { samples } = useStore();
  return (
    <div class="segments" role="group" aria-label="Which digits">
      {filters.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={samples.filter.value === value}
          onClick={() => samples.setFilter(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function Sample({ reading, learnt }: { reading: SampleReading; learnt: boolean }): JSX.Element {
  const { label, predicted, confidence, pixels } = reading;
  const right = predicted === label;
  // Outputs other than softmax may lie outside.
  const sure = format.percent(Math.min(1, Math.max(0, confidence)), 0);
  const sentence = right
    ? `A ${label}, read as ${predicted}`
    : `A ${label}, misread as ${predicted}`;
  return (
    <li class="sample" data-right={right} title={`${sentence}, ${sure} sure`}>
      <DigitImage
        pixels={pixels}
        side={Math.round(Math.sqrt(pixels.length))}
        label={learnt ? sentence : `A ${label}`}
      />
      <span class="sample-reading" aria-hidden="true">
        {learnt ? (
          <>
            <Icon name={right ? 'check' : 'remove'} />
            {right ? predicted : `${label}→${predicted}`}
          </>
        ) : (
          '?'
        )}
      </span>
    </li>
  );
}

function note(filter: SampleFilter, exhausted: boolean, learnt: boolean): string {
  if (!learnt) return 'The network has not learnt yet; its readings appear here as it does.';
  if (filter === 'mistakes') {
    return exhausted
      ? 'These are all the mistakes among the digits searched.'
      : 'Only digits that it misreads: what it is → what the network reads.';
  }
  return 'It never learns from these digits. A cross marks a mistake: what it is → what the network reads.';
}
