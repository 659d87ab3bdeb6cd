#!/usr/bin/env python3
"""Tiles beside PostGIS and GDAL on the same invented villages: one run, processor time, one table.

  cmake --build --preset release --target tuban villages tiles_bench
  tests/bench/tiles/run.py [--build build/release] [--count 1000000] [--archive-count 100000]

Starts a throw-away PostgreSQL cluster of its own (packages.txt; pg_virtualenv). PostGIS has its best
case: polygons stored in EPSG:3857, clustered by the spatial index, label points precomputed, everything
in memory. Its time is that of the backend process, repeated until it is far above a clock tick. GDAL's
MBTILES writer gets limits that drop nothing. Noise: each figure of ours is the median of 5 repetitions.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zlib

SLIM = "patch_no, grade, floors, structure, built_period, use"
FULL = SLIM + ", dwelling_kind, built_by, land_tenure, area, height, division_code"
TICK = os.sysconf("SC_CLK_TCK")


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, text=True, **options)


def cpu_of(*command):
    """Processor seconds of a child and its children, wall seconds, peak MiB of the largest."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    run(*command, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - start


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

    def cpu(self):
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def seconds_a_tile(self, sql, at_least=1.5):
        """The query runs inside the server, so that no transfer is counted."""
        repeats = 4
        self.ask(f"DO $$ BEGIN FOR i IN 1..3 LOOP PERFORM ({sql}); END LOOP; END $$")
        while True:
            before = self.cpu()
            self.ask(f"DO $$ BEGIN FOR i IN 1..{repeats} LOOP PERFORM ({sql}); END LOOP; END $$")
            spent = self.cpu() - before
            if spent >= at_least:
                return spent / repeats
            repeats *= 4 if spent < at_least / 8 else 2


def tile_sql(tile, attributes, has_labels):
    z, x, y = tile
    envelope = f"ST_TileEnvelope({z}, {x}, {y})"
    sql = (f"SELECT ST_AsMVT(q, 'patches', 4096, 'geom', 'id') FROM (SELECT id, {attributes}, "
           f"ST_AsMVTGeom(geom, {envelope}, 4096, 64, true) AS geom FROM patches "
           f"WHERE geom && ST_TileEnvelope({z}, {x}, {y}, margin => 64.0 / 4096)) q WHERE geom IS NOT NULL")
    if has_labels:
        sql = (f"SELECT ({sql}) || (SELECT ST_AsMVT(q, 'labels', 4096, 'geom', 'id') FROM (SELECT id, "
               f"patch_no, ST_AsMVTGeom(label, {envelope}, 4096, 0, true) AS geom FROM patches "
               f"WHERE label && {envelope}) q)")
    return sql


def load_postgis(csv):
    run("psql", "-Xq", "-v", "ON_ERROR_STOP=1", stdout=subprocess.DEVNULL, input=f"""
CREATE EXTENSION postgis;
CREATE TABLE raw (wkt text, patch_no text, division_code text, address text, owner_name text, use text,
  dwelling_kind text, structure text, built_period text, built_by text, land_tenure text, grade text,
  floors int, height real, area real);
\\copy raw FROM '{csv}' WITH (FORMAT csv, HEADER)
CREATE TABLE patches AS SELECT row_number() OVER () AS id, ST_Transform(ST_GeomFromText(wkt, 4490), 3857)
  AS geom, patch_no, division_code, use, dwelling_kind, structure, built_period, built_by, land_tenure,
  nullif(grade, '') AS grade, floors, height, area FROM raw;
ALTER TABLE patches ADD label geometry(Point, 3857);
UPDATE patches SET label = ST_PointOnSurface(geom);
CREATE INDEX patches_geom ON patches USING gist (geom);
CLUSTER patches USING patches_geom;
CREATE INDEX patches_label ON patches USING gist (label);
VACUUM ANALYZE patches;
""")


