import { computed } from 'vue';
import { useRouter, type RouteRecordNameGeneric } from 'vue-router';
import type { IconName } from '@/components/icons';
import { t } from '@/i18n';
import { useSession } from '@/stores/session';

export interface MenuPage {
    name: RouteRecordNameGeneric;
    title: string;
    /** For the bar at the bottom of a phone; a page without one is not in it. */
    shortTitle?: string;
    icon: IconName;
}

export interface MenuGroup {
    menu: 'desk' | 'lookback' | 'hazard-map' | 'system';
    title: string;
    icon: IconName;
    /** A group of one is its page. */
    pages: MenuPage[];
}

const { menu } = t.shell;

const groups: MenuGroup[] = [
    {
        menu: 'desk',
        title: menu.desk,
        icon: 'home',
        pages: [{ name: 'desk', title: menu.desk, shortTitle: menu.deskShort, icon: 'home' }],
    },
    {
        menu: 'lookback',
        title: menu.lookback,
        icon: 'review',
        pages: [
            { name: 'households', title: menu.entry, shortTitle: menu.entryShort, icon: 'table' },
            { name: 'review', title: menu.review, shortTitle: menu.reviewShort, icon: 'review' },
            { name: 'matching', title: menu.matching, icon: 'layers' },
            { name: 'proposals', title: menu.proposals, shortTitle: menu.proposalsShort, icon: 'check' },
            { name: 'backfill', title: menu.backfill, shortTitle: menu.backfillShort, icon: 'locate' },
            { name: 'patch-removal', title: menu.removal, icon: 'close' },
            { name: 'patch-ledgers', title: menu.patchLedgers, icon: 'layers' },
            { name: 'progress', title: menu.progress, shortTitle: menu.progressShort, icon: 'bars' },
        ],
    },
    {
        menu: 'hazard-map',
        title: menu.hazardMap,
        icon: 'map',
        pages: [
            { name: 'hazard-map', title: menu.hazardMap, shortTitle: menu.hazardMapShort, icon: 'map' },
        ],
    },
    {
        menu: 'system',
        title: menu.system,
        icon: 'key',
        pages: [
            { name: 'users', title: menu.users, shortTitle: menu.usersShort, icon: 'key' },
            { name: 'borders', title: menu.borders, shortTitle: menu.bordersShort, icon: 'map' },
            { name: 'audit', title: menu.audit, shortTitle: menu.auditShort, icon: 'clock' },
        ],
    },
];

/** What exists and what the account may open. */
export function useMenu() {
    const router = useRouter();
    const session = useSession();

    function isAllowed({ name }: MenuPage): boolean {
        if (!name || !router.hasRoute(name)) return false;
        const { permissions } = router.resolve({ name }).meta;
        return !permissions || permissions.some(session.may);
    }

    return computed(() =>
        groups
            .map((group) => ({ ...group, pages: group.pages.filter(isAllowed) }))
            .filter((group) => group.pages.length > 0),
    );
}
