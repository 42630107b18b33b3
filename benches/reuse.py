#!/usr/bin/env python3
"""Texts for the measure of `tiaokuan reuse`, and the measure itself; shares no code with it.

  reuse.py plant SOURCE OUT [--pairs N] [--seed N]   copies the texts, passages planted into pairs of them
  reuse.py score BEFORE.json AFTER.json OUT          recall and precision of what was planted
  reuse.py make N OUT [--seed N]                     N texts of a statute grammar about invented places
"""
import argparse, collections, json, pathlib, random, re, unicodedata

# Two-syllable words are drawn from these letters, so that no passage stands anywhere by chance.
LETTERS = ("安保本变标部采场城程川存大档道地点定东度段发法方丰风工公功构古关光规轨国海行和河湖护化环汇基计技际"
           "济家价检建江交街节金经景境井局举具开科库矿类里理力联林流路旅门木目南能年农牧品平期企器桥勤清区泉"
           "群热人日色森沙山商设社生施石实市事室收书树水税司田铁通土湾网文物西线乡项校信形型学训研盐岩业医艺音印"
           "营用油渔宇园源月运杂载站章照镇政支植制质治智州洲竹住庄资组作")
BODIES = ["主管部门", "管理机构", "经营者", "监督小组", "登记中心", "使用人", "养护单位", "评审委员会"]
DUTIES = ["应当按照{a}的要求对{b}进行{c}", "不得擅自改变{a}的{b}用途", "应当在{n}日内将{a}的{b}情况报送{c}站",
          "负责{a}、{b}和{c}的日常巡查", "可以委托{a}所承担{b}的{c}事务", "应当建立{a}台账，载明{b}、{c}的数量和去向",
          "对{a}与{b}相邻的{c}区实行分级管理", "每{n}个月公布一次{a}、{b}的{c}结果"]
WHENS = ["", "", "在{a}季节，", "因{a}需要停用{b}的，", "{a}面积超过{n}公顷的，", "涉及{a}和{b}的，", "遇有{a}事故时，"]
FORMULAS = ["违反本条例规定的行为，法律、法规已有处罚规定的，从其规定；构成犯罪的，依法追究刑事责任",
            "国家机关工作人员玩忽职守、滥用职权、徇私舞弊的，由有权机关对直接负责的主管人员和其他直接责任人员依法给予处分",
            "县级以上人民政府应当将有关经费纳入同级财政预算，并根据经济社会发展情况逐步增加投入，保障工作的开展",
            "任何单位和个人都有权对违反本条例规定的行为进行投诉和举报，有关部门接到投诉举报后应当及时处理并予以答复"]


def word(r):
    return r.choice(LETTERS) + r.choice(LETTERS)


def sentence(r):
    fill = lambda s: s.format(a=word(r) + word(r), b=word(r), c=word(r), n=r.randint(2, 90))
    return fill(r.choice(WHENS)) + word(r) + r.choice(BODIES) + fill(r.choice(DUTIES)) + "。"


def norm(s):
    return "".join(c for c in unicodedata.normalize("NFKC", s).lower() if c.isalnum())


def changed(r, s, share=0.10):
    """Each letter with this chance: replaced (6 of 10), dropped (2), or followed by another (2)."""
    out = []
    for c in s:
        if c.isalnum() and r.random() < share:
            k = r.random()
            out.append(r.choice(LETTERS) if k < 0.6 else "" if k < 0.8 else c + r.choice(LETTERS))
        else:
            out.append(c)
    return "".join(out)


def passage(r):
    """Two to six sentences, 60 to 260 letters."""
    while True:
        own = [sentence(r) for _ in range(r.randint(2, 6))]
        if 60 <= len(norm("".join(own))) <= 260:
            return own


def planted(r, kind):
    first = passage(r)
    if kind == "reordered":
        second = first[:]
        while second == first:
            r.shuffle(second)
    else:
        second = first
    a, b = "".join(first), "".join(second)
    return a, changed(r, b) if kind == "changed" else b


def plant(args):
    r = random.Random(args.seed)
    files = sorted(p for p in pathlib.Path(args.source).rglob("*") if p.is_file())
    texts = {p: p.read_text(encoding="utf-8", errors="replace") for p in files}
    # Planted behind a sentence of the body, not into titles, dates or what the file says of itself.
    roomy = [p for p in files if body_ends(texts[p])]
    into, plants = collections.defaultdict(list), []
    for i in range(args.pairs):
        kind = ["exact", "changed", "reordered"][i % 3]
        words = planted(r, kind)
        pair = r.sample(roomy, 2)
        for p, w in zip(pair, words):
            into[p].append((r.choice(body_ends(texts[p])), w))
        plants.append({"kind": kind, "files": [str(p.relative_to(args.source)) for p in pair], "words": words})
    out = pathlib.Path(args.out)
    for p in files:
        s = texts[p]
        for at, w in sorted(into[p], key=lambda x: x[0], reverse=True):
            s = s[:at] + w + s[at:]
        to = out / "texts" / p.relative_to(args.source)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(s, encoding="utf-8")
    (out / "plants.json").write_text(json.dumps(plants, ensure_ascii=False))


def body_ends(s):
    start = s.find("第一条")
    return [m.end() for m in re.finditer("。", s) if m.start() > start >= 0]


