#!/usr/bin/env python3
"""Counties unlike the usual one: turns one knob of a generated county hard, runs `tuban match`, says whether what is proposed
as sure still is. Each knob changes the county's files only; what it does is its text in KNOBS.

  stress.py PROGRAM [--seeds 31,32,33] [--footprints 20000] [--knobs no_points,none_40] [--work DIR]

Columns, in %, all seeds as one: P@1; share proposed (`auto`), the errors expected by its probabilities and those found,
its precision; calibration error, and what chance alone leaves of it; "none" believed on the average and true.
"""
import argparse
import csv
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import generate
import score

FILES = ("footprints", "households", "villages", "truth")
GROUP = re.compile("([0-9０-９]+|[一二三四五六七八九十]+)(?=村民小组|村民组|小组|组|队|社)")
DOOR = re.compile("(?:门牌|No\\.|#)?[0-9０-９]+(?:号|户)?(?:附[0-9０-９]+号|[-－之][0-9０-９]+)?$|[一二三四五六七八九十百零]+号(?:附[0-9]+号|[-之][0-9]+)?$")


def generate_county(folder, seed, footprints):
    subprocess.run([sys.executable, pathlib.Path(__file__).with_name("generate.py"), folder, "--seed", str(seed), "--footprints", str(footprints)],
                   check=True, stdout=subprocess.DEVNULL)


