import { common } from './common';
import { desk } from './desk';
import { divisions } from './divisions';
import { households } from './households';
import { problem } from './problem';
import { session } from './session';
import { shell } from './shell';
import { statistics } from './statistics';

export const zhCN = { common, desk, divisions, households, problem, session, shell, statistics };
