import { read, send, type Action } from './client';
import type {
    BackfillPage,
    BlindAnswer,
    BlindItem,
    Job,
    Matching,
    ProposalDecision,
    ProposalPage,
    ProposalState,
    ProposalsDecided,
} from './types';

export const getMatching = (division?: string, signal?: AbortSignal) =>
    read<Matching>('/api/v1/matching', { query: { division }, signal });

export const setPrecision = (division: string, precision: number, action?: Action) =>
    send<void>('PUT', '/api/v1/matching/settings', { body: { division, precision }, action });

export const startMatching = (division: string, action?: Action) =>
    send<Job>('POST', '/api/v1/matching/runs', { body: { division }, action });

export interface ProposalFilter {
    division?: string;
    state?: ProposalState;
    decision?: readonly ProposalDecision[];
    page?: number;
    size?: number;
}

export const listProposals = (filter: ProposalFilter, signal?: AbortSignal) =>
    read<ProposalPage>('/api/v1/proposals', { query: { ...filter }, signal });

export const confirmProposals = (division: string, households: readonly string[], action?: Action) =>
    send<ProposalsDecided>('POST', '/api/v1/proposals/confirm', { body: { division, households }, action });

/** All open ones of the division with at least this probability. */
export const confirmProposalsAbove = (division: string, above: number, action?: Action) =>
    send<ProposalsDecided>('POST', '/api/v1/proposals/confirm', { body: { division, above }, action });

export const rejectProposals = (division: string, households: readonly string[], action?: Action) =>
    send<ProposalsDecided>('POST', '/api/v1/proposals/reject', { body: { division, households }, action });

/** `decided` is what confirming or rejecting answered. */
export const undoProposals = (decided: string, action?: Action) =>
    send<ProposalsDecided>('POST', '/api/v1/proposals/undo', { body: { action: decided }, action });

export const getBlindItem = (division?: string, signal?: AbortSignal) =>
    read<BlindItem>('/api/v1/proposals/blind', { query: { division }, signal });

export const answerBlind = (body: BlindAnswer, action?: Action) =>
    send<void>('POST', '/api/v1/proposals/blind', { body, action });

export interface BackfillFilter {
    division?: string;
    likely?: boolean;
    page?: number;
    size?: number;
}

export const listBackfill = (filter: BackfillFilter, signal?: AbortSignal) =>
    read<BackfillPage>('/api/v1/backfill', { query: { ...filter }, signal });
