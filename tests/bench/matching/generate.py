#!/usr/bin/env python3
"""Makes an invented county with truth for `tuban match`: footprints, households, villages, truth.

The model is written down in docs/matching-bench.md. Nothing in it is a real person, place or house.
The same seed and options give the same files. Lengths are in metres, output is EPSG:4490 degrees.
"""
import argparse
import csv
import math
import pathlib
import random

COUNTY = "990101"
PREFIX = ("华陵省", "安原市", "清河县")
CENTRE = (110.4, 32.1)
PRJ = ('GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,'
       '298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]]')

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
MALE = "国建明志军华平文德永福林成忠新春生东海荣贵发兴义才祥金树庆万洪强伟勇斌杰涛波鹏辉刚根保全有富财木水火土山大长世宗清俊良学云龙虎喜顺安光胜利友和正昌茂先堂银宝启朝"
FEMALE = "秀英兰玉桂珍凤芳梅芬菊莲霞琴娥淑翠红丽艳娟敏静燕萍香华琼慧月仙银素惠美玲素珠巧云花蓉竹青莉婷雪春改爱"
GLYPHS = ["末未", "土士", "己已", "大太", "才寸", "林森", "明朋", "玉王", "木本", "千干", "日曰", "贵责", "兰三", "芬芳", "莲连",
          "淑椒", "艳绝", "根恨", "财材", "福幅", "洪供", "波坡", "清请", "俊浚", "刘列", "陈阵", "杨扬"]
SOUNDS = ["国果", "建健", "明鸣", "志治", "军君", "华桦", "平萍", "文雯", "福富", "林琳", "成诚", "忠中", "新欣", "春椿", "生升", "东冬",
          "荣容", "贵桂", "兴星", "义艺", "祥翔", "金津", "树术", "庆磬", "强墙", "伟玮", "勇咏", "杰洁", "辉晖", "刚钢", "秀绣", "英瑛",
          "兰岚", "玉钰", "珍真", "凤奉", "芳方", "梅玫", "霞侠", "琴勤", "翠脆", "红虹", "丽莉", "艳燕", "敏闽", "静净", "香湘", "素苏",
          "张章", "王汪", "余于", "程成", "许徐", "付傅", "肖萧"]
TRADITIONAL = str.maketrans("国华兴义东树庆万贵财发刘陈杨赵张马罗郑韩冯凤兰丽艳琼苏卢蒋谢长湾岭坝桥龙黄双",
                            "國華興義東樹慶萬貴財發劉陳楊趙張馬羅鄭韓馮鳳蘭麗艷瓊蘇盧蔣謝長灣嶺壩橋龍黃雙")
RADICALS = str.maketrans("西长", "\u2ec4\u2ed3")
WIDE = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")
PLACE_HEAD = "石青白黄龙双大小上下东西南北长老新柳松竹梨桃枣杏槐泉水井沙金银凤马牛羊鹤云红"
PLACE_MID = "门河家山岩溪沟桥坝塘树园坡岭泉崖滩湾沟头子口庙碾磨"
NATURAL_TAIL = ["湾", "院子", "坪", "沟", "垭", "坡", "嘴", "岭", "屋场", "圩", "冲", "坝", "岩", "寨"]
LOOKALIKE_PLACE = str.maketrans("坝湾坪垭塘岭桥河泉石", "巴弯平亚唐领侨何全右")

# Rates of the setting `usual`; `mild` and `harsh` scale every one of them (SCALE), up to CAP.
RATES = {
    "owner_blank": .08, "owner_placeholder": .015, "owner_parent": .11, "owner_spouse": .05, "owner_child": .03,
    "owner_sibling": .02, "owner_deceased": .04, "owner_joint": .03, "owner_suffix": .015,
    "name_glyph": .012, "name_homophone": .03, "name_traditional": .006, "name_space": .015,
    "id_masked": .05, "id_typo": .03,
    "f_blank": .04, "f_noprefix": .43, "f_nogroup": .10, "f_nodoor": .12, "f_natural_only": .05, "f_oldname": .30,
    "f_wide": .05, "f_doubled": .01, "f_traditional": .01, "f_radical": .003, "f_typo": .012, "f_fu": .01,
    "f_code_old": .08, "f_code_wrong": .012,
    "h_blank": .02, "h_noprefix": .40, "h_nogroup": .08, "h_nodoor": .20, "h_natural_only": .06, "h_oldname": .15,
    "h_wide": .07, "h_doubled": .012, "h_traditional": .02, "h_radical": .004, "h_typo": .02, "h_fu": .01,
    "h_wrong_group": .02, "h_wrong_door": .01, "h_hukou_door": .11, "h_old_group": .25, "h_code_wrong": .025, "h_code_town": .01,
    "gps_poor": .35, "gps_office": .04, "gps_neighbour": .05, "gps_far": .02, "device_gcj": .10, "device_bd": .04,
    "nofoot_new": .025, "nofoot_withheld": .025, "village_nodoor": .35,
}
SCALE = {"mild": .45, "usual": 1.0, "harsh": 1.7}
CAP = .75
SHARES = {"gps": .42, "id": .16, "members": .62, "fenhu": .08, "facts": .3}
# Of the setting `drawn`, where every county differs: each rate by a factor of its own, the shares within these bounds, and a
# column of either side left out altogether now and then.
DRAWN_SIGMA, DRAWN_LIMITS = .55, (.2, 3)
DRAWN_SHARES = {"gps": (.05, .85), "id": (0, .4), "members": (.1, .95), "fenhu": (.02, .14), "facts": (0, .6)}
DRAWN_ABSENT = .12
ABSENT = ("owner_id", "floors", "area", "built_period", "use", "gps", "members")


