-- What an imported row said, as a keyed hash: a row that says the same again changes nothing.
ALTER TABLE household ADD COLUMN source_digest BLOB;
-- Submitted again after a return; reviewers see these first.
ALTER TABLE household ADD COLUMN resubmitted INTEGER NOT NULL DEFAULT 0 CHECK (resubmitted IN (0, 1));

-- Lists are counted, filtered and ordered by this index alone; rows are read for one page only.
DROP INDEX household_by_division;
CREATE INDEX household_in_lists
    ON household (division_id, list, status, grade, patch_state, housing, kind, resubmitted,
                  status_at, head_name_key, head_name);
CREATE INDEX household_by_name_key ON household (head_name_key);
CREATE INDEX household_by_phone ON household (phone_hash) WHERE phone_hash IS NOT NULL;
CREATE INDEX household_by_source ON household (list, source_id) WHERE source_id <> '';

-- Rows of an import on their way: filled in small groups, published with one statement.
-- household_id is the row's own new id, or the household that it changes.
DROP TABLE household_staging;
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

-- How far the audit trail reaches and its last chain value: a cut tail is noticed.
CREATE TABLE audit_head (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    entries INTEGER NOT NULL,
    chain   BLOB NOT NULL
);
