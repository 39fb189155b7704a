import type {
  CommandInput,
  CommandName,
  CommandOutput,
  FromWorker,
  ModuleChoice,
  Reply,
  Request,
  RunEvent,
  TrainerErrorCode,
  TrainerErrorData,
  TrainerInfo,
} from '../shared/protocol';
import { nameLifeline, watchLifeline } from './lifeline';
import { TrainerError } from './trainer-error';
import { Watchdog } from './watchdog';
import type { WorkerHandle, WorkerListener } from './worker-handle';

export interface ConnectionOptions extends ModuleChoice {
  startWorker: (listener: WorkerListener) => WorkerHandle;
  /** Between signs of life that are asked of a worker that owes an answer. */
  beatMs: number;
  receiveEvent: (event: RunEvent) => void;
  /** Whether an event will come sooner or later. */
  awaitsEvents: () => boolean;
  /** Called once, whatever the reason; nothing can be asked any more. */
  hasEnded: (reason: TrainerErrorData) => void;
}

interface Pending {
  resolve: (output: unknown) => void;
  reject: (error: TrainerError) => void;
}

/** The start is waited for as if it were the first request. */
const startId = 0;

/** Requests to a worker and their answers. Every request settles, whatever the worker does. */
export class Connection {
  /** Rejects if the worker or the module cannot be loaded. */
  readonly started: Promise<TrainerInfo>;
  readonly #options: ConnectionOptions;
  readonly #worker: WorkerHandle;
  readonly #watchdog: Watchdog;
  readonly #lifeline = nameLifeline();
  readonly #pending = new Map<number, Pending>();
  #hasStarted = false;
  #lastId = startId;
  #ended: TrainerErrorData | null = null;

  /** Throws if this engine cannot start workers. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.started = new Promise((resolve, reject) => {
      this.#pending.set(startId, { resolve: (info) => resolve(info as TrainerInfo), reject });
    });
    this.#worker = options.startWorker({
      receive: (message) => {
        this.#receive(message);
      },
      died: (reason) => {
        this.#died(reason);
      },
    });
    this.#watchdog = new Watchdog(
      {
        isAwaited: () => this.#hasStarted && (this.#pending.size > 0 || options.awaitsEvents()),
        ping: () => {
          this.#worker.post({ ping: true }, []);
        },
        onSilence: () => {
          this.#died('it no longer answers');
        },
      },
      options.beatMs,
    );
    const { variant, threads } = options;
    this.#worker.post({ start: { variant, threads, lifeline: this.#lifeline } }, []);
  }

  /** `receiveOutput` is called before any message that comes after the reply. */
  request<Name extends CommandName>(
    command: Name,
    input: CommandInput<Name>,
    transfer: ArrayBuffer[] = [],
    receiveOutput?: (output: CommandOutput<Name>) => void,
  ): Promise<CommandOutput<Name>> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(new TrainerError(this.#ended));
        return;
      }
      const id = ++this.#lastId;
      try {
        // The compiler cannot see that one name makes one member of the union.
        this.#worker.post({ id, command, input } as unknown as Request, transfer);
      } catch (error) {
        reject(
          new TrainerError(
            failure('invalid-input', `Cannot be sent to the worker: ${reasonOf(error)}.`),
          ),
        );
        return;
      }
      this.#pending.set(id, {
        resolve: (output) => {
          receiveOutput?.(output as CommandOutput<Name>);
          resolve(output as CommandOutput<Name>);
        },
        reject,
      });
    });
  }

  /** Ends the worker; what is pending rejects with the reason. */
  async end(reason: TrainerErrorData): Promise<void> {
    if (this.#ended) return;
    this.#ended = reason;
    this.#watchdog.stop();
    const ended = this.#worker.terminate();
    const error = new TrainerError(reason);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#options.hasEnded(reason);
    await ended;
  }

  #receive(message: FromWorker): void {
    if (this.#ended) return;
    this.#watchdog.heard();
    if ('event' in message) this.#options.receiveEvent(message.event);
    else if ('id' in message) this.#settle(message);
    else if ('started' in message) {
      this.#hasStarted = true;
      if (this.#lifeline !== null) watchLifeline(this.#lifeline, () => this.#died('it was ended'));
      this.#settle({ id: startId, output: message.started });
    } else if ('startFailed' in message) void this.end(message.startFailed);
    else if ('crashed' in message) void this.end(message.crashed);
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('error' in reply) pending?.reject(new TrainerError(reply.error));
    else pending?.resolve(reply.output);
  }

  #died(reason: string): void {
    void this.end(
      this.#hasStarted
        ? failure(
            'crashed',
            `The training worker has died (${reason}). What it held is lost; start again.`,
          )
        : failure('start-failed', `The training worker could not be started: ${reason}.`),
    );
  }
}

export function failure(code: TrainerErrorCode, message: string): TrainerErrorData {
  return { code, path: '', message };
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
