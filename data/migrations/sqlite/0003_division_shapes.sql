-- Outlines of divisions, derived from the footprints in them; WKB in degrees of CGCS2000.
CREATE TABLE division_shape (
    division_id  INTEGER PRIMARY KEY REFERENCES division (id) ON DELETE CASCADE,
    derived_from TEXT NOT NULL,    -- hash of what it was made of
    shape        BLOB NOT NULL,
    label_lon    REAL NOT NULL,
    label_lat    REAL NOT NULL
);
INSERT INTO meta (name, value) VALUES ('division_shapes', 1);
