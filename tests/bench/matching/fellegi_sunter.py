#!/usr/bin/env python3
"""Peers of `tuban match`: a textbook Fellegi-Sunter matcher, the nearest footprint, and rules as one writes in SQL.

Fellegi-Sunter: block = the village (merged ones under their new code), comparison levels independent of each other,
u from all pairs of the blocks, m by EM over the patterns, no term frequencies, distance in bins. The pair weights of one
household are turned into a posterior over its candidates and "none", whose prior is fixed (--none).
"""
import argparse
import collections
import csv
import math
import pathlib
import re
import unicodedata

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
GROUP = re.compile(r"第?([0-9]+|[零一二三四五六七八九十百]+)(?:村民小组|村民组|小组|组|队|社)")
DOOR = re.compile(r"(?:组|队|社|村|会|\)|[^0-9])(?:No\.|门牌|#)?([0-9]+|[零一二三四五六七八九十百]+)(?:号|户|附|之|-|$)")
BLANK = {"", "户主", "无", "不详", "空房", "/", "未知"}


def numeral(text):
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for c in text:
        if c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            digit = DIGITS[c]
    return total + digit


def numbers(address):
    address = unicodedata.normalize("NFKC", address)
    group = GROUP.search(address)
    rest = address[group.end():] if group else address
    door = DOOR.search(" " + rest)
    return (numeral(group[1]) if group else None, numeral(door[1]) if door else None)


def number_or_none(text):
    return float(text) if text else None


class County:
    def __init__(self, folder, dropped=()):
        merged = {}
        for r in self.rows(folder / "villages.csv"):
            if r["merged_into"]:
                merged[r["code"]] = r["merged_into"]
        self.households, self.blocks = [], collections.defaultdict(list)
        for r in self.rows(folder / "households.csv"):
            for name in dropped:
                r[name] = ""
            group, door = numbers(r["address"])
            self.households.append({"id": r["household_id"], "name": r["name"].replace(" ", "").replace("\u3000", ""), "number": r["id_number"],
                                    "village": merged.get(r["division_code"], r["division_code"]), "group": group, "door": door,
                                    "lon": number_or_none(r["lon"]), "lat": number_or_none(r["lat"]),
                                    "members": set(filter(None, (r.get("members") or "").split(";"))),
                                    "area": number_or_none(r.get("area")), "floors": r.get("floors")})
        for r in self.rows(folder / "footprints.csv"):
            ring = [tuple(map(float, p.split())) for p in r["WKT"].split("((")[1].split(")")[0].split(",")][:-1]
            group, door = numbers(r["address"])
            owner = re.sub(r"[（(].*|等\d人$|[户家]$", "", r["owner_name"].replace(" ", "").replace("\u3000", "")) if r["owner_name"] not in BLANK else ""
            self.blocks[merged.get(r["division_code"], r["division_code"])].append(
                {"no": r["patch_no"], "owner": owner, "number": r["owner_id"], "group": group, "door": door, "dwelling": r["use"] == "住宅",
                 "lon": sum(x for x, _ in ring) / len(ring), "lat": sum(y for _, y in ring) / len(ring), "area": number_or_none(r["area"]), "floors": r["floors"]})

    @staticmethod
    def rows(path):
        with open(path, encoding="utf-8-sig", newline="") as f:
            yield from csv.DictReader(f)


def metres(household, patch):
    if household["lon"] is None:
        return None
    return math.hypot((household["lon"] - patch["lon"]) * 111320 * math.cos(math.radians(household["lat"])), (household["lat"] - patch["lat"]) * 110900)


def same(a, b):
    return "missing" if a is None or b is None else "equal" if a == b else "differ"


def name_level(household, owner):
    if not owner:
        return "missing"
    name = household["name"]
    if name == owner:
        return "equal"
    if owner in household["members"]:
        return "member"
    if name in owner:
        return "joint"
    if len(name) == len(owner) and sum(a != b for a, b in zip(name, owner)) == 1 and len(name) > 2:
        return "one off"
    return "surname" if name[:1] == owner[:1] else "differ"


def bin_of(value, limits):
    return "missing" if value is None else next((b for b in limits if value < b), "beyond")


def pattern(household, patch):
    area = None if household["area"] is None or not patch["area"] else abs(math.log(household["area"] / patch["area"]))
    return (name_level(household, patch["owner"]), same(household["number"] or None, patch["number"] or None),
            same(household["group"], patch["group"]), same(household["door"], patch["door"]),
            bin_of(metres(household, patch), (10, 20, 40, 80, 200)), "other" if not patch["dwelling"] else "small" if patch["area"] and patch["area"] < 45 else "dwelling", bin_of(area, (.1, .3)),
            same(household["floors"] or None, patch["floors"] or None))


