import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A contestant cannot be had on this machine; the message says why. */
export class Unavailable extends Error {}

/**
 * A framework in a process of its own. The program reads a line of JSON, the workload's
 * specification and MNIST's folder, and answers with a line { name, version } or
 * { unavailable }. Then each line 'epoch' makes it train one more epoch and answer with
 * { seconds, loss }.
 */
export async function openPeer({ command, workload, mnistFolder }) {
  const child = spawn(command[0], command.slice(1), {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
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
  const { name, version } = await ask(
    JSON.stringify({ specification: workload.specification, mnistFolder }),
  );
  return {
    name,
    version,
    trainEpoch: () => ask('epoch'),
    close: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
