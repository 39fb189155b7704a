import type { GradientCheckModule, Outcome } from '../../../web/src/worker/wasm-module';

export interface FakeGradientCheckLog {
  /** How often the module was loaded. */
  loads: number;
  /** Sessions that were not deleted. */
  sessions: number;
  /** Lists that were not deleted. */
  lists: number;
  /** What the last check was begun with. */
  pixels: number[];
  labels: number[];
  parameters: number[];
  step: number;
}

const success: Outcome = { code: '', path: '', message: '' };
const labelsAddress = 4096;
const parametersAddress = 8192;

/**
 * Stands in for the module of the gradient check: a piece of 20 ms for each
 * parameter and N, and always the same findings.
 */
export function fakeGradientCheckModule(): {
  load: () => Promise<GradientCheckModule>;
  log: FakeGradientCheckLog;
} {
  const log: FakeGradientCheckLog = {
    ...{ loads: 0, sessions: 0, lists: 0, step: -1 },
    ...{ pixels: [], labels: [], parameters: [] },
  };
  const heap = new Uint8Array(1 << 16);

  class FakeList<T> {
    readonly items: T[] = [];
    constructor() {
      log.lists++;
    }
    push_back(item: T): void {
      this.items.push(item);
    }
    delete(): void {
      log.lists--;
    }
  }

  class GradientCheckSession {
    #samples = 0;
    #pixels = 0;
    #elements: number[] = [];
    #denominators: number[] = [];
    #done = 0;

    constructor() {
      log.sessions++;
    }
    reserve(samples: number, width: number, height: number): Outcome {
      this.#samples = samples;
      this.#pixels = width * height;
      return success;
    }
    imagesAddress(): number {
      return 64;
    }
    labelsAddress(): number {
      return labelsAddress;
    }
    createModel(): Outcome {
      return success;
    }
    stageParameters(): number {
      return parametersAddress;
    }
    begin(
      parameters: FakeList<{ element: number }>,
      denominators: FakeList<number>,
      _scaling: unknown,
      step: number,
    ): Outcome {
      this.#elements = parameters.items.map(({ element }) => element);
      this.#denominators = [...denominators.items];
      log.pixels = [...heap.subarray(64, 64 + this.#samples * this.#pixels)];
      log.labels = [...heap.subarray(labelsAddress, labelsAddress + this.#samples)];
      log.parameters = [...new Float32Array(heap.buffer, parametersAddress, 1)];
      log.step = step;
      return success;
    }
    advance() {
      const until = performance.now() + 20;
      while (performance.now() < until);
      return { done: ++this.#done, total: this.#elements.length * this.#denominators.length };
    }
    judge(): number {
      return 1;
    }
    layer() {
      const parameters = this.#elements.length;
      return { layer: 'layers.0', parameters, kinks: 0, difference: 1e-9, verdict: 'passed' };
    }
    step(_layer: number, index: number) {
      const denominator = this.#denominators[index] ?? 0;
      return { denominator, compared: 1, kinks: 0, absolute: 1e-10, relative: 1e-9 };
    }
    /** The numbers are what lies at the beginning of the memory: zeros. */
    parameter(index: number) {
      const element = this.#elements[index] ?? 0;
      return { element, analytic: 0.25, numericAddress: 0, kinksAddress: 0 };
    }
    leastGradient(): number {
      return 2e-4;
    }
    delete(): void {
      log.sessions--;
    }
  }

  const lists = {
    LayerConfigVector: FakeList,
    DoubleVector: FakeList,
    ParameterPositionVector: FakeList,
  };
  const module = { HEAPU8: heap, GradientCheckSession, ...lists };
  const load = () => {
    log.loads++;
    return Promise.resolve(module as unknown as GradientCheckModule);
  };
  return { load, log };
}
