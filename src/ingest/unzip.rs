//! Members of a ZIP container, unpacked within bounds.

use super::Input;
use crate::diag::Diagnostic;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The largest member that is unpacked, in bytes.
const MAX_MEMBER: u64 = 64 << 20;
/// The most that all members together may say they unpack to, in bytes.
const MAX_TOTAL: u64 = 1 << 30;
/// Beyond this ratio of unpacked to packed size a large member is a bomb; office XML stays below 60.
const MAX_RATIO: u64 = 200;
const LARGE: u64 = 8 << 20;

/// Why a member was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The container or the member is broken.
    Broken,
    Encrypted,
    Bomb,
    Missing,
}

impl Fault {
    /// The diagnostic for a container that should have been a document of this `kind`.
    pub fn explain(self, input: Input<'_>, kind: &str) -> Diagnostic {
        let name = input.name;
        match self {
            Fault::Bomb => {
                input.note("I006", format!("{name} unpacks to far more than a document holds (解压后过大)"))
            }
            Fault::Encrypted => input.note("I008", format!("{name} is encrypted (文件已加密)")),
            Fault::Broken | Fault::Missing => {
                input.note("I005", format!("{name} is no whole {kind} file (文件损坏)"))
            }
        }
    }
}

/// An open container.
pub struct Container<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Container<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Broken)?;
        if archive.len() > 50_000 {
            return Err(Fault::Bomb);
        }
        let mut total = 0u64;
        for i in 0..archive.len() {
            if let Ok(member) = archive.by_index_raw(i) {
                total = total.saturating_add(member.size());
                if is_bomb(member.size(), member.compressed_size()) {
                    return Err(Fault::Bomb);
                }
            }
        }
        if total > MAX_TOTAL { Err(Fault::Bomb) } else { Ok(Self { archive, left: 2 * MAX_MEMBER }) }
    }

    /// The bytes of a member; what it says of its size is not believed.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>, Fault> {
        let member = match self.archive.by_name(name) {
            Ok(member) => member,
            Err(zip::result::ZipError::FileNotFound) => return Err(Fault::Missing),
            Err(zip::result::ZipError::UnsupportedArchive(_) | zip::result::ZipError::InvalidPassword) => {
                return Err(Fault::Encrypted);
            }
            Err(_) => return Err(Fault::Broken),
        };
        let packed = member.compressed_size();
        let bound = MAX_MEMBER.min(self.left);
        let mut bytes = Vec::new();
        member.take(bound + 1).read_to_end(&mut bytes).map_err(|_| Fault::Broken)?;
        let size = bytes.len() as u64;
        if size > bound || is_bomb(size, packed) {
            return Err(Fault::Bomb);
        }
        self.left -= size;
        Ok(bytes)
    }

    /// The same as text; XML in UTF-16 is decoded by its mark.
    pub fn read_text(&mut self, name: &str) -> Result<String, Fault> {
        let bytes = self.read(name)?;
        let (encoding, skip) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
        Ok(encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default()).0.into_owned())
    }

    /// Names of all members, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.archive.file_names().flatten().map(|n| n.into_owned()).collect();
        names.sort();
        names
    }
}

fn is_bomb(size: u64, packed: u64) -> bool {
    size > LARGE && size / packed.max(1) > MAX_RATIO
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a.xml", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn members_are_read_and_bombs_are_not() {
        let fine = packed(b"<a/>");
        let mut container = Container::open(&fine).unwrap();
        assert_eq!(container.read("a.xml").unwrap(), b"<a/>");
        assert_eq!(container.read("b.xml"), Err(Fault::Missing));
        assert!(matches!(Container::open(&packed(&vec![0; 20 << 20])), Err(Fault::Bomb)));
        assert!(matches!(Container::open(&fine[..fine.len() - 30]), Err(Fault::Broken)));
    }
}
