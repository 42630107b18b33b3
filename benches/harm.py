"""Writes files built to harm into a folder, each under 10 MiB: harm.py FOLDER. Own making, no real text."""
import io, os, random, struct, sys, zipfile, zlib

TOP = 10 * 1024 * 1024 - 4096
out = sys.argv[1]
os.makedirs(out, exist_ok=True)
rng = random.Random(7)


def put(name, data):
    if isinstance(data, str):
        data = data.encode()
    assert len(data) < 10 * 1024 * 1024, (name, len(data))
    with open(os.path.join(out, name), "wb") as f:
        f.write(data)


def fill(unit, head="", tail="", size=TOP):
    n = (size - len(head.encode()) - len(tail.encode())) // len(unit.encode())
    return head + unit * n + tail


def lines(make, size=TOP):
    got, total, i = [], 0, 1
    while total < size - 200:
        line = make(i)
        got.append(line)
        total += len(line.encode())
        i += 1
    return "".join(got)


# ---- text
for name, unit in {
    "one-line": "数据", "articles": "第一条", "articles-lines": "第一条\n", "articles-text": "第一条 甲。\n",
    "chapters": "第一章 总则\n", "brackets": "（", "closing": "）", "titles": "《", "title-pairs": "《甲》", "items": "（一）",
    "item-lines": "（一）甲；\n", "dots": "1.1.1.1", "digits": "1", "numerals": "一", "newlines": "\n", "chars-lines": "甲\n",
    "spaces": " ", "wide-spaces": "　", "spaced": "甲 ", "tabs": "甲\t乙\t", "stems": "有下列情形之一的：\n", "stops": "。",
    "commas": "甲，", "colons": "：", "quotes": "“", "references": "按照本办法第八条第二款第三项，", "bars": "|", "table": "|甲|乙|丙|\n",
    "stars": "**甲**", "hashes": "# 甲\n", "radicals": "⺠⻅⼀", "unknown": "□", "zero-width": "\u200b甲", "marks": "a\u0301\u0302",
    "rtl": "\u202e甲", "latin": "abc def ", "urls": "http://a.cn/b?c=d\n", "page-numbers": "- 1 -\n", "dates": "2025年1月1日",
    "lengths": "三年", "money": "1.00元", "circled": "①", "replacement": "\ufffd", "repeals": "同时废止《甲办法》。", "names": "以下简称甲，",
    "notice": "关于印发《甲市办法》的通知\n", "numbers-docs": "甲政发〔2025〕1号\n", "annex": "附件1\n", "may": "应当可以不得",
    "parties": "甲机构，是指乙的企业；", "data-words": "公共数据授权运营机构应当",
}.items():
    put(f"text-{name}.txt", fill(unit))
