import { buffersOf } from '../shared/buffers-of';
import type { Request, StartRequest, Variant } from '../shared/protocol';
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
  /** The module that few need, when it is needed. */
  loadGradientCheck: () => Promise<GradientCheckModule>;
}

/** Finds and loads the module of the variant asked for. */
export type Load = (wanted: Variant | 'auto') => Promise<Loaded>;

/** The worker's life: one start, then a reply to every request. */
export function serve(port: Port, load: Load): void {
  let service: TrainerService | undefined;

  const start = async ({ variant: wanted, lifeline }: StartRequest['start']) => {
    try {
      if (lifeline !== null) await holdLifeline(lifeline);
      const { module, variant, loadGradientCheck } = await load(wanted);
      const gradientCheck = new GradientCheck(loadGradientCheck);
      const session = new Session(module);
      service = new TrainerService(
        { session, gradientCheck },
        (event) => port.post({ event }),
        crash,
      );
      port.post({ started: { variant, threads: 1 } });
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
