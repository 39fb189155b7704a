// The page's service worker. A scope has only one: whatever else is to be done with requests
// belongs here too, around `isolate`, which any response may go through.
import { isolate, needsIsolation } from './isolate';

const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (needsIsolation(request, worker.registration.scope)) {
    event.respondWith(fetch(request).then(isolate));
  }
});
