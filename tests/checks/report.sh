#!/usr/bin/env bash
# Checks a report.html: the Nu HTML checker, html-validate, and axe-core in Chromium in both languages.
# What is not installed is said and left out; with --install the npm packages are fetched into TOOLS.
#   tests/checks/report.sh REPORT.html [TOOLS] [--install]
# Debian: default-jre-headless, nodejs, npm, chromium.
set -euo pipefail
report=$1
tools=${2:-${TMPDIR:-/tmp}/report-checks}
here=$(cd "$(dirname "$0")" && pwd)
if [[ " $* " == *" --install "* ]]; then
  mkdir -p "$tools"
  (cd "$tools" && { [ -e package.json ] || npm init -y >/dev/null; } &&
    PUPPETEER_SKIP_DOWNLOAD=1 npm install --no-audit --no-fund vnu-jar html-validate axe-core puppeteer-core)
fi
bad=0
jar=$(find "$tools/node_modules/vnu-jar" -name vnu.jar 2>/dev/null | head -1)
if command -v java >/dev/null && [ -n "$jar" ]; then
  echo "== Nu HTML checker"
  java -Xss8m -jar "$jar" "$report" || bad=1
else
  echo "skipped: Nu HTML checker (java, npm vnu-jar)"
fi
if [ -x "$tools/node_modules/.bin/html-validate" ]; then
  echo "== html-validate"
  "$tools/node_modules/.bin/html-validate" --config "$here/htmlvalidate.json" "$report" && echo "no errors" || bad=1
else
  echo "skipped: html-validate (npm html-validate)"
fi
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -n "$chromium" ] && command -v node >/dev/null && [ -d "$tools/node_modules/axe-core" ]; then
  echo "== axe-core"
  node "$here/axe.mjs" "$report" "$chromium" "$tools" || bad=1
else
  echo "skipped: axe-core (chromium, node, npm axe-core puppeteer-core)"
fi
exit $bad
