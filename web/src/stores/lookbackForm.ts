import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { getLookbackForm } from '@/api/forms';
import { readForm, type FormModel } from '@/modules/record/form/model';

/** The lookback form, fetched once. */
export const useLookbackForm = defineStore('lookbackForm', () => {
    const form = shallowRef<FormModel>();
    let pending: Promise<void> | undefined;

    function load(): Promise<void> {
        pending ??= getLookbackForm().then(
            (schema) => {
                form.value = readForm(schema);
            },
            (error: unknown) => {
                pending = undefined;
                throw error;
            },
        );
        return pending;
    }

    return { form, load };
});
