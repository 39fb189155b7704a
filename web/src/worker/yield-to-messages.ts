const { setImmediate } = globalThis as { setImmediate?: (task: () => void) => void };

/**
 * Lets messages that have arrived be handled. Never through a timer, which
 * background tabs slow down to seconds.
 */
export const yieldToMessages: () => Promise<void> = setImmediate
  ? () => new Promise((resolve) => setImmediate(resolve))
  : viaMessageToSelf();

/**
 * The browser's way: a message to oneself queues up behind those that wait. Not
 * for Node, which takes a thousand messages from one port before it looks at another.
 */
function viaMessageToSelf(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}
