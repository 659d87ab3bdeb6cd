import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { VILLAGE_LEVEL } from '@/api/divisions';
import * as api from '@/api/session';
import { ApiProblem } from '@/api/problem';
import type { Me, Permission, SignIn } from '@/api/types';

export const useSession = defineStore('session', () => {
    const me = ref<Me>();
    /** Whether the server has been asked who is signed in. */
    const isKnown = ref(false);

    const isSignedIn = computed(() => me.value !== undefined);
    /** One village alone: no division picker anywhere. */
    const isVillageClerk = computed(() => me.value?.division.level === VILLAGE_LEVEL);

    function may(permission: Permission): boolean {
        return me.value?.permissions.includes(permission) ?? false;
    }

    /** Asks the server once; an unreachable server throws. */
    async function load(): Promise<void> {
        if (isKnown.value) return;
        try {
            me.value = await api.getMe();
        } catch (error) {
            if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
            me.value = undefined;
        }
        isKnown.value = true;
    }

    async function signIn(credentials: SignIn): Promise<void> {
        me.value = await api.signIn(credentials);
        isKnown.value = true;
    }

    async function signOut(): Promise<void> {
        await api.signOut();
        me.value = undefined;
    }

    /** The server no longer knows this session. */
    function forget(): void {
        me.value = undefined;
        isKnown.value = true;
    }

    async function changePassword(oldPassword: string, newPassword: string): Promise<void> {
        await api.changePassword({ old_password: oldPassword, new_password: newPassword });
        isKnown.value = false;
        await load();
    }

    return { me, isSignedIn, isVillageClerk, may, load, signIn, signOut, forget, changePassword };
});
