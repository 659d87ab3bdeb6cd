import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/users',
        name: 'users',
        component: () => import('./UsersPage.vue'),
        meta: { title: t.system.users.title, menu: 'system', permissions: ['administer'] },
    },
    {
        path: '/borders',
        name: 'borders',
        component: () => import('./BordersPage.vue'),
        meta: { title: t.system.borders.title, menu: 'system', permissions: ['administer'] },
    },
    {
        path: '/audit',
        name: 'audit',
        component: () => import('./AuditPage.vue'),
        meta: { title: t.system.audit.title, menu: 'system', permissions: ['administer'] },
    },
];
