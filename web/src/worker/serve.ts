import { buffersOf } from '../shared/buffers-of';
import type { ModuleChoice, Request, StartRequest, Variant } from '../shared/protocol';
import { GradientCheck } from './gradient-check';
import { holdLifeline } from './hold-lifeline';
import type { Port } from './port';
import { Session } from './session';
import { describeFailure, isFatal, TrainerFailure } from './trainer-failure';
import { TrainerService } from './trainer-service';
import type { GradientCheckModule, InklingModule } from './wasm-module';

export interface Loaded {
  module: InklingModule;
  variant: Variant;
  threads: number;
  /** The module that few need, when it is needed. */
  loadGradientCheck: () => Promise<GradientCheckModule>;
}

/** Finds and loads the module asked for. */
export type Load = (wanted: ModuleChoice) => Promise<Loaded>;

/** The worker's life: one start, then a reply to every request. */
export function serve(port: Port, load: Load): void {
  let service: TrainerService | undefined;

  const start = async ({ lifeline, ...wanted }: StartRequest['start']) => {
    try {
      if (lifeline !== null) await holdLifeline(lifeline);
      const { module, variant, threads, loadGradientCheck } = await load(wanted);
      const gradientCheck = new GradientCheck(loadGradientCheck);
      const session = new Session(module);
      service = new TrainerService(
        { session, gradientCheck },
        (event) => port.post({ event }),
        crash,
      );
      port.post({ started: { variant, threads } });
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
