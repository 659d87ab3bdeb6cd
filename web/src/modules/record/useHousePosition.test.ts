import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { removePosition, setPosition } from '@/api/photos';
import { localProblem } from '@/api/problem';
import { t } from '@/i18n';
import { useHousePosition } from './useHousePosition';
import type { RecordEditor } from './useRecord';

vi.mock('@/api/photos');
vi.mock('@/components/notify', () => ({ notify: vi.fn() }));

const words = t.record.position;
const rank = vi.fn(() => Promise.resolve());
const editor = { household: ref({ id: '7' }), refresh: vi.fn(() => Promise.resolve()) } as unknown as RecordEditor;

function phone(answer: GeolocationCoordinates | number): void {
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('navigator', {
        geolocation: {
            getCurrentPosition: (found: PositionCallback, failed: PositionErrorCallback) =>
                typeof answer === 'number'
                    ? failed({ code: answer } as GeolocationPositionError)
                    : found({ coords: answer } as GeolocationPosition),
        },
    });
}

beforeEach(() => vi.resetAllMocks());
afterEach(() => vi.unstubAllGlobals());

describe('placing a house by the phone', () => {
    it('sends what the phone says and ranks the candidates anew', async () => {
        phone({ longitude: 109.1, latitude: 34.2, accuracy: 7.26 } as GeolocationCoordinates);
        const { locate, why } = useHousePosition(editor, rank);
        await locate();
        expect(setPosition).toHaveBeenCalledWith('7', { lon: 109.1, lat: 34.2, accuracy_m: 7.3 });
        expect(rank).toHaveBeenCalledOnce();
        expect(why.value).toBe('');
    });

    it.each([
        [1, words.denied],
        [2, words.unavailable],
        [3, words.timeout],
    ])('says what to do where the browser answers %i', async (code, text) => {
        phone(code);
        const { locate, why } = useHousePosition(editor, rank);
        await locate();
        expect(why.value).toBe(text);
        expect(setPosition).not.toHaveBeenCalled();
    });

    it('says that a page without https gets no place', async () => {
        vi.stubGlobal('isSecureContext', false);
        const { locate, why } = useHousePosition(editor, rank);
        await locate();
        expect(why.value).toBe(words.insecure);
    });

    it('tells a failure of the server in its words', async () => {
        vi.mocked(removePosition).mockRejectedValue(localProblem(0, 'unreachable'));
        const { forget, why, isBusy } = useHousePosition(editor, rank);
        await forget();
        expect(why.value).toBe(t.problem.unreachable);
        expect(isBusy.value).toBe(false);
    });
});
