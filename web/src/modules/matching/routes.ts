import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/matching',
        name: 'matching',
        component: () => import('./MatchingPage.vue'),
        meta: { title: t.county.title, menu: 'lookback', permissions: ['read'] },
    },
    {
        path: '/matching/blind',
        name: 'blind-check',
        component: () => import('./BlindPage.vue'),
        meta: { title: t.county.blind.title, menu: 'lookback', permissions: ['fill', 'review'] },
    },
];
