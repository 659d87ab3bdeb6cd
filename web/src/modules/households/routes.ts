import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/households',
        name: 'households',
        component: () => import('./HouseholdsPage.vue'),
        meta: { title: t.households.title, menu: 'lookback', permissions: ['read'] },
    },
];
