import type { RouteRecordRaw } from 'vue-router';
import { t } from '@/i18n';

export const routes: RouteRecordRaw[] = [
    {
        path: '/sign-in',
        name: 'sign-in',
        component: () => import('./SignInPage.vue'),
        meta: { title: t.session.title, isOpen: true, isBare: true },
    },
    {
        path: '/password',
        name: 'password',
        component: () => import('./PasswordPage.vue'),
        meta: { title: t.session.change.title, isBare: true },
    },
];