class Chance:
    def __init__(self, seed, errors):
        self.random = random.Random(seed)
        self.shares, self.absent = dict(SHARES), set()
        if errors == "drawn":
            own = random.Random("drawn %d" % seed)
            low, high = DRAWN_LIMITS
            self.rates = {name: min(CAP, rate * min(high, max(low, own.lognormvariate(0, DRAWN_SIGMA)))) for name, rate in RATES.items()}
            self.shares = {name: own.uniform(*bounds) for name, bounds in DRAWN_SHARES.items()}
            self.absent = {name for name in ABSENT if own.random() < DRAWN_ABSENT}
            for name in self.absent & self.shares.keys():
                self.shares[name] = 0
        else:
            self.rates = {name: min(CAP, rate * SCALE[errors]) for name, rate in RATES.items()}

    def happens(self, name):
        return self.random.random() < self.rates[name]

    def one_of(self, names):
        """The first of the names that is drawn; None when none is. Their rates share one throw."""
        throw = self.random.random()
        for name in names:
            throw -= self.rates[name]
            if throw < 0:
                return name
        return None


def chinese(number):
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    if number < 20:
        return "十" + (digits[number % 10] if number % 10 else "")
    if number < 100:
        return digits[number // 10] + "十" + (digits[number % 10] if number % 10 else "")
    rest = number % 100
    tail = "" if not rest else ("零" + digits[rest] if rest < 10 else ("一" if rest < 20 else "") + chinese(rest))
    return digits[number // 100] + "百" + tail


def check_digit(first17):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, weights)) % 11]


def identity(rnd, year, female):
    order = rnd.randrange(0, 500) * 2 + (0 if female else 1)
    first = "99%04d%04d%02d%02d%03d" % (rnd.randrange(10000), year, rnd.randint(1, 12), rnd.randint(1, 28), order)
    return first + check_digit(first)


