// Adds up the results that the suites left in a folder, names what failed, and ends
// with 'N passed, N failed' (', N skipped' where any were). Exit code 1 on failure.
//
//   node scripts/lib/summary.mjs FOLDER
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = process.argv[2];
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

function count(status, name) {
  total[status] += 1;
  if (status === 'failed') failures.push(name);
}

const readers = [
  [/^(checks|crashes)\.txt$/, readLines],
  [/^native-.*\.json$/, (text) => readGoogleTest(JSON.parse(text))],
  [/^(unit|reproduction)\.json$/, (text) => readVitest(JSON.parse(text))],
  [/^browser\.json$/, (text) => readPlaywright(JSON.parse(text))],
];

function readLines(text) {
  for (const line of text.trim().split('\n')) {
    const [status, ...name] = line.split(' ');
    count(status, name.join(' '));
  }
}

function readGoogleTest({ testsuites }) {
  for (const suite of testsuites) {
    for (const test of suite.testsuite) {
      const name = `${suite.name}.${test.name}`;
      if (test.failures) count('failed', name);
      else
        count(test.result === 'SKIPPED' || test.status === 'NOTRUN' ? 'skipped' : 'passed', name);
    }
  }
}

function readVitest({ testResults }) {
  for (const file of testResults) {
    // A file that could not even be loaded has no assertions, only a message.
    if (file.status === 'failed' && file.assertionResults.length === 0) count('failed', file.name);
    for (const { status, fullName } of file.assertionResults) {
      // What is pending has not come to its end: the process broke off.
      if (status === 'pending') count('failed', `${fullName} did not end`);
      else count(status === 'passed' || status === 'failed' ? status : 'skipped', fullName);
    }
  }
}

function readPlaywright({ suites, errors }) {
  for (const error of errors ?? []) count('failed', `playwright: ${error.message}`);
  const visit = (suite) => {
    for (const child of suite.suites ?? []) visit(child);
    for (const spec of suite.specs ?? []) {
      const skipped = spec.tests.every((test) => test.status === 'skipped');
      count(skipped ? 'skipped' : spec.ok ? 'passed' : 'failed', `${spec.file}: ${spec.title}`);
    }
  };
  for (const suite of suites) visit(suite);
}

for (const file of readdirSync(folder)) {
  const reader = readers.find(([pattern]) => pattern.test(file));
  if (reader) reader[1](readFileSync(path.join(folder, file), 'utf8'));
}

if (failures.length > 0) {
  console.log('\nFailed:');
  for (const name of failures) console.log(`  ${name}`);
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
