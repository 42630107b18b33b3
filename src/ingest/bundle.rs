//! ZIP bundles (the attachments of a page, downloaded as one): each member is a source of its own.

use super::{Input, sniff};
use crate::diag::Diagnostic;
use std::io::{Cursor, Read};

/// The most members that are taken out, and the most bytes of all together.
const MAX_MEMBERS: usize = 2000;
const MAX_TOTAL: u64 = 128 << 20;
const MAX_MEMBER: u64 = 64 << 20;

/// A member, unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path inside the bundle, decoded.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// True when the bytes are a ZIP of files, not a document that is a ZIP.
pub fn is_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") && sniff::kind(bytes) == sniff::Kind::Other(sniff::BUNDLE)
}

/// The members in the order of their names, and what is wrong with those that are not taken out.
/// A bundle in a bundle comes out as a member and is not opened.
pub fn members(name: &str, bytes: &[u8]) -> (Vec<Member>, Vec<Diagnostic>) {
    let input = Input { name, bytes };
    let (mut out, mut faults) = (Vec::new(), Vec::new());
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        let message = format!("{name} is no whole ZIP archive (文件损坏)");
        return (out, vec![input.note("I005", message)]);
    };
    let mut left = MAX_TOTAL;
    if archive.len() > MAX_MEMBERS {
        let message = format!("{name} has {} members (文件过多)", archive.len());
        return (out, vec![input.note("I006", message)]);
    }
    for i in 0..archive.len() {
        let Ok(member) = archive.by_index(i) else {
            let message = format!("{name}: member {} is encrypted or broken (文件损坏)", i + 1);
            faults.push(input.note("I005", message));
            continue;
        };
        let path = decoded(member.name_raw());
        let file = path.rsplit('/').next().unwrap_or_default();
        if member.is_dir() || file.is_empty() || file.starts_with('.') || path.starts_with("__MACOSX/") {
            continue;
        }
        let (bound, packed) = (MAX_MEMBER.min(left), member.compressed_size().max(1));
        let mut content = Vec::new();
        let read = member.take(bound + 1).read_to_end(&mut content);
        let size = content.len() as u64;
        if size > bound || size > 8 << 20 && size / packed > 200 {
            faults.push(input.note("I006", format!("{name}: {path} unpacks to too much (解压后过大)")));
        } else if read.is_err() {
            faults.push(input.note("I005", format!("{name}: {path} is broken (文件损坏)")));
        } else {
            left -= size;
            out.push(Member { name: path, bytes: content });
        }
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
    (out, faults)
}

/// Names stand in UTF-8, or in GBK where they were packed on a Chinese Windows.
fn decoded(raw: &[u8]) -> String {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(raw).0.into_owned(),
    };
    text.replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn members_come_out_and_bombs_do_not() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (name, content) in [("乙.txt", "第一条 乙。"), ("a/甲.txt", "第一条 甲。"), (".hidden", "x")]
        {
            zip.start_file(name, options).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.start_file("bomb.txt", options).unwrap();
        zip.write_all(&vec![0; 30 << 20]).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        assert!(is_bundle(&bytes));
        let (members, faults) = members("b.zip", &bytes);
        let names: Vec<&str> = members.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["a/甲.txt", "乙.txt"]);
        assert_eq!(faults.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["I006"]);
    }

    #[test]
    fn names_packed_on_a_chinese_windows_are_read() {
        assert_eq!(decoded(&encoding_rs::GBK.encode("附件\\办法.doc").0), "附件/办法.doc");
    }
}
