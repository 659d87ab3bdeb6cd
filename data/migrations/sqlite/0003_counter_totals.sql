-- Each counter over all its days, so that today's figures need not add up their history.
CREATE TABLE counter_total (
    division_id INTEGER NOT NULL REFERENCES division (id),
    list        TEXT NOT NULL,
    name        TEXT NOT NULL,
    value       INTEGER NOT NULL,
    PRIMARY KEY (division_id, list, name)
) WITHOUT ROWID;
INSERT INTO counter_total (division_id, list, name, value)
SELECT division_id, list, name, SUM(value) FROM counter GROUP BY division_id, list, name;
