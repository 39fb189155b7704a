import { batch, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { InkRaster } from '../data/prepare-drawing';
import { latestOnly } from './latest';
import type { Run } from './run';
import type { Services } from './services';

/** The digit on the pad and what the network makes of it. */
export interface Drawing {
  /** 28 x 28 floats in [0, 1] as the network gets them; null for an empty pad. */
  pixels: ReadonlySignal<Float32Array | null>;
  /** Ten probabilities; null for an empty pad or without a network. */
  probabilities: ReadonlySignal<Float32Array | null>;
  /** The most probable digit; null without probabilities. */
  answer: ReadonlySignal<number | null>;
  draw: (ink: InkRaster) => void;
}

export function createDrawing(services: Services, run: Run): Drawing {
  const pixels = signal<Float32Array | null>(null);
  const probabilities = signal<Float32Array | null>(null);
  const answer = signal<number | null>(null);

  async function predict(): Promise<void> {
    const asked = pixels.peek();
    const predicted = asked && (await run.ask((trainer) => trainer.predict(asked.slice())));
    if (asked === null || pixels.peek() !== null) show(predicted);
  }

  function show(predicted: Float32Array | null): void {
    batch(() => {
      // Outputs other than softmax may lie outside.
      probabilities.value = predicted && predicted.map((y) => Math.min(1, Math.max(0, y)));
      answer.value = predicted && predicted.indexOf(Math.max(...predicted));
    });
  }

  const requestPrediction = latestOnly(predict);
  effect(() => {
    if (run.weightsVersion.value > 0 && pixels.peek()) requestPrediction();
  });

  return {
    pixels,
    probabilities,
    answer,
    draw(ink) {
      pixels.value = services.prepareDrawing(ink);
      if (pixels.value) requestPrediction();
      else show(null);
    },
  };
}
