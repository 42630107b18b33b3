#!/usr/bin/env python3
"""Rank intervals of the sample corpus, computed apart from the program.

    benches/ranks.py [--rounds N] [--seed N] [--vary weights,parts,...] > tests/fixtures/indicator/ranks.tsv

Reads the gold coding of the sample and rules/indicators, and draws as docs of `tiaokuan robustness`
say: SplitMix64; a Dirichlet draw is the spacings of sorted 53-bit integers, one for each of 100
units; in each round weights, shares by dimension, points by dimension and indicator, credit,
normalisation, then one number for each finding. Which texts count for which region at 2026-06-30,
and their kinds, are written down below by reading the texts. Standard library only.
"""
import argparse, csv, json, os, tomllib

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
MASK = (1 << 64) - 1
UNITS, ERROR, CREDIT = 100, 0.024, 0.2
# Region -> (gold document, points for kind and standing) of each text that counts, by reading.
COUNTS = {
    "示例省": [("shili-tiaoli", 5), ("shili-banfa", 4)],
    "范例省": [("fanli-dengji", 4), ("fanli-yunying", 4), ("fanli-jiage", 3)],
    "丙市": [("bing", 3)], "乙市": [("yi", 4.5)], "己市": [("ji", 3)], "甲市": [("jia", 4)],
    "丁市": [("ding", 3)], "壬市": [("ren", 4)], "庚市": [], "戊市": [("wu-draft", 1)],
    "癸市": [("gui-dengji", 4)], "辛市": [("xin", 4)], "子新区": [("zi", 4)],
}


class Draw:
    def __init__(self, seed):
        self.s = seed & MASK

    def bits53(self):
        self.s = (self.s + 0x9E3779B97F4A7C15) & MASK
        z = self.s
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) >> 11

    def unit(self):
        return self.bits53() / (1 << 53)


def units(values):
    total = sum(values)
    if total <= 0:
        return [0] * len(values)
    exact = [v * UNITS / total for v in values]
    out = [max(1, int(x + 1e-9)) if x > 0 else 0 for x in exact]
    some = [i for i, x in enumerate(exact) if x > 0]
    while sum(out) < UNITS:
        out[max(some, key=lambda i: exact[i] - out[i])] += 1
    while sum(out) > UNITS:
        out[max(some, key=lambda i: out[i])] -= 1
    return out


def dirichlet(u, draw):
    if sum(1 for x in u if x) < 2:
        return [1.0 if x else 0.0 for x in u]
    cuts = sorted(draw.bits53() for _ in range(sum(u) - 1)) + [1 << 53]
    out, done, before = [], 0, 0
    for x in u:
        if not x:
            out.append(0.0)
            continue
        done += x
        out.append((cuts[done - 1] - before) / (1 << 53))
        before = cuts[done - 1]
    return out


def rubric():
    folder, index, dims = os.path.join(ROOT, "rules/indicators"), None, []
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as fh:
            t = tomllib.load(fh)
        index = t.get("index", index)
        if "dimension" in t:
            dims.append((t["dimension"], t["indicator"]))
    dims.sort(key=lambda d: d[0]["order"])
    return index, dims


def points(part, given, state, slots, credit):
    """Points of a part whose full points are `given`; special cases keep their proportion."""
    if state == "delegated":
        return given * credit
    if state != "present":
        return 0.0
    for case in part.get("case", []):
        when = case["when"]
        v = slots.get(when["slot"])
        hit = v is None if "missing" in when else v is not None and (v < when["below"] if "below" in when else v > when["above"])
        if hit:
            return case["points"] * given / part["points"]
    return given


