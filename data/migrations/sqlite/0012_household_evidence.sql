-- What took a household's position, and what the household says of its house: evidence for matching.
ALTER TABLE household ADD COLUMN location_device TEXT NOT NULL DEFAULT '';
ALTER TABLE household ADD COLUMN stated_floors INTEGER;
ALTER TABLE household ADD COLUMN stated_area_m2 REAL;
ALTER TABLE household ADD COLUMN stated_built_year INTEGER;
ALTER TABLE household_staging ADD COLUMN location_device TEXT NOT NULL DEFAULT '';
ALTER TABLE household_staging ADD COLUMN stated_floors INTEGER;
ALTER TABLE household_staging ADD COLUMN stated_area_m2 REAL;
ALTER TABLE household_staging ADD COLUMN stated_built_year INTEGER;
