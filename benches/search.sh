#!/bin/sh
# Figures of search: size of the index against its text, time of a cold process, ranking judged,
# latency against bare tantivy at ten thousand and a million clauses.
# Usage: benches/search.sh OUT-DIR FILES…   (needs target/release/tiaokuan; FILES as the judgements want
# them: ../shared/corpus/policies ../shared/corpus/regulations)
set -eu
out=$1
shift
bin=target/release/tiaokuan
"$bin" run "$@" --out "$out/out" --index "$out/index" >/dev/null 2>&1 || true
text=$("$bin" search --index "$out/index" --csv --limit 10000000 '' | python3 -c '
import csv, sys
csv.field_size_limit(10**9)
rows = csv.DictReader(sys.stdin)
print(sum(len(r["正文"].encode()) for r in rows))')
size=$(du -sb "$out/index" | cut -f1)
echo "index $size bytes, text $text bytes: $(python3 -c "print(round($size/$text, 2))") times"
python3 - "$bin" "$out/index" <<'P'
import subprocess, sys, time
binary, index = sys.argv[1:]
for query in ["退出", "“不得泄露”", "数据 安全 OR 公益", "level:province 收益", "退出后数据怎么处理"]:
    times = []
    for _ in range(11):
        start = time.monotonic()
        subprocess.run([binary, "search", "--index", index, "--facets", query], stdout=subprocess.DEVNULL, check=True)
        times.append((time.monotonic() - start) * 1000)
    print(f"process {sorted(times)[5]:.0f} ms  {query}")
P
"$bin" search --index "$out/index" --judge tests/fixtures/judged.tsv | tail -3
laws=../shared/corpus/local-regulations.tar.gz
if [ -e "$laws" ]; then
    mkdir -p "$out/laws"
    tar xzf "$laws" -C "$out/laws"
    "${CARGO:-cargo}" bench --bench speed -- "$out/laws" 10000 1000000
fi
