import { defineConfig } from '@playwright/test';

/** What Debian's Chromium needs to run headless as root and to keep to itself. */
const chromiumArguments = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

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
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: chromiumArguments,
    },
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
