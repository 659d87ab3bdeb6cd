import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { onUnauthorized } from '@/api/client';
import { t } from '@/i18n';
import { useSession } from '@/stores/session';
import './meta';

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
    await session.load();
    if (to.meta.isOpen) return true;
    if (!session.isSignedIn) return { name: 'sign-in', query: { to: to.fullPath } };
    if (session.me?.must_change_password && to.name !== 'password') return { name: 'password' };
    const { permissions } = to.meta;
    if (permissions && !permissions.some(session.may)) return { name: 'desk' };
    return true;
});

router.afterEach((to) => {
    document.title = to.meta.title ? `${to.meta.title} · ${t.common.product}` : t.common.product;
});

onUnauthorized(() => {
    useSession().forget();
    const current = router.currentRoute.value;
    if (!current.meta.isOpen)
        void router.replace({ name: 'sign-in', query: { to: current.fullPath } });
});
