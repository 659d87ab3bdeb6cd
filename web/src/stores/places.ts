import { defineStore } from 'pinia';
import { reactive } from 'vue';
import { getDivision } from '@/api/divisions';

/** Full names of divisions, asked for when first shown; codes outside the own area stay codes. */
export const usePlaces = defineStore('places', () => {
    const names = reactive(new Map<string, string>());

    /** The full name; the code until the server has answered, or where it does not tell. */
    function nameOf(code: string): string {
        const known = names.get(code);
        if (known !== undefined) return known;
        names.set(code, code);
        void getDivision(code).then(
            ({ full_name }) => names.set(code, full_name),
            () => undefined,
        );
        return code;
    }

    return { nameOf };
});
