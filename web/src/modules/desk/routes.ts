import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/',
        name: 'desk',
        component: () => import('./DeskPage.vue'),
        meta: { title: t.desk.title, menu: 'desk', permissions: ['read'] },
    },
];
