import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/records/:id',
        name: 'record',
        component: () => import('./RecordPage.vue'),
        meta: { title: t.record.title, menu: 'lookback', permissions: ['read'] },
    },
];