class County:
    def __init__(self, folder, seed):
        self.rnd, self.seed, self.frame = random.Random("stress %d" % seed), seed, generate.Frame()
        for name in FILES:
            with open(folder / (name + ".csv"), encoding="utf-8", newline="") as f:
                setattr(self, name, list(csv.DictReader(f)))

    def write(self, folder):
        for name in FILES:
            rows = getattr(self, name)
            with open(folder / (name + ".csv"), "w", encoding="utf-8", newline="") as f:
                out = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
                out.writeheader()
                out.writerows(rows)
        (folder / "footprints.prj").write_text(generate.PRJ)

    def some(self, rows, share):
        return [r for r in rows if self.rnd.random() < share]

    def set(self, rows, **values):
        for r in rows:
            r.update(values)

    def patches(self):
        return {r["patch_no"]: r for r in self.footprints}

    def keep(self, households):
        self.households = [h for h in self.households if h["household_id"] in households]
        self.truth = [t for t in self.truth if t["household_id"] in households]

    def move(self, row, metres=0, datum=None):
        if row["lon"]:
            lon, lat = float(row["lon"]), float(row["lat"])
            lon, lat = lon + self.rnd.gauss(0, metres) * self.frame.east, lat + self.rnd.gauss(0, metres) * self.frame.north
            row["lon"], row["lat"] = ("%.6f" % c for c in (datum(lon, lat) if datum else (lon, lat)))

    # --- knobs -------------------------------------------------------------------------------
    def usual(self):
        """nothing"""

    def no_points(self):
        """no household has a point"""
        self.set(self.households, lon="", lat="", gps_device="", gps_source="", gps_acc="")

    def office_points(self):
        """every point was taken within 5 m of one place of the village"""
        places = {}
        for h in self.households:
            if h["lon"]:
                h["lon"], h["lat"] = places.setdefault(h["division_code"], (h["lon"], h["lat"]))
                self.move(h, 5)

    def gcj_points(self):
        """every device works in GCJ-02"""
        for h in self.households:
            self.move(h, datum=generate.to_gcj)

    def mixed_datums(self):
        """each point is in WGS 84, GCJ-02 or BD-09, whatever its device"""
        for h in self.households:
            self.move(h, datum=self.rnd.choice((None, generate.to_gcj, generate.to_bd)))

    def lying_accuracy(self):
        """every point says 5 m and is 60 m off (90 %)"""
        for h in self.households:
            if h["lon"]:
                self.move(h, 28)
                h["gps_acc"] = "5"

    def wrong_names(self):
        """30 % of owners and heads have one character that looks or sounds alike"""
        for rows, column in ((self.footprints, "owner_name"), (self.households, "name")):
            for r in self.some(rows, .3):
                r[column] = generate.misspell(self.rnd, r[column], generate.GLYPHS + generate.SOUNDS) or r[column]

    def masked_owners(self):
        """the census shows owners as 张*明, 张*"""
        for p in self.footprints:
            p["owner_name"] = re.sub("^(.).(.?)$", "\\1*\\2", p["owner_name"])

    def masked_heads(self):
        """the list shows heads and members so"""
        for h in self.households:
            h["name"] = re.sub("^(.).(.?)$", "\\1*\\2", h["name"])
            h["members"] = ";".join(re.sub("^(.).(.?)$", "\\1*\\2", m) for m in h["members"].split(";"))

    def others_ids(self):
        """one in ten ids of either side is another person's"""
        for rows, column in ((self.footprints, "owner_id"), (self.households, "id_number")):
            mixed = self.some([r for r in rows if r[column]], .1)
            ids = [r[column] for r in mixed]
            for r, other in zip(mixed, ids[1:] + ids[:1]):
                r[column] = other

    def no_names(self):
        """no footprint has an owner's name or id"""
        self.set(self.footprints, owner_name="", owner_id="")

    def no_census_doors(self):
        """no census address has a house number"""
        for p in self.footprints:
            p["address"] = DOOR.sub("", p["address"])

    def no_list_doors(self):
        """no household's address has one"""
        for h in self.households:
            h["address"] = DOOR.sub("", h["address"])

    def renumbered_groups(self):
        """the census numbers the groups of every village in another order than the list"""
        orders = {}
        for p in self.footprints:
            order = orders.setdefault(p["division_code"], self.rnd.sample(range(1, 10), 9))
            value = lambda text: int(text) if text.isdecimal() else "一二三四五六七八九十".find(text) + 1
            p["address"] = GROUP.sub(lambda m: str(order[value(m[0]) - 1]) if 1 <= value(m[0]) <= 9 else m[0], p["address"])

    def merged_villages(self):
        """half of the villages went into another; the list uses the new codes and names, the census the old"""
        whole = [v for v in self.villages if v["level"] == "village" and not v["merged_into"]]
        into = {}
        for one, other in zip(whole[::2], whole[1::2]):
            if one["parent"] == other["parent"]:
                one["merged_into"], into[one["code"]] = other["code"], (one, other)
        for h in self.households:
            if h["division_code"] in into:
                one, other = into[h["division_code"]]
                h["division_code"], h["address"] = other["code"], h["address"].replace(one["name"], other["name"])

    def none_40(self):
        """40 % of the households have no footprint"""
        gone = {t["patch_no"] for t in self.some(self.truth, .37) if t["patch_no"]}
        self.footprints = [p for p in self.footprints if p["patch_no"] not in gone]
        for t in self.truth:
            t["patch_no"] = "" if t["patch_no"] in gone else t["patch_no"]

    def none_0(self):
        """all households have one"""
        self.keep({t["household_id"] for t in self.truth if t["patch_no"]})

    def many_barns(self):
        """each footprint has another small one behind it, of the same owner, half of them called dwellings"""
        barns = []
        for i, p in enumerate(self.footprints):
            ring = [tuple(map(float, c.split())) for c in p["WKT"][9:-2].split(",")]
            east, north = self.rnd.uniform(-1, 1) * 14 * self.frame.east, 14 * self.frame.north
            scale, (x, y) = self.rnd.uniform(.3, .7), ring[0]
            wkt = "POLYGON((%s))" % ",".join("%.8f %.8f" % (x + (a - x) * scale + east, y + (b - y) * scale + north) for a, b in ring)
            barns.append({**p, "patch_no": "9901019%06d" % i, "WKT": wkt, "use": self.rnd.choice(("住宅", "辅助用房")), "area": "", "owner_id": ""})
        self.footprints += barns

    def twice_listed(self):
        """one household in five is in the list twice"""
        again = {h["household_id"] for h in self.some(self.households, .2)}
        for rows in (self.households, self.truth):
            rows += [{**r, "household_id": "D" + r["household_id"]} for r in rows if r["household_id"] in again]

    def one_clan(self):
        """nine people in ten bear one surname"""
        clan = self.rnd.choice("王李张刘")
        turn = {s: clan for s in generate.SURNAMES if self.rnd.random() < .9}
        name = lambda text: turn.get(text[:1], text[:1]) + text[1:]
        for p in self.footprints:
            if len(p["owner_name"]) > 1 and p["owner_name"] not in ("户主", "不详", "空房", "未知"):
                p["owner_name"] = re.sub("[^、,/ ]{2,}", lambda m: name(m[0]), p["owner_name"])
        for h in self.households:
            h["name"], h["members"] = name(h["name"]), ";".join(map(name, h["members"].split(";")))

    def few_households(self):
        """50 households"""
        self.keep({h["household_id"] for h in self.rnd.sample(self.households, 50)})

    def strangers(self):
        """beside them, one household in four is of another county"""
        with tempfile.TemporaryDirectory() as other:
            generate_county(pathlib.Path(other), self.seed + 1000, len(self.footprints) // 3)
            other = County(pathlib.Path(other), self.seed)
        for h in other.households:
            h["household_id"], h["division_code"] = "S" + h["household_id"], "990202" + h["division_code"][6:]
            h["address"] = h["address"].replace("清河县", "白石县")
            h.update({"lon": "%.6f" % (float(h["lon"]) + 1)} if h["lon"] else {})
            h.update({"gps_device": "S" + h["gps_device"]} if h["gps_device"] else {})
        self.households += other.households
        self.truth += [{**t, "household_id": "S" + t["household_id"], "patch_no": "", "classes": "stranger"} for t in other.truth]

    def no_codes(self):
        """half of the footprints have no village code"""
        self.set(self.some(self.footprints, .5), division_code="")

    def bare(self):
        """footprints have code and owner alone, households name and code"""
        self.set(self.footprints, address="", owner_id="", use="", floors="", area="", built_period="", structure="")
        self.no_points()
        self.set(self.households, id_number="", address="", members="", floors="", area="", year="")

    def outlines(self):
        """footprints have their outline and number alone, villages no name, so that distance speaks nearly alone"""
        self.set(self.footprints, **{c: "" for c in self.footprints[0] if c not in ("patch_no", "WKT")})
        self.set(self.villages, merged_into="", name="", aliases="")


KNOBS = [name for name, value in vars(County).items() if callable(value) and value.__doc__ and not name.startswith("_")]
HEAD = "%-18s %6s %6s %6s %8s %6s %9s %6s %6s %6s %6s" % ("", "n", "P@1", "auto", "expected", "wrong", "precision", "ECE", "chance", "none p", "true")


def match(program, folder):
    out = folder / "out.csv"
    subprocess.run([program, "match", "--patches", folder / "footprints.csv", "--households", folder / "households.csv", "--divisions",
                    folder / "villages.csv", "--out", out, "--threads", "2"], check=True, stdout=subprocess.DEVNULL)
    with open(out, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.DictReader(f))
    first = {r["household_id"]: (r["patch_no"], float(r["probability"]), r["decision"]) for r in rows if r["rank"] == "1"}
    none = {r["household_id"]: float(r["probability"]) for r in rows if not r["patch_no"]}
    return [(*first[h], none.get(h, 0.0), patch) for h, (patch, _) in score.read_truth(folder / "truth.csv").items()]


def line(knob, rows):
    """rows: (patch, probability, decision, probability of none, true patch)."""
    top = [(p, patch == true, []) for patch, p, _, _, true in rows]
    auto = [(p, patch == true) for patch, p, decision, _, true in rows if decision == "auto"]
    wrong = sum(not ok for _, ok in auto)
    n = len(rows)
    return "%-18s %6d %6.1f %6.1f %8.1f %6d %9s %6.2f %6.2f %6.1f %6.1f" % (
        knob, n, 100 * sum(ok for _, ok, _ in top) / n, 100 * len(auto) / n, sum(1 - p for p, _ in auto), wrong,
        "%.2f" % (100 - 100 * wrong / len(auto)) if auto else "-", 100 * score.calibration_error([t[:2] for t in top]),
        100 * score.ideal(top)[0], 100 * sum(r[3] for r in rows) / n, 100 * sum(not r[4] for r in rows) / n)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--seeds", default="31,32,33")
    parser.add_argument("--footprints", type=int, default=20000)
    parser.add_argument("--knobs", default=",".join(KNOBS))
    parser.add_argument("--work", type=pathlib.Path, help="keep the files here instead of a temporary folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = args.work or pathlib.Path(temporary)
        print(HEAD, flush=True)
        for knob in args.knobs.split(","):
            rows = []
            for seed in map(int, args.seeds.split(",")):
                usual, hard = work / ("usual-%d" % seed), work / ("%s-%d" % (knob, seed))
                if not (usual / "truth.csv").exists():
                    generate_county(usual, seed, args.footprints)
                county = County(usual, seed)
                getattr(county, knob)()
                hard.mkdir(parents=True, exist_ok=True)
                county.write(hard)
                rows += match(args.program, hard)
            print(line(knob, rows), flush=True)


if __name__ == "__main__":
    main()
