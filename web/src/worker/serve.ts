import { buffersOf } from '../shared/buffers-of';
import type { Request, StartRequest } from '../shared/protocol';
import { GradientCheck } from './gradient-check';
import { holdLifeline } from './hold-lifeline';
import type { Port } from './port';
import { SessionHost } from './session-host';
import { describeFailure, isFatal, TrainerFailure } from './trainer-failure';
import { TrainerService } from './trainer-service';
import type { GradientCheckModule, LoadModule } from './wasm-module';

/** Where the worker has its WebAssembly from. */
export interface Modules {
  load: LoadModule;
  /** The module that few need, when it is needed. */
  loadGradientCheck: () => Promise<GradientCheckModule>;
}

/** The worker's life: one start, then a reply to every request. */
export function serve(port: Port, modules: Modules): void {
  let service: TrainerService | undefined;

  const start = async ({ lifeline, ...wanted }: StartRequest['start']) => {
    try {
      if (lifeline !== null) await holdLifeline(lifeline);
      const host = await SessionHost.start(modules.load, wanted);
      const gradientCheck = new GradientCheck(modules.loadGradientCheck);
      service = new TrainerService({ host, gradientCheck }, (event) => port.post({ event }), crash);
      port.post({ started: { variant: host.variant, threads: host.threads } });
    } catch (error) {
      port.post({ startFailed: describeFailure(error) });
    }
  };

  const answer = async (request: Request) => {
    const { id } = request;
    try {
      if (!service) throw new TrainerFailure('internal', 'The trainer has not been started.');
      const output = await service.handle(request);
      port.post({ id, output }, buffersOf(output));
    } catch (error) {
      if (isFatal(error)) crash(error);
      else port.post({ id, error: describeFailure(error) });
    }
  };

  const crash = (error: unknown) => {
    port.post({ crashed: describeFailure(error) });
    port.close();
  };

  port.listen((message) => {
    if ('ping' in message) port.post({ pong: true });
    else if ('start' in message) void start(message.start);
    else void answer(message);
  });
}
