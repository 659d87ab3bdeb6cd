import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { getCodeLists } from '@/api/forms';
import type { CodeLists } from '@/api/types';
import { DIVISION } from '@/modules/record/form/show';
import { usePlaces } from './places';

export const useCodeLists = defineStore('codelists', () => {
    const places = usePlaces();
    const lists = shallowRef<CodeLists>({});
    let pending: Promise<void> | undefined;

    function load(): Promise<void> {
        pending ??= getCodeLists().then(
            (answer) => {
                lists.value = answer;
            },
            (error: unknown) => {
                pending = undefined;
                throw error;
            },
        );
        return pending;
    }

    /** Label of a value; the identifier itself where the list does not know it. */
    function label(list: string, id: string): string {
        if (list === DIVISION) return places.nameOf(id);
        const entry = lists.value[list]?.find((candidate) => candidate.id === id);
        return entry?.short ?? entry?.label ?? id;
    }

    return { lists, load, label };
});
