import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from '../chromium.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../build/test-results/browser',
  // Timing is measured here, and training takes a core by itself.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  forbidOnly: Boolean(process.env['CI']),
  use: {
    browserName: 'chromium',
    headless: true,
    launchOptions: chromiumLaunch,
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
