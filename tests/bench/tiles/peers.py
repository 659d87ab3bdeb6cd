"""The peers of run.py: a PostGIS backend, SpatiaLite's shell, and how processor time is taken."""
import csv
import os
import resource
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, text=True, **options)


def cpu_of(*command, **options):
    """Processor seconds of a child and its children, wall seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    run(*command, stdout=subprocess.DEVNULL, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - start


def cpu_of_process(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Backend:
    """One psql session whose server process is timed."""

    def __init__(self):
        self.psql = subprocess.Popen(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1"], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True)
        self.pid = int(self.ask("SELECT pg_backend_pid()"))

    def ask(self, sql):
        self.psql.stdin.write(sql + ";\n\\echo --end\n")
        self.psql.stdin.flush()
        lines = []
        for line in self.psql.stdout:
            if line.startswith("--end"):
                return "\n".join(lines)
            lines.append(line.rstrip("\n"))
        raise RuntimeError("psql ended")

    def timed(self, sql):
        """Processor and wall seconds."""
        before = cpu_of_process(self.pid)
        start = time.monotonic()
        self.ask(sql)
        return cpu_of_process(self.pid) - before, time.monotonic() - start

    def seconds_a_run(self, sql, at_least=1.5):
        """The query runs inside the server, so that no transfer is counted; repeated until it is far
        above a clock tick."""
        repeats = 4
        self.ask(f"DO $$ BEGIN FOR i IN 1..3 LOOP PERFORM ({sql}); END LOOP; END $$")
        while True:
            spent, _ = self.timed(f"DO $$ BEGIN FOR i IN 1..{repeats} LOOP PERFORM ({sql}); END LOOP; END $$")
            if spent >= at_least:
                return spent / repeats
            repeats *= 4 if spent < at_least / 8 else 2


def load_postgis(backend, table):
    """Processor and wall seconds of COPY, GiST and B-tree (the shapes are there in EPSG:3857 already), and the same
    with what the tiles are measured on and a segment has too: label points with an index, and order in space."""
    backend.ask(f"""
CREATE EXTENSION postgis;
CREATE TABLE raw (wkt text, patch_no text, division_code text, address text, owner_name text, use text,
  dwelling_kind text, structure text, built_period text, built_by text, land_tenure text, grade text,
  floors int, height real, area real)""")
    backend.ask(f"\\copy raw FROM '{table}' WITH (FORMAT csv, HEADER)\nSELECT 1")
    copied = table.with_name("copied.txt")
    backend.ask(f"""
CREATE TABLE patches (id bigint, geom geometry(Geometry, 3857), patch_no text, division_code text, use text,
  dwelling_kind text, structure text, built_period text, built_by text, land_tenure text, grade text,
  floors int, height real, area real)""")
    backend.ask(f"\\copy (SELECT row_number() OVER () AS id, ST_Transform(ST_GeomFromText(wkt, 4490), 3857) "
                f"AS geom, patch_no, division_code, use, dwelling_kind, structure, built_period, built_by, "
                f"land_tenure, nullif(grade, '') AS grade, floors, height, area FROM raw) TO '{copied}'\n"
                f"SELECT 1")
    spent = [backend.timed(f"\\copy patches FROM '{copied}'\nSELECT 1"),
             backend.timed("CREATE INDEX patches_geom ON patches USING gist (geom)"),
             backend.timed("CREATE INDEX patches_number ON patches (patch_no)")]
    copied.unlink()
    backend.ask("DROP TABLE raw")
    ordered = [backend.timed(sql) for sql in (
        "CLUSTER patches USING patches_geom",
        "ALTER TABLE patches ADD label geometry(Point, 3857)",
        "UPDATE patches SET label = ST_PointOnSurface(geom)",
        "CREATE INDEX patches_label ON patches USING gist (label)",
        "VACUUM FULL patches",
        "ANALYZE patches")]
    backend.ask("CREATE TABLE places AS SELECT label FROM patches ORDER BY random() LIMIT 2000")
    return [tuple(map(sum, zip(*steps))) for steps in (spent, spent + ordered)]


class Spatialite:
    """Its shell on a database of its own; processor time of the whole process, less that of an empty run."""

    def __init__(self, file, table):
        self.file = file
        with open(table, newline="") as source:
            rows = csv.DictReader(source)
            lines = ["CREATE TABLE patches (id INTEGER PRIMARY KEY, patch_no TEXT);",
                     "SELECT AddGeometryColumn('patches', 'geom', 4326, 'MULTIPOLYGON', 'XY');", "BEGIN;"]
            lines += [f"INSERT INTO patches (patch_no, geom) VALUES ('{row['patch_no']}', "
                      f"ST_GeomFromText('{row['wkt']}', 4326));" for row in rows]
        lines += ["COMMIT;", "SELECT CreateSpatialIndex('patches', 'geom');",
                  "CREATE TABLE places AS SELECT ST_X(p) AS x, ST_Y(p) AS y, p FROM (SELECT ST_PointOnSurface("
                  "geom) AS p FROM patches ORDER BY random() LIMIT 20000);"]
        self.shell("\n".join(lines))

    def shell(self, sql):
        return cpu_of("spatialite", "-silent", self.file, input=sql, stderr=subprocess.DEVNULL)[0]

    def seconds_a_place(self):
        sql = ("SELECT count(*) FROM places q JOIN idx_patches_geom i ON i.xmin <= q.x AND i.xmax >= q.x AND "
               "i.ymin <= q.y AND i.ymax >= q.y JOIN patches p ON p.id = i.pkid AND ST_Intersects(p.geom, q.p);")
        return (self.shell(sql) - self.shell("SELECT count(*) FROM places;")) / 20000
