// An input method confirms with Enter, digits or letters; those must never act as shortcuts.
// Kernels differ: some say isComposing, some keyCode 229, some end the composition before the key.

let hasJustComposed = false;

export function watchComposition(root: Document): void {
    root.addEventListener('compositionstart', () => {
        hasJustComposed = true;
    });
    root.addEventListener('compositionend', () => {
        setTimeout(() => {
            hasJustComposed = false;
        });
    });
}

const PROCESSED_BY_INPUT_METHOD = 229;

export function isComposing(event: KeyboardEvent): boolean {
    return event.isComposing || event.keyCode === PROCESSED_BY_INPUT_METHOD || hasJustComposed;
}
