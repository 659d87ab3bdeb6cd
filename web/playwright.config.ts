import { defineConfig } from '@playwright/test';

export default defineConfig({
    testDir: 'e2e',
    timeout: 240_000,
    expect: { timeout: 20_000 },
    workers: 2,
    reporter: [['list']],
    outputDir: '../build/e2e',
    use: {
        viewport: { width: 1366, height: 768 },
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        screenshot: 'only-on-failure',
        actionTimeout: 10_000,
        launchOptions: {
            executablePath: '/usr/bin/chromium',
            args: [
                '--headless',
                '--no-sandbox',
                '--disable-quic',
                '--no-first-run',
                '--disable-background-networking',
                '--disable-component-update',
                '--disable-sync',
                '--enable-unsafe-swiftshader',
                '--lang=zh-CN',
            ],
        },
    },
});
