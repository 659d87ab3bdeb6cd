-- Times are UTC microseconds. Ids are made by the application (store::new_id).
-- Columns named *_sealed hold XChaCha20-Poly1305 boxes, *_hash keyed BLAKE2b for exact look-up.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
-- tree: changes with each publication of divisions; segments: with each change of what is in force;
-- division_shapes: with each outline derived anew.
INSERT INTO meta (name, value) VALUES ('tree', 1), ('segments', 1), ('division_shapes', 1);

-- The published tree. [first_label, last_label] holds the labels of all that lies below, with gaps;
-- an area is such an interval (idea 7 of docs/architecture.md). Ids are never used again.
CREATE TABLE division (
    id            INTEGER PRIMARY KEY,
    code          TEXT NOT NULL UNIQUE CHECK (length(code) = 12),
    name          TEXT NOT NULL,
    national_code TEXT,
    level         INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    parent_id     INTEGER REFERENCES division (id),
    full_name     TEXT NOT NULL,
    ordinal       INTEGER NOT NULL DEFAULT 0,
    category      TEXT,
    aliases       TEXT NOT NULL DEFAULT '',
    office_lon    REAL,
    office_lat    REAL,
    first_label   INTEGER NOT NULL,
    last_label    INTEGER NOT NULL,
    CHECK (first_label <= last_label)
);
CREATE INDEX division_by_parent ON division (parent_id, ordinal, code);
CREATE INDEX division_by_label ON division (first_label);

-- Census codes that mean another division today; a code that is not here means itself.
CREATE TABLE crosswalk (
    census_code TEXT PRIMARY KEY,
    division_id INTEGER NOT NULL REFERENCES division (id)
) WITHOUT ROWID;

CREATE TABLE account (
    id                   INTEGER PRIMARY KEY,
    login                TEXT NOT NULL UNIQUE,
    display_name         TEXT NOT NULL,
    phone_sealed         BLOB,
    role                 TEXT NOT NULL CHECK (role IN ('collector', 'reviewer', 'supervisor', 'administrator')),
    division_id          INTEGER NOT NULL REFERENCES division (id),
    password_hash        TEXT NOT NULL,
    must_change_password INTEGER NOT NULL DEFAULT 1 CHECK (must_change_password IN (0, 1)),
    password_expires_at  INTEGER,
    status               TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'closed')),
    created_at           INTEGER NOT NULL
);

-- Earlier passwords, which can't be taken again.
CREATE TABLE password_history (
    account_id    INTEGER NOT NULL REFERENCES account (id),
    replaced_at   INTEGER NOT NULL,
    password_hash TEXT NOT NULL,
    PRIMARY KEY (account_id, replaced_at)
) WITHOUT ROWID;

