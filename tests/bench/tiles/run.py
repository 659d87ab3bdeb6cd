#!/usr/bin/env python3
"""Tiles, index and lookups beside their peers on the same invented villages: one run, processor time.

  cmake --build --preset release --target tuban villages tiles_bench lookup_bench
  tests/bench/tiles/run.py [--build build/release] [--count 1000000] [--archive-count 100000] [--only PART]

Parts: dense (tiles, building, lookups beside PostGIS, SpatiaLite, GEOS), archives (beside GDAL), cached
(nginx), scale (beside itself at --scale times --count, in counties of a million). Starts a throw-away PostgreSQL cluster of its own
(packages.txt; pg_virtualenv). PostGIS has its best case: polygons stored in EPSG:3857, clustered by the
spatial index, label points precomputed, everything in memory. Its time is that of the backend process,
repeated until it is far above a clock tick. GDAL's MBTILES writer gets limits that drop nothing. Noise:
each figure of ours is the median of 5 repetitions.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import zlib

from cached import cached_tile
from peers import Backend, Spatialite, cpu_of, load_postgis, run

# GEOS's tree holds the first county alone.
WITHOUT_STRTREE = ["--benchmark_filter=-strtree"]
SLIM = "patch_no, grade, floors, structure, built_period, use"
FULL = SLIM + ", dwelling_kind, built_by, land_tenure, area, height, division_code"


def row(job, ours, peer, unit, note=""):
    print(f"{job:42}{ours:10.2f}{peer:12.2f} {unit:4}{peer / ours:8.1f}  {note}", flush=True)


def medians(program, count, repetitions=5, only=()):
    """Median of each benchmark, and the largest coefficient of variation."""
    text = run(program, *only, "--benchmark_format=json", f"--benchmark_repetitions={repetitions}",
               "--benchmark_report_aggregates_only=true", stdout=subprocess.PIPE,
               env={**os.environ, "TUBAN_BENCH_PATCHES": str(count)}).stdout
    found = {}
    noise = 0
    for entry in json.loads(text)["benchmarks"]:
        if entry["aggregate_name"] == "median":
            found[entry["run_name"]] = entry
        elif entry["aggregate_name"] == "cv" and not entry["run_name"].startswith("build"):
            noise = max(noise, entry["cpu_time"])
    return found, noise


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


def gzip_1(content):
    """Bytes and seconds of zlib's fastest level."""
    start = time.process_time()
    for _ in range(50):
        size = len(zlib.compress(content, 1))
    return size, (time.process_time() - start) / 50


def dense_tiles(backend, args):
    ours, noise = medians(args.build / "tests/bench/tiles_bench", args.count)
    print(f"\n{'densest tile':42}{'ours':>10}{'PostGIS':>12}{'ratio':>13}  bytes ours / PostGIS")
    for zoom in (14, 15, 16):
        found = ours[f"slim/{zoom}"]
        tile = (zoom, int(found["x"]), int(found["y"]))
        count = backend.ask(f"SELECT count(*) FROM patches WHERE label && ST_TileEnvelope{tile}")
        for name, attributes, labels, packed in (
                ("slim", SLIM, False, False), ("slim", SLIM, True, False), ("full", FULL, True, False),
                ("slim_gzip", SLIM, False, True), ("slim_gzip", SLIM, True, True)):
            sql = tile_sql(tile, attributes, labels)
            seconds = backend.seconds_a_run(sql)
            content = bytes.fromhex(backend.ask(f"SELECT encode(({sql}), 'hex')"))
            size = len(content)
            if packed:
                size, spent = gzip_1(content)
                seconds += spent
            mine = ours[f"{name}/{zoom}"]
            row(f"z{zoom} ({count}) {name}{'' if labels else ', PostGIS without labels'}", mine["cpu_time"],
                seconds * 1e6, "µs", f"{int(mine['bytes'])} / {size}")
    print(f"largest coefficient of variation of ours: {noise:.1%}")


