let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/**
 * Lets messages that have arrived be handled. A message to oneself comes back
 * at once, also in background tabs, where timers are slowed down to seconds.
 */
export function yieldToMessages(): Promise<void> {
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
  }
  const { port2 } = channel;
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}
