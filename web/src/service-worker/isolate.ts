/**
 * The response with the headers by which a browser gives its page threads, for
 * hosts that cannot send them. All that the page loads is of its own origin, so
 * the strict policy, which every browser knows, shuts nothing out.
 */
export function isolate(response: Response): Response {
  // A redirect that the browser has yet to follow can be neither read nor changed.
  if (response.type === 'opaqueredirect') return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers });
}

/**
 * The page itself and workers' scripts need the headers, and nothing else in the
 * folder: other pages there may embed what the policy would shut out.
 */
export function needsIsolation(request: Request, scope: string): boolean {
  if (request.destination === 'worker') return true;
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname;
  return request.mode === 'navigate' && [scope, `${scope}index.html`].includes(address);
}