def lookups(backend, loaded, args, folder):
    ours, noise = medians(args.build / "tests/bench/lookup_bench", args.count, 3)
    print(f"\n{'index and lookups':42}{'ours':>10}{'peer':>12}{'ratio':>13}")
    build = ours["build/iterations:1"]
    for job, peer in zip(("build, PostGIS COPY + GiST + btree", "build, PostGIS with labels, clustered"), loaded):
        for clock, key, seconds in zip(("processor", "wall"), ("cpu_us_a_patch", "us_a_patch"), peer):
            row(job, build[key] * args.count / 1e6, seconds, "s", clock)
    places = int(backend.ask("SELECT count(*) FROM places"))
    for job, name, sql in (
            ("exact point, PostGIS", "exact_point", "SELECT id FROM patches WHERE ST_Intersects(geom, q.label)"),
            ("10 nearest, PostGIS", "nearest_10",
             "SELECT id FROM patches ORDER BY geom <-> q.label LIMIT 10")):
        spent = backend.seconds_a_run(f"SELECT count(f.id) FROM places q, LATERAL ({sql}) f") / places
        row(job, ours[name]["cpu_time"], spent * 1e6, "µs")
    row("exact point, GEOS STRtree", ours["exact_point"]["cpu_time"],
        ours["strtree_exact_point"]["cpu_time"], "µs")
    spatialite = Spatialite(folder / "villages.sqlite", folder / "villages.csv")
    row("exact point, SpatiaLite", ours["exact_point"]["cpu_time"], spatialite.seconds_a_place() * 1e6, "µs")
    print(f"largest coefficient of variation of ours: {noise:.1%}")


def beside_databases(args, folder):
    run(args.build / "tests/bench/villages/villages", "--count", args.count, "--folder", folder, "--csv")
    backend = Backend()
    loaded = load_postgis(backend, folder / "villages.csv")
    dense_tiles(backend, args)
    lookups(backend, loaded, args, folder)


def scale(args):
    counts = [args.count, *(args.count * scale for scale in args.scale)]
    found = [medians(args.build / "tests/bench/lookup_bench", count, 3, WITHOUT_STRTREE)[0] for count in counts]
    print(f"\n{'footprints':44}" + "".join(f"{count:>14,}" for count in counts))
    for name, key, unit in (("build/iterations:1", "cpu_us_a_patch", "CPU µs a footprint"),
                            ("build/iterations:1", "peak_mb", "MB at the peak"),
                            ("exact_point", "p99_us", "µs p99"), ("nearest_10", "p99_us", "µs p99"),
                            ("dense_tile_z14_slim", "p99_us", "µs p99")):
        print(f"{name.split('/')[0] + ', ' + unit:44}" + "".join(f"{one[name][key]:14.2f}" for one in found))


def features_by_zoom(file):
    """How many footprints GDAL kept."""
    counts = []
    for zoom in range(10, 17):
        text = run("ogrinfo", "-ro", "-so", file, "patches", "-oo", f"ZOOM_LEVEL={zoom}", stdout=subprocess.PIPE,
                   stderr=subprocess.DEVNULL).stdout
        counts += [line.split(":")[1].strip() for line in text.splitlines() if line.startswith("Feature Count")]
    return counts


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
    print(f"features that GDAL kept, z10–z16: {', '.join(features_by_zoom(out))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--archive-count", type=int, default=100_000)
    parser.add_argument("--scale", type=int, nargs="+", default=[10, 30])
    parser.add_argument("--only", choices=("dense", "archives", "cached", "scale"))
    args = parser.parse_args()
    args.build = args.build.resolve()
    parts = [args.only] if args.only else ["dense", "archives", "cached", "scale"]
    if "dense" in parts and "PGPORT" not in os.environ:
        # Again, inside a cluster that ends with the command.
        os.execvp("pg_virtualenv", ["pg_virtualenv", "-v", "15", "-o", "fsync=off", "-o",
                                    "shared_buffers=1GB", "-o", "max_parallel_workers_per_gather=0", "-o",
                                    "jit=off", sys.executable, *sys.argv])
    print(f"load before: {os.getloadavg()}")
    with tempfile.TemporaryDirectory(prefix="tiles-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        if "dense" in parts:
            beside_databases(args, folder)
        if "archives" in parts:
            archives(args, folder)
        if "cached" in parts:
            print()
            cached_tile(args.build, folder)
        if "scale" in parts:
            scale(args)
    print(f"load after: {os.getloadavg()}")


if __name__ == "__main__":
    main()
