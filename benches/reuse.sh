#!/usr/bin/env bash
# Text reuse: recall and precision of passages planted into the local regulations of ../shared, and
# seconds and memory over synthetic texts. Needs a release build, Python 3 and GNU time (Debian: time).
#   benches/reuse.sh [plant|scale] [sizes…]        sizes: 1000 10000 100000
set -euo pipefail
cd "$(dirname "$0")/.."
program="${CARGO_TARGET_DIR:-target}/release/tiaokuan"
shared=../shared
[ -d "$shared" ] || shared=../../shared
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
what="${1:-all}"
[ $# -gt 0 ] && shift
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(1000 10000 100000)

# The exit code tells of files not wholly read; the measure needs none of these.
measured() { # label, arguments of reuse
  local label="$1"
  shift
  env time -f "$label: %e seconds (%U of the cores), peak %M KiB" "$program" reuse "$@" >/dev/null 2>"$work/err" || true
  grep -F "$label: " "$work/err"
}

if [ "$what" != scale ]; then
  if [ -d "$shared" ]; then
    tar -xzf "$shared/corpus/local-regulations.tar.gz" -C "$work"
    measured "1,911 regulations" "$work/DLC" --out "$work/before.json"
    for seed in 1 2; do
      python3 benches/reuse.py plant "$work/DLC" "$work/planted" --pairs 600 --seed $seed
      measured "planted, seed $seed" "$work/planted/texts" --out "$work/after.json"
      python3 benches/reuse.py score "$work/before.json" "$work/after.json" "$work/planted" --root "$work/DLC"
      rm -r "$work/planted"
    done
    rm -r "$work/DLC"
  else
    echo "skipped: ../shared is missing"
  fi
fi
if [ "$what" != plant ]; then
  for n in "${sizes[@]}"; do
    python3 benches/reuse.py make "$n" "$work/made"
    measured "$n made texts ($(du -sm --apparent-size "$work/made" | cut -f1) MiB)" "$work/made" --rows 1000 --out "$work/made.json"
    rm -r "$work/made"
  done
fi
