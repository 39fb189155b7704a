/**
 * Has the page isolated from other origins the next time it is opened, where the
 * host does not see to it: only then may its network have threads. Not by a reload
 * now, which would cost the visitor more than one run's threads give. Where there
 * are no service workers everything stays as it is, with one thread.
 */
export function isolateNextVisit(): void {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  // A frame is isolated only if the page around it is.
  if (crossOriginIsolated || !serviceWorker || window !== window.top) return;
  addEventListener('load', () => {
    serviceWorker.register('inkling-service-worker.js').catch(() => undefined);
  });
}
