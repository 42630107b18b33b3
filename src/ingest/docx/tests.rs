use std::io::{Cursor, Write};

fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn text_of(parts: &[(&str, &str)]) -> String {
    let reading = crate::ingest::read("a.docx", &docx(parts));
    reading.raw.unwrap_or_else(|| panic!("{:?}", reading.diagnostics)).text
}

fn body(inner: &str) -> String {
    format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{inner}</w:body></w:document>"#)
}

#[test]
fn numbers_tracked_changes_and_entities() {
    let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>
        <w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
    let p = |inner: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{inner}</w:p>"#
        )
    };
    let document = body(&format!(
        "{}{}",
        p(
            "<w:r><w:t>机构应当</w:t></w:r><w:del><w:r><w:delText>不</w:delText></w:r></w:del><w:ins><w:r><w:t>依法</w:t></w:r></w:ins><w:r><w:t>运营。</w:t></w:r>"
        ),
        p("<w:r><w:t>甲&amp;乙。</w:t></w:r>")
    ));
    let text = text_of(&[("word/document.xml", &document), ("word/numbering.xml", numbering)]);
    assert_eq!(text, "第一条 机构应当依法运营。\n第二条 甲&乙。\n");
}

#[test]
fn rows_are_lines_with_tabs_and_boxes_follow_their_paragraph() {
    let document = body(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>序号</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>名称</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
         <w:p><w:r><w:t>正文</w:t><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:r></w:p>",
    );
    assert_eq!(text_of(&[("word/document.xml", &document)]), "序号\t名称\n正文\n框内\n");
}

#[test]
fn a_deleted_paragraph_mark_joins_and_notes_come_last() {
    let document = body(
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p><w:p><w:r><w:t>后半。</w:t></w:r></w:p>",
    );
    let notes = "<w:footnotes><w:footnote><w:p><w:r><w:t>注释。</w:t></w:r></w:p></w:footnote></w:footnotes>";
    assert_eq!(
        text_of(&[("word/document.xml", &document), ("word/footnotes.xml", notes)]),
        "前半后半。\n注释。\n"
    );
}

#[test]
fn broken_xml_is_partial_and_says_so() {
    let reading = crate::ingest::read(
        "a.docx",
        &docx(&[("word/document.xml", "<w:p><w:r><w:t>第一条</w:t></w:r></w:p><w:p>")]),
    );
    assert!(reading.raw.is_some_and(|r| r.partial));
    assert_eq!(reading.diagnostics[0].code, "I005");
}

#[test]
fn entity_bombs_stand_for_nothing() {
    let document = r#"<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><w:p><w:r><w:t>甲&c;乙</w:t></w:r></w:p>"#;
    assert_eq!(text_of(&[("word/document.xml", document)]), "甲乙\n");
}
