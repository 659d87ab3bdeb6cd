import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { onUnauthorized } from '@/api/client';
import { t } from '@/i18n';
import { useSession } from '@/stores/session';
import './meta';
import { onMissingPage } from './newVersion';

/** Each screen's folder names its own routes. */
const modules = import.meta.glob<RouteRecordRaw[]>('../modules/*/routes.ts', {
    eager: true,
    import: 'routes',
});

export const router = createRouter({
    history: createWebHistory(),
    routes: Object.values(modules).flat(),
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
    const session = useSession();
    // Where the server can't be reached, the sign-in page says so and tries again.
    await session.load().catch(() => undefined);
    if (to.meta.isOpen) return true;
    if (!session.isSignedIn) return { name: 'sign-in', query: { to: to.fullPath } };
    if (session.me?.must_change_password && to.name !== 'password') return { name: 'password' };
    const { permissions } = to.meta;
    if (permissions && !permissions.some(session.may)) return { name: session.may('read') ? 'desk' : 'users' };
    return true;
});

router.afterEach((to, from) => {
    // Who works by keyboard or screen reader starts at the new page, not where the old link was.
    if (from.name && to.name !== from.name) document.getElementById('main')?.focus();
    document.title = to.meta.title ? `${to.meta.title}·${t.common.product}` : t.common.product;
});

router.onError((error, to) => onMissingPage(error, to.fullPath));

onUnauthorized(() => {
    useSession().forget();
    const current = router.currentRoute.value;
    if (!current.meta.isOpen)
        void router.replace({ name: 'sign-in', query: { to: current.fullPath } });
});
