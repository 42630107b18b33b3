#!/usr/bin/env bash
# Reading speed, side by side in one run: each PDF of ../shared by our reader (a whole process, as
# the program runs it) and by Poppler's pdftotext (Debian: poppler-utils). Rounds alternate; the
# figure is the best of each. Needs a release build.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=../shared
[ -d "$shared" ] || shared=../../shared
[ -d "$shared" ] || { echo "skipped: ../shared is missing"; exit 0; }
command -v pdftotext >/dev/null || { echo "skipped: pdftotext is missing"; exit 0; }
program="${CARGO_TARGET_DIR:-target}/release/tiaokuan"
rounds="${1:-9}"

best() { sort -n | head -1; }
ours() { local from=$EPOCHREALTIME; "$program" read-one x < "$1" > /dev/null; took "$from"; }
theirs() { local from=$EPOCHREALTIME; pdftotext "$1" - > /dev/null 2>&1; took "$from"; }
took() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.4f\n", b - a }'; }

echo "| file | ours s | pdftotext s | ours / pdftotext |"
echo "|---|---|---|---|"
for pdf in "$shared"/corpus/originals/*.pdf; do
  work=$(mktemp -d)
  for _ in $(seq "$rounds"); do ours "$pdf" >> "$work/a"; theirs "$pdf" >> "$work/b"; done
  a=$(best < "$work/a"); b=$(best < "$work/b")
  awk -v f="$(basename "$pdf")" -v a="$a" -v b="$b" 'BEGIN { printf "| %s | %s | %s | %.2f |\n", f, a, b, a / b }'
  rm -r "$work"
done

# Text and pages: the local regulations as one file, and the same with a <p> around each line. The
# time is the whole child process, with the answer written as JSON.
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
tar -xOzf "$shared/corpus/local-regulations.tar.gz" > "$work/all.txt"
{ echo "<!doctype html><meta charset=utf-8><body>"; sed 's/.*/<p>&<\/p>/' "$work/all.txt"; } > "$work/all.html"
echo
echo "| file | MB | s | MB/s |"
echo "|---|---|---|---|"
for file in "$work/all.txt" "$work/all.html"; do
  size=$(stat -c %s "$file")
  s=$(for _ in 1 2 3; do ours "$file"; done | best)
  awk -v f="$(basename "$file")" -v n="$size" -v s="$s" 'BEGIN { printf "| %s | %.1f | %s | %.0f |\n", f, n / 1e6, s, n / 1e6 / s }'
done
