/** What this file needs of the generated module. */
interface ModuleWithHeap {
  /** Replaced by Emscripten whenever the memory grows, so it is read anew each time. */
  readonly HEAPU8: Uint8Array;
}

/**
 * Copies in and out of wasm memory. No view of the heap leaves this file: one
 * that is kept dies when the memory grows, and one that is posted takes the
 * whole heap with it. Addresses are in bytes.
 */
export class Heap {
  readonly #module: ModuleWithHeap;

  constructor(module: ModuleWithHeap) {
    this.#module = module;
  }

  writeBytes(address: number, bytes: Uint8Array): void {
    this.#module.HEAPU8.set(bytes, address);
  }

  writeFloats(address: number, floats: Float32Array): void {
    this.writeBytes(address, new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength));
  }

  /** From the memory of another module to that of this one. */
  copyFrom(other: Heap, from: number, to: number, count: number): void {
    this.writeBytes(to, other.#module.HEAPU8.subarray(from, from + count));
  }

  readBytes(address: number, count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#copy(address, count));
  }

  readFloats(address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#copy(address, 4 * count));
  }

  readDoubles(address: number, count: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#copy(address, 8 * count));
  }

  readUint32s(address: number, count: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#copy(address, 4 * count));
  }

  #copy(address: number, byteCount: number): ArrayBuffer {
    const copy = new Uint8Array(byteCount);
    copy.set(this.#module.HEAPU8.subarray(address, address + byteCount));
    return copy.buffer;
  }
}
