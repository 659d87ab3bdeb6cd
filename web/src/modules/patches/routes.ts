import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/patch-ledgers',
        name: 'patch-ledgers',
        component: () => import('./PatchLedgersPage.vue'),
        meta: { title: t.patches.title, menu: 'lookback', permissions: ['fill', 'review'] },
    },
];
