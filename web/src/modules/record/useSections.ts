import { computed, ref } from 'vue';
import { fieldOf, missingOf } from './form/missing';
import type { MissingField } from '@/api/types';
import type { FormModel } from './form/model';
import { isVisible } from './form/visibility';
import type { RecordEditor } from './useRecord';

const FIRST = 'household';

/** Which section of the form is open, and what is still missing in each. */
export function useSections(editor: RecordEditor, form: () => FormModel | undefined) {
    const section = ref(FIRST);

    const missing = computed<MissingField[]>(() => {
        const model = form();
        return model && editor.record.value && editor.may('save')
            ? missingOf(model.fields, editor.draft.value.body, editor.record.value.missing, editor.touched.value)
            : [];
    });
    const marks = computed(() => Object.fromEntries((form()?.sections ?? []).map(({ id, mark }) => [id, mark])));
    const sections = computed(() => {
        const { fields = [], sections: all = [] } = form() ?? {};
        return all.map((entry) => ({
            section: entry,
            missing: missing.value.filter((field) => field.section === entry.id).length,
            isNeeded: fields.some(
                (field) => field.section === entry.id && isVisible(field, fields, editor.draft.value.body),
            ),
        }));
    });

    /** Puts the focus into a field that is on the screen. */
    function focusField(pointer: string): void {
        const name = fieldOf(pointer);
        const field = document.querySelector(`[data-testid="field-${name}"], [data-testid="choose-patch"]`);
        field?.scrollIntoView({ block: 'center' });
        const control = document.getElementById(`field-${name}`) ?? field?.querySelector('input, button');
        (control as HTMLElement | null)?.focus();
    }

    return { section, missing, marks, sections, focusField };
}
