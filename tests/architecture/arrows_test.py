#!/usr/bin/env python3
"""Reads every #include of the tree and fails on an arrow that docs/architecture.md does not draw."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Box → boxes that it may include, besides itself. A box is the longest matching folder.
ARROWS = {
    "base": [],
    "spatial/geometry": ["base"],
    "spatial": ["base", "spatial/geometry"],
    "spatial/segment": ["base", "spatial", "spatial/geometry"],
    "spatial/io": ["base", "spatial", "spatial/geometry"],
    "spatial/address": ["base"],
    "spatial/matching": ["base", "spatial", "spatial/geometry", "spatial/segment",
                         "spatial/address"],
    "tiles": ["base", "spatial", "spatial/geometry", "spatial/segment"],
    "data/model": ["base", "spatial/geometry"],
    "data/seal": ["base"],
    "data/codelists": ["base"],
    "data/forms": ["base", "data/model", "data/codelists"],
    "data/store": ["base", "data/model", "data/seal"],
    "data/import": ["base", "spatial/io", "spatial/geometry", "data/model", "data/seal",
                    "data/store", "data/codelists"],
    "data/sample": ["base", "spatial", "spatial/geometry", "spatial/io", "data/model", "data/seal",
                    "data/store", "data/codelists", "data/forms"],
    "server/workflow": ["base", "spatial/geometry", "data/model", "data/seal", "data/store",
                        "data/forms", "data/codelists"],
    "server/auth": ["base", "data/model", "data/seal", "data/store"],
    "server/map": ["base", "spatial", "spatial/geometry", "spatial/segment", "spatial/address",
                   "spatial/matching", "tiles", "data/model", "data/seal", "data/store"],
    "server/jobs": ["base", "spatial", "spatial/geometry", "spatial/segment", "spatial/io",
                    "spatial/address", "spatial/matching", "tiles", "data/model", "data/seal",
                    "data/codelists",
                    "data/forms", "data/store", "data/import", "data/sample", "server/workflow",
                    "server/auth", "server/map"],
    "server/http": ["base"],
}
ARROWS["server/http/api"] = [*ARROWS["server/jobs"], "server/jobs", "server/http"]
ARROWS["server/ogc"] = [*ARROWS["server/http/api"], "server/http/api"]
ARROWS["server/cli"] = [*ARROWS["server/ogc"], "server/ogc"]

# Header of a library → the only boxes that may include it.
LIBRARIES = {
    r"pistache/": ["server/http"],
    r"sqlite3\.h|spatialite": ["data/store"],
    r"libpq-fe\.h": ["data/store"],
    r"gdal|ogr_|cpl_": ["spatial/io"],
    r"proj\.h|geodesic\.h": ["spatial/geometry"],
    r"geos_c\.h": ["spatial/geometry", "tiles"],
    r"protozero/": ["tiles"],
    r"CLI/": ["server/cli"],
    r"spdlog/": ["base"],
    r"libdeflate": ["base"],
    r"valijson/": ["data/forms"],
    r"xlsxwriter": ["server/http/api"],
    r"libexif/": ["data/import"],
}

# A word → the only files that may use it.
GUARDED = {r"\bAreaMaker\b": ["data/model/division.hpp", "data/store/divisions.cpp"]}

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.M)


def box_of(path):
    best = None
    for box in ARROWS:
        if path.startswith(box + "/") and (best is None or len(box) > len(best)):
            best = box
    return best


def faults_of(path, text):
    """What is wrong with the includes of one file, given by its path from the root."""
    box = box_of(path)
    found = []
    for ours, theirs in INCLUDE.findall(text):
        if ours:
            target = box_of(ours)
            if target is not None and target != box and target not in ARROWS[box]:
                found.append(f"{path}: {box} -> {target} ({ours})")
            if "/" not in ours and not ours.endswith("_embedded.hpp"):
                found.append(f"{path}: include from the root, not {ours}")
        for pattern, owners in LIBRARIES.items():
            if re.match(pattern, theirs) and box not in owners:
                found.append(f"{path}: only {owners} include {theirs}")
    for pattern, owners in GUARDED.items():
        if path not in owners and re.search(pattern, text):
            found.append(f"{path}: {pattern} belongs to {owners}")
    return found


def sources():
    for box in ("base", "spatial", "tiles", "data", "server"):
        for file in sorted((ROOT / box).rglob("*.[ch]pp")):
            yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


class Arrows(unittest.TestCase):
    def test_every_include_follows_a_drawn_arrow(self):
        files = list(sources())
        self.assertGreater(len(files), 10)
        self.assertEqual([], [fault for path, text in files for fault in faults_of(path, text)])

    def test_a_wrong_arrow_is_found(self):
        self.assertTrue(faults_of("tiles/a.cpp", '#include "data/store/store.hpp"\n'))
        self.assertTrue(faults_of("server/workflow/a.cpp", '#include "server/http/message.hpp"\n'))
        self.assertTrue(faults_of("server/workflow/a.cpp", "#include <sqlite3.h>\n"))
        self.assertTrue(faults_of("server/jobs/a.cpp", "auto a = AreaMaker::make(1, 2);"))
        self.assertEqual([], faults_of("tiles/a.cpp", '#include "spatial/segment/segment.hpp"\n'))


if __name__ == "__main__":
    sys.exit(unittest.main())
