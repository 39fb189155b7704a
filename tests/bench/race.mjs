import { Unavailable } from './contestants/contestant.mjs';
import { median } from './table.mjs';
import { within } from './within.mjs';

/**
 * @typedef {object} Result
 * @property {string} id
 * @property {string} name
 * @property {string} version
 * @property {number} part of an epoch that a round trained
 * @property {number[]} times seconds for an epoch in each timed round
 * @property {number} seconds their median
 * @property {number | undefined} loss the mean of the first epoch; nothing if none was completed
 */

/** Seconds after which a contestant is given up; many times what the slowest takes. */
const defaultLimits = { open: 120, round: 300, close: 20 };

/** A round that takes longer is slow. */
const slowSeconds = 3;

/** How far from the others' the first epoch's loss may be, when only the first weights differ. */
const lossTolerance = 0.1;

/** Tells of a contestant that is left out. What is not known as unavailable is told in full. */
function tellSkipped(id, error) {
  const reason = error instanceof Unavailable ? error.message : (error.stack ?? String(error));
  console.error(`skipped: ${id}: ${reason}`);
}

async function openAll(entries, place, limits) {
  const contestants = [];
  for (const { id, open } of entries) {
    try {
      contestants.push({ id, part: 1, ...(await within(limits.open, open(place), 'starting')) });
      console.error(`  ${contestants.at(-1).name} is ready`);
    } catch (error) {
      tellSkipped(id, error);
    }
  }
  return contestants;
}

function firstEpochLoss(rounds, part) {
  const needed = Math.round(1 / part);
  if (rounds.length < needed) return undefined;
  return rounds.slice(0, needed).reduce((sum, { loss }) => sum + loss, 0) / needed;
}

function summarize({ id, name, version, part }, rounds, warmUp) {
  const times = rounds.slice(warmUp).map(({ seconds }) => seconds);
  const loss = firstEpochLoss(rounds, part);
  return { id, name, version, part, times, seconds: median(times), loss };
}

/** Those that trained the same thing as most: its loss is near the median. */
function agreeing(results) {
  const usual = median(results.flatMap(({ loss }) => loss ?? []));
  return results.filter(({ id, loss }) => {
    if (loss === undefined || Math.abs(loss / usual - 1) <= lossTolerance) return true;
    const reason = `its first epoch's loss is ${loss.toFixed(4)}, most have ${usual.toFixed(4)}`;
    tellSkipped(id, new Unavailable(reason));
    return false;
  });
}

/**
 * Interleaved, so that what slows the machine down for a while slows down all.
 *
 * @param {import('./contestants/roster.mjs').Entry[]} entries
 * @param {import('./contestants/contestant.mjs').Place} place
 * @param {{ warmUp: number, timed: number, slowEvery?: number }} rounds who is slow takes part only
 *   in every slowEvery-th of the timed ones
 * @param {{ open: number, round: number, close: number }} [limits] in seconds
 * @returns {Promise<Result[]>} without those that cannot be had, fail or train something else
 */
export async function race(entries, place, rounds, limits = defaultLimits) {
  const { warmUp, timed, slowEvery = 1 } = rounds;
  const contestants = await openAll(entries, place, limits);
  const trainedBy = new Map(contestants.map((contestant) => [contestant, []]));
  try {
    for (let round = 0; round < warmUp + timed; round += 1) {
      const isForAll = round < warmUp || (round - warmUp) % slowEvery === 0;
      for (const [contestant, trained] of trainedBy) {
        if (!isForAll && trained.at(-1).seconds * contestant.part > slowSeconds) continue;
        try {
          trained.push(await within(limits.round, contestant.trainRound(), 'a round'));
        } catch (error) {
          tellSkipped(contestant.id, error);
          trainedBy.delete(contestant);
          continue;
        }
        const { seconds, loss } = trained.at(-1);
        console.error(
          `  round ${round + 1}${round < warmUp ? ' (warm-up)' : ''}  ` +
            `${contestant.name}: ${seconds.toFixed(3)} s, loss ${loss.toFixed(4)}`,
        );
      }
    }
  } finally {
    for (const { id, close } of contestants) {
      await within(limits.close, close(), 'closing').catch((error) => {
        console.error(`${id} does not end: ${error.message}`);
      });
    }
  }
  return agreeing([...trainedBy].map(([each, trained]) => summarize(each, trained, warmUp)));
}
