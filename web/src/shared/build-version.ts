declare const INKLING_BUILD: string | undefined;

/**
 * For addresses of files of the build that keep their names: a query that changes with what is
 * in them, so that no cache pairs an old worker with a new page. Empty where nothing was built.
 */
export const versionQuery = typeof INKLING_BUILD === 'string' ? `?${INKLING_BUILD}` : '';
