import { TrainerClient } from '../../../web/src/client/trainer-client';
import type { WorkerHandle, WorkerListener } from '../../../web/src/client/worker-handle';
import type { Dataset, FromWorker, ToWorker } from '../../../web/src/shared/protocol';
import type { SpecificationInput } from '../../../web/src/shared/validate-specification';
import { serve, type Modules } from '../../../web/src/worker/serve';
import { fakeGradientCheckModule, type FakeGradientCheckLog } from './fake-gradient-check-module';
import { fakeModule, type FakeLog, type FakeOptions } from './fake-module';

/** 8 pixels an image, so that the samples' numbers can be written into them. */
export function tinyDataset(samples = 40, testSamples = 10): Dataset {
  const part = (count: number) => ({
    images: Uint8Array.from({ length: 8 * count }, (_, byte) => Math.floor(byte / 8)),
    labels: Uint8Array.from({ length: count }, (_, index) => index % 10),
  });
  return { width: 4, height: 2, ...part(samples), test: part(testSamples) };
}

export const tinySpecification: SpecificationInput = {
  dataset: { train: 30, valid: 10 },
  model: { layers: [{ units: 10 }] },
  training: { batchSize: 10, epochs: 2, optimizer: { learningRate: 0.5 } },
};

export interface Started {
  trainer: TrainerClient;
  log: FakeLog;
  checkLog: FakeGradientCheckLog;
}

/** A client and a worker's service joined on one thread; messages are copied as real ones are. */
export async function startFakeTrainer(options: FakeOptions = {}): Promise<Started> {
  const { module, log } = fakeModule(options);
  const { load: loadGradientCheck, log: checkLog } = fakeGradientCheckModule();
  const trainer = await TrainerClient.start({
    startWorker: (listener) =>
      joinedWorker(listener, {
        load: () =>
          Promise.resolve({ module, variant: 'simd128', threads: 1, end: () => undefined }),
        loadGradientCheck,
      }),
    variant: 'auto',
    threads: 'auto',
    beatMs: 60_000,
  });
  return { trainer, log, checkLog };
}

/** The same, with the data and a model in place. */
export async function startReadyTrainer(
  options: FakeOptions = {},
  specification = tinySpecification,
): Promise<Started> {
  const started = await startFakeTrainer(options);
  const { train = 30, valid = 10 } = specification.dataset ?? {};
  await started.trainer.loadDataset(tinyDataset(train + valid));
  await started.trainer.createModel(specification);
  return started;
}

function joinedWorker(listener: WorkerListener, modules: Modules): WorkerHandle {
  const toWorker = new MessageChannel();
  let receive: (message: ToWorker) => void = () => undefined;
  toWorker.port1.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    listener.receive(data);
  };
  toWorker.port2.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    receive(data);
  };
  const close = () => {
    toWorker.port1.close();
    toWorker.port2.close();
  };
  serve(
    {
      post: (message, transfer = []) => {
        toWorker.port2.postMessage(message, transfer);
      },
      listen: (listen) => (receive = listen),
      close: () => undefined,
    },
    modules,
  );
  return {
    post: (message, transfer) => {
      toWorker.port1.postMessage(message, transfer);
    },
    terminate: () => {
      close();
      return Promise.resolve();
    },
  };
}
