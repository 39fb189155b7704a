import { DataError } from '../../../../web/src/data/data-error';

/** The DataError with which the promise rejects; fails the test if there is none. */
export async function errorOf(promise: Promise<unknown>): Promise<DataError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
  throw new Error('expected a DataError, and the promise was fulfilled');
}
