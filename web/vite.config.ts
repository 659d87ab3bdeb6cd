import { fileURLToPath, URL } from 'node:url';
import vue from '@vitejs/plugin-vue';
import Components from 'unplugin-vue-components/vite';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import { defineConfig } from 'vitest/config';

const server = process.env.TUBAN_SERVER ?? 'http://127.0.0.1:8080';
const proxy = Object.fromEntries(['/api', '/tiles', '/healthz'].map((path) => [path, server]));

export default defineConfig({
    plugins: [
        vue(),
        Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver()] }),
    ],
    resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
    server: { proxy },
    preview: { proxy },
    build: {
        // The oldest browser kernel still common in county offices.
        target: ['chrome86', 'es2020'],
        cssTarget: 'chrome86',
        // default-src 'self' allows no data: scripts, fonts or styles.
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 1200,
    },
    test: {
        environment: 'happy-dom',
        include: ['src/**/*.test.ts'],
    },
});