def common(whole, part):
    """Letters of a planted passage that a stretch of the same text covers: both are contiguous there."""
    if part in whole:
        return len(part)
    if whole in part:
        return len(whole)
    for n in range(min(len(whole), len(part)), 5, -1):
        if whole.endswith(part[:n]) or whole.startswith(part[-n:]):
            return n
    return 0


def found(path, root):
    data = json.load(open(path, encoding="utf-8"))
    nodes = data["network"]["nodes"]
    name = lambda i: nodes[i]["source"].split(root + "/", 1)[-1]
    for p in data["passages"]:
        yield {name(p[s]["text"]): norm(p[s]["words"]) for s in ("earlier", "later")}, p["similarity"]


def score(args):
    out = pathlib.Path(args.out)
    plants = json.load(open(out / "plants.json", encoding="utf-8"))
    by_pair, by_file = collections.defaultdict(list), collections.defaultdict(list)
    for i, p in enumerate(plants):
        p["norm"] = dict(zip(p["files"], map(norm, p["words"])))
        by_pair[frozenset(p["files"])].append(p)
        for f in p["files"]:
            by_file[f].append(p["norm"][f])
        p["found"] = False
    natural = collections.defaultdict(list)
    for sides, _ in found(args.before, args.root):
        natural[frozenset(sides)].append(sides)
    true = false = pieces = same = 0
    wrong, beyond, inside = [], 0, 0
    for sides, alike in found(args.after, str(out / "texts")):
        if len(sides) < 2:
            continue
        pair = frozenset(sides)
        if sides in natural[pair]:
            same += 1
            continue
        hit = False
        for p in by_pair[pair]:
            covered = {f: common(sides[f], p["norm"][f]) for f in pair}
            if all(covered[f] >= 0.8 * len(p["norm"][f]) for f in pair):
                p["found"] = True
            if all(covered[f] >= 0.5 * len(sides[f]) for f in pair):
                hit = True
                inside += sum(covered.values())
                beyond += sum(len(sides[f]) - covered[f] for f in pair)
        touched = any(common(sides[f], w) >= 12 for f in pair for w in by_file[f])
        cut = any(all(sides[f] in n[f] for f in pair) for n in natural[pair])
        if hit:
            true += 1
        elif cut or not touched:
            # A planted passage broke a natural one in two: what is left of it is as natural.
            pieces += 1
        else:
            false += 1
            wrong.append((sorted(pair), sides, alike))
    print("kind        planted  found  recall")
    for kind in ["exact", "changed", "reordered"]:
        own = [p for p in plants if p["kind"] == kind]
        n = sum(p["found"] for p in own)
        print(f"{kind:10} {len(own):8} {n:6}  {n / max(1, len(own)):.3f}")
    print(f"new passages {true + false + pieces}: planted {true}, natural ones cut by a planted one {pieces}, wrong {false}")
    print(f"precision {true / max(1, true + false):.3f}; natural ones as before {same}")
    print(f"letters of found planted passages beyond the planted ones: {beyond / max(1, inside + beyond):.4f}")
    if args.wrong:
        json.dump(wrong, open(args.wrong, "w"), ensure_ascii=False, indent=1)


def make(args):
    r = random.Random(args.seed)
    out = pathlib.Path(args.out)
    kept = collections.deque(maxlen=4000)
    for i in range(args.n):
        place = word(r) + "市"
        lines = [f"{place}{word(r)}{word(r)}管理条例", "",
                 f"（{2000 + i * 25 // args.n}年{r.randint(1, 12)}月{r.randint(1, 28)}日{place}人民代表大会常务委员会通过）", ""]
        for k in range(r.randint(30, 60)):
            x = r.random()
            if x < 0.05:
                words = r.choice(FORMULAS) + "。"
            elif x < 0.15 and kept:
                words = r.choice(kept)
                words = changed(r, words) if r.random() < 0.5 else words
            else:
                words = "".join(sentence(r) for _ in range(r.randint(1, 3)))
                kept.append(words)
            lines += [f"第{chinese(k + 1)}条　{words}", ""]
        folder = out / f"{i // 1000:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{i:06}.txt").write_text("\n".join(lines), encoding="utf-8")


def chinese(n):
    d = "零一二三四五六七八九"
    if n < 10:
        return d[n]
    return (d[n // 10] if n >= 20 else "") + "十" + (d[n % 10] if n % 10 else "")


def main():
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = top.add_subparsers(required=True)
    p = sub.add_parser("plant")
    p.add_argument("source"), p.add_argument("out")
    p.add_argument("--pairs", type=int, default=600), p.add_argument("--seed", type=int, default=1)
    p.set_defaults(do=plant)
    p = sub.add_parser("score")
    p.add_argument("before"), p.add_argument("after"), p.add_argument("out")
    p.add_argument("--root", required=True, help="folder of the texts before planting")
    p.add_argument("--wrong", help="write the wrong ones here")
    p.set_defaults(do=score)
    p = sub.add_parser("make")
    p.add_argument("n", type=int), p.add_argument("out"), p.add_argument("--seed", type=int, default=1)
    p.set_defaults(do=make)
    args = top.parse_args()
    args.do(args)


if __name__ == "__main__":
    main()
