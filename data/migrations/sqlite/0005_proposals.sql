-- What the latest bulk run takes for each household's house, and what became of it.
CREATE TABLE proposal (
    household_id     INTEGER PRIMARY KEY REFERENCES household (id),
    division_id      INTEGER NOT NULL REFERENCES division (id),
    decision         TEXT NOT NULL CHECK (decision IN ('auto', 'review', 'none')),
    patch_number     TEXT,
    probability      REAL NOT NULL,
    none_probability REAL NOT NULL,
    candidates       TEXT NOT NULL,
    reasons          TEXT NOT NULL,
    patches_version  TEXT NOT NULL,
    run_id           INTEGER NOT NULL,
    evaluated_at     INTEGER NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'rejected')),
    decided_at       INTEGER,
    action_id        INTEGER,
    blind            TEXT NOT NULL CHECK (blind IN ('', 'waiting', 'checked', 'unsure'))
);
CREATE INDEX proposal_in_lists ON proposal (division_id, state, decision, blind, probability);
CREATE INDEX proposal_by_patch ON proposal (patch_number) WHERE state = 'open';

-- Each decision of a person on a proposal, with what was proposed then: what calibration and
-- learning stand on. Never changed but for undone_at.
CREATE TABLE match_decision (
    id               INTEGER PRIMARY KEY,
    action_id        INTEGER NOT NULL,
    household_id     INTEGER NOT NULL REFERENCES household (id),
    division_id      INTEGER NOT NULL REFERENCES division (id),
    method           TEXT NOT NULL CHECK (method IN ('single', 'bulk', 'chosen', 'blind')),
    is_confirmed     INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)),
    patch_number     TEXT NOT NULL,
    probability      REAL NOT NULL,
    decision         TEXT NOT NULL,
    candidates       TEXT NOT NULL,
    chosen_number    TEXT,
    state_before     TEXT NOT NULL,
    account_id       INTEGER NOT NULL REFERENCES account (id),
    at               INTEGER NOT NULL,
    undone_at        INTEGER
);
CREATE INDEX match_decision_by_action ON match_decision (action_id);
CREATE INDEX match_decision_by_household ON match_decision (household_id);
CREATE INDEX match_decision_by_division ON match_decision (division_id, method);

-- A county's wanted precision, and the footprints that its households were last matched with.
CREATE TABLE match_county (
    division_id     INTEGER PRIMARY KEY REFERENCES division (id),
    precision       REAL NOT NULL DEFAULT 0.99 CHECK (precision > 0 AND precision < 1),
    patches_version TEXT NOT NULL DEFAULT '',
    changed_at      INTEGER NOT NULL
);
