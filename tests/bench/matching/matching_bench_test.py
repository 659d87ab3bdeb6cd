#!/usr/bin/env python3
"""The bench's own parts: the generator's promises, the scorer on an example worked by hand, the peers' output."""
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import generate
import score
import stress


def rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


class CountyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.make("one", "--seed", "5")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def make(cls, name, *options):
        subprocess.run([sys.executable, HERE / "generate.py", cls.folder / name, "--footprints", "1500", *options],
                       check=True, stdout=subprocess.DEVNULL)
        return cls.folder / name

    def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(self):
        again, other = self.make("again", "--seed", "5"), self.make("other", "--seed", "6")
        for name in ("footprints.csv", "households.csv", "truth.csv", "villages.csv"):
            self.assertEqual((self.folder / "one" / name).read_bytes(), (again / name).read_bytes())
            self.assertNotEqual((self.folder / "one" / name).read_bytes(), (other / name).read_bytes())

    def test_truth_names_footprints_that_are_there_and_a_missing_one_is_blank(self):
        patches = {r["patch_no"] for r in rows(self.folder / "one/footprints.csv")}
        truth = rows(self.folder / "one/truth.csv")
        self.assertEqual({r["household_id"] for r in truth}, {r["household_id"] for r in rows(self.folder / "one/households.csv")})
        for r in truth:
            self.assertEqual("nofoot" in r["classes"].split(";"), r["patch_no"] == "")
            for number in filter(None, [r["patch_no"], *r["owner_other"].split(";")]):
                self.assertIn(number, patches)

    def test_the_check_digit_is_that_of_the_standards_examples(self):
        self.assertEqual(generate.check_digit("11010519491231002"), "X")
        self.assertEqual(generate.check_digit("44052418800101001"), "4")

    def test_ids_lie_in_the_invented_area_with_right_check_digits(self):
        for r in rows(self.folder / "one/households.csv"):
            self.assertTrue(r["id_number"].startswith("99"))
            self.assertEqual(generate.check_digit(r["id_number"][:17]), r["id_number"][17])

    def test_plain_columns_are_the_required_seven(self):
        header = (self.make("plain", "--columns", "plain") / "households.csv").read_text().splitlines()[0]
        self.assertEqual(header, "household_id,name,id_number,division_code,address,lon,lat")

    def test_peers_answer_every_household_with_probabilities_and_the_better_peer_is_better(self):
        truth, right = score.read_truth(self.folder / "one/truth.csv"), {}
        households = {r["household_id"] for r in rows(self.folder / "one/households.csv")}
        for peer in ("fellegi-sunter", "sql-rules", "nearest"):
            out = self.folder / (peer + ".csv")
            subprocess.run([sys.executable, HERE / "fellegi_sunter.py", self.folder / "one", out, "--matcher", peer], check=True)
            result = score.read_result(out)
            self.assertEqual(set(result), households)
            self.assertTrue(all(0 <= p <= 1 for answer in result.values() for _, p in answer))
            right[peer] = score.score(truth, result)["p1"]
        self.assertGreater(right["fellegi-sunter"], right["sql-rules"])
        self.assertGreater(right["sql-rules"], right["nearest"])


class StressTest(unittest.TestCase):
    def test_every_knob_leaves_files_that_fit_together(self):
        with tempfile.TemporaryDirectory() as temporary:
            usual, hard = pathlib.Path(temporary) / "usual", pathlib.Path(temporary) / "hard"
            stress.generate_county(usual, 5, 1500)
            hard.mkdir()
            for knob in stress.KNOBS:
                with self.subTest(knob):
                    county = stress.County(usual, 5)
                    getattr(county, knob)()
                    county.write(hard)
                    households = [r["household_id"] for r in rows(hard / "households.csv")]
                    self.assertEqual(len(households), len(set(households)))
                    self.assertEqual(households, [r["household_id"] for r in rows(hard / "truth.csv")])
                    patches = {r["patch_no"] for r in rows(hard / "footprints.csv")} | {""}
                    self.assertLessEqual({r["patch_no"] for r in rows(hard / "truth.csv")}, patches)
                    if knob != "usual":
                        self.assertTrue(any((usual / f).read_bytes() != (hard / f).read_bytes() for f in ("footprints.csv", "households.csv", "villages.csv")))


class ScoreTest(unittest.TestCase):
    def test_figures_of_an_example_worked_by_hand(self):
        truth = {"a": ("1", ["x"]), "b": ("2", ["x"]), "c": ("", []), "d": ("4", []), "e": ("5", [])}
        result = {"a": [("1", .9)], "b": [("9", .8), ("", .1), ("2", .1)], "c": [("", .7)], "d": [("", .6)]}
        figures = score.score(truth, result)  # e has no rows: "none" at 0
        self.assertEqual(figures["p1"], 2 / 5)
        self.assertEqual(figures["p1_house"], 1 / 4)
        self.assertEqual(figures["r5"], 2 / 4)
        self.assertEqual((figures["none_p"], figures["none_r"]), (1 / 3, 1))
        self.assertEqual(figures["auto99"], 1 / 5)
        self.assertAlmostEqual(figures["ece"], (.1 + .8 + .3 + .6 + 0) / 5)
        self.assertAlmostEqual(figures["classes"]["x"]["gap"], .85 - .5)

    def test_what_is_ideal_is_what_chance_leaves(self):
        sure = [(1.0, True, ["x"])] * 100
        self.assertEqual(score.ideal(sure), (0, 0))
        even = [(.5, True, ["x"])] * 100
        self.assertEqual(score.worst_gap(even), (.5, "x"))
        error, gap = score.ideal(even, draws=400)
        self.assertAlmostEqual(error, gap)  # one bin, one class
        self.assertAlmostEqual(gap, .04, delta=.004)  # mean distance of 100 throws of a coin from one half: .0398

    def test_ties_are_taken_together(self):
        self.assertEqual(score.cover([(.9, True), (.9, False)], 2, .99), 0)


class WritingTest(unittest.TestCase):
    def test_chinese_numerals_read_as_people_say_them(self):
        said = {7: "七", 10: "十", 15: "十五", 40: "四十", 99: "九十九", 100: "一百", 105: "一百零五", 110: "一百一十", 134: "一百三十四"}
        for number, text in said.items():
            self.assertEqual(generate.chinese(number), text)


if __name__ == "__main__":
    unittest.main()
