import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

/** scripts/screenshots: the pages as docs/screenshots shows them, taken from the real server. */
export default defineConfig({
    ...tests,
    testDir: 'screenshots',
    testMatch: '*.shots.ts',
    use: { ...tests.use, screenshot: 'off' },
});
