import { read, send, type Action } from './client';
import type { AuditPage, Role, User, UserAdd, UserPage, UserWithPassword } from './types';

export interface UserFilter {
    division?: string;
    role?: Role;
    account_status?: User['status'];
    /** Its beginning. */
    account?: string;
    page?: number;
    size?: number;
}

export const listUsers = (filter: UserFilter, signal?: AbortSignal) =>
    read<UserPage>('/api/v1/users', { query: { ...filter }, signal });

export const addUser = (body: UserAdd, action?: Action) =>
    send<UserWithPassword>('POST', '/api/v1/users', { body, action });

export const resetUser = (id: string, action?: Action) =>
    send<UserWithPassword>('POST', `/api/v1/users/${id}/reset`, { action });

export const closeUser = (id: string, action?: Action) =>
    send<User>('POST', `/api/v1/users/${id}/close`, { action });

export interface AuditFilter {
    division?: string;
    subject?: string;
    subject_id?: string;
    action?: string;
    account?: string;
    from?: string;
    to?: string;
    /** `next` of the page before. */
    before?: string;
}

export const listAudit = (filter: AuditFilter, signal?: AbortSignal) =>
    read<AuditPage>('/api/v1/audit', { query: { ...filter }, signal });
