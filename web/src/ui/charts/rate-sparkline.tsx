import type { JSX } from 'preact';
import type { TrainingSpecification } from '../../shared/specification';
import { learningRateAt } from '../../state/learning-rate';
import * as format from '../format';

interface RateSparklineProps {
  training: TrainingSpecification;
}

const width = 248;
const height = 44;
const points = 124;

/** The learning rate over the epochs, from zero to its highest. */
export function RateSparkline({ training }: RateSparklineProps): JSX.Element {
  const { epochs, optimizer, schedule } = training;
  const rates = Array.from({ length: points + 1 }, (_, i) =>
    learningRateAt((i / points) * epochs, optimizer.learningRate, schedule, epochs),
  );
  const highest = Math.max(...rates);
  const line = rates
    .map((rate, i) => {
      const x = (i / points) * width;
      const y = height - (rate / highest) * (height - 4) - 2;
      return `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
  const first = format.magnitude(rates[0] ?? 0);
  const last = format.magnitude(rates[points] ?? 0);
  return (
    <figure class="sparkline">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`The learning rate begins at ${first}, is ${format.magnitude(highest)} at most, and ends at ${last} after ${epochs} epochs.`}
      >
        <path d={line} vector-effect="non-scaling-stroke" />
      </svg>
      <figcaption>
        <span>{first}</span>
        <span>
          at most {format.magnitude(highest)}, over {epochs} epochs
        </span>
        <span>{last}</span>
      </figcaption>
    </figure>
  );
}
