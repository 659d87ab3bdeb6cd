#!/usr/bin/env python3
"""Generates counties, runs the peers and `tuban match` on them, scores all and prints one table.

  run.py                                       peers alone, 3 seeds of 60,000 footprints
  run.py --tuban build/release/server/tuban    with the engine; also its ablations by dropping columns
Households' time and memory are of the whole program (getrusage of the child), reading and writing included.
"""
import argparse
import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import score

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ("fellegi-sunter", "sql-rules", "nearest")
ABLATIONS = (("members",), ("gps_device", "gps_source", "gps_acc"), ("floors", "area", "year"), ("lon", "lat"), ("id_number",), ("address",))


def measured(command):
    """Seconds, peak MiB; the command's failure ends the run."""
    start = time.monotonic()
    child = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit("failed with %d: %s" % (child.returncode, " ".join(map(str, command))))
    return time.monotonic() - start, usage.ru_maxrss / 1024


def without(source, target, columns):
    with open(source, encoding="utf-8", newline="") as f, open(target, "w", encoding="utf-8", newline="") as g:
        reader = csv.DictReader(f)
        out = csv.DictWriter(g, reader.fieldnames, lineterminator="\n")
        out.writeheader()
        out.writerows({**r, **{c: "" for c in columns if c in r}} for r in reader)


def tuban(args, county, households, out):
    return [args.tuban, "match", "--patches", county / "footprints.csv", "--households", households, "--divisions", county / "villages.csv",
            "--out", out, "--threads", args.threads]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuban", type=pathlib.Path, help="the program; left out: peers alone")
    parser.add_argument("--seeds", default="11,12,13")
    parser.add_argument("--footprints", type=int, default=60000)
    parser.add_argument("--errors", default="usual", choices=("mild", "usual", "harsh", "drawn"))
    parser.add_argument("--columns", default="all", choices=("plain", "all"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-ablations", action="store_true")
    parser.add_argument("--work", type=pathlib.Path, help="keep the files here instead of a temporary folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = args.work or pathlib.Path(temporary)
        figures = {}
        for seed in args.seeds.split(","):
            county = work / ("%s-%s-%s" % (args.errors, args.columns, seed))
            subprocess.run([sys.executable, HERE / "generate.py", county, "--seed", seed, "--footprints", str(args.footprints),
                            "--errors", args.errors, "--columns", args.columns], check=True)
            truth = score.read_truth(county / "truth.csv")
            runs = [(p, [sys.executable, HERE / "fellegi_sunter.py", county, county / (p + ".csv"), "--matcher", p], county / (p + ".csv")) for p in PEERS]
            if args.tuban:
                runs.append(("tuban", tuban(args, county, county / "households.csv", county / "tuban.csv"), county / "tuban.csv"))
                for columns in () if args.no_ablations else ABLATIONS:
                    name = "tuban -" + columns[0]
                    less, out = county / ("less-%s.csv" % columns[0]), county / ("tuban-%s.csv" % columns[0])
                    without(county / "households.csv", less, columns)
                    runs.append((name, tuban(args, county, less, out), out))
            for name, command, out in runs:
                seconds, memory = measured(command)
                result = score.score(truth, score.read_result(out))
                result.update(seconds=seconds, memory=memory)
                figures.setdefault(name, []).append(result)
        print("\nmean of seeds %s, %d footprints, errors %s, columns %s; time and memory: median" % (args.seeds, args.footprints, args.errors, args.columns))
        print(score.HEAD + "  seconds     MiB  worst class")
        for name, results in figures.items():
            mean = {k: statistics.mean(v) if (v := [r[k] for r in results if r[k] is not None]) else None
                    for k in results[0] if k not in ("classes", "worst_class")}
            mean["worst_class"] = "%8.1f %7.0f  %s" % (statistics.median(r["seconds"] for r in results), statistics.median(r["memory"] for r in results),
                                                     ", ".join(sorted({r["worst_class"] for r in results if r["worst_class"]})))
            print(score.line(name, mean))


if __name__ == "__main__":
    main()
