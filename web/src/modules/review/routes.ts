import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/review',
        name: 'review',
        component: () => import('./ReviewPage.vue'),
        meta: { title: t.review.title, menu: 'lookback', permissions: ['review'] },
    },
    {
        path: '/review/board',
        name: 'review-board',
        component: () => import('./board/BoardPage.vue'),
        meta: { title: t.review.board.title, menu: 'lookback', permissions: ['review'] },
    },
];
