import type { InklingModule, Outcome, StepResult } from '../../../web/src/worker/wasm-module';

export interface FakeOptions {
  /** How long a call of trainStep or evaluateRange takes. */
  callMs?: number;
  /** Samples of a mini-batch that one call of trainStep can do at most. */
  chunk?: number;
  /** The step in which the module traps, as wasm does when it runs out of its memory. */
  trapAtStep?: number;
}

/** What tests can see of the fake from outside. */
export interface FakeLog {
  abandonedBatches: number;
  learningRates: number[];
  keepsUpdates: boolean;
  /** Of a checkpoint on its way in or out. */
  stagedBytes: number;
}

/** A checkpoint of the fake. */
export interface FakeCheckpoint {
  specification: string;
  clientState: string;
  step: number;
  baseLearningRate: number;
  weight: number;
  best: number | null;
}

/** What the fake reads of a model's configuration. */
interface FakeConfig {
  train: number;
  training: { batchSize: number; optimizer: { learningRate: number } };
}

const imagesAddress = 64;
const heapBytes = 1 << 20;
const stageAddress = heapBytes / 2;
const confusionAddress = heapBytes - 4096;
const success: Outcome = { code: '', path: '', message: '' };

/** From this rate on the loss of the fake is no number. */
export const divergingRate = 50;

/**
 * Stands in for the WebAssembly module where its timing or its failures are
 * what a test is about. Its one tensor holds one value, to which each step adds
 * the learning rate times the step's number, so that a step that is lost,
 * doubled or done at another rate shows.
 */
