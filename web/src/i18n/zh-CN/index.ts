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

export const zhCN = {
    common,
    desk,
    divisions,
    households,
    map,
    matching,
    problem,
    record,
    review,
    session,
    shell,
    statistics,
};
