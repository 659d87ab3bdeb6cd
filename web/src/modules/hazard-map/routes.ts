import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/hazard-map',
        name: 'hazard-map',
        component: () => import('./HazardMapPage.vue'),
        meta: { title: t.map.hazard.title, menu: 'hazard-map', permissions: ['read'] },
    },
];
