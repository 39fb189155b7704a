import type { DataProgress } from './protocol';

/** What one file tells about its own progress. */
export interface FileProgress {
  downloading(loaded: number, total: number): void;
  waiting(): void;
  /** All bytes are there; what remains is to inflate and to check them. */
  complete(): void;
}

interface FileState {
  phase: 'downloading' | 'waiting' | 'unpacking';
  loaded: number;
  total: number;
}

/** Adds up the progress of several files that load at the same time. */
export class MnistProgress {
  private readonly files: FileState[] = [];

  constructor(private readonly onProgress: (progress: DataProgress) => void) {}

  /** @param expectedBytes the file's size, until its server tells */
  add(expectedBytes: number): FileProgress {
    const file: FileState = { phase: 'downloading', loaded: 0, total: expectedBytes };
    this.files.push(file);
    const change = (state: Partial<FileState>): void => {
      Object.assign(file, state);
      this.report();
    };
    return {
      downloading: (loaded, total) => change({ phase: 'downloading', loaded, total }),
      waiting: () => change({ phase: 'waiting', loaded: 0 }),
      complete: () => change({ phase: 'unpacking', loaded: file.total }),
    };
  }

  private report(): void {
    const phases = new Set(this.files.map(({ phase }) => phase));
    const phase = phases.has('waiting')
      ? 'waiting'
      : phases.has('downloading')
        ? 'downloading'
        : 'unpacking';
    const sum = (key: 'loaded' | 'total'): number =>
      this.files.reduce((total, file) => total + file[key], 0);
    this.onProgress({ phase, loaded: sum('loaded'), total: sum('total'), unit: 'bytes' });
  }
}
