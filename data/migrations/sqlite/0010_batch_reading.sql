-- How a kept batch was read, so that a segment can be built from it again: batches of one import
-- share import_id and are replayed together, in order of import_id.
ALTER TABLE batch ADD COLUMN import_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN division_code TEXT;
ALTER TABLE batch ADD COLUMN crs TEXT;
ALTER TABLE batch ADD COLUMN is_partial INTEGER NOT NULL DEFAULT 1 CHECK (is_partial IN (0, 1));
UPDATE batch SET import_id = id;
