import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/progress',
        name: 'progress',
        component: () => import('./ProgressPage.vue'),
        meta: { title: t.shell.menu.progress, menu: 'lookback', permissions: ['read'] },
    },
];
