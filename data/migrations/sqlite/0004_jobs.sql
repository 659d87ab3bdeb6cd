-- Long runs over a division, worked off one at a time. The same run is live at most once.
CREATE TABLE job (
    id           INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL,
    division_id  INTEGER NOT NULL REFERENCES division (id),
    account_id   INTEGER REFERENCES account (id),
    parameters   TEXT NOT NULL,
    state        TEXT NOT NULL DEFAULT 'queued'
                 CHECK (state IN ('queued', 'running', 'cancelling', 'done', 'cancelled', 'failed')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    checkpoint   TEXT NOT NULL DEFAULT '',
    steps_done   INTEGER NOT NULL DEFAULT 0,
    steps_total  INTEGER NOT NULL DEFAULT 0,
    text         TEXT NOT NULL DEFAULT '',
    report       TEXT NOT NULL DEFAULT '{}',
    started_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL
);
CREATE UNIQUE INDEX job_live ON job (kind, division_id, parameters)
    WHERE state IN ('queued', 'running', 'cancelling');
CREATE INDEX job_by_division ON job (division_id, id);
