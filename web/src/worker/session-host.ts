import type { ModuleChoice, Variant } from '../shared/protocol';
import type { Specification } from '../shared/specification';
import { Session } from './session';
import type { LoadedModule, LoadModule } from './wasm-module';

/** The session in use, and the change to one in another module where an experiment asks for it. */
export class SessionHost {
  readonly #load: LoadModule;
  /** The variant of all experiments that do not ask for one. */
  readonly #preferred: ModuleChoice & { variant: Variant };
  #loaded: LoadedModule;
  #session: Session;

  static async start(load: LoadModule, wanted: ModuleChoice): Promise<SessionHost> {
    return new SessionHost(load, await load(wanted), wanted);
  }

  private constructor(load: LoadModule, loaded: LoadedModule, wanted: ModuleChoice) {
    this.#load = load;
    this.#preferred = { ...wanted, variant: loaded.variant };
    this.#loaded = loaded;
    this.#session = new Session(loaded.module);
  }

  get session(): Session {
    return this.#session;
  }

  get threads(): number {
    return this.#loaded.threads;
  }

  get variant(): Variant {
    return this.#loaded.variant;
  }

  /**
   * Does `build` in a session with the data there are, in the module that suits the experiment.
   * It is the one in use from then on, unless `build` fails: then nothing changes.
   */
  async build<T>(
    { reproducible }: Pick<Specification, 'reproducible'>,
    build: (session: Session) => T,
  ): Promise<T> {
    const variant = reproducible ? 'simd128' : this.#preferred.variant;
    if (variant === this.#loaded.variant) return build(this.#session);
    const loaded = await this.#load({ ...this.#preferred, variant });
    const session = new Session(loaded.module);
    try {
      session.copyDataset(this.#session);
      const result = build(session);
      this.#session.delete();
      this.#loaded.end();
      this.#session = session;
      this.#loaded = loaded;
      return result;
    } catch (error) {
      session.delete();
      loaded.end();
      throw error;
    }
  }
}
