import type { JSX } from 'preact';
import type { Distribution } from '../../shared/diagnostics';
import * as format from '../format';

const height = 28;
/** Of one bin, of which there are forty. */
const binWidth = 3;

interface HistogramProps {
  of: Distribution;
  /** In a few words, for those who do not see it. */
  what: string;
  /** What is written below; mean and deviation if left out. */
  figures?: string;
}

/** How values spread between their smallest and their largest. */
export function Histogram({ of, what, figures }: HistogramProps): JSX.Element {
  const { histogram, mean, deviation, minimum, maximum } = of;
  const width = histogram.length * binWidth;
  // One bin that holds nearly all, as of a ReLU's zeros, would flatten the others.
  const highest = Math.sqrt(Math.max(1, ...histogram));
  const bars = histogram
    .map((count, bin) => {
      const top = (height - (Math.sqrt(count) / highest) * height).toFixed(1);
      return count > 0 ? `M${bin * binWidth} ${height}V${top}h${binWidth - 0.6}V${height}z` : '';
    })
    .join('');
  const spread = `mean ${format.signed(mean)}, deviation ${format.magnitude(deviation)}`;
  return (
    <span class="histogram">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${what}: ${spread}, from ${format.signed(minimum)} to ${format.signed(maximum)}.`}
      >
        <path d={bars} />
      </svg>
      {figures === undefined ? (
        <span class="histogram-figures" aria-hidden="true">
          {format.signed(mean)} ± {format.magnitude(deviation)}
        </span>
      ) : (
        <span class="histogram-figures">{figures}</span>
      )}
    </span>
  );
}
