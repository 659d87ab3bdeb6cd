import type { Body, Value } from './model';
import { isSame, type Draft } from './edit';

/** A field that both sides changed since they last agreed, each to something else. */
export interface Clash {
    name: string;
    mine: Value | undefined;
    theirs: Value | undefined;
}

export interface Merge {
    /** What only one side changed is taken from that side; clashes stand as mine. */
    merged: Draft;
    clashes: Clash[];
}

const namesOf = (...bodies: Body[]) => new Set(bodies.flatMap((body) => Object.keys(body)));

/** Three-way merge by field; the patch is saved on its own, so it is always theirs. */
export function mergeDrafts(base: Body, mine: Draft, theirs: Draft): Merge {
    const body: Record<string, Value> = {};
    const sources: Draft['sources'] = {};
    const clashes: Clash[] = [];
    for (const name of namesOf(base, mine.body, theirs.body)) {
        const isMine = name !== 'patch' && !isSame(mine.body[name], base[name]);
        const isTheirs = !isSame(theirs.body[name], base[name]);
        if (isMine && isTheirs && !isSame(mine.body[name], theirs.body[name]))
            clashes.push({ name, mine: mine.body[name], theirs: theirs.body[name] });
        const side = isMine ? mine : theirs;
        if (side.body[name] !== undefined) body[name] = side.body[name];
        if (side.sources[name]) Object.assign(sources, { [name]: side.sources[name] });
    }
    return { merged: { body, sources }, clashes };
}

/** The draft with the other side's value of one field. */
export function withTheirs(draft: Draft, theirs: Draft, name: string): Draft {
    const { [name]: mine, ...body } = draft.body;
    void mine;
    const { [name]: source, ...sources } = draft.sources;
    void source;
    const value = theirs.body[name];
    const theirSource = theirs.sources[name];
    return {
        body: value === undefined ? body : { ...body, [name]: value },
        sources: theirSource ? { ...sources, [name]: theirSource } : sources,
    };
}
