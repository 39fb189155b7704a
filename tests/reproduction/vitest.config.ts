import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Trains on MNIST for minutes: not part of the unit tests.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['tests/reproduction/**/*.test.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
    execArgv: ['--experimental-wasm-relaxed-simd'],
    fileParallelism: false,
  },
});
