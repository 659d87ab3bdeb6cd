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
