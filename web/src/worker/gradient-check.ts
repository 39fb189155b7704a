import type {
  GradientCheckEvent,
  GradientCheckResult,
  GradientVerdict,
  LayerGradientCheck,
  ParameterGradients,
} from '../shared/gradient-check';
import type { ImageSize } from '../shared/model-shape';
import type { Specification } from '../shared/specification';
import type { GradientCheckRequest } from './gradient-check-request';
import { Heap } from './heap';
import { layerConfig, modelConfig } from './module-config';
import { check, checkAddress } from './outcome';
import type { Session } from './session';
import { TrainerFailure } from './trainer-failure';
import { text, type GradientCheckModule, type GradientCheckSession } from './wasm-module';

/** The network to check, and where its training stands. */
export interface CheckedNetwork {
  session: Session;
  specification: Specification;
  image: ImageSize;
  /** Whose draws dropout and noise have. */
  step: number;
}

interface UnderWay {
  id: number;
  request: GradientCheckRequest;
  session: GradientCheckSession;
  heap: Heap;
}

/**
 * A check of gradients in a module of its own, which is loaded when it is first
 * needed. It works on copies, so training may go on. At most one is under way.
 */
export class GradientCheck {
  readonly #load: () => Promise<GradientCheckModule>;
  #module: Promise<GradientCheckModule> | null = null;
  #underWay: UnderWay | null = null;
  #lastId = 0;

  constructor(load: () => Promise<GradientCheckModule>) {
    this.#load = load;
  }

  /** In the place of one under way. Gives the number by which to go on with it. */
  async begin(request: GradientCheckRequest, network: CheckedNetwork): Promise<number> {
    const module = await this.#loadOnce();
    this.#end();
    const session = new module.GradientCheckSession();
    const heap = new Heap(module);
    try {
      copyNetwork(module, session, heap, request, network);
      start(module, session, request, network);
    } catch (error) {
      session.delete();
      throw error;
    }
    const id = ++this.#lastId;
    this.#underWay = { id, request, session, heap };
    return id;
  }

  /** Works until `endsAt`, in milliseconds of performance.now(), or until the check is complete. */
  advance(id: number, endsAt: number): GradientCheckEvent {
    const check = this.#underWay;
    if (id !== check?.id) {
      const message = 'This gradient check is no longer under way; another one was begun.';
      throw new TrainerFailure('invalid-input', message);
    }
    for (;;) {
      const { done, total } = check.session.advance();
      if (done === total) break;
      if (performance.now() >= endsAt) return { type: 'progress', done: done / total };
    }
    const result = resultOf(check);
    this.#end();
    return { type: 'finished', result };
  }

  /** Frees its memory. Nothing happens if it has ended. */
  end(id: number): void {
    if (id === this.#underWay?.id) this.#end();
  }

  #end(): void {
    this.#underWay?.session.delete();
    this.#underWay = null;
  }

  async #loadOnce(): Promise<GradientCheckModule> {
    this.#module ??= this.#load();
    try {
      return await this.#module;
    } catch (error) {
      // So that the next check tries again.
      this.#module = null;
      throw error;
    }
  }
}

function copyNetwork(
  module: GradientCheckModule,
  session: GradientCheckSession,
  heap: Heap,
  { split, indices }: GradientCheckRequest,
  { session: trained, specification, image }: CheckedNetwork,
): void {
  const pixelCount = image.width * image.height;
  const samples = indices.map((index) => trained.readSample(split, index, pixelCount));
  check(session.reserve(samples.length, image.width, image.height), 'internal');
  const imagesAddress = checkAddress(session.imagesAddress());
  samples.forEach(({ pixels }, i) => heap.writeBytes(imagesAddress + i * pixelCount, pixels));
  const labels = Uint8Array.from(samples, ({ label }) => label);
  heap.writeBytes(checkAddress(session.labelsAddress()), labels);

  const layers = new module.LayerConfigVector();
  try {
    for (const each of specification.model.layers.map(layerConfig)) layers.push_back(each);
    check(session.createModel(modelConfig(specification), layers), 'internal');
  } finally {
    layers.delete();
  }
  let address = checkAddress(session.stageParameters());
  for (const { data } of trained.parameters()) {
    heap.writeFloats(address, data);
    address += data.byteLength;
  }
}

function start(
  module: GradientCheckModule,
  session: GradientCheckSession,
  request: GradientCheckRequest,
  { session: trained, step }: CheckedNetwork,
): void {
  const parameters = new module.ParameterPositionVector();
  const denominators = new module.DoubleVector();
  try {
    for (const { tensor, element } of request.positions) parameters.push_back({ tensor, element });
    for (const denominator of request.denominators) denominators.push_back(denominator);
    check(session.begin(parameters, denominators, trained.scaling, step), 'invalid-input');
  } finally {
    parameters.delete();
    denominators.delete();
  }
}

function resultOf({ request, session, heap }: UnderWay): GradientCheckResult {
  const { split, indices, denominators, positions } = request;
  const steps = denominators.length;
  const layers = Array.from({ length: session.judge() }, (_, layer) =>
    layerOf(session, layer, steps),
  );
  const parameters = positions.map(({ name }, index): ParameterGradients => {
    const { element, analytic, numericAddress, kinksAddress } = session.parameter(index);
    const numeric = [...heap.readDoubles(numericAddress, steps)];
    const crossesKink = [...heap.readBytes(kinksAddress, steps)].map((flag) => flag !== 0);
    return { tensor: name, index: element, analytic, numeric, crossesKink };
  });
  const leastGradient = session.leastGradient();
  return { split, indices, denominators, leastGradient, layers, parameters };
}

function layerOf(session: GradientCheckSession, index: number, steps: number): LayerGradientCheck {
  const { layer, verdict, ...counts } = session.layer(index);
  return {
    ...counts,
    layer: text(layer),
    verdict: text(verdict) as GradientVerdict,
    steps: Array.from({ length: steps }, (_, step) => session.step(index, step)),
  };
}
