import { read, send, sendFile, type FileOptions } from './client';
import type { HousePosition, PhotoAdded, PhotoList, Written } from './types';

const path = (household: string) => `/api/v1/households/${household}`;

export const listPhotos = (household: string, signal?: AbortSignal) =>
    read<PhotoList>(`${path(household)}/photos`, { signal });

/** Address of the picture, without what the camera wrote beside it. */
export const photoUrl = (household: string, photo: string) => `${path(household)}/photos/${photo}`;

export const addPhoto = (household: string, slot: string, file: Blob, options: FileOptions) =>
    sendFile<PhotoAdded>(`${path(household)}/photos`, file, { ...options, query: { slot } });

export const removePhoto = (household: string, photo: string) =>
    send<Written>('DELETE', photoUrl(household, photo));

export const setPosition = (household: string, body: HousePosition) =>
    send<Written>('PUT', `${path(household)}/position`, { body });

export const removePosition = (household: string) => send<Written>('DELETE', `${path(household)}/position`);
