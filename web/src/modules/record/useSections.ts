import { computed, ref } from 'vue';
import { fieldOf, missingOf, missingPhotos } from './form/missing';
import type { MissingField } from '@/api/types';
import { PHOTO_SECTION, type FormModel } from './form/model';
import { isVisible } from './form/visibility';
import type { RecordEditor } from './useRecord';

const FIRST = 'household';

/** Which section of the form is open, and what is still missing in each. */
export function useSections(
    editor: RecordEditor,
    form: () => FormModel | undefined,
    /** How many photos each slot has; undefined as long as that is not known. */
    photoCounts: () => Readonly<Record<string, number>> | undefined,
) {
    const section = ref(FIRST);

    const missing = computed<MissingField[]>(() => {
        const model = form();
        if (!model || !editor.record.value || !editor.may('save')) return [];
        const { body } = editor.draft.value;
        const all = missingOf(model.fields, body, editor.record.value.missing, editor.touched.value);
        const counts = photoCounts();
        if (!counts) return all;
        return [
            ...all.filter((entry) => entry.section !== PHOTO_SECTION),
            ...missingPhotos(model, body, counts),
        ];
    });
    const marks = computed(() => Object.fromEntries((form()?.sections ?? []).map(({ id, mark }) => [id, mark])));
    const sections = computed(() => {
        const { fields = [], sections: all = [], photoSlots = [] } = form() ?? {};
        const { body } = editor.draft.value;
        const states = all.map((entry) => ({
            section: entry,
            missing: missing.value.filter((field) => field.section === entry.id).length,
            isNeeded: (entry.id === PHOTO_SECTION ? photoSlots : fields.filter((field) => field.section === entry.id)).some(
                (part) => isVisible(part, fields, body),
            ),
        }));
        return states.map((state, i) => ({
            ...state,
            isPending: !state.isNeeded && states.slice(0, i).some((before) => before.missing > 0),
        }));
    });

    /** Puts the focus into a field that is on the screen. */
    function focusField(pointer: string): void {
        const name = fieldOf(pointer);
        const target =
            name === PHOTO_SECTION
                ? `[data-testid="slot-${pointer.split('/')[2]}"]`
                : `[data-testid="field-${name}"], [data-testid="choose-patch"]`;
        const field = document.querySelector(target);
        field?.scrollIntoView({ block: 'center' });
        const control = document.getElementById(`field-${name}`) ?? field?.querySelector('input, button');
        (control as HTMLElement | null)?.focus();
    }

    return { section, missing, marks, sections, focusField };
}
