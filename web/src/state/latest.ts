/**
 * Runs an asynchronous task with at most one in flight: asked again meanwhile, it
 * runs once more afterwards, however often it was asked. With a pause between two
 * runs, what asks many times a second is served a few times a second.
 */
export function latestOnly(task: () => Promise<void>, pauseMs: () => number = () => 0): () => void {
  let asked = 0;
  let busy = false;

  const run = async (): Promise<void> => {
    busy = true;
    let served: number;
    do {
      served = asked;
      await task();
      const rest = pauseMs();
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    } while (served !== asked);
    busy = false;
  };

  return () => {
    asked++;
    if (!busy) void run();
  };
}
