import { backfill, removal } from './backfill';
import { common } from './common';
import { desk } from './desk';
import { divisions } from './divisions';
import { households } from './households';
import { map } from './map';
import { matching } from './matching';
import { problem } from './problem';
import { record } from './record';
import { review } from './review';
import { session } from './session';
import { shell } from './shell';
import { statistics } from './statistics';
import { worklist } from './worklist';

export const zhCN = {
    backfill,
    common,
    desk,
    divisions,
    households,
    map,
    matching,
    problem,
    record,
    removal,
    review,
    session,
    shell,
    statistics,
    worklist,
};
