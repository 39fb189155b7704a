import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import { DigitImage } from '../canvas/digit-image';
import { DrawingPad } from '../canvas/drawing-pad';
import * as format from '../format';
import { useStore } from '../store-context';

const digits = Array.from({ length: 10 }, (_, digit) => digit);

/** What the network can do: it reads what is drawn. */
export function DrawPanel(): JSX.Element {
  const { drawing } = useStore();
  const pixels = drawing.pixels.value;
  return (
    <section class="card" aria-labelledby="draw-title">
      <h2 id="draw-title">Your digit</h2>
      <DrawingPad />
      <div class="reading">
        <DigitImage
          pixels={pixels}
          label={pixels ? 'Your drawing as the network sees it, 28 by 28 pixels' : 'Nothing drawn'}
        />
        <Answer />
      </div>
      <Probabilities />
      <SpokenAnswer />
    </section>
  );
}

/** What the network reads, in words. */
function Answer(): JSX.Element {
  const { drawing, run } = useStore();
  const learnt = run.position.value.step > 0;
  const answer = drawing.answer.value;
  const sure = answer === null ? 0 : (drawing.probabilities.value?.[answer] ?? 0);
  if (drawing.pixels.value === null) {
    return (
      <p class="answer">
        <b>Nothing drawn</b>
        <span>Your digit is centred and scaled to 28 × 28, as MNIST’s were.</span>
      </p>
    );
  }
  if (!learnt) {
    return (
      <p class="answer">
        <b>Not learnt yet</b>
        <span>The network guesses with its first weights. Train it, and it reads along.</span>
      </p>
    );
  }
  return (
    <p class="answer">
      <b>{answer === null ? 'Reading' : `It reads a ${answer}`}</b>
      <span>
        {answer !== null && `${format.percent(sure)} sure. `}
        Left: what the network sees.
      </span>
    </p>
  );
}

/** Ten bars; the highest is marked by colour, weight and a word for screen readers. */
function Probabilities(): JSX.Element {
  const { drawing } = useStore();
  const probabilities = drawing.probabilities.value;
  const answer = drawing.answer.value;
  return (
    <ol
      class="probabilities"
      aria-label="Probability of each digit"
      data-empty={probabilities === null}
    >
      {digits.map((digit) => {
        const probability = probabilities?.[digit] ?? 0;
        return (
          <li key={digit} data-top={digit === answer}>
            <span class="probability-digit">{digit}</span>
            <span class="probability-bar" aria-hidden="true">
              <span style={{ transform: `scaleX(${probability})` }} />
            </span>
            <span class="probability-value">
              {probabilities ? format.percent(probability) : '–'}
              {digit === answer && <span class="visually-hidden">, the highest</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Said when the drawing has rested, and only if the digit read is another one. */
const restMs = 700;

function SpokenAnswer(): JSX.Element {
  const { drawing, run } = useStore();
  const spoken = useSignal('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = drawing.answer.subscribe((answer) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const learnt = run.position.peek().step > 0;
        spoken.value = answer !== null && learnt ? `The network reads a ${answer}.` : '';
      }, restMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [drawing, run, spoken]);
  return (
    <p class="visually-hidden" role="status" aria-label="Reading of the drawing">
      {spoken.value}
    </p>
  );
}
