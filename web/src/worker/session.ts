import type { NetworkDiagnostics } from '../shared/diagnostics';
import { modelShape, type ImageSize } from '../shared/model-shape';
import type {
  Dataset,
  DatasetInfo,
  DatasetShape,
  Divergence,
  ModelInfo,
  SampleReading,
  Samples,
  Split,
  Tensor,
  TrainerErrorCode,
  Variant,
} from '../shared/protocol';
import { classCount, type Specification } from '../shared/specification';
import { checkDataset, checkSamples, checkShape } from './check-dataset';
import { layerDiagnostics } from './diagnostics';
import { Heap } from './heap';
import { matchTensors, type TensorSlot } from './match-tensors';
import { layerConfig, modelConfig } from './module-config';
import { check, checkAddress } from './outcome';
import { splitNumber } from './split-number';
import { TrainerFailure } from './trainer-failure';
import {
  text,
  type EvaluationPart,
  type InklingModule,
  type Scaling,
  type StepResult,
  type TrainerSession,
} from './wasm-module';

/** What a checkpoint says before its model is built. */
export interface StagedCheckpoint {
  /** As given to saveCheckpoint. */
  specification: string;
  clientState: string;
  step: number;
  baseLearningRate: number;
}

/**
 * The module's session in the protocol's terms: typed arrays instead of
 * addresses, failures instead of outcomes. Knows nothing of messages or time.
 */
export class Session {
  readonly #module: InklingModule;
  readonly #session: TrainerSession;
  readonly #heap: Heap;
  #shape: DatasetShape = { width: 0, height: 0, samples: 0, testSamples: 0 };
  #arrived = 0;
  /** Where the data set lies, until the next one is loaded. */
  #images = 0;
  #labels = 0;

  constructor(module: InklingModule) {
    this.#module = module;
    this.#session = new module.TrainerSession();
    this.#heap = new Heap(module);
  }

  /** Drops the data set and the model that were there, unless the new data is refused. */
  loadDataset(dataset: Dataset): DatasetInfo {
    checkDataset(dataset);
    const { width, height, images, labels, test } = dataset;
    const session = this.#session;
    const testSamples = test ? test.labels.length : 0;
    this.#reserve({ width, height, samples: labels.length, testSamples });
    this.#heap.writeBytes(session.imagesAddress(), images);
    this.#heap.writeBytes(session.labelsAddress(), labels);
    if (test) {
      this.#heap.writeBytes(session.imagesAddress() + images.length, test.images);
      this.#heap.writeBytes(session.labelsAddress() + labels.length, test.labels);
    }
    check(session.commitDataset(), 'invalid-data');
    this.#arrived = labels.length + testSamples;
    return this.#use({ width, height, samples: labels.length, testSamples });
  }

  /** As loadDataset, but the samples are still to come, by appendSamples. */
  beginDataset(shape: DatasetShape): DatasetInfo {
    checkShape(shape);
    const { width, height, samples, testSamples } = shape;
    this.#reserve(shape);
    check(this.#session.openDataset(), 'internal');
    this.#arrived = 0;
    return this.#use({ width, height, samples, testSamples });
  }

  #reserve({ samples, testSamples, width, height }: DatasetShape): void {
    const session = this.#session;
    check(session.reserveDataset(samples, testSamples, width, height), 'invalid-data');
    this.#images = session.imagesAddress();
    this.#labels = session.labelsAddress();
  }

