import type { RunEvent } from '../../../web/src/shared/protocol';

/** All that comes until the end. */
export async function collect<Event>(run: AsyncIterable<Event>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of run) events.push(event);
  return events;
}

/** What depends neither on when a run was interrupted nor on the time that it took. */
export function figures(events: RunEvent[]): unknown[] {
  return events
    .filter(({ type }) => type !== 'progress' && type !== 'waiting' && type !== 'paused')
    .map((event) => ({ ...event, runId: 0, elapsedMs: 0 }));
}
