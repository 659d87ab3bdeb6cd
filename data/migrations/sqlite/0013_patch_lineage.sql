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
