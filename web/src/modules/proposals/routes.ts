import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/proposals',
        name: 'proposals',
        component: () => import('./ProposalsPage.vue'),
        meta: { title: t.proposals.title, menu: 'lookback', permissions: ['fill', 'review'] },
    },
];
