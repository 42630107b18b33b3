#!/usr/bin/env bash
# Makes the DOC, RTF and OFD forms of tests/fixtures/same by writers that are not ours: LibreOffice
# (Debian: libreoffice-writer) from the DOCX, easyofd (PyPI) from the PDF.
set -euo pipefail
cd "$(dirname "$0")/../tests/fixtures/same"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# LibreOffice loses w:startOverride when it writes DOC; so each list gets a definition of its own.
python3 - "$work/same.docx" <<'PY'
import re, sys, zipfile
source, out = zipfile.ZipFile("same.docx"), zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)
for item in source.namelist():
    data = source.read(item)
    if item == "word/numbering.xml":
        text = data.decode()
        of = {a: d for d, a in re.findall(r'(<w:abstractNum w:abstractNumId="(\d+)">.*?</w:abstractNum>)', text, re.S)}
        head = text[: text.index("<w:abstractNum ")]
        definitions, lists = "", ""
        for num, a in re.findall(r'<w:num w:numId="(\d+)"><w:abstractNumId w:val="(\d+)"/>', text):
            definitions += of[a].replace(f'abstractNumId="{a}"', f'abstractNumId="{num}"', 1)
            lists += f'<w:num w:numId="{num}"><w:abstractNumId w:val="{num}"/></w:num>'
        data = (head + definitions + lists + "</w:numbering>").encode()
    out.writestr(item, data)
out.close()
PY
soffice --headless --convert-to doc "$work/same.docx"
soffice --headless --convert-to rtf "$work/same.docx"
# easyofd leaves its working folder where it runs.
cp same.pdf "$work" && cd "$work"
python3 - "$OLDPWD/same.ofd" <<'PY'
import sys
from easyofd.ofd import OFD
open(sys.argv[1], "wb").write(OFD().pdf2ofd(open("same.pdf", "rb").read(), optional_text=True))
PY