# GCJ-02 and BD-09: the published approximations, offsets of WGS-84 degrees.
def to_gcj(lon, lat):
    x, y = lon - 105, lat - 35
    wave = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    dlat = (-100 + 2 * x + 3 * y + .2 * y * y + .1 * x * y + .2 * math.sqrt(abs(x)) + wave +
            (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3 +
            (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3)
    dlon = (300 + x + 2 * y + .1 * x * x + .1 * x * y + .1 * math.sqrt(abs(x)) + wave +
            (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3 +
            (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3)
    a, e2 = 6378245.0, 0.00669342162296594323
    s = math.sin(math.radians(lat))
    magic = 1 - e2 * s * s
    return (lon + dlon * 180 / (a / math.sqrt(magic) * math.cos(math.radians(lat)) * math.pi),
            lat + dlat * 180 / (a * (1 - e2) / (magic * math.sqrt(magic)) * math.pi))


def to_bd(lon, lat):
    x, y = to_gcj(lon, lat)
    k = math.pi * 3000 / 180
    r = math.hypot(x, y) + .00002 * math.sin(y * k)
    angle = math.atan2(y, x) + .000003 * math.cos(x * k)
    return r * math.cos(angle) + .0065, r * math.sin(angle) + .006


class Frame:
    """Metres east and north of the county's centre, to degrees."""

    def __init__(self):
        self.east = 1 / (111320 * math.cos(math.radians(CENTRE[1])))
        self.north = 1 / 110900

    def degrees(self, x, y):
        return CENTRE[0] + x * self.east, CENTRE[1] + y * self.north


# Layouts: places (x, y, heading, width, depth) of one group's plots in the order of its house numbers.
def row(rnd, x, y, heading, count, gap, both_sides, bend):
    out = []
    for i in range(count):
        side = (1 if i % 2 else -1) if both_sides else 1
        if not both_sides or i % 2 == 0:
            step = gap() if callable(gap) else gap
            x += math.cos(heading) * step
            y += math.sin(heading) * step
            heading += rnd.gauss(0, bend)
        away = side * rnd.uniform(9, 13)
        out.append((x - math.sin(heading) * away, y + math.cos(heading) * away, heading + rnd.gauss(0, .03),
                    rnd.uniform(9, 13), rnd.uniform(8, 11.5)))
    return out, x, y, heading


def linear(rnd, x, y, count):
    return row(rnd, x, y, rnd.uniform(0, math.tau), count, lambda: rnd.uniform(15, 24), True, .06)[0]


def clustered(rnd, x, y, count):
    heading, per_lane, out = rnd.uniform(0, math.tau), rnd.randint(6, 11), []
    for lane in range(-(-count // per_lane)):
        line, *_ = row(rnd, x - math.sin(heading) * lane * 21, y + math.cos(heading) * lane * 21, heading,
                       min(per_lane, count - lane * per_lane), lambda: rnd.uniform(14, 18), False, .01)
        out += line[::-1] if lane % 2 else line
    return out


def scattered(rnd, x, y, count):
    reach, out = 26 * math.sqrt(count), []
    while len(out) < count:
        a, r = rnd.uniform(0, math.tau), reach * math.sqrt(rnd.random())
        p = (x + r * math.cos(a), y + r * math.sin(a))
        if all((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 > 600 for q in out):
            out.append(p)
        reach *= 1.002
    out.sort(key=lambda p: math.atan2(p[1] - y, p[0] - x))
    return [(px, py, rnd.uniform(0, math.tau), rnd.uniform(9, 15), rnd.uniform(8, 11)) for px, py in out]


def hamlets(rnd, x, y, count):
    out, heading = [], rnd.uniform(0, math.tau)
    while len(out) < count:
        x += math.cos(heading) * rnd.uniform(90, 220)
        y += math.sin(heading) * rnd.uniform(90, 220)
        heading += rnd.gauss(0, .5)
        line, *_ = row(rnd, x, y, heading, min(rnd.randint(2, 6), count - len(out)), lambda: rnd.uniform(14, 20), False, .15)
        out += line
    return out


def terraces(rnd, x, y, count):
    heading, out = rnd.uniform(0, math.tau), []
    width, depth = rnd.uniform(6.5, 9), rnd.uniform(9, 13)
    lane, along = 0, 0
    for _ in range(count):
        if along >= rnd.randint(5, 12):
            lane, along = lane + 1, 0
        dx, dy = along * width, lane * (depth + 11)
        out.append((x + dx * math.cos(heading) - dy * math.sin(heading), y + dx * math.sin(heading) + dy * math.cos(heading),
                    heading, width, depth))
        along += 1
    return out


LAYOUTS = {"linear": linear, "clustered": clustered, "scattered": scattered, "hamlets": hamlets, "terraces": terraces}


class People:
    def __init__(self, rnd):
        self.rnd = rnd
        self.weights = [1 / (i + 3) for i in range(len(SURNAMES))]
        self.male = [1 / (i + 12) for i in range(len(MALE))]
        self.female = [1 / (i + 8) for i in range(len(FEMALE))]

    def surname(self):
        return self.rnd.choices(SURNAMES, self.weights)[0]

    def given(self, female, generation=""):
        letters, weights = (FEMALE, self.female) if female else (MALE, self.male)
        if generation and not female and self.rnd.random() < .45:
            return generation + self.rnd.choices(letters, weights)[0]
        return "".join(self.rnd.choices(letters, weights, k=1 if self.rnd.random() < .17 else 2))

    def family(self, surname, generation):
        rnd = self.rnd
        year = int(rnd.triangular(1935, 1995, 1966))
        woman = rnd.random() < .22
        head = (self.surname() if woman and rnd.random() < .8 else surname) + self.given(woman, generation)
        spouse = (surname if woman else self.surname()) + self.given(not woman)
        children = [surname + self.given(rnd.random() < .45) for _ in range(rnd.choice((0, 1, 1, 2, 2, 3)))]
        return {"head": head, "id": identity(rnd, year, woman), "spouse": spouse if rnd.random() < .8 else "",
                "children": children, "parent": surname + self.given(rnd.random() < .2),
                "sibling": surname + self.given(False, generation)}


class Places:
    def __init__(self, rnd):
        self.rnd, self.used = rnd, set()

    def name(self, tail, clan=""):
        """Unique while short names last; in the county's towns a few repeat, as in life."""
        rnd = self.rnd
        for _ in range(6):
            stem = clan + "家" + rnd.choice(PLACE_MID[:6]) if clan and rnd.random() < .5 else rnd.choice(PLACE_HEAD) + rnd.choice(PLACE_MID)
            if stem + tail not in self.used:
                break
        self.used.add(stem + tail)
        return stem + tail


def misspell(rnd, name, table):
    places = [(i, pair) for i, c in enumerate(name) for pair in table if c in pair]
    if not places:
        return None
    i, pair = rnd.choice(places)
    return name[:i] + pair[1 if name[i] == pair[0] else 0] + name[i + 1:]


class Generator:
    def __init__(self, args):
        self.chance = Chance(args.seed, args.errors)
        self.rnd = self.chance.random
        self.args, self.frame = args, Frame()
        self.addresses = []  # every text with what it says, for address_score.py
        self.people, self.names = People(self.rnd), Places(self.rnd)
        self.villages, self.towns, self.patches, self.households, self.truth = [], [], [], [], []
        self.names_seen = {}

    # --- the county as it is -----------------------------------------------------------------
    def village(self, town, order, centre):
        rnd, clans = self.rnd, [self.people.surname() for _ in range(self.rnd.choice((1, 1, 2, 3, 4)))]
        layout = rnd.choices(list(LAYOUTS), (.30, .25, .18, .15, .12))[0]
        parts = rnd.choices((1, 2, 3), (.7, .22, .08))[0]
        village = {"code": town["code"] + "%03d" % (200 + order), "name": self.names.name("村", clans[0]), "town": town,
                   "centre": centre, "layout": layout, "clans": clans, "nodoor": self.chance.happens("village_nodoor"), "old": [],
                   "devices": []}
        for k in range(parts):
            old = village["name"] if k == 0 else self.names.name("村", clans[-1])
            village["old"].append({"name": old, "code": village["code"] if k == 0 else town["code"] + "%03d" % (500 + order * 3 + k)})
        for k in range(rnd.randint(2, 4)):
            kind = self.chance.one_of(("device_gcj", "device_bd"))
            village["devices"].append(("D%s%d" % (village["code"][4:], k), kind))
        number = 0
        naturals, families = [], []
        for part, old in enumerate(village["old"]):
            for group in range(1, rnd.randint(3, 9) if parts == 1 else rnd.randint(2, 5)):
                number += 1
                if not naturals or rnd.random() < .6:
                    naturals.append(self.names.name(rnd.choice(NATURAL_TAIL), rnd.choice(clans)))
                angle, far = rnd.uniform(0, math.tau), 150 + 190 * math.sqrt(number)
                x, y = centre[0] + far * math.cos(angle), centre[1] + far * math.sin(angle)
                kind = layout if rnd.random() < .8 else rnd.choice(list(LAYOUTS))
                plots = LAYOUTS[kind](rnd, x, y, rnd.randint(9, 45))
                step = rnd.choice((1, 1, 1, 2))
                generation = rnd.choice(MALE)
                for i, plot in enumerate(plots):
                    clan = rnd.choice(clans) if rnd.random() < .72 else self.people.surname()
                    families.append(dict(self.people.family(clan, generation), village=village, part=part, old_group=group,
                                         group=number, natural=naturals[-1], door=1 + i * step, plot=plot, fu=0))
        village["families"] = families
        for family in families:
            self.house(family)
        self.villages.append(village)

    def outline(self, x, y, heading, width, depth):
        rnd, cos, sin = self.rnd, math.cos(heading), math.sin(heading)
        if self.rnd.random() < .25 and width > 8:
            a, b = width * rnd.uniform(.4, .6), depth * rnd.uniform(.35, .6)
            ring = [(0, 0), (width, 0), (width, b), (a, b), (a, depth), (0, depth)]
        else:
            ring = [(0, 0), (width, 0), (width, depth), (0, depth)]
        out = ["%.8f %.8f" % self.frame.degrees(x + (u - width / 2) * cos - (v - depth / 2) * sin, y + (u - width / 2) * sin + (v - depth / 2) * cos)
               for u, v in ring]
        return "POLYGON((" + ",".join(out + out[:1]) + "))"

    def patch(self, family, place, use, owner, owner_id, keep_door, dwelling):
        rnd, (x, y, heading, width, depth) = self.rnd, place
        floors = rnd.choices((1, 2, 3), (.5, .38, .12))[0] if dwelling else 1
        year = int(rnd.triangular(1962, 2019, 1998))
        period = ("1980年及以前" if year <= 1980 else "1981-1990年" if year <= 1990 else "1991-2000年" if year <= 2000
                  else "2001-2010年" if year <= 2010 else "2011-2015年" if year <= 2015 else "2016年及以后")
        record = {"family": family, "place": place, "use": use, "owner": owner, "owner_id": owner_id, "floors": floors,
                  "area": round(width * depth * floors * rnd.uniform(.95, 1.02), 1), "period": period, "year": year,
                  "structure": rnd.choice(("砖混结构", "砖木结构", "土木结构", "砖石结构", "其他")), "wkt": self.outline(*place),
                  "door": keep_door, "kept": True, "faddr": [], "fcode": []}
        self.patches.append(record)
        return record

    def house(self, family):
        rnd, (x, y, heading, width, depth) = self.rnd, family["plot"]
        if rnd.random() < .02:  # a school, a shop, the committee: no family lives in it
            family["house"] = None
            self.patch(family, family["plot"], rnd.choice(("公共", "商业", "其他")), rnd.choice(("", "村委会", "村集体")), "", True, False)
            return
        owner, classes = self.owner(family)
        own = classes[0] in ("owner:same", "owner:joint", "owner:suffix")
        owner_id = family["id"] if own and rnd.random() < self.chance.shares["id"] else ""
        id_class = ["id:present"] if owner_id else []
        if owner_id:
            slip = self.chance.one_of(("id_masked", "id_typo"))
            if slip == "id_masked":
                owner_id = owner_id[:6] + "********" + owner_id[14:]
            elif slip:
                at = rnd.randrange(6, 17)
                owner_id = owner_id[:at] + str((int(owner_id[at]) + rnd.randint(1, 9)) % 10) + owner_id[at + 1:]
            id_class += ["id:bad"] if slip else []
        family["house"] = self.patch(family, family["plot"], "住宅" if rnd.random() < .97 else "其他", owner, owner_id, True, True)
        family["owner_classes"] = classes + id_class
        family["others"] = []
        def behind(far, w, d):
            return (x - math.sin(heading) * far, y + math.cos(heading) * far, heading, w, d)
        if rnd.random() < .16:
            family["others"].append(self.patch(family, behind(depth / 2 + 3, rnd.uniform(3, 5), rnd.uniform(3, 5)), "辅助用房" if rnd.random() < .6 else "住宅", owner, "", rnd.random() < .7, False))
        if rnd.random() < .06:
            family["others"].append(self.patch(family, behind(-depth / 2 - 4, rnd.uniform(4, 8), rnd.uniform(3, 6)), rnd.choice(("其他", "辅助用房")), owner, "", False, False))
        if rnd.random() < .07:
            far, angle = rnd.uniform(30, 120), rnd.uniform(0, math.tau)
            old = (x + far * math.cos(angle), y + far * math.sin(angle), heading, rnd.uniform(7, 10), rnd.uniform(6, 9))
            family["others"].append(self.patch(family, old, "住宅", owner, "", rnd.random() < .3, True))

    def owner(self, family):
        rnd = self.rnd
        kind = self.chance.one_of(("owner_blank", "owner_placeholder", "owner_parent", "owner_spouse", "owner_child",
                                   "owner_sibling", "owner_deceased", "owner_joint", "owner_suffix"))
        if kind == "owner_spouse" and not family["spouse"] or kind == "owner_child" and not family["children"]:
            kind = None
        if kind == "owner_blank":
            return "", ["owner:blank"]
        if kind == "owner_placeholder":
            return rnd.choice(("户主", "无", "不详", "空房", "/", "未知")), ["owner:placeholder"]
        name = {"owner_parent": family["parent"], "owner_spouse": family["spouse"], "owner_sibling": family["sibling"],
                "owner_child": family["children"][0] if family["children"] else ""}.get(kind, family["head"])
        classes = [kind.replace("_", ":")] if kind else ["owner:same"]
        if kind == "owner_deceased":
            name = family["parent"] + rnd.choice(("（已故）", "(故)", "（亡）"))
        elif kind == "owner_joint":
            name = family["head"] + rnd.choice("、,/ ") + (family["spouse"] or family["sibling"])
        elif kind == "owner_suffix":
            name += rnd.choice(("户", "家", "（户主）", "等2人"))
        return self.slip(name, classes, "f")

    def slip(self, name, classes, side):
        kind = self.chance.one_of(("name_glyph", "name_homophone", "name_traditional", "name_space"))
        changed = None
        if kind in ("name_glyph", "name_homophone"):
            changed = misspell(self.rnd, name, GLYPHS if kind == "name_glyph" else SOUNDS)
        elif kind == "name_traditional":
            changed = name.translate(TRADITIONAL)
        elif kind:
            changed = name[:1] + self.rnd.choice((" ", "\u3000")) + name[1:]
        if changed and changed != name:
            label = {"name_traditional": "name:trad", "name_space": "name:space"}.get(kind) or kind.replace("_", ":") + "_" + side
            return changed, classes + [label]
        return name, classes

    # --- addresses ---------------------------------------------------------------------------
    def address(self, family, side, door=True):
        """The text and its classes; side is f (census) or h (household list)."""
        rnd, chance, village = self.rnd, self.chance, family["village"]
        says = lambda name: chance.happens(side + "_" + name)
        label = "addr:" if side == "h" else "faddr:"
        if says("blank"):
            return "", [label + "blank"]
        said = {"group": "", "number": "", "sub_number": "", "natural_village": ""}
        classes, old = [], village["old"][family["part"]]
        name, group, number = village["name"], family["group"], family["door"]
        if len(village["old"]) > 1:
            if says("oldname"):
                name, group = old["name"], family["old_group"]
                classes.append("oldname")
            elif side == "h" and chance.happens("h_old_group") and family["old_group"] != family["group"]:
                group = family["old_group"]
                classes.append("mixed_group")
        if side == "h":
            if chance.happens("h_wrong_group"):
                group = max(1, group + rnd.choice((-1, 1, 2)))
                classes.append("wrong_group")
            if chance.happens("h_hukou_door"):
                number = rnd.randint(1, 180)
                classes.append("hukou_door")
            elif chance.happens("h_wrong_door"):
                number += rnd.choice((1, 2, 10))
                classes.append("wrong_door")
        if says("typo") and name.translate(LOOKALIKE_PLACE) != name:
            name = name.translate(LOOKALIKE_PLACE)
            classes.append("village_typo")
        town = village["town"]["name"]
        chain = "".join(PREFIX) + town
        if says("noprefix"):
            chain = rnd.choice((town, town, PREFIX[2] + town, "", PREFIX[1] + PREFIX[2] + town, PREFIX[2]))
            classes.append("noprefix")
            if town not in chain:
                classes.append("miss_town")
        if says("doubled"):
            chain = "".join(PREFIX) + town + chain
            classes.append("doubled")
        where = rnd.choice((name, name, name, name[:-1] if len(name) > 3 else name, name + "委会"))
        if says("natural_only"):
            tail = said["natural_village"] = family["natural"]
            classes.append("natural_only")
        elif says("nogroup"):
            tail = ""
            classes.append("nogroup")
        else:
            term = rnd.choice(("组", "组", "组", "村民小组", "村民组", "小组", "队", "社"))
            figure = chinese(group) if rnd.random() < .38 else str(group)
            tail = ("第" if rnd.random() < .12 else "") + figure + term
            said["group"] = group
            if rnd.random() < .12:
                tail = rnd.choice((family["natural"] + tail, "%s（%s）" % (family["natural"], tail)))
                said["natural_village"] = family["natural"]
        if village["nodoor"] or not door or says("nodoor"):
            classes = [c for c in classes if c not in ("hukou_door", "wrong_door")] + ["nodoor"]
        else:
            tail += rnd.choice(("%s号",) * 6 + ("%s", "门牌%s号", "No.%s", "%s户", "#%s")) % (chinese(number) if rnd.random() < .07 else number)
            said["number"] = number
            if family["fu"] or says("fu"):
                said["sub_number"] = family["fu"] or 1
                tail += rnd.choice(("附%d号", "-%d", "之%d")) % said["sub_number"]
                classes.append("fu")
        text = chain + where + tail
        for rate, table, name in (("wide", WIDE, "fullwidth"), ("traditional", TRADITIONAL, "trad"), ("radical", RADICALS, "radical")):
            if says(rate) and text.translate(table) != text:
                text = text.translate(table)
                classes.append(name)
        self.addresses.append((text, *said.values()))
        return text, [label + c for c in classes]

    # --- the household list ------------------------------------------------------------------
    def listed(self):
        rnd = self.rnd
        for village in self.villages:
            village["office"] = tuple(c + rnd.uniform(-60, 60) for c in village["centre"])
            homes = [f for f in village["families"] if f["house"]]
            for family in homes:
                if rnd.random() >= self.args.listed:
                    continue
                self.household(family, family, [])
                if rnd.random() < self.chance.shares["fenhu"]:  # a son's household under the same roof
                    son = self.people.family(family["head"][0], "")
                    son.update({k: family[k] for k in ("village", "part", "old_group", "group", "natural", "door", "plot", "house", "others", "owner_classes")})
                    son.update(parent=family["head"], fu=rnd.choice((0, 1, 2)))
                    self.household(son, family, ["fenhu"])

    def household(self, person, family, classes):
        rnd, chance, village = self.rnd, self.chance, family["village"]
        house = family["house"]
        gone = chance.one_of(("nofoot_new", "nofoot_withheld")) if not classes and not house.get("linked") else None
        if gone:
            house["kept"] = False
        elif classes and not house["kept"]:
            gone = "nofoot_withheld"
        house["linked"] = True
        classes = list(classes) + (["nofoot", gone.replace("_", ":")] if gone else [])
        if "fenhu" in classes:
            classes += ["owner:parent"] if family["owner_classes"][0] in ("owner:same", "owner:joint", "owner:suffix") else []
        else:
            classes += family["owner_classes"] if not gone else []
        name, classes = self.slip(person["head"], classes, "h")
        address, wrong = self.address(person, "h")
        code, code_class = village["code"], []
        slip = chance.one_of(("h_code_wrong", "h_code_town"))
        if slip == "h_code_wrong":
            code, code_class = rnd.choice(village["town"]["villages"])["code"], ["hcode:wrong"]
            code_class = code_class if code != village["code"] else []
        elif slip:
            code, code_class = village["town"]["code"] + "000", ["hcode:town"]
        lon, lat, device, source, accuracy, gps = self.fix(family)
        relatives = [n for n in [person["spouse"]] + person["children"] + ([person["parent"]] if rnd.random() < .3 else []) if n]
        members = relatives[:rnd.randint(1, 4)] if rnd.random() < chance.shares["members"] else []
        classes += (["members"] if members else []) + [gps] + (["multi_building"] if family["others"] and not gone else [])
        classes += (["village:merged"] if len(village["old"]) > 1 else []) + (["village:nodoor"] if village["nodoor"] else [])
        classes += wrong + code_class + ["layout:" + village["layout"]]
        facts = rnd.random() < chance.shares["facts"]
        self.names_seen[name] = self.names_seen.get(name, 0) + 1
        self.households.append({
            "name": name, "id_number": person["id"], "division_code": code, "address": address, "lon": lon, "lat": lat,
            "members": ";".join(members), "group": "", "gps_device": device, "gps_source": source, "gps_acc": accuracy,
            "category": rnd.choice(("脱贫户", "低保户", "低保边缘", "分散特困", "其他")),
            "floors": house["floors"] if facts and rnd.random() < .9 else "",
            "area": round(house["area"] * rnd.lognormvariate(0, .12)) if facts else "",
            "year": house["year"] + rnd.choice((0, 0, 0, 1, -1, 3)) if facts else "",
            "house": None if gone else house, "others": family["others"], "classes": classes, "village": village})

    def fix(self, family):
        rnd, chance, village = self.rnd, self.chance, family["village"]
        if rnd.random() >= chance.shares["gps"]:
            return "", "", "", "", "", "gps:none"
        x, y, heading, _, depth = family["plot"]
        front = depth / 2 + rnd.uniform(0, 5)
        x, y = x + math.sin(heading) * front, y - math.cos(heading) * front
        kind = chance.one_of(("gps_office", "gps_neighbour", "gps_far"))
        if kind == "gps_office":
            x, y = village["office"]
        elif kind == "gps_neighbour":
            x, y = rnd.choice([f for f in village["families"] if f["group"] == family["group"]])["plot"][:2]
        elif kind == "gps_far":
            x, y = x + rnd.gauss(0, 900), y + rnd.gauss(0, 900)
        sigma = rnd.uniform(9, 30) if chance.happens("gps_poor") else rnd.uniform(2.5, 8)
        x, y = x + rnd.gauss(0, sigma / 1.6), y + rnd.gauss(0, sigma / 1.6)
        device, datum = rnd.choice(village["devices"])
        lon, lat = self.frame.degrees(x, y)
        if datum:
            lon, lat = (to_gcj if datum == "device_gcj" else to_bd)(lon, lat)
        label = kind.replace("_", ":") if kind else {"device_gcj": "gps:gcj", "device_bd": "gps:bd"}.get(datum, "gps:ok")
        return "%.6f" % lon, "%.6f" % lat, device, rnd.choice(("photo", "phone")), round(sigma) if rnd.random() < .4 else "", label

    # --- files -------------------------------------------------------------------------------
    def build(self):
        rnd, town, side = self.rnd, None, 0
        pitch, estimate = 2600, max(1, self.args.footprints // 190)
        columns = math.ceil(math.sqrt(estimate))
        while len(self.patches) < self.args.footprints:
            k = len(self.villages)
            if town is None or len(town["villages"]) >= 14:
                town = {"code": COUNTY + "%03d" % (1 + len(self.towns)), "name": self.names.name(rnd.choice(("镇", "镇", "乡"))), "villages": []}
                self.towns.append(town)
            # every other row is shifted, and each village stands off its mark
            centre = ((k % columns - columns / 2 + (k // columns % 2) / 2) * pitch + rnd.gauss(0, 350), (k // columns - columns / 2) * pitch * .87 + rnd.gauss(0, 350))
            self.village(town, len(town["villages"]), centre)
            town["villages"].append(self.villages[-1])
        self.listed()

    def write(self, folder):
        rnd, chance = self.rnd, self.chance
        folder.mkdir(parents=True, exist_ok=True)
        def table(name):
            return open(folder / name, "w", encoding="utf-8", newline="")
        rnd.shuffle(self.patches)
        with table("footprints.csv") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow("patch_no,division_code,address,owner_name,owner_id,use,floors,area,built_period,structure,WKT".split(","))
            for i, p in enumerate(self.patches):
                p["number"] = COUNTY + "%07d" % (i + 1)
                family, village = p["family"], p["family"]["village"]
                address, p["faddr"] = self.address(family, "f", p["door"])
                code, old = village["code"], village["old"][family["part"]]["code"]
                if old != code and chance.happens("f_code_old"):
                    code, p["fcode"] = old, ["fcode:old"]
                elif chance.happens("f_code_wrong"):
                    code = rnd.choice(village["town"]["villages"])["code"]
                    p["fcode"] = ["fcode:wrong"] if code != village["code"] else []
                if p["kept"]:
                    facts = {"owner_id": p["owner_id"], "use": p["use"], "floors": p["floors"], "area": p["area"], "built_period": p["period"]}
                    facts = ["" if name in chance.absent else value for name, value in facts.items()]
                    out.writerow((p["number"], code, address, p["owner"], *facts, p["structure"], p["wkt"]))
        (folder / "footprints.prj").write_text(PRJ)
        rnd.shuffle(self.households)
        plain = "household_id,name,id_number,division_code,address,lon,lat".split(",")
        more = "members,group,gps_device,gps_source,gps_acc,category,floors,area,year".split(",")
        with table("households.csv") as f, table("truth.csv") as t:
            out, truth = csv.writer(f, lineterminator="\n"), csv.writer(t, lineterminator="\n")
            columns = plain + (more if self.args.columns == "all" else [])
            out.writerow(columns)
            truth.writerow(("household_id", "patch_no", "owner_other", "classes"))
            for i, h in enumerate(self.households):
                h["household_id"] = "H%08d" % (i + 1)
                out.writerow([h[c] for c in columns])
                classes = h["classes"] + (h["house"]["faddr"] + h["house"]["fcode"] if h["house"] else [])
                classes += ["dup_name"] if self.names_seen[h["name"]] > 1 else []
                truth.writerow((h["household_id"], h["house"]["number"] if h["house"] else "",
                                ";".join(p["number"] for p in h["others"]), ";".join(dict.fromkeys(classes))))
        with table("addresses.csv") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow(("address", "group", "number", "sub_number", "natural_village"))
            out.writerows(self.addresses)
        with table("villages.csv") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow("code,level,name,parent,full_name,aliases,merged_into,office_lon,office_lat".split(","))
            for village in self.villages:
                chain, town = "".join(PREFIX) + village["town"]["name"], village["town"]["code"]
                aliases = ";".join(o["name"] for o in village["old"][1:] if rnd.random() < .9)
                office = ("%.6f" % c for c in self.frame.degrees(*village["office"])) if rnd.random() < .5 else ("", "")
                out.writerow((village["code"], "village", village["name"], town, chain + village["name"], aliases, "", *office))
                for old in village["old"][1:]:
                    out.writerow((old["code"], "village", old["name"], town, chain + old["name"], "", village["code"], "", ""))
            for town in self.towns:
                out.writerow((town["code"], "town", town["name"], COUNTY, "".join(PREFIX) + town["name"], "", "", "", ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--footprints", type=int, default=6000, help="at least so many, less the 1-2 %% withheld; tried up to 500,000")
    parser.add_argument("--listed", type=float, default=.12, help="share of the families that are on the household list")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", choices=(*SCALE, "drawn"), default="usual")
    parser.add_argument("--columns", choices=("plain", "all"), default="all")
    args = parser.parse_args()
    county = Generator(args)
    county.build()
    county.write(args.folder)
    kept = sum(p["kept"] for p in county.patches)
    print("%s: %d footprints, %d households, %d villages" % (args.folder, kept, len(county.households), len(county.villages)))


if __name__ == "__main__":
    main()
