import { submitRecord, withdrawRecord } from '@/api/records';
import { ApiProblem } from '@/api/problem';
import type { MissingField } from '@/api/types';
import { notify } from '@/components/notify';
import { t } from '@/i18n';
import { useTodo } from '@/stores/todo';
import { findingsOf } from './form/missing';
import type { FormModel } from './form/model';
import type { RecordEditor } from './useRecord';

/** Submitting the record, and taking an approval back; a refused submission leads to its first finding. */
export function useSubmission(
    editor: RecordEditor,
    form: () => FormModel | undefined,
    goTo: (finding: MissingField) => Promise<void>,
) {
    async function submit(): Promise<void> {
        if (!editor.may('submit') || !(await editor.save())) return;
        const { household_id: household, version } = editor.record.value!;
        try {
            await submitRecord(household, version);
            notify(t.record.footer.submitted);
            void useTodo().refresh().catch(() => undefined);
            await editor.load();
        } catch (error) {
            if (!(error instanceof ApiProblem)) throw error;
            const [first, ...others] = findingsOf(form()!.fields, error.errors);
            if (!first) {
                editor.takeFailure(error);
                return;
            }
            editor.takeRefusal([first, ...others]);
            await goTo(first);
        }
    }

    async function withdraw(reason: string): Promise<void> {
        const { household_id: household, version } = editor.record.value!;
        try {
            await withdrawRecord(household, version, reason);
            notify(t.record.footer.withdrawn);
            await editor.load();
        } catch (error) {
            editor.saveFailure.value = error;
        }
    }

    return { submit, withdraw };
}
