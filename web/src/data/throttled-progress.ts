import type { DataProgress } from './protocol';

/** Passes on what the visitor needs to see: every new phase, every end, else one in `intervalMs`. */
export function throttledProgress(
  onProgress: (progress: DataProgress) => void,
  intervalMs: number,
  now: () => number = () => performance.now(),
): (progress: DataProgress) => void {
  let phase = '';
  let passedAt = -Infinity;
  return (progress) => {
    const isDue = now() - passedAt >= intervalMs;
    const isEnd = progress.loaded === progress.total;
    if (progress.phase === phase && !isDue && !isEnd) return;
    phase = progress.phase;
    passedAt = now();
    onProgress(progress);
  };
}