  #use(shape: DatasetShape): DatasetInfo {
    this.#shape = shape;
    return { ...shape, classes: classCount };
  }

  /** The next samples of the data set. Those that are refused change nothing. */
  appendSamples({ images, labels }: Samples): void {
    const { width, height } = this.#shape;
    checkSamples({ images, labels }, width * height, '');
    const missing = this.totalSamples - this.#arrived;
    if (labels.length > missing) {
      const message = `The data set lacks ${missing} samples; ${labels.length} were given.`;
      throw new TrainerFailure('invalid-data', message, 'labels');
    }
    if (labels.length === 0) return;
    this.#heap.writeBytes(this.#session.imagesAddress(), images);
    this.#heap.writeBytes(this.#session.labelsAddress(), labels);
    check(this.#session.addSamples(labels.length), 'invalid-data');
    this.#arrived += labels.length;
  }

  /** Of the data set, from its first one on: those for training and validation, then the test's. */
  get arrivedSamples(): number {
    return this.#arrived;
  }

  get poolSamples(): number {
    return this.#shape.samples;
  }

  get totalSamples(): number {
    return this.#shape.samples + this.#shape.testSamples;
  }

  /** How many must have arrived for the step under way. */
  get samplesForStep(): number {
    return this.#session.neededSamples();
  }

  /** Takes over the data set of a session in another module, as far as it has arrived. */
  copyDataset(other: Session): void {
    if (other.totalSamples === 0) return;
    const { width, height } = other.#shape;
    const count = other.#arrived;
    this.beginDataset(other.#shape);
    if (count === 0) return;
    const pixels = count * width * height;
    this.#heap.copyFrom(other.#heap, other.#images, this.#session.imagesAddress(), pixels);
    this.#heap.copyFrom(other.#heap, other.#labels, this.#session.labelsAddress(), count);
    check(this.#session.addSamples(count), 'internal');
    this.#arrived = count;
  }

  /** For images of this size. The model that was there stays if the new one is refused. */
  createModel(specification: Specification, image: ImageSize): ModelInfo {
    this.#build(specification, 'createModel', 'invalid-specification');
    return this.#describeModel(specification, image);
  }

  /** Of the forward pass of one sample: what its time goes with. */
  get multiplyAdds(): number {
    return this.#session.multiplyAdds();
  }

  /** Works on the mini-batch under way for about `maxSamples` samples at most. */
  trainStep(maxSamples: number): StepResult {
    return this.#session.trainStep(maxSamples);
  }

  abandonBatch(): void {
    this.#session.abandonBatch();
  }

  /** Of the step under way, by the schedule. */
  get learningRate(): number {
    return this.#session.learningRate();
  }

  /** Replaces the rate that the schedule begins at. */
  setLearningRate(learningRate: number): void {
    check(this.#session.setLearningRate(learningRate), 'invalid-input');
  }

  /** What the network reads instead of a byte b of an image: (b - shift) / divisor. */
  get scaling(): Scaling {
    return this.#session.scaling();
  }

  /** The weights are those before `step`, whose loss was not finite. */
  describeDivergence(step: number): Divergence {
    const { layer, largestWeight } = this.#session.diagnoseDivergence();
    const name = text(layer);
    const size = Number.isFinite(largestWeight)
      ? `the largest weight, in ${name}, is ${largestWeight.toPrecision(3)}`
      : `a weight in ${name} is not finite`;
    const message =
      `The loss is no longer a finite number at step ${step}; ${size}. ` +
      'Rewind and try a learning rate ten times smaller, or smaller initial weights.';
    return { step, layer: name, largestWeight, message };
  }

  /** Whether each step keeps what `diagnose` needs to know the last update. */
  keepUpdates(keeps: boolean): void {
    check(this.#session.keepUpdates(keeps), 'internal');
  }

  /** Looks into the layers after `step` steps. Changes nothing in training. */
  diagnose(step: number): NetworkDiagnostics {
    check(this.#session.diagnose(), 'internal');
    const layers = Array.from({ length: this.#session.diagnosedLayers() }, (_, index) =>
      layerDiagnostics(this.#heap, this.#session.diagnosedLayer(index)),
    );
    return { step, samples: this.#session.diagnosedSamples(), layers };
  }

  resetEvaluation(): void {
    this.#session.resetEvaluation();
  }

  /** Also adds to the confusion matrix. */
  evaluateRange(split: Split, begin: number, end: number): EvaluationPart {
    return this.#session.evaluateRange(splitNumber[split], begin, end);
  }

  /** Row: true class, column: predicted class; since the last resetEvaluation. */
  confusion(): Uint32Array<ArrayBuffer> {
    return this.#heap.readUint32s(this.#session.confusionAddress(), classCount * classCount);
  }

  readSample(split: Split, index: number, pixelCount: number): SampleReading {
    const sample = this.#session.readSample(splitNumber[split], index);
    const { imageAddress, label, predicted, confidence } = sample;
    const pixels = this.#heap.readBytes(imageAddress, pixelCount);
    return { index, label, predicted, confidence, pixels };
  }

  /** One image; gives a probability for each class. */
  predict(pixels: Float32Array): Float32Array<ArrayBuffer> {
    this.#heap.writeFloats(checkAddress(this.#session.stage(pixels.length)), pixels);
    return this.#heap.readFloats(checkAddress(this.#session.predict(1)), classCount);
  }

  parameters(): Tensor[] {
    const slots = this.tensorSlots();
    let address = checkAddress(this.#session.exportParameters());
    return slots.map(({ name, shape, size }) => {
      const data = this.#heap.readFloats(address, size);
      address += data.byteLength;
      return { name, shape, data };
    });
  }

  /** Nothing changes if a tensor is missing, of another shape or not finite. */
  setParameters(tensors: unknown): void {
    const slots = this.tensorSlots();
    const ordered = matchTensors(slots, tensors);
    let address = checkAddress(this.#session.stage(this.#session.parameterCount()));
    for (const data of ordered) {
      this.#heap.writeFloats(address, data);
      address += data.byteLength;
    }
    check(this.#session.importParameters(), 'invalid-input');
  }

  /** Keeps a copy of the parameters, in the place of the one before. */
  snapshotBest(): void {
    check(this.#session.snapshotBest(), 'internal');
  }

  /** Puts the parameters of the last snapshot back. */
  restoreBest(): void {
    this.#session.restoreBest();
  }

  /** The model with its training so far and two texts, as a file. */
  saveCheckpoint(specification: string, clientState: string): Uint8Array<ArrayBuffer> {
    const { address, size } = this.#session.saveCheckpoint(specification, clientState);
    try {
      return this.#heap.readBytes(checkAddress(address), size);
    } finally {
      this.releaseCheckpoint();
    }
  }

  /**
   * Takes a file in and looks into it. It stays there for restoreModel, until
   * releaseCheckpoint, also if it is refused.
   */
  stageCheckpoint(bytes: Uint8Array): StagedCheckpoint {
    const address = this.#session.stageBytes(bytes.length);
    if (bytes.length > 0) this.#heap.writeBytes(checkAddress(address), bytes);
    const { outcome, specification, clientState, ...position } = this.#session.inspectCheckpoint();
    check(outcome, 'invalid-checkpoint');
    return { specification: text(specification), clientState: text(clientState), ...position };
  }

  /** The model of the staged checkpoint, in the place of the one that was there. */
  restoreModel(specification: Specification, image: ImageSize): ModelInfo {
    this.#build(specification, 'restoreModel', 'invalid-checkpoint');
    return this.#describeModel(specification, image);
  }

  releaseCheckpoint(): void {
    this.#session.stageBytes(0);
  }

  /** Frees the module's memory for another session. */
  delete(): void {
    this.#session.delete();
  }

  #build(
    specification: Specification,
    how: 'createModel' | 'restoreModel',
    failure: TrainerErrorCode,
  ): void {
    const config = modelConfig(specification);
    const layers = new this.#module.LayerConfigVector();
    try {
      for (const each of specification.model.layers.map(layerConfig)) layers.push_back(each);
      check(this.#session[how](config, layers), failure);
    } finally {
      layers.delete();
    }
  }

  #describeModel(specification: Specification, image: ImageSize): ModelInfo {
    return {
      specification,
      variant: text(this.#module.buildInfo().variant) as Variant,
      parameterCount: this.#session.parameterCount(),
      stepsPerEpoch: this.#session.stepsPerEpoch(),
      layers: modelShape(specification.model.layers, image).layers,
    };
  }

  /** Names and shapes of the parameter tensors, in the module's order. */
  tensorSlots(): TensorSlot[] {
    return Array.from({ length: this.#session.tensorCount() }, (_, index) => {
      const { name, shape, size } = this.#session.tensorInfo(index);
      return { name: text(name), shape: shape.filter((side) => side > 0), size };
    });
  }
}
