import { send, type Action } from './client';

/** Takes an imported border away; the outline is then derived from the houses. */
export const removeBorder = (code: string, action?: Action) =>
    send<void>('DELETE', `/api/v1/divisions/${code}/border`, { action });
