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