def value(indicator, pts, docs, credit):
    if "supplied" in indicator:
        return None
    out = 0.0
    for part, given in zip(indicator["part"], pts):
        if "kind" in part:
            out += max((kind for _, kind in docs), default=0)
            continue
        found = [points(part, given, *coding.get(p, ("absent", {})), credit) for coding, _ in docs for p in part["any_of"]]
        out += max(found, default=0.0)
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--rounds", type=int, default=400)
    ap.add_argument("--seed", type=int, default=20260630)
    ap.add_argument("--vary", default="weights,parts,delegated,normalisation,findings")
    a = ap.parse_args()
    vary = a.vary.split(",")
    index, dims = rubric()
    gold = os.path.join(ROOT, "corpus/sample/gold")
    with open(os.path.join(gold, "documents.tsv"), encoding="utf-8") as fh:
        docs = sorted(csv.DictReader(fh, delimiter="\t"), key=lambda r: r["source"])
    codings = {}
    for d in docs:
        with open(os.path.join(gold, "coding", d["doc"] + ".jsonl"), encoding="utf-8") as fh:
            lines = [json.loads(l) for l in fh if l.strip()]
        codings[d["doc"]] = {l["provision"]: (l["state"], l.get("slots") or {}) for l in lines}
    most = lambda i: [max(p["kind"].values()) if "kind" in p else p["points"] for p in i.get("part", [])]
    draw, ranks = Draw(a.seed), {r: [] for r in COUNTS}
    for _ in range(a.rounds):
        weights = [d["weight"] for d, _ in dims]
        shares = [[i["share"] for i in inds] for _, inds in dims]
        pts = [[most(i) for i in inds] for _, inds in dims]
        credit, min_max, coded = index["delegated"], False, codings
        if "weights" in vary:
            weights = dirichlet(units(weights), draw)
            shares = [dirichlet(units(s), draw) for s in shares]
        if "parts" in vary:
            pts = [[[x * sum(p) for x in dirichlet(units(p), draw)] if len(p) > 1 else p for p in ps] for ps in pts]
        if "delegated" in vary:
            credit = min(1.0, max(0.0, credit + (2 * draw.unit() - 1) * CREDIT))
        if "normalisation" in vary:
            min_max = draw.unit() < 0.5
        if "findings" in vary:
            coded = {}
            for d in docs:
                coded[d["doc"]] = {}
                for p, (state, slots) in codings[d["doc"]].items():
                    if draw.unit() < ERROR:
                        state, slots = ("absent", {}) if state == "present" else ("present", slots)
                    coded[d["doc"]][p] = (state, slots)
        table = {}
        for region, texts in COUNTS.items():
            own = [(coded[doc], kind) for doc, kind in texts]
            row = []
            for (_, inds), sh, ps in zip(dims, shares, pts):
                got = [(s, v) for i, s, p in zip(inds, sh, ps) if (v := value(i, p, own, credit)) is not None]
                total = sum(s for s, _ in got)
                row.append(sum(s * v for s, v in got) / total if total > 0 else None)
            table[region] = row
        if min_max:
            for k in range(len(dims)):
                column = [r[k] for r in table.values() if r[k] is not None]
                if column and max(column) - min(column) > 1e-9:
                    lo, hi = min(column), max(column)
                    for r in table.values():
                        r[k] = (r[k] - lo) / (hi - lo) * index["scale"]
        # Nobody supplied 产品/服务开发 and 场景落地, so that 依场景授权 moves weight between two dimensions
        # that are both left out.
        score = {r: sum(w * v for w, v in zip(weights, row) if v is not None) / sum(w for w, v in zip(weights, row) if v is not None) for r, row in table.items()}
        for r, s in score.items():
            ranks[r].append(1 + sum(1 for t in score.values() if t > s + 1e-9))
    print(f"# benches/ranks.py --rounds {a.rounds} --seed {a.seed} --vary {a.vary}")
    print("region\tmedian\tlow\thigh\tfirst")
    for r, list_ in ranks.items():
        list_.sort()
        last = len(list_) - 1
        print(r, list_[last // 2], list_[last * 25 // 1000], list_[-(-last * 975 // 1000)], sum(x == 1 for x in list_), sep="\t")


if __name__ == "__main__":
    main()