def dense_tiles(args, folder):
    csv = folder / "villages.csv"
    load_postgis(csv)
    text = run(args.build / "tests/bench/tiles_bench", "--benchmark_format=json",
               "--benchmark_repetitions=5", "--benchmark_report_aggregates_only=true",
               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
               env={**os.environ, "TUBAN_BENCH_PATCHES": str(args.count)}).stdout
    ours = {}
    noise = 0
    for entry in json.loads(text)["benchmarks"]:
        name, zoom = entry["run_name"].split("/")
        if entry["aggregate_name"] == "median":
            ours[name, int(zoom)] = entry
        elif entry["aggregate_name"] == "cv":
            noise = max(noise, entry["cpu_time"])
    backend = Backend()
    print(f"{'dense tile':34}{'ours µs':>9}{'PostGIS µs':>12}{'ratio':>8}   bytes ours / PostGIS")
    for zoom in (14, 15, 16):
        found = ours["slim", zoom]
        tile = (zoom, int(found["x"]), int(found["y"]))
        count = backend.ask(f"SELECT count(*) FROM patches WHERE label && ST_TileEnvelope{tile}")
        for name, attributes, labels, packed in (
                ("slim", SLIM, False, False), ("slim", SLIM, True, False), ("full", FULL, True, False),
                ("slim_gzip_1", SLIM, False, True), ("slim_gzip_1", SLIM, True, True)):
            sql = tile_sql(tile, attributes, labels)
            seconds = backend.seconds_a_tile(sql)
            content = bytes.fromhex(backend.ask(f"SELECT encode(({sql}), 'hex')"))
            size = len(content)
            if packed:
                start = time.process_time()
                for _ in range(50):
                    size = len(zlib.compress(content, 1))
                seconds += (time.process_time() - start) / 50
            mine = ours[name, zoom]
            label = f"z{zoom} ({count}) {name}{'' if labels else ', PostGIS without labels'}"
            print(f"{label:34}{mine['cpu_time']:9.0f}{seconds * 1e6:12.0f}"
                  f"{seconds * 1e6 / mine['cpu_time']:8.1f}   {int(mine['bytes'])} / {size}", flush=True)
    print(f"largest coefficient of variation of ours: {noise:.1%}")


def archives(args, folder):
    csv = folder / "archive" / "villages.csv"
    run(args.build / "tests/bench/villages/villages", "--count", args.archive_count, "--folder", csv.parent,
        "--csv")
    csv.with_suffix(".csvt").write_text('"String",' * 12 + '"Integer","Real","Real"\n')
    gpkg = folder / "archive" / "patches.gpkg"
    run("ogr2ogr", gpkg, csv, "-oo", "GEOM_POSSIBLE_NAMES=wkt", "-oo", "KEEP_GEOM_COLUMNS=NO", "-a_srs",
        "EPSG:4490", "-nln", "patches", "-nlt", "MULTIPOLYGON")
    print(f"\nall tiles z10–z16 of {args.archive_count} from GeoPackage, all attributes")
    ours = []
    for attributes in ("full", "full", "full", "slim"):
        out = folder / f"{attributes}.pmtiles"
        ours.append(cpu_of(args.build / "server/cli/tuban", "tiles", "--patches", gpkg, "--out", out,
                           "--attributes", attributes))
        print(f"tuban tiles {attributes:5} {ours[-1][0]:8.2f} CPU s {ours[-1][1]:8.2f} s wall "
              f"{out.stat().st_size / 1e6:8.1f} MB", flush=True)
    out = folder / "gdal.mbtiles"
    gdal = cpu_of("ogr2ogr", "-f", "MBTILES", out, gpkg, "-dsco", "MINZOOM=10", "-dsco", "MAXZOOM=16",
                  "-dsco", "BUFFER=64", "-dsco", "MAX_SIZE=100000000", "-dsco", "MAX_FEATURES=100000000",
                  "-select", "patch_no,grade,floors,structure,built_period,use,dwelling_kind,built_by,"
                  "land_tenure,area,height,division_code")
    print(f"GDAL MBTILES      {gdal[0]:8.2f} CPU s {gdal[1]:8.2f} s wall {out.stat().st_size / 1e6:8.1f} MB")
    print(f"ratio of CPU: {gdal[0] / statistics.median(o[0] for o in ours[:3]):.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--archive-count", type=int, default=100_000)
    parser.add_argument("--only", choices=("dense", "archives"))
    args = parser.parse_args()
    args.build = args.build.resolve()
    if args.only != "archives" and "PGPORT" not in os.environ:
        # Again, inside a cluster that ends with the command.
        os.execvp("pg_virtualenv", ["pg_virtualenv", "-v", "15", "-o", "fsync=off", "-o",
                                    "shared_buffers=1GB", "-o", "max_parallel_workers_per_gather=0", "-o",
                                    "jit=off", sys.executable, *sys.argv])
    print(f"load before: {os.getloadavg()}")
    with tempfile.TemporaryDirectory(prefix="tiles-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        if args.only != "archives":
            run(args.build / "tests/bench/villages/villages", "--count", args.count, "--folder", folder,
                "--csv")
            dense_tiles(args, folder)
        if args.only != "dense":
            archives(args, folder)
    print(f"load after: {os.getloadavg()}")


if __name__ == "__main__":
    main()
