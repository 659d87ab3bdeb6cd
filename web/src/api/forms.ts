import { read } from './client';
import type { CodeLists, FormSchema } from './types';

export const getLookbackForm = () => read<FormSchema>('/api/v1/forms/lookback');

export const getCodeLists = () => read<CodeLists>('/api/v1/codelists');