def expectation_maximisation(counts, share, rounds=25):
    """Pattern -> m/u. u is fixed: nearly every pair of the blocks is a non-match. A missing value says nothing."""
    comparisons = len(next(iter(counts)))

    def proportions(weights):
        total = sum(weights.values())
        return {level: w / total for level, w in weights.items()}

    def ratio(p):
        return math.prod(m[k][level] / u[k][level] for k, level in enumerate(p) if level != "missing")

    u = [collections.Counter() for _ in range(comparisons)]
    for p, n in counts.items():
        for k, level in enumerate(p):
            if level != "missing":
                u[k][level] += n
    u = [proportions(levels) for levels in u]
    agrees = ({"equal", "member", "joint"}, {"equal"}, {"equal"}, {"equal"}, {10, 20}, {"dwelling"}, {.1}, {"equal"})
    m = [proportions({level: .9 if level in agrees[k] else .1 for level in u[k]}) for k in range(comparisons)]
    for _ in range(rounds):
        weight = [{level: .01 for level in levels} for levels in u]
        for p, n in counts.items():
            odds = share / (1 - share) * ratio(p)
            expected = n * odds / (1 + odds)
            for k, level in enumerate(p):
                if level != "missing":
                    weight[k][level] += expected
        m = [proportions(levels) for levels in weight]
    return {p: ratio(p) for p in counts}


def fellegi_sunter(county, none):
    counts, pairs = collections.Counter(), 0
    for h in county.households:
        block = county.blocks.get(h["village"], ())
        pairs += len(block)
        counts.update(pattern(h, p) for p in block)
    if not counts:
        return
    weight = expectation_maximisation(counts, (1 - none) * len(county.households) / pairs)
    for h in county.households:
        block = county.blocks.get(h["village"], ())
        scored = [((1 - none) / len(block) * weight[pattern(h, p)], p["no"]) for p in block]
        total = none + sum(w for w, _ in scored)
        rows = sorted(scored, key=lambda x: (-x[0], x[1]))[:5] + [(none, "")]
        yield h["id"], [(no, w / total) for w, no in sorted(rows, key=lambda x: -x[0])]


def nearest(county):
    for h in county.households:
        found = sorted((d, p["no"]) for p in county.blocks.get(h["village"], ()) for d in (metres(h, p),) if d is not None and d < 300)[:5]
        yield h["id"], [(no, .5 / (k + 1)) for k, (_, no) in enumerate(found)] or [("", .05)]


RULES = [  # probability given to the rule's answer, and what household and footprint must share
    (.99, lambda h, p: h["number"] and h["number"] == p["number"]),
    (.97, lambda h, p: h["name"] == p["owner"] and h["group"] is not None and (h["group"], h["door"]) == (p["group"], p["door"])),
    (.95, lambda h, p: h["name"] == p["owner"] and p["dwelling"]),
    (.90, lambda h, p: p["owner"] in h["members"] and p["dwelling"]),
    (.80, lambda h, p: None not in (h["group"], h["door"]) and (h["group"], h["door"]) == (p["group"], p["door"]) and p["dwelling"]),
    (.50, lambda h, p: h["lon"] is not None and p["dwelling"] and metres(h, p) < 15),
]


def sql_rules(county):
    for h in county.households:
        rows, block = {}, county.blocks.get(h["village"], ())
        for probability, rule in RULES:
            found = [p["no"] for p in block if rule(h, p)]
            for no in sorted(found):
                rows.setdefault(no, probability / len(found))
        ordered = sorted(rows.items(), key=lambda r: -r[1])[:5]
        yield h["id"], ordered or [("", .5)]


MATCHERS = {"fellegi-sunter": None, "sql-rules": sql_rules, "nearest": nearest}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("out")
    parser.add_argument("--matcher", choices=MATCHERS, default="fellegi-sunter")
    parser.add_argument("--none", type=float, default=.05, help="prior probability that a household has no footprint")
    parser.add_argument("--drop", action="append", default=[], help="a household column to leave out")
    args = parser.parse_args()
    county = County(args.folder, args.drop)
    matcher = MATCHERS[args.matcher] or (lambda c: fellegi_sunter(c, args.none))
    with open(args.out, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(("household_id", "rank", "patch_no", "probability", "decision", "reasons"))
        for household, rows in matcher(county):
            for k, (no, p) in enumerate(rows, 1):
                out.writerow((household, k, no, "%.6f" % p, ("auto" if p >= .99 and no else "review" if no else "none") if k == 1 else "", ""))


if __name__ == "__main__":
    main()
