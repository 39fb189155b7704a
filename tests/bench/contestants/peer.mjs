import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Unavailable } from './contestant.mjs';

/**
 * A framework in a process of its own, which talks as peers/peer.py says.
 *
 * @param {object} peer
 * @param {string[]} peer.command
 * @param {number} [peer.threads]
 * @param {Record<string, string>} [peer.environment] beside that of this process
 * @param {import('./contestant.mjs').Place} place
 * @returns {Promise<import('./contestant.mjs').Contestant>}
 */
export async function openPeer(
  { command, threads = 1, environment = {} },
  { workload, mnistFolder },
) {
  const child = spawn(command[0], command.slice(1), {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      OPENBLAS_NUM_THREADS: String(threads),
      OMP_NUM_THREADS: String(threads),
      ...environment,
    },
  });
  const failed = once(child, 'error').then(([error]) => {
    throw new Unavailable(`${command[0]} does not start: ${error.message}`);
  });
  failed.catch(() => {});
  child.stdin.on('error', () => {}); // a program that has ended is told by its missing answer
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await Promise.race([lines.next(), failed]);
    if (done) throw new Unavailable(`${command.join(' ')} ended without an answer`);
    const answer = JSON.parse(value);
    if (answer.unavailable) throw new Unavailable(answer.unavailable);
    return answer;
  };
  const { specification } = workload;
  const { name, version } = await ask(JSON.stringify({ specification, mnistFolder, threads }));
  return {
    name,
    version,
    trainRound: () => ask('epoch'),
    close: async () => {
      // Between rounds there is nothing to lose; in one it may never come to read its input's end.
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
