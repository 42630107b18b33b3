#!/usr/bin/env bash
# Speed of the scan alone over the texts given (the real ones beside the project when none are), with
# the rules as they stand and with the patterns of 300 more of the same build whose words are pieces
# of those texts.
# One thread; medians of 21 rounds. Needs a release build.
set -euo pipefail
cd "$(dirname "$0")/.."
program="${CARGO_TARGET_DIR:-target}/release/tiaokuan"
if [ $# -eq 0 ]; then
  set -- ../shared/corpus/policies ../shared/corpus/regulations
  [ -d "$1" ] || { echo "skipped: ../shared is missing"; exit 0; }
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r rules "$work/rules"
python3 - "$work/rules" "$@" <<'P'
import json, pathlib, random, re, sys, tomllib
out, sources = pathlib.Path(sys.argv[1]), [pathlib.Path(p) for p in sys.argv[2:]]
rng = random.Random(1)
files = sorted(f for s in sources for f in (s.rglob("*") if s.is_dir() else [s]) if f.is_file())
runs = re.findall(r"[\u4e00-\u9fff]{8,}", "".join(f.read_text(errors="ignore") for f in files))

pieces = {}

def word(length):
    """A piece of that length; each distinct one is as likely as any, as terms of art are."""
    length = max(2, length)
    if length not in pieces:
        pieces[length] = sorted({r[i : i + length] for r in runs for i in range(len(r) - length + 1)})
    return rng.choice(pieces[length] or pieces[2])

def dump(table, path=""):
    plain = {k: v for k, v in table.items() if not (isinstance(v, list) and v and isinstance(v[0], dict)) and not isinstance(v, dict)}
    lines = [f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in plain.items()]
    lines += [f"[{path}{k}]\n" + dump(v, f"{path}{k}.") for k, v in table.items() if isinstance(v, dict)]
    for k, v in table.items():
        if isinstance(v, list) and v and isinstance(v[0], dict):
            lines += [f"[[{path}{k}]]\n" + dump(one, f"{path}{k}.") for one in v]
    return "\n".join(lines) + "\n"

paths = sorted((out / "provisions").glob("*.toml"))
rules = [tomllib.loads(f.read_text()) for f in paths]
lists = [l for f in sorted((out / "lexicon").glob("*.toml")) for l in tomllib.loads(f.read_text())["list"]]
for n in range(300):
    rule = rules[n % len(rules)]
    def other(element):
        parts = []
        for part in element.split("|"):
            parts.append(part if part[0] in "#<" else f"@n{n}_{part[1:]}" if part[0] == "@" else word(len(part)))
        return "|".join(parts)
    more, used = [], set()
    for pattern in rule["pattern"]:
        new = dict(pattern, id=f"{pattern['id']}-{n}")
        for key in ("seq", "sentence", "stem", "heading", "article", "title", "around", "not", "not_sentence", "not_stem", "not_heading", "not_title"):
            if key in new:
                used |= {p[1:] for e in new[key] for p in e.split("|") if p[0] == "@"}
                new[key] = [other(e) for e in new[key]]
        more.append(new)
    with paths[n % len(paths)].open("a") as file:
        file.write(dump({"pattern": more}))
    todo, copies = list(used), {}
    while todo:
        name = todo.pop()
        if name in copies:
            continue
        found = next(l for l in lists if l["id"] == name)
        copies[name] = {
            "id": f"n{n}_{name}", "name": found["name"],
            "include": [f"n{n}_{i}" for i in found.get("include", [])],
            "terms": sorted({word(len(t)) for t in found.get("terms", [])}),
        }
        todo += found.get("include", [])
    (out / "lexicon" / f"more{n}.toml").write_text(dump({"list": [copies[k] for k in sorted(copies)]}))
P
for rules in rules "$work/rules"; do
  "$program" rules profile --rules "$rules" --most 0 --rounds 21 "$@" | grep -v pattern$
done
