#!/usr/bin/env bash
# What files built to harm cost: each one (under 10 MiB, made by harm.py) through the whole program as
# a person runs it (`code`), with time and the memory of the largest process. Asks: at most 10 s and
# 1 GiB. `bounds.sh [PATTERN]`; needs a release build, python3 and GNU time (Debian: time).
set -euo pipefail
cd "$(dirname "$0")/.."
command -v /usr/bin/time >/dev/null || { echo "skipped: GNU time is missing"; exit 0; }
program="${CARGO_TARGET_DIR:-target}/release/tiaokuan"
work="${TIAOKUAN_HARM:-}"
if [ -z "$work" ]; then
  work=$(mktemp -d)
  trap 'rm -r "$work"' EXIT
fi
[ -e "$work/random.bin" ] || python3 benches/harm.py "$work"

echo "| file | s | CPU s | MiB | exit | codes |"
echo "|---|---|---|---|---|---|"
for file in "$work"/${1:-*}; do
  out=$(mktemp)
  rc=0
  /usr/bin/time -o "$out" -f "%e %U %M" timeout 120 "$program" code "$file" > /dev/null 2> "$out.err" || rc=$?
  read -r wall cpu kib < <(tail -1 "$out")
  codes=$(grep -oE '^(error|warning)\[[A-Z][0-9]+' "$out.err" | grep -oE '[A-Z][0-9]+$' | sort -u | head -4 | tr '\n' ' ' || true)
  awk -v f="$(basename "$file")" -v w="$wall" -v u="$cpu" -v k="$kib" -v r="$rc" -v c="$codes" \
    'BEGIN { printf "| %s | %.1f | %.1f | %.0f | %d | %s |\n", f, w, u, k / 1024, r, c }'
  rm -f "$out" "$out.err"
done | tee "$work/.table"
echo
echo "slowest:"; sort -t'|' -k3 -rn "$work/.table" | head -3
echo "largest:"; sort -t'|' -k5 -rn "$work/.table" | head -3
awk -F'|' '$3 > 10 || $5 > 1024 { bad++ } END { print NR " files, beyond 10 s or 1 GiB: " bad + 0 }' "$work/.table"
