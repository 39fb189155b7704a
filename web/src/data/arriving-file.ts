import { DataError } from './data-error';
import { grouped } from './grouped';
import { brokenGzip, isGzip } from './gzip';

/**
 * A file that is inflated while it arrives. What has been handed out of it cannot be taken
 * back: a later attempt that brings other bytes in that place is noticed.
 */
export class ArrivingFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What was handed out has turned out to be wrong. */
  contradicted = false;
  /** Bytes from the start that were handed out. */
  handedOut = 0;
  #attempt: Attempt | null = null;

  /**
   * @param byteCount of the file when inflated
   * @param onBytes how many are there, from the start
   */
  constructor(
    private readonly name: string,
    byteCount: number,
    private readonly onBytes: (length: number) => void,
  ) {
    this.bytes = new Uint8Array(byteCount);
  }

  /** An attempt to fetch the file begins: what it receives goes into this. */
  begin(): (chunk: Uint8Array<ArrayBuffer>) => void {
    const attempt = new Attempt((bytes, offset) => {
      if (attempt === this.#attempt) this.#take(bytes, offset);
    });
    this.#attempt = attempt;
    return (chunk) => attempt.receive(chunk);
  }

  /** All bytes, when the attempt has received them. @throws DataError `damaged` or `wrong-checksum` */
  async end(): Promise<Uint8Array<ArrayBuffer>> {
    const length = await this.#attempt?.end().catch(() => undefined);
    if (length === undefined) throw brokenGzip(`${this.name}.gz`);
    if (length <= this.bytes.length) return this.bytes.subarray(0, length);
    throw new DataError(
      'wrong-checksum',
      `${this.name} is not the file it should be: it has more than ${grouped(this.bytes.length)} bytes.`,
    );
  }

  #take(bytes: Uint8Array, offset: number): void {
    const room = this.bytes.subarray(offset);
    const fitting = bytes.subarray(0, room.length);
    const known = Math.min(fitting.length, this.handedOut - offset);
    for (let i = 0; i < known && !this.contradicted; i++) {
      this.contradicted = fitting[i] !== room[i];
    }
    room.set(fitting);
    this.onBytes(Math.min(offset + bytes.length, this.bytes.length));
  }
}

/** The bytes of one attempt on their way through the inflater, if they need one. */
class Attempt {
  #length = 0;
  #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | null = null;
  #inflated: Promise<void> = Promise.resolve();
  #hasBegun = false;

  constructor(private readonly take: (bytes: Uint8Array, offset: number) => void) {}

  receive(chunk: Uint8Array<ArrayBuffer>): void {
    if (!this.#hasBegun && isGzip(chunk)) this.#inflate();
    this.#hasBegun = true;
    // What is wrong with the bytes shows where they come out.
    if (this.#writer) void this.#writer.write(chunk).catch(() => undefined);
    else this.#pass(chunk);
  }

  /** How many bytes there were; rejects if they were broken. */
  async end(): Promise<number> {
    await Promise.all([this.#writer?.close(), this.#inflated]);
    return this.#length;
  }

  #inflate(): void {
    const { readable, writable } = new DecompressionStream('gzip');
    this.#writer = writable.getWriter();
    this.#inflated = this.#read(readable.getReader());
    // Looked at by `end`, if the attempt gets there.
    this.#inflated.catch(() => undefined);
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>): Promise<void> {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      this.#pass(value);
    }
  }

  #pass(bytes: Uint8Array): void {
    this.take(bytes, this.#length);
    this.#length += bytes.length;
  }
}
