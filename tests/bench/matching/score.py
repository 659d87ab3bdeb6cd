#!/usr/bin/env python3
"""Scores a result of `tuban match` (or of a peer) against truth.csv.

Figures, all 0..1:
  p1           the rank-1 row is right; an empty patch_no is right when the truth is empty; no rows = "none" at 0
  p1_house     the same over households that have a footprint
  r5           the true footprint is among the first five rows that name one
  none_p/none_r  precision and recall of an empty rank-1 row
  auto99, auto995  largest share of all households whose rank-1 footprint can be taken, by falling probability, while
               at least 99 / 99.5 % of those taken are right
  ece          |mean probability - share right| of rank 1 over 15 bins of equal mass; ties stay in one bin
  worst_gap    the largest such difference over the classes of at least 100 households
  ece_ideal, gap_ideal  what these two would be on the average if every first row were right exactly as often as its
               probability says: what is left to chance by the number of households alone
"""
import argparse
import csv
import random
import statistics


def read_truth(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return {r["household_id"]: (r["patch_no"], [c for c in r["classes"].split(";") if c]) for r in csv.DictReader(f)}


def read_result(path):
    """Household -> rows (patch_no, probability) by rank, each patch once."""
    rows = {}
    with open(path, encoding="utf-8-sig", newline="") as f:
        for r in csv.DictReader(f):
            rows.setdefault(r["household_id"], []).append((int(r["rank"]), r["patch_no"].strip(), float(r["probability"])))
    return {h: list({p: (p, q) for _, p, q in sorted(v, key=lambda x: x[0], reverse=True)}.values())[::-1] for h, v in rows.items()}


def calibration_error(pairs, bins=15):
    pairs, total, i = sorted(pairs), 0.0, 0
    while i < len(pairs):
        j = min(len(pairs), i + max(1, len(pairs) // bins))
        while j < len(pairs) and pairs[j][0] == pairs[j - 1][0]:
            j += 1
        total += abs(sum(p - y for p, y in pairs[i:j]))
        i = j
    return total / len(pairs)


def cover(taken, households, precision):
    taken, best, right, i = sorted(taken, reverse=True), 0.0, 0, 0
    while i < len(taken):
        j = i
        while j < len(taken) and taken[j][0] == taken[i][0]:
            right += taken[j][1]
            j += 1
        i = j
        if right / i >= precision:
            best = i / households
    return best


def worst_gap(rows, least=100):
    """The largest difference over the classes of rows (probability, right, classes), and its class; none is 0."""
    sums = {}
    for probability, ok, classes in rows:
        for name in classes:
            c = sums.setdefault(name, [0, 0.0])
            c[0] += 1
            c[1] += probability - ok
    return max(((abs(gap) / n, name) for name, (n, gap) in sums.items() if n >= least), default=(0.0, None))


def ideal(rows, draws=50):
    """Mean calibration error and worst gap where chance alone, by the probabilities, says what is right."""
    coin, errors, gaps = random.Random(1), [], []
    for _ in range(draws):
        drawn = [(p, coin.random() < p, classes) for p, _, classes in rows]
        errors.append(calibration_error([row[:2] for row in drawn]))
        gaps.append(worst_gap(drawn)[0])
    return statistics.mean(errors), statistics.mean(gaps)


def score(truth, result):
    top, taken, by_class = [], [], {}
    right = house = house_right = five = none = none_right = none_true = 0
    for household, (patch, classes) in truth.items():
        rows = result.get(household) or [("", 0.0)]
        answer, probability = rows[0]
        ok = answer == patch
        named = [p for p, _ in rows if p][:5]
        top.append((probability, ok, classes))
        right += ok
        if patch:
            house += 1
            house_right += ok
            five += patch in named
        else:
            none_true += 1
        if answer:
            taken.append((probability, ok))
        else:
            none += 1
            none_right += ok
        for name in classes:
            c = by_class.setdefault(name, [0, 0, 0.0, 0, 0])
            c[0] += 1
            c[1] += ok
            c[2] += probability
            c[3] += bool(patch)
            c[4] += bool(patch) and patch in named
    n = len(truth)
    classes = {k: {"n": c[0], "p1": c[1] / c[0], "r5": c[4] / c[3] if c[3] else None, "mean_p": c[2] / c[0],
                   "gap": abs(c[2] - c[1]) / c[0]} for k, c in sorted(by_class.items())}
    gap, worst = worst_gap(top)
    ece_ideal, gap_ideal = ideal(top)
    return {"households": n, "p1": right / n, "p1_house": house_right / max(1, house), "r5": five / max(1, house),
            "none_p": none_right / none if none else None, "none_r": none_right / none_true if none_true else None,
            "auto99": cover(taken, n, .99), "auto995": cover(taken, n, .995), "ece": calibration_error([row[:2] for row in top]),
            "worst_gap": gap, "worst_class": worst, "ece_ideal": ece_ideal, "gap_ideal": gap_ideal, "classes": classes}


def percent(value):
    return "    - " if value is None else "%6.2f" % (100 * value)


HEAD = "%-24s %7s" % ("", "n") + " %6s" * 11 % ("P@1", "house", "R@5", "none p", "none r", "auto99", "99.5", "ECE", "ideal", "gap", "ideal")


def line(name, figures):
    names = ("p1", "p1_house", "r5", "none_p", "none_r", "auto99", "auto995", "ece", "ece_ideal", "worst_gap", "gap_ideal")
    return "%-24s %7d %s  %s" % (name, figures["households"], " ".join(percent(figures[k]) for k in names), figures["worst_class"] or "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth")
    parser.add_argument("result")
    args = parser.parse_args()
    figures = score(read_truth(args.truth), read_result(args.result))
    print(HEAD)
    print(line("all", figures))
    print("\n%-20s %7s %6s %6s %6s %6s" % ("class", "n", "P@1", "R@5", "mean p", "gap"))
    for name, c in figures["classes"].items():
        print("%-20s %7d %s %s %s %s" % (name, c["n"], *(percent(c[k]) for k in ("p1", "r5", "mean_p", "gap"))))


if __name__ == "__main__":
    main()