export function fakeModule(options: FakeOptions = {}): { module: InklingModule; log: FakeLog } {
  const { callMs = 0, chunk = Infinity, trapAtStep = Infinity } = options;
  const log: FakeLog = {
    abandonedBatches: 0,
    learningRates: [],
    keepsUpdates: false,
    stagedBytes: 0,
  };
  const heap = new Uint8Array(heapBytes);
  const floats = new Float32Array(heap.buffer);
  const counts = new Uint32Array(heap.buffer, confusionAddress, 100);

  const buildInfo = () => ({ variant: 'simd128', eigenSimd: '' });

  class TrainerSession {
    #samples = 0;
    #arrived = 0;
    #pixels = 0;
    #train = 0;
    #batchSize = 1;
    #learningRate = 0;
    #step = 0;
    #done = 0;
    #weight = 0;
    #best: number | null = null;

    reserveDataset(samples: number, testSamples: number, width: number, height: number): Outcome {
      this.#samples = samples + testSamples;
      this.#arrived = 0;
      this.#pixels = width * height;
      return success;
    }
    imagesAddress(): number {
      return imagesAddress + this.#arrived * this.#pixels;
    }
    labelsAddress(): number {
      return imagesAddress + this.#samples * this.#pixels + this.#arrived;
    }
    commitDataset(): Outcome {
      return success;
    }
    openDataset(): Outcome {
      return success;
    }
    addSamples(count: number): Outcome {
      this.#arrived += count;
      return success;
    }
    /** The fake takes its samples in their order. */
    neededSamples(): number {
      const inEpoch = this.#step % this.stepsPerEpoch();
      return Math.min((inEpoch + 1) * this.#batchSize, this.#train);
    }
    createModel({ train, training }: FakeConfig): Outcome {
      this.#train = train;
      this.#batchSize = training.batchSize;
      this.#learningRate = training.optimizer.learningRate;
      this.#step = 0;
      this.#done = 0;
      this.#weight = 0;
      this.#best = null;
      return success;
    }
    parameterCount(): number {
      return 1;
    }
    multiplyAdds(): number {
      return 1;
    }
    stepsPerEpoch(): number {
      return Math.ceil(this.#train / this.#batchSize);
    }
    tensorCount(): number {
      return 1;
    }
    tensorInfo() {
      return { name: 'layers.0.weight', shape: [1, 1, 0, 0], size: 1 };
    }
    trainStep(maxSamples: number): StepResult {
      spend(callMs);
      if (this.#step + 1 === trapAtStep) throw new WebAssembly.RuntimeError('unreachable');
      const inEpoch = this.#step % this.stepsPerEpoch();
      const size = Math.min(this.#batchSize, this.#train - inEpoch * this.#batchSize);
      const samples = Math.min(size - this.#done, maxSamples, chunk);
      const finite = this.#learningRate < divergingRate;
      this.#done += samples;
      const complete = finite && this.#done === size;
      if (complete) {
        this.#step++;
        this.#done = 0;
        this.#weight = Math.fround(this.#weight + this.#learningRate * this.#step);
        log.learningRates.push(this.#learningRate);
      }
      const lossSum = finite ? samples / (this.#step + 1) : NaN;
      return { complete, step: this.#step, samples, lossSum, correct: samples / 2, finite };
    }
    abandonBatch(): void {
      if (this.#done > 0) log.abandonedBatches++;
      this.#done = 0;
    }
    learningRate(): number {
      return this.#learningRate;
    }
    setLearningRate(value: number): Outcome {
      this.#learningRate = value;
      return success;
    }
    keepUpdates(keeps: boolean): Outcome {
      log.keepsUpdates = keeps;
      return success;
    }
    diagnose(): Outcome {
      return success;
    }
    diagnosedSamples(): number {
      return 30;
    }
    diagnosedLayers(): number {
      return 1;
    }
    diagnosedLayer() {
      const figures = { count: 1, mean: 2, deviation: 0, minimum: 2, maximum: 2 };
      const distribution = { ...figures, histogramAddress: confusionAddress };
      return {
        layer: 'layers.0',
        dead: 0.25,
        saturated: NaN,
        activation: distribution,
        hasWeights: true,
        hasUpdate: log.keepsUpdates,
        weight: distribution,
        gradient: distribution,
        update: distribution,
        weightNorm: 4,
        gradientNorm: 3,
        updateNorm: 2,
      };
    }
    scaling() {
      return { shift: 0, divisor: 255 };
    }
    diagnoseDivergence() {
      return { layer: 'layers.0', largestWeight: Math.abs(this.#weight) };
    }
    resetEvaluation(): void {
      counts.fill(0);
    }
    evaluateRange(_split: number, begin: number, end: number) {
      spend(callMs);
      counts[0] = (counts[0] ?? 0) + end - begin;
      return { samples: end - begin, lossSum: 0.5 * (end - begin), correct: end - begin };
    }
    confusionAddress(): number {
      return confusionAddress;
    }
    readSample(_split: number, index: number) {
      const imageAddress = imagesAddress + index * this.#pixels;
      const label = heap[imagesAddress + this.#samples * this.#pixels + index] ?? 0;
      return { imageAddress, label, predicted: 3, confidence: 0.75 };
    }
    stage(): number {
      return stageAddress;
    }
    predict(): number {
      // The first pixel comes back as the first probability, and the weight as the second.
      floats[stageAddress / 4 + 1] = this.#weight;
      return stageAddress;
    }
    exportParameters(): number {
      floats[stageAddress / 4] = this.#weight;
      return stageAddress;
    }
    importParameters(): Outcome {
      this.#weight = floats[stageAddress / 4] ?? 0;
      return success;
    }
    snapshotBest(): Outcome {
      this.#best = this.#weight;
      return success;
    }
    restoreBest(): void {
      this.#weight = this.#best ?? this.#weight;
    }
    stageBytes(size: number): number {
      log.stagedBytes = size;
      return size > 0 ? stageAddress : 0;
    }
    /** The fake's checkpoints are JSON: `FakeCheckpoint`. */
    saveCheckpoint(specification: string, clientState: string) {
      const file: FakeCheckpoint = {
        specification,
        clientState,
        step: this.#step,
        baseLearningRate: this.#learningRate,
        weight: this.#weight,
        best: this.#best,
      };
      const bytes = new TextEncoder().encode(JSON.stringify(file));
      heap.set(bytes, this.stageBytes(bytes.length));
      return { address: stageAddress, size: bytes.length };
    }
    #staged(): FakeCheckpoint {
      const bytes = heap.subarray(stageAddress, stageAddress + log.stagedBytes);
      return JSON.parse(new TextDecoder().decode(bytes)) as FakeCheckpoint;
    }
    inspectCheckpoint() {
      try {
        const { specification, clientState, step, baseLearningRate } = this.#staged();
        return { outcome: success, specification, clientState, step, baseLearningRate };
      } catch {
        const outcome = { code: 'invalid-checkpoint', path: '', message: 'Not a checkpoint.' };
        return { outcome, specification: '', clientState: '', step: 0, baseLearningRate: 0 };
      }
    }
    restoreModel(config: FakeConfig): Outcome {
      this.createModel(config);
      const { step, baseLearningRate, weight, best } = this.#staged();
      this.#step = step;
      this.#learningRate = baseLearningRate;
      this.#weight = weight;
      this.#best = best;
      return success;
    }
    delete(): void {
      heap.fill(0);
    }
  }

  class LayerConfigVector {
    push_back(): void {
      // The fake network has one weight, whatever the layers.
    }
    delete(): void {
      // Nothing is held.
    }
  }

  const module = { HEAPU8: heap, buildInfo, TrainerSession, LayerConfigVector };
  return { module: module as unknown as InklingModule, log };
}

function spend(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