HAN = [chr(c) for c in range(0x4E00, 0x9FA5)]
put("text-random-han.txt", "".join(rng.choices(HAN, k=TOP // 3)))
put("text-random-han-lines.txt", lines(lambda i: "".join(rng.choices(HAN, k=rng.randrange(1, 60))) + "\n"))
put("text-random-mixed.txt", "".join(rng.choices("一二三（）()第条章款项目、。；：《》“”①1.甲乙 \n\t|#*-", k=TOP // 3)))
put("text-numbered.txt", lines(lambda i: f"第{i}条 甲市数据运营机构应当遵守规定。\n"))
put("text-pages.txt", lines(lambda i: f"甲市数据办法\n第一条 运营期限为三年。\n第 {i} 页\n\f"))
put("text-frames.txt", lines(lambda i: f"2025/1/1 甲市数据办法\nhttps://a.cn/{i}\n{i}/99\n运营机构应当遵守规定\n"))
put("text-wrapped.txt", lines(lambda i: "运营机构应当遵守下列规定并且按照要求报送有关材料依法\n"))
put("text-bilevel.txt", lines(lambda i: f"（{'一二三四五六七八九'[i % 9]}）{i % 7 + 1}.甲；①乙；\n"))
put("text-gbk.txt", fill("数据", size=TOP).encode("gbk"))
put("text-utf16.txt", "数据条款\n".encode("utf-16-le") * (TOP // 10))
put("text-bad-utf8.txt", ("数据条款。" * 40).encode() + b"\xff" + fill("第一条 数据。\n", size=TOP - 4000).encode())
put("random.bin", rng.randbytes(TOP))
put("zeros.bin", bytes(TOP))

# Characters that are numbers of glyphs: the sorted GB 2312 set, as in damaged text layers, with and
# without an order that can be found.
gb = sorted(bytes([a, b]).decode("gb2312") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF)
            if not (a == 0xD7 and b > 0xF9))
order = {c: chr(i + 1246) for i, c in enumerate(gb)}
WORDS = "第一条为了规范公共数据授权运营工作根据有关法律法规制定本办法运营机构应当遵守下列规定不得转让"
sentence = lambda: "".join(order[c] for c in rng.choices(WORDS, k=30))
put("glyphs-order.txt", lines(lambda i: sentence() + "\n"))
shuffled = dict(zip(order, rng.sample(list(order.values()), len(order))))
put("glyphs-disorder.txt", lines(lambda i: "".join(shuffled[c] for c in rng.choices(WORDS, k=30)) + "\n"))
put("glyphs-random.txt", lines(lambda i: "".join(chr(rng.randrange(0x500, 0x2000)) for _ in range(40)) + "\n"))
put("glyphs-one-line.txt", "".join(chr(rng.randrange(0x500, 0x2000)) for _ in range(TOP // 3)))
put("glyphs-private.txt", "".join(chr(rng.randrange(0xE000, 0xF8FF)) for _ in range(TOP // 3)))

# ---- pages
for name, unit in {
    "div": "<div>", "p": "<p>", "b-p": "<b><p>", "font": "<font size=1>", "a": "<a href=x>", "table": "<table><tr><td>", "td": "<td>",
    "li": "<ul><li>", "span": "<span>甲", "nobr": "<nobr>", "i-b": "<i><b></i>", "close": "</p>", "amp": "&amp;", "num": "&#8195;",
    "lt": "<", "comment": "<!--", "comments": "<!-- x -->", "br": "<br>", "p-text": "<p>第一条 甲。</p>", "select": "<select><option>",
    "svg": "<svg><g>", "template": "<template>", "form": "<form><input>", "links": "<p><a href=x>甲</a></p>", "h1": "<h1>甲</h1>",
    "sup": "甲<sup>1</sup>", "style": "<p style='text-indent:2em'>甲</p>", "cdata": "<![CDATA[", "dd": "<dl><dd>", "frame": "<iframe>",
}.items():
    put(f"html-{name}.html", fill(unit, "<!doctype html><meta charset=utf-8><body>"))
head = "<!doctype html><meta charset=utf-8><body>"
put("html-attributes.html", head + "<p " + lines(lambda i: f"a{i}=b ", TOP - 400) + ">甲")
put("html-attribute.html", head + "<p a='" + "x" * (TOP - 400) + "'>甲")
put("html-wide-table.html", head + "<table><tr>" + fill("<td>甲</td>", size=TOP - 400))
put("html-long-table.html", head + "<table>" + fill("<tr><td>甲</td><td>乙</td></tr>", size=TOP - 400))
put("html-spans.html", head + "<table>" + "<tr><td colspan=1000 rowspan=65534>甲</td></tr>" * 20000)
put("html-one-p.html", head + "<p>" + fill("数据", size=TOP - 400))
put("html-nested-lists.html", head + "<ol>" + "<li>甲<ol>" * 60000)
put("html-b-chain.html", head + "".join(f"<b id={i}>" for i in range(20000)) + "<p>甲</p>" * 200000)
put("html-misnested.html", head + "<a><b><i><u><s>" * 2000 + "<p></a></b></i>甲" * 200000)

# ---- containers of office XML
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(entries):
    got = io.BytesIO()
    with zipfile.ZipFile(got, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        for name, data in entries:
            z.writestr(name, data)
    return got.getvalue()


def docx(body, *more):
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>'
    return packed([("[Content_Types].xml", TYPES), ("word/document.xml", xml), *more])


P = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
entities = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "条款">'
for i in range(1, 12):
    entities += f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">'
entities += f"]><w:document {W}><w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p></w:body></w:document>"
put("docx-entities.docx", packed([("[Content_Types].xml", TYPES), ("word/document.xml", entities)]))
put("docx-zeros.docx", docx(P.format("\0" * 60_000_000)))
put("docx-one-run.docx", docx(P.format("数据" * 9_000_000)))
put("docx-paragraphs.docx", docx(P.format("甲") * 1_200_000))
put("docx-articles.docx", docx(P.format("第一条 甲。") * 800_000))
put("docx-deep-p.docx", docx("<w:p>" * 1_000_000))
put("docx-deep-tables.docx", docx("<w:tbl><w:tr><w:tc>" * 300_000 + P.format("甲")))
put("docx-wide-table.docx", docx("<w:tbl><w:tr>" + f"<w:tc>{P.format('甲')}</w:tc>" * 700_000 + "</w:tr></w:tbl>"))
put("docx-long-table.docx", docx("<w:tbl>" + f"<w:tr><w:tc>{P.format('甲')}</w:tc></w:tr>" * 600_000 + "</w:tbl>"))
NUM = '<w:p><w:pPr><w:numPr><w:ilvl w:val="8"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
level = lambda i: f'<w:lvl w:ilvl="{i}"><w:start w:val="2147483647"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1%2%3%4%5%6%7%8%9"/></w:lvl>'
numbering = (f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{"".join(map(level, range(9)))}</w:abstractNum>'
             '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>')
put("docx-numbers.docx", docx(NUM * 300_000, ("word/numbering.xml", numbering)))
styles = f"<w:styles {W}>" + "".join(
    f'<w:style w:styleId="s{i}"><w:basedOn w:val="s{(i + 1) % 100000}"/></w:style>' for i in range(100_000)) + "</w:styles>"
put("docx-styles.docx", docx('<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>' * 100_000, ("word/styles.xml", styles)))
put("docx-members.docx", packed([("[Content_Types].xml", TYPES), ("word/document.xml", "<x/>")] + [(f"word/m{i}.xml", "x") for i in range(60_000)]))

OFD = '<?xml version="1.0"?><ofd:{0} xmlns:ofd="http://www.ofdspec.org/2016">{1}</ofd:{0}>'


def ofd(pages, content):
    root = OFD.format("OFD", "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>")
    doc = "<ofd:Pages>" + "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/P{i}/Content.xml"/>' for i in range(pages)) + "</ofd:Pages>"
    entries = [("OFD.xml", root), ("Doc_0/Document.xml", OFD.format("Document", doc))]
    entries += [(f"Doc_0/Pages/P{i}/Content.xml", OFD.format("Page", content)) for i in range(pages)]
    return packed(entries)


code = lambda text, x, y: f'<ofd:TextObject ID="1" Boundary="{x} {y} 100 5" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 99 4">{text}</ofd:TextCode></ofd:TextObject>'
layer = lambda inner: f"<ofd:Content><ofd:Layer>{inner}</ofd:Layer></ofd:Content>"
put("ofd-pages.ofd", ofd(20_000, layer(code("第一条 甲。", 1, 1))))
put("ofd-objects.ofd", ofd(1, layer("".join(code("甲", i % 200, i % 280) for i in range(400_000)))))
put("ofd-bomb.ofd", ofd(1, layer(code("甲" * 20_000_000, 1, 1))))
put("ofd-delta.ofd", ofd(1, layer(f'<ofd:TextObject ID="1" Boundary="0 0 9 9" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 2000000000 4">甲乙</ofd:TextCode></ofd:TextObject>')))
put("ofd-deep.ofd", ofd(1, layer("<ofd:PageBlock>" * 1_000_000)))

# ---- PDF
def pdf(objects, root=1):
    got, places = b"%PDF-1.7\n", []
    for i, body in enumerate(objects, 1):
        places.append(len(got))
        got += b"%d 0 obj\n" % i + body + b"\nendobj\n"
    at = len(got)
    got += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    got += b"".join(b"%010d 00000 n \n" % p for p in places)
    return got + b"trailer<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, at)


def stream(data, extra=b"", pack=True):
    body = zlib.compress(data, 9) if pack else data
    return b"<<%s%s/Length %d>>stream\n" % (extra, b"/Filter/FlateDecode" if pack else b"", len(body)) + body + b"\nendstream"


FONT = b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/S/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>/XObject<</X 5 0 R>>>>/Contents %d 0 R>>"


def one_page(content, extra=(), pack=True):
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE % 6, FONT,
                extra[0] if extra else b"null", stream(content, pack=pack), *extra[1:]])


show = lambda x, y: b"BT /F 12 Tf %d %d Td <%s> Tj ET\n" % (x, y, "第一条甲。".encode("utf-16-be").hex().encode())
put("pdf-circular.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF")
put("pdf-text.pdf", one_page(b"".join(show(i % 500, i % 800) for i in range(1_000_000))))
put("pdf-zeros.pdf", one_page(bytes(1 << 30)))
put("pdf-spaces.pdf", one_page(b" " * (1 << 30)))
put("pdf-q.pdf", one_page(b"q " * (50 << 20)))
put("pdf-deep-array.pdf", one_page(b"[" * (30 << 20)))
put("pdf-deep-dict.pdf", b"%PDF-1.4\n1 0 obj\n" + b"<</A" * 2_000_000)
put("pdf-deep-arrays.pdf", b"%PDF-1.4\n1 0 obj\n" + b"[" * (TOP - 100))
put("pdf-form-loop.pdf", one_page(b"/X Do " * 10, (stream(b"/X Do /X Do /X Do ", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"),)))
forms = [stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (7 + i)) for i in range(12)]
forms.append(stream(show(1, 1), b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 4 0 R>>>>"))
put("pdf-forms-billion.pdf", one_page(b"/X Do ", (stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>"), *forms)))


def many_pages(n):
    kids = b" ".join(b"%d 0 R" % (i + 6) for i in range(n))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, n), b"null", FONT, stream(show(50, 700))]
    return pdf(objects + [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>"] * n)


put("pdf-many-pages.pdf", many_pages(60_000))
put("pdf-same-page.pdf", pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 1000000>>" % (b"3 0 R " * 1_000_000), PAGE % 5, FONT, stream(show(50, 700))]))
put("pdf-huge-box.pdf", one_page(b"".join(show(i * 7919 % 2_000_000_000, i * 104729 % 2_000_000_000) for i in range(200_000))))
put("pdf-xref-loop.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 2/Prev 60>>\nstartxref\n60\n%%EOF")
put("pdf-length-loop.pdf", pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE % 5, FONT, b"<</Length 5 0 R>>stream\nx\nendstream"]))
put("pdf-random.pdf", b"%PDF-1.4\n" + rng.randbytes(TOP - 100))
put("pdf-objects.pdf", pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"] + [b"<<>>"] * 200_000))
cmap = b"begincmap 1 begincodespacerange <0000><ffff> endcodespacerange\n" + b"1 beginbfrange <0000> <ffff> <0000> endbfrange\n" * 200_000 + b"endcmap"
put("pdf-cmap.pdf", pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE % 5,
                         b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/S/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>",
                         stream(show(50, 700)), stream(cmap)]))
put("pdf-chained-filters.pdf", pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE % 5, FONT,
                                    (lambda d: b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(d) + d + b"\nendstream")(zlib.compress(zlib.compress(bytes(1 << 30), 9), 9))]))

# ---- others
put("rtf-deep.rtf", fill("{", "{\\rtf1 "))
put("rtf-bytes.rtf", fill("\\'b0\\'a1", "{\\rtf1\\ansicpg936 "))
put("rtf-unicode.rtf", fill("\\u30002?", "{\\rtf1 "))
put("rtf-par.rtf", fill("\\par ", "{\\rtf1 "))
put("rtf-bin.rtf", "{\\rtf1 \\bin2147483647 " + "x" * 1000)
put("rtf-cells.rtf", fill("甲\\cell ", "{\\rtf1\\trowd "))
put("rtf-groups.rtf", fill("{\\b x}", "{\\rtf1 "))
M = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
put("mhtml-parts.mht", fill("--x\r\nContent-Type: text/html\r\n\r\n<p>甲\r\n", M))
put("mhtml-nested.mht", M + "".join(f"--x\r\nContent-Type: multipart/related; boundary=x{i}\r\n\r\n--x{i}\r\n" for i in range(100_000)))
put("mhtml-base64.mht", fill("PHA+", M + "--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"))
put("mhtml-quoted.mht", fill("=B0=A1", M + "--x\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>"))
put("mhtml-headers.mht", fill("X: y\r\n", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"))
put("doc-random.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(TOP - 100))
put("doc-zeros.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(TOP - 100))
loop = bytearray(512 * 4)
loop[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
struct.pack_into("<HHHHH", loop, 24, 0x3E, 3, 0xFFFE, 9, 6)
struct.pack_into("<III", loop, 44, 1, 1, 0)
struct.pack_into("<IIIII", loop, 56, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
struct.pack_into("<109I", loop, 76, 0, *[0xFFFFFFFF] * 108)
struct.pack_into("<128I", loop, 512, 0xFFFFFFFD, 1, *[2] * 126)
put("doc-fat-loop.doc", bytes(loop))
small = one_page(show(50, 700), pack=False)
put("zip-texts.zip", packed([(f"{i}.txt", "第一条 甲。\n第二条 乙。\n") for i in range(2000)]))
put("zip-pdfs.zip", packed([(f"{i}.pdf", small) for i in range(2000)]))
put("zip-docx.zip", packed([(f"{i}.docx", docx(P.format("第一条 甲。"))) for i in range(2000)]))
put("zip-hangs.zip", packed([(f"{i}.pdf", one_page(b" " * (64 << 20))) for i in range(100)]))
put("zip-zeros.zip", packed([(f"{i}.txt", bytes(60 << 20)) for i in range(100)]))
put("zip-big-texts.zip", packed([(f"{i}.txt", "第一条 数据。\n" * 400_000) for i in range(30)]))
put("zip-many.zip", packed([(f"{i}", "") for i in range(80_000)]))
nested = b"x"
for _ in range(60):
    nested = packed([("inner.zip", nested)])
put("zip-nested.zip", nested)
