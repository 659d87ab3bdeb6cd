#!/usr/bin/env python3
"""Reads the golden segment by docs/segment.md alone, with none of our code."""
import pathlib
import struct
import sys
import unittest

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "segment" / "small.seg"


class Reader:
    def __init__(self, data):
        (self.magic, self.version, count, self.length, self.n, self.v, county, self.width,
         *self.box, _checksum) = struct.unpack_from("<8sIIQII12sI4IQ", data)
        self.county = county.rstrip(b"\0").decode()
        self.sections = {}
        for i in range(count):
            number, _, offset, length, _ = struct.unpack_from("<IIQQQ", data, 72 + 32 * i)
            self.sections[number] = data[offset:offset + length]

    def array(self, section, code):
        data = self.sections[section]
        return struct.unpack(f"<{len(data) // struct.calcsize(code)}{code}", data)

    def patch_box(self, position):
        node = self.sections[1][position // 16 * 192:][:192]
        i = position % 16
        x, y = (struct.unpack_from("<I", node, at + 4 * i)[0] for at in (0, 64))
        w, h = (struct.unpack_from("<H", node, at + 2 * i)[0] for at in (128, 160))
        return x, y, x + w, y + h

    def varints(self, section, begin):
        data = self.sections[section]
        while True:
            value = shift = 0
            while True:
                byte = data[begin]
                begin += 1
                value |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    break
            yield value, begin

    def rings(self, position):
        begin, end = self.array(4, "I")[position:position + 2]
        numbers = self.varints(5, begin)
        x, y, _, _ = self.patch_box(position)
        while begin < end:
            header, _ = next(numbers)
            points, steps = [], []
            for i in range(header >> 2):
                step = []
                for axis in (0, 1):
                    coded, begin = next(numbers)
                    value = coded // 2 if coded % 2 == 0 else -(coded + 1) // 2
                    if header & 2 and i >= 3:
                        value -= steps[i - 2][axis]
                    step.append(value)
                steps.append(step)
                x, y = (x + step[0]) % 2**32, (y + step[1]) % 2**32
                points.append((x, y))
            yield bool(header & 1), points

    def texts(self, position):
        begin, end = self.array(24, "I")[position:position + 2]
        if begin == end:
            return ["", "", "", ""]
        numbers = self.varints(25, begin)
        lengths = []
        for _ in range(4):
            length, begin = next(numbers)
            lengths.append(length)
        found = []
        for length in lengths:
            found.append(self.sections[25][begin:begin + length].decode())
            begin += length
        return found

    def number(self, position):
        return self.sections[22][position * self.width:][:self.width].decode()

    def dictionaries(self):
        data, at, columns = self.sections[20], 0, []
        for _ in range(7):
            values = [""]
            count, at = data[at], at + 1
            for _ in range(count):
                length = data[at]
                values.append(data[at + 1:at + 1 + length].decode())
                at += 1 + length
            columns.append(values)
        return columns


def area(points):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1])) / 2


class GoldenByTheBook(unittest.TestCase):
    def setUp(self):
        self.data = GOLDEN.read_bytes()
        self.reader = Reader(self.data)
        self.by_number = {self.reader.number(p): p for p in range(self.reader.n)}

    def test_header_and_table(self):
        r = self.reader
        self.assertEqual((r.magic, r.version, r.length, r.n, r.v, r.county, r.width),
                         (b"TUBANSEG", 1, len(self.data), 3, 2, "990101000000", 13))
        self.assertEqual(sorted(r.sections), list(range(1, 28)))

    def test_rings_fill_their_boxes_and_are_wound_as_written(self):
        for position in range(self.reader.n):
            rings = list(self.reader.rings(position))
            points = [p for _, ring in rings for p in ring]
            xs, ys = zip(*points)
            self.assertEqual((min(xs), min(ys), max(xs), max(ys)),
                             self.reader.patch_box(position))
            for is_outer, ring in rings:
                self.assertEqual(area(ring) > 0, is_outer)
                self.assertEqual(min(ring), ring[0])
        pair = list(self.reader.rings(self.by_number["9901010000002"]))
        self.assertEqual([is_outer for is_outer, _ in pair], [True, False, True])

    def test_attributes_and_texts(self):
        house = self.by_number["9901010000001"]
        pair = self.by_number["9901010000002"]
        shed = self.by_number["9901010000003"]
        dictionaries = self.reader.dictionaries()
        use = [dictionaries[0][code] for code in self.reader.sections[9]]
        self.assertEqual((use[house], use[pair], use[shed]),
                         ("residential", "non_residential", ""))
        floors = self.reader.array(16, "H")
        self.assertEqual((floors[house], floors[pair], floors[shed]), (3, 1, 0))
        self.assertEqual(self.reader.array(17, "f")[house], 6.5)
        self.assertEqual(self.reader.texts(house)[2:], ["甲某", "sealed"])
        self.assertEqual(self.reader.texts(pair), ["", "祠堂", "", ""])
        self.assertEqual(self.reader.texts(shed), ["", "", "", ""])

    def test_villages_and_numbers(self):
        villages = [struct.unpack_from("<12sII6I", self.reader.sections[26], 44 * i)
                    for i in range(2)]
        self.assertEqual([(v[0].decode(), v[1], v[2]) for v in villages],
                         [("990101001001", 0, 2), ("990101001002", 2, 1)])
        order = self.reader.array(23, "I")
        self.assertEqual([self.reader.number(p) for p in order], sorted(self.by_number))
        posted = self.reader.array(27, "I")
        village_of = self.reader.array(8, "H")
        self.assertEqual([village_of[p] for p in posted], [0, 0, 1])


if __name__ == "__main__":
    sys.exit(unittest.main())
