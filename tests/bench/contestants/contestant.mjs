/**
 * Something that trains a workload, epoch by epoch.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {string} version of what makes it fast or slow
 * @property {() => Promise<{ seconds: number, loss: number }>} trainRound one more epoch, or
 *   the next `part` of one; the time is that of a whole epoch, the loss the mean of the
 *   samples' before their updates
 * @property {number} [part] of an epoch that a round trains, if not all: 1 / a whole number
 * @property {() => Promise<void>} close
 */

/**
 * Where contestants run, and what they train.
 *
 * @typedef {object} Place
 * @property {import('../workloads.mjs').Workload} workload
 * @property {string} projectRoot
 * @property {string} mnistFolder MNIST's files, inflated
 * @property {import('@playwright/test').Browser} browser
 * @property {string} site address of the project's root
 * @property {string} isolatedSite the same, cross-origin isolated, so that there are threads
 */

/** A contestant cannot be had on this machine or does not train this; the message says why. */
export class Unavailable extends Error {}