-- Tries since the last success, for logins that exist and for those that don't, so that neither
-- the answer nor its time tells which. login_hash is BLAKE2b: people type passwords as logins.
CREATE TABLE sign_in_attempt (
    login_hash   BLOB PRIMARY KEY,
    tries        INTEGER NOT NULL,
    locked_until INTEGER NOT NULL DEFAULT 0,
    last_at      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sign_in_attempt_by_time ON sign_in_attempt (last_at);

CREATE TABLE session (
    token_hash   BLOB PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES account (id),
    kind         TEXT NOT NULL CHECK (kind IN ('cookie', 'bearer')),
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_by_account ON session (account_id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- One household of a programme list. division_id is its village, or the finest division known.
-- The link and the record's main facts stand here too, as lists filter and sort by them; they
-- are written in the transaction that changes the record or the link. resubmitted: after a return;
-- reviewers see these first. source_digest: keyed hash of what the imported row said, so that a row
-- that says the same again changes nothing. location_device (what took the position) and stated_*
-- (what the household says of its house) are evidence for matching.
CREATE TABLE household (
    id                  INTEGER PRIMARY KEY,
    list                TEXT NOT NULL CHECK (list IN ('lookback', 'six_groups')),
    source_id           TEXT NOT NULL DEFAULT '',
    division_id         INTEGER NOT NULL REFERENCES division (id),
    head_name           TEXT NOT NULL,
    head_name_key       TEXT NOT NULL,
    id_sealed           BLOB,
    id_hash             BLOB,
    id_masked           TEXT NOT NULL DEFAULT '',
    phone_sealed        BLOB,
    phone_hash          BLOB,
    phone_masked        TEXT NOT NULL DEFAULT '',
    address             TEXT NOT NULL DEFAULT '',
    village_group       TEXT NOT NULL DEFAULT '',
    kind                TEXT NOT NULL DEFAULT 'lifted_household',
    family_size         INTEGER,
    members             TEXT NOT NULL DEFAULT '',
    lon                 REAL,
    lat                 REAL,
    location_source     TEXT NOT NULL DEFAULT '',
    location_accuracy_m REAL,
    patch_state         TEXT NOT NULL DEFAULT 'unlinked' CHECK (patch_state IN ('unlinked', 'linked', 'not_found')),
    patch_number        TEXT,
    patch_source        TEXT NOT NULL DEFAULT '' CHECK (patch_source IN ('', 'person', 'proposal')),
    patch_account_id    INTEGER REFERENCES account (id),
    patch_at            INTEGER,
    status              TEXT NOT NULL DEFAULT 'not_started'
                        CHECK (status IN ('not_started', 'draft', 'submitted', 'approved', 'returned')),
    grade               TEXT NOT NULL DEFAULT '' CHECK (grade IN ('', 'A', 'B', 'C', 'D')),
    housing             TEXT NOT NULL DEFAULT '' CHECK (housing IN ('', 'own_rural', 'other_safe', 'deceased')),
    status_at           INTEGER,
    resubmitted         INTEGER NOT NULL DEFAULT 0 CHECK (resubmitted IN (0, 1)),
    source_digest       BLOB,
    location_device     TEXT NOT NULL DEFAULT '',
    stated_floors       INTEGER,
    stated_area_m2      REAL,
    stated_built_year   INTEGER,
    CHECK ((patch_state = 'linked') = (patch_number IS NOT NULL))
);
-- Lists are counted, filtered and ordered by this index alone; rows are read for one page only.
CREATE INDEX household_in_lists
    ON household (division_id, list, status, grade, patch_state, housing, kind, resubmitted,
                  status_at, head_name_key, head_name);
CREATE INDEX household_not_found ON household (division_id, patch_state, head_name_key)
    WHERE patch_state = 'not_found';
CREATE UNIQUE INDEX household_by_id_number ON household (list, id_hash) WHERE id_hash IS NOT NULL;
CREATE INDEX household_by_patch ON household (patch_number) WHERE patch_number IS NOT NULL;
CREATE INDEX household_by_name ON household (head_name);
-- Long lists by name or time are taken from the beginning of these two, as far as a page reaches.
CREATE INDEX household_by_name_key ON household (head_name_key, head_name);
CREATE INDEX household_by_time ON household (coalesce(status_at, 0));
CREATE INDEX household_by_phone ON household (phone_hash) WHERE phone_hash IS NOT NULL;
CREATE INDEX household_by_source ON household (list, source_id) WHERE source_id <> '';

-- Which households have a character, or two side by side, in name or address. Holds the pieces alone,
-- not where they stand; what it finds is compared with the row. The triggers write it in the
-- transaction of the row's change.
CREATE VIRTUAL TABLE household_text USING fts5 (
    head_name, address,
    content = 'household', content_rowid = 'id', detail = none, columnsize = 0, tokenize = 'pieces'
);
CREATE TRIGGER household_text_insert AFTER INSERT ON household BEGIN
    INSERT INTO household_text (rowid, head_name, address)
        VALUES (new.id, new.head_name, new.address);
END;
CREATE TRIGGER household_text_delete AFTER DELETE ON household BEGIN
    INSERT INTO household_text (household_text, rowid, head_name, address)
        VALUES ('delete', old.id, old.head_name, old.address);
END;
CREATE TRIGGER household_text_update AFTER UPDATE OF head_name, address ON household
WHEN old.head_name <> new.head_name OR old.address <> new.address BEGIN
    INSERT INTO household_text (household_text, rowid, head_name, address)
        VALUES ('delete', old.id, old.head_name, old.address);
    INSERT INTO household_text (rowid, head_name, address)
        VALUES (new.id, new.head_name, new.address);
END;

-- One document per household and form; body is the JSON of data/forms, its personal fields sealed.
CREATE TABLE document (
    id           INTEGER PRIMARY KEY,
    household_id INTEGER NOT NULL REFERENCES household (id),
    form         TEXT NOT NULL,
    form_version INTEGER NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'approved', 'returned')),
    version      INTEGER NOT NULL,
    body         TEXT NOT NULL,
    updated_at   INTEGER NOT NULL,
    updated_by   INTEGER NOT NULL REFERENCES account (id),
    UNIQUE (household_id, form)
);

-- What was written and decided, never changed: each transition and each body it froze.
CREATE TABLE document_revision (
    document_id INTEGER NOT NULL REFERENCES document (id),
    version     INTEGER NOT NULL,
    action      TEXT NOT NULL CHECK (action IN ('save', 'submit', 'approve', 'return', 'withdraw')),
    status      TEXT NOT NULL,
    body        TEXT NOT NULL,
    reasons     TEXT NOT NULL DEFAULT '[]',
    opinion     TEXT NOT NULL DEFAULT '',
    account_id  INTEGER NOT NULL REFERENCES account (id),
    at          INTEGER NOT NULL,
    PRIMARY KEY (document_id, version)
) WITHOUT ROWID;

-- Sums of contributions (idea 6): value changes of one division on one day (days since 1970, UTC+8).
CREATE TABLE counter (
    division_id INTEGER NOT NULL REFERENCES division (id),
    day         INTEGER NOT NULL,
    list        TEXT NOT NULL,
    name        TEXT NOT NULL,
    value       INTEGER NOT NULL,
    PRIMARY KEY (division_id, list, name, day)
) WITHOUT ROWID;

-- Each counter over all its days, so that today's figures need not add up their history.
CREATE TABLE counter_total (
    division_id INTEGER NOT NULL REFERENCES division (id),
    list        TEXT NOT NULL,
    name        TEXT NOT NULL,
    value       INTEGER NOT NULL,
    PRIMARY KEY (division_id, list, name)
) WITHOUT ROWID;

-- The counters of each province, city and county with all that lies below it, so that a province's
-- figures need not add up those of its villages. Written with counter; made anew when a division moves.
CREATE TABLE area_counter (
    division_id INTEGER NOT NULL REFERENCES division (id),
    day         INTEGER NOT NULL,
    list        TEXT NOT NULL,
    name        TEXT NOT NULL,
    value       INTEGER NOT NULL,
    PRIMARY KEY (division_id, list, day, name)
) WITHOUT ROWID;

-- The log from which map states are caught up: epoch grows by one with each change.
CREATE TABLE patch_change (
    epoch        INTEGER PRIMARY KEY AUTOINCREMENT,
    patch_number TEXT NOT NULL
);

CREATE TABLE audit (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    account_id INTEGER REFERENCES account (id),
    remote     TEXT NOT NULL DEFAULT '',
    action     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    change     TEXT NOT NULL DEFAULT '{}',
    chain      BLOB NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject, subject_id);
CREATE INDEX audit_by_account ON audit (account_id);
CREATE INDEX audit_by_action ON audit (action, at);
CREATE INDEX audit_by_time ON audit (at);

-- How far the audit trail reaches and its last chain value: a cut tail is noticed.
CREATE TABLE audit_head (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    entries INTEGER NOT NULL,
    chain   BLOB NOT NULL
);

-- Answers to unsafe requests, kept for 30 days.
CREATE TABLE idempotency (
    account_id INTEGER NOT NULL,
    key        TEXT NOT NULL,
    digest     BLOB NOT NULL,
    status     INTEGER NOT NULL,
    answer     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (account_id, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_by_time ON idempotency (at);

-- Kept import files (sealed, content-addressed under DIR/batches), how each was read, so that a segment
-- can be built from it again, and what became of it. Batches of one import share import_id and are
-- replayed together, in order of import_id.
CREATE TABLE batch (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    file_name     TEXT NOT NULL,
    content_hash  TEXT NOT NULL,
    mapping       TEXT NOT NULL DEFAULT '{}',
    imported_at   INTEGER NOT NULL,
    report        TEXT NOT NULL,
    import_id     INTEGER NOT NULL DEFAULT 0,
    division_code TEXT,
    crs           TEXT,
    is_partial    INTEGER NOT NULL DEFAULT 1 CHECK (is_partial IN (0, 1))
);
CREATE INDEX batch_by_content ON batch (content_hash);

-- A county's slot is part of every feature id of its patches and never changes.
CREATE TABLE county_slot (
    county_code TEXT PRIMARY KEY,
    slot        INTEGER NOT NULL UNIQUE CHECK (slot BETWEEN 1 AND 2097151)
) WITHOUT ROWID;

-- The segment in force of each county: DIR/segments/<file_hash>.seg
CREATE TABLE segment (
    county_code  TEXT PRIMARY KEY REFERENCES county_slot (county_code),
    file_hash    TEXT NOT NULL,
    patch_count  INTEGER NOT NULL,
    published_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Rows of an import on their way: filled in small groups, published with one statement.
-- household_id is the row's own new id, or the household that it changes.
CREATE TABLE household_staging (
    import_id           INTEGER NOT NULL,
    household_id        INTEGER NOT NULL,
    is_new              INTEGER NOT NULL CHECK (is_new IN (0, 1)),
    list                TEXT NOT NULL,
    source_id           TEXT NOT NULL,
    source_digest       BLOB NOT NULL,
    division_id         INTEGER NOT NULL,
    head_name           TEXT NOT NULL,
    head_name_key       TEXT NOT NULL,
    id_sealed           BLOB,
    id_hash             BLOB,
    id_masked           TEXT NOT NULL,
    phone_sealed        BLOB,
    phone_hash          BLOB,
    phone_masked        TEXT NOT NULL,
    address             TEXT NOT NULL,
    village_group       TEXT NOT NULL,
    kind                TEXT NOT NULL,
    family_size         INTEGER,
    members             TEXT NOT NULL,
    lon                 REAL,
    lat                 REAL,
    location_source     TEXT NOT NULL,
    location_accuracy_m REAL,
    location_device     TEXT NOT NULL DEFAULT '',
    stated_floors       INTEGER,
    stated_area_m2      REAL,
    stated_built_year   INTEGER,
    PRIMARY KEY (import_id, household_id)
) WITHOUT ROWID;

-- Division codes of the patches in force, as the census gave them, with the patches behind each.
CREATE TABLE census_code (
    county_code TEXT NOT NULL,
    code        TEXT NOT NULL,
    patch_count INTEGER NOT NULL,
    PRIMARY KEY (county_code, code)
) WITHOUT ROWID;
CREATE INDEX census_code_by_code ON census_code (code);

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

-- What the latest bulk run takes for each household's house, and what became of it. division_id is
-- where the counters have it; place_id is the household's own, which a newer list may have moved since.
CREATE TABLE proposal (
    household_id     INTEGER PRIMARY KEY REFERENCES household (id),
    place_id         INTEGER NOT NULL REFERENCES division (id),
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
CREATE INDEX proposal_in_lists
    ON proposal (place_id, state, decision, blind, probability, none_probability, patch_number);
CREATE INDEX proposal_by_patch ON proposal (patch_number) WHERE state = 'open';
CREATE INDEX proposal_in_blind_sample ON proposal (place_id, blind, state) WHERE blind <> '';
CREATE TRIGGER proposal_place AFTER UPDATE OF division_id ON household
WHEN old.division_id <> new.division_id BEGIN
    UPDATE proposal SET place_id = new.division_id WHERE household_id = new.id;
END;

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

-- What people changed of the patches. The row is truth and wins over every batch until it is dropped;
-- `original` is what the batches say of the patch, nothing where they don't know it. Until the next
-- segment is built it is served beside the segment in force (is_folded 0).
CREATE TABLE patch_edit (
    number        TEXT PRIMARY KEY,
    county_code   TEXT NOT NULL REFERENCES county_slot (county_code),
    kind          TEXT NOT NULL CHECK (kind IN ('added', 'corrected', 'refiled', 'removed')),
    division_code TEXT NOT NULL,
    patch         TEXT,
    original      TEXT,
    is_folded     INTEGER NOT NULL DEFAULT 0 CHECK (is_folded IN (0, 1)),
    is_dropped    INTEGER NOT NULL DEFAULT 0 CHECK (is_dropped IN (0, 1)),
    batch_differs INTEGER NOT NULL DEFAULT 0 CHECK (batch_differs IN (0, 1)),
    version       INTEGER NOT NULL,
    account_id    INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    reason        TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX patch_edit_by_county ON patch_edit (county_code, is_folded);
CREATE INDEX patch_edit_by_division ON patch_edit (division_code);

-- The last serial given to a drawn patch of a county; never used again.
CREATE TABLE drawn_patch_serial (
    county_code TEXT PRIMARY KEY,
    serial      INTEGER NOT NULL
) WITHOUT ROWID;

-- What became of patches that a newer batch knows no more, or elsewhere. Links that could not follow
-- safely are those of households whose patch stands here and who were not linked again since.
CREATE TABLE patch_lineage (
    number      TEXT PRIMARY KEY,
    county_code TEXT NOT NULL,
    fate        TEXT NOT NULL CHECK (fate IN ('renumbered', 'moved', 'split', 'merged', 'gone')),
    successors  TEXT NOT NULL DEFAULT '[]',
    overlap     REAL NOT NULL DEFAULT 0,
    at          INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX patch_lineage_by_county ON patch_lineage (county_code);

-- Photos of a record; the picture itself is a sealed file named by its content (photos/).
CREATE TABLE photo (
    id           INTEGER PRIMARY KEY,
    household_id INTEGER NOT NULL REFERENCES household (id),
    form         TEXT NOT NULL,
    slot         TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    media_type   TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png')),
    size_bytes   INTEGER NOT NULL,
    width        INTEGER NOT NULL,
    height       INTEGER NOT NULL,
    taken_at     INTEGER,
    lon          REAL,
    lat          REAL,
    accuracy_m   REAL,
    device       TEXT NOT NULL DEFAULT '',
    added_at     INTEGER NOT NULL,
    account_id   INTEGER REFERENCES account (id),
    CHECK ((lon IS NULL) = (lat IS NULL))
);
CREATE UNIQUE INDEX photo_of_record ON photo (household_id, form, content_hash);
CREATE INDEX photo_by_content ON photo (content_hash);

-- Where a visit placed the house: a phone's fix, else the best photo that has a place. It outweighs
-- the list's own position, which a later list may overwrite.
CREATE TABLE household_position (
    household_id INTEGER PRIMARY KEY REFERENCES household (id),
    source       TEXT NOT NULL CHECK (source IN ('phone', 'photo')),
    lon          REAL NOT NULL,
    lat          REAL NOT NULL,
    accuracy_m   REAL,
    device       TEXT NOT NULL DEFAULT '',
    at           INTEGER NOT NULL
);

-- Outlines of divisions, derived from the footprints in them; WKB in degrees of CGCS2000.
CREATE TABLE division_shape (
    division_id  INTEGER PRIMARY KEY REFERENCES division (id) ON DELETE CASCADE,
    derived_from TEXT NOT NULL,    -- hash of what it was made of
    shape        BLOB NOT NULL,
    label_lon    REAL NOT NULL,
    label_lat    REAL NOT NULL
);
