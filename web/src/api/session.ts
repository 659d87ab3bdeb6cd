import { read, send, type Action } from './client';
import type { Captcha, Me, PasswordChange, ServiceInfo, SignIn } from './types';

export const getInfo = (signal?: AbortSignal) => read<ServiceInfo>('/api/v1/info', { signal });

export const getCaptcha = () => read<Captcha>('/api/v1/captcha');

export const getMe = () => read<Me>('/api/v1/me');

export const signIn = (body: SignIn) => send<Me>('POST', '/api/v1/session', { body });

export const signOut = () => send<void>('DELETE', '/api/v1/session');

export const changePassword = (body: PasswordChange, action?: Action) =>
    send<void>('POST', '/api/v1/me/password', { body, action });
