#!/usr/bin/env bash
# Speed of the scan alone over the texts given (the real ones beside the project when none are).
#
# The scan alone is all that lies between folded clauses, cut into sentences, and matches: finding
# the terms of all rules, then trying patterns. Reading, folding and cutting are told beside it. A
# MB is a million bytes of UTF-8 of the clauses. One thread; medians of 21 rounds.
#
# It is measured with the rules as they stand and twice with 300 rules more:
# - small ones, of the size that the design gives a rule (a file of about 35 lines with its three
#   kinds of examples: three patterns), whose words are of the genre: pieces that come back in an
#   archive of local regulations, each distinct one as likely as any, as terms of art are. Lists
#   that several of our rules share stay shared, as they would for real rules;
# - large ones, each with as many patterns and words as one of ours, nothing shared, whose words are
#   pieces of the very texts that are scanned, so that every word occurs. No real rules are so, but
#   what grows with the rules shows most clearly there.
# Needs a release build.
set -euo pipefail
cd "$(dirname "$0")/.."
program="${CARGO_TARGET_DIR:-target}/release/tiaokuan"
archive=../shared/corpus/local-regulations.tar.gz
[ -f "$archive" ] || { echo "skipped: ../shared is missing"; exit 0; }
[ $# -gt 0 ] || set -- ../shared/corpus/policies ../shared/corpus/regulations
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for size in small large; do
  mkdir "$work/$size"
  cp -r rules "$work/$size"
  python3 - "$size" "$work/$size/rules" "$archive" "$@" <<'P'
import collections, json, pathlib, random, re, sys, tarfile, tomllib
size, out, archive = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
rng, small = random.Random(1), size == "small"

def texts():
    if not small:
        for source in map(pathlib.Path, sys.argv[4:]):
            for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
                if file.is_file():
                    yield file.read_text(errors="ignore")
        return
    with tarfile.open(archive) as tar:
        for i, member in enumerate(tar):
            if member.isfile() and i % 20 == 0:
                yield tar.extractfile(member).read().decode(errors="ignore")

runs = [run for text in texts() for run in re.findall(r"[\u4e00-\u9fff]{2,}", text)]
pieces = {}

def word(length):
    length = max(2, length)
    if length not in pieces:
        seen = collections.Counter(r[i : i + length] for r in runs for i in range(len(r) - length + 1))
        pieces[length] = sorted(p for p, n in seen.items() if n > (3 if small else 0))
    return rng.choice(pieces[length]) if pieces[length] else word(length // 2) + word(length // 2)

def dump(table, path=""):
    nested = lambda v: isinstance(v, dict) or (isinstance(v, list) and v and isinstance(v[0], dict))
    lines = [f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in table.items() if not nested(v)]
    lines += [f"[{path}{k}]\n" + dump(v, f"{path}{k}.") for k, v in table.items() if isinstance(v, dict)]
    for k, v in table.items():
        if nested(v) and isinstance(v, list):
            lines += [f"[[{path}{k}]]\n" + dump(one, f"{path}{k}.") for one in v]
    return "\n".join(lines) + "\n"

KEYS = ["seq", "sentence", "stem", "heading", "article", "title", "around"]
KEYS += ["not", "not_sentence", "not_stem", "not_heading", "not_title"]
paths = sorted((out / "provisions").glob("*.toml"))
rules = [tomllib.loads(f.read_text()) for f in paths]
files = sorted((out / "lexicon").glob("*.toml"))
lists = {l["id"]: l for f in files for l in tomllib.loads(f.read_text())["list"]}

def atoms(patterns):
    return [atom for p in patterns for k in KEYS for e in p.get(k, []) for atom in e.split("|")]

def with_included(names):
    todo, all = list(names), set()
    while todo:
        name = todo.pop()
        if name not in all:
            all.add(name)
            todo += lists[name].get("include", [])
    return all

def lists_of(patterns):
    return with_included(a[1:] for a in atoms(patterns) if a[0] == "@")

users = collections.Counter(name for rule in rules for name in lists_of(rule["pattern"]))
shared = {name for name, n in users.items() if small and n > 1}
for n in range(300):
    def own(name):
        return name if name in shared else f"n{n}_{name}"

    def other(element):
        new = lambda a: a if a[0] in "#<" else f"@{own(a[1:])}" if a[0] == "@" else word(len(a))
        return "|".join(map(new, element.split("|")))

    patterns = rules[n % len(rules)]["pattern"]
    if small:
        # A pattern of shared lists alone would be one of ours again.
        fresh = [p for p in patterns if any(a[0] != "@" or a[1:] not in shared for a in atoms([p]) if a[0] not in "#<")]
        patterns = rng.sample(fresh, min(3, len(fresh)))
    more = []
    for pattern in patterns:
        changed = {k: [other(e) for e in pattern[k]] for k in KEYS if k in pattern}
        more.append(pattern | changed | {"id": f"{pattern['id']}-{n}"})
    with paths[n % len(paths)].open("a") as file:
        file.write(dump({"pattern": more}))
    copies = []
    for name in sorted(lists_of(patterns) - shared):
        terms = sorted({word(len(t)) for t in lists[name].get("terms", [])})
        include = [own(i) for i in lists[name].get("include", [])]
        copies.append({"id": own(name), "name": lists[name]["name"], "include": include, "terms": terms})
    if copies:
        (out / "lexicon" / f"more{n}.toml").write_text(dump({"list": copies}))
P
done
for rules in rules "$work/small/rules" "$work/large/rules"; do
  "$program" rules profile --rules "$rules" --most 0 --rounds 21 "$@" 2>/dev/null | grep -v 'pattern$'
done
