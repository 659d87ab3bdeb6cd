import { shallowRef, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { readAddress, writeAddress, type Address } from './address';

/** What the page shows, kept in the address bar. */
export function useAddress() {
    const route = useRoute();
    const router = useRouter();
    // The router moves later: of two changes at once, the second one is made to what the first one left.
    const address = shallowRef(readAddress(route.query));
    let running = 0;
    let isNewEntry = false;

    /** `isNewPlace`: one step back leads to what is shown now. */
    async function write(part: Partial<Address>, isNewPlace = false): Promise<void> {
        address.value = { ...address.value, ...part };
        // A step that another change overtakes is still one.
        isNewEntry ||= isNewPlace;
        running += 1;
        const query = writeAddress(address.value);
        await (isNewEntry ? router.push({ query }) : router.replace({ query }));
        running -= 1;
        if (running === 0) isNewEntry = false;
    }

    watch(
        () => route.query,
        (query) => {
            if (running === 0) address.value = readAddress(query);
        },
    );

    return { address, write };
}
