#!/usr/bin/env python3
"""Scores `tuban address parse` on addresses of which the truth is known.

TRUTH is a CSV with the columns address, group, number and, where wanted, sub_number, natural_village, village: an
integer or a text, empty where the address has none. A column that is missing is not scored. `village` is the name of
the lowest division, compared after 村民委员会 and the like are taken off.

Prints, per column, the share of addresses read right, the share read right where the truth has one, and how many were
read although there is none; then the share with group and number both right, and the first failures.
"""
import argparse
import csv
import json
import re
import subprocess

COMMITTEE = re.compile("(村民委员会|村委会|居民委员会|居委会|委员会)$")


def found(parsed, column):
    if column == "village":
        names = [d["name"] for d in parsed["divisions"] if d["level"] == "village"]
        return COMMITTEE.sub("", names[0]) if names else ""
    value = parsed[column]
    return "" if value is None else str(value)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("truth")
    arguments.add_argument("--tuban", default="build/release/server/cli/tuban")
    arguments.add_argument("--divisions", help="gazetteer file handed to tuban")
    arguments.add_argument("--failures", type=int, default=20)
    options = arguments.parse_args()
    with open(options.truth, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    command = [options.tuban, "address", "parse"]
    if options.divisions:
        command += ["--divisions", options.divisions]
    text = "".join(row["address"].replace("\n", " ") + "\n" for row in rows)
    lines = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True).stdout.splitlines()
    assert len(lines) == len(rows), f"{len(rows)} addresses, {len(lines)} answers"
    parsed = [json.loads(line) for line in lines]

    columns = [c for c in ("group", "number", "sub_number", "natural_village", "village") if c in rows[0]]
    print(f"{len(rows)} addresses")
    for column in columns:
        right = present = present_right = invented = 0
        for row, answer in zip(rows, parsed):
            is_right = found(answer, column) == row[column]
            right += is_right
            present += row[column] != ""
            present_right += is_right and row[column] != ""
            invented += row[column] == "" and found(answer, column) != ""
        print(f"{column:16} right {right / len(rows):.4f}   where there is one {present_right}/{present}"
              f" = {present_right / max(present, 1):.4f}   invented {invented}")
    both = [all(found(a, c) == r[c] for c in ("group", "number") if c in columns) for r, a in zip(rows, parsed)]
    print(f"group and number right {sum(both)}/{len(both)} = {sum(both) / max(len(both), 1):.4f}")
    failed = [(r, a) for r, a in zip(rows, parsed) if any(found(a, c) != r[c] for c in columns)]
    for row, answer in failed[:options.failures]:
        wrong = ", ".join(f"{c} {found(answer, c) or '-'} for {row[c] or '-'}" for c in columns
                          if found(answer, c) != row[c])
        print(f"  {row['address']}: {wrong}")


if __name__ == "__main__":
    main()
