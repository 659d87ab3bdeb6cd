import { backfill, removal } from './backfill';
import { common } from './common';
import { county } from './county';
import { desk } from './desk';
import { divisions } from './divisions';
import { exports } from './exports';
import { households } from './households';
import { jobs } from './jobs';
import { map } from './map';
import { matching } from './matching';
import { patches } from './patches';
import { photos } from './photos';
import { problem } from './problem';
import { proposals } from './proposals';
import { record } from './record';
import { review } from './review';
import { session } from './session';
import { shell } from './shell';
import { statistics } from './statistics';
import { system } from './system';
import { worklist } from './worklist';

export const zhCN = {
    backfill,
    common,
    county,
    desk,
    divisions,
    exports,
    households,
    jobs,
    map,
    matching,
    patches,
    photos,
    problem,
    proposals,
    record,
    removal,
    review,
    session,
    shell,
    statistics,
    system,
    worklist,
};
