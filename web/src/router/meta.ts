import 'vue-router';
import type { Permission } from '@/api/types';

declare module 'vue-router' {
    interface RouteMeta {
        /** Stands in the browser's title. */
        title: string;
        /** Any one of these opens the page; absent: everybody signed in. */
        permissions?: Permission[];
        /** Needs no signing in. */
        isOpen?: boolean;
        /** Shown without top bar and rail. */
        isBare?: boolean;
        /** Place in the rail. */
        menu?: 'desk' | 'lookback' | 'hazard-map' | 'system';
    }
}
