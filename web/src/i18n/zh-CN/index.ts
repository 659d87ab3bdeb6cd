import { common } from './common';
import { problem } from './problem';

export const zhCN = { common, problem };
