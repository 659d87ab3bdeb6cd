import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/backfill',
        name: 'backfill',
        component: () => import('./BackfillPage.vue'),
        meta: { title: t.backfill.title, menu: 'lookback', permissions: ['fill'] },
    },
    {
        path: '/patch-removal',
        name: 'patch-removal',
        component: () => import('./RemovalPage.vue'),
        meta: { title: t.removal.title, menu: 'lookback', permissions: ['fill', 'review'] },
    },
];
