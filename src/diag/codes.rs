use super::Severity::{self, *};

/// A row of the table that `docs/diagnostics.md` is generated from.
#[derive(Debug, Clone, Copy)]
pub struct CodeInfo {
    pub code: &'static str,
    pub severity: Severity,
    pub title: &'static str,
    pub help: &'static str,
}

const fn row(code: &'static str, severity: Severity, title: &'static str, help: &'static str) -> CodeInfo {
    CodeInfo { code, severity, title, help }
}

/// All codes, sorted. I: ingest; C: canon; S: structure; R: rules; K: coding; L: corpus store; X: index; M: main job.
pub const CODES: &[CodeInfo] = &[
    row(
        "C001",
        Note,
        "portal text was cut (页面框架已剔除)",
        "`tiaokuan show --cuts FILE` lists what was cut",
    ),
    row(
        "C002",
        Warning,
        "line ends are cropped in the source (行末被裁切)",
        "get a complete copy; missing words are not guessed",
    ),
    row(
        "C003",
        Error,
        "the text layer is damaged (文本层损坏)",
        "get another copy; a PDF is read by OCR where Tesseract is there: apt-get install tesseract-ocr tesseract-ocr-chi-sim poppler-utils",
    ),
    row(
        "C004",
        Note,
        "a damaged text layer was repaired (文本层已修复)",
        "compare a page with the original before citing it",
    ),
    row("I001", Error, "the file cannot be opened (无法打开文件)", "check the path and the permissions"),
    row("I002", Error, "the file is empty (空文件)", "download it again from its publisher"),
    row(
        "I003",
        Error,
        "the file is a picture (图片文件)",
        "get the text edition, or let Tesseract read it: apt-get install tesseract-ocr tesseract-ocr-chi-sim poppler-utils",
    ),
    row("I004", Error, "the PDF is encrypted (PDF已加密)", "save a copy without password and use that"),
    row("I005", Error, "the file is truncated or broken (文件损坏)", "download it again from its publisher"),
    row(
        "I006",
        Error,
        "the file is too large when unpacked (解压后过大)",
        "this looks like a ZIP bomb; do not use it",
    ),
    row("I007", Error, "the encoding is not known (编码无法识别)", "save the file as UTF-8 and use that"),
    row("I008", Error, "the format is not supported (格式不支持)", "save it as PDF, DOCX, HTML or TXT"),
    row(
        "I009",
        Error,
        "no text in the file (没有文本层)",
        "it may be a scan, which Tesseract reads where it is there: apt-get install tesseract-ocr tesseract-ocr-chi-sim poppler-utils",
    ),
    row(
        "I010",
        Warning,
        "some pages have no text (部分页面没有文本)",
        "what is not found in this file is undetermined; Tesseract reads such pages: apt-get install tesseract-ocr tesseract-ocr-chi-sim poppler-utils",
    ),
    row(
        "I011",
        Warning,
        "the first reader failed, another was taken (更换了读取器)",
        "compare the text with the original before citing it",
    ),
    row(
        "I012",
        Error,
        "the reader crashed or ran out of its bounds (读取器崩溃或超限)",
        "get the document in another format",
    ),
    row(
        "I013",
        Warning,
        "the declared encoding is wrong (声明的编码有误)",
        "nothing to do: the encoding was told from the bytes",
    ),
    row(
        "I014",
        Warning,
        "automatic numbers are missing (自动编号缺失)",
        "save it as DOCX, which keeps the numbering",
    ),
    row("I015", Error, "the file is too large (文件过大)", "split it, or remove its pictures"),
    row(
        "I016",
        Warning,
        "the text was read by OCR (OCR识别)",
        "compare the text with the original before citing it; what rests on doubtful words is undetermined",
    ),
    row(
        "I017",
        Warning,
        "OCR gave nothing for a page or file (OCR未得到文本)",
        "scan it again at 300 dpi, upright and clean, or get the text edition",
    ),
    row(
        "I018",
        Warning,
        "only the beginning of a very long text is read (文本过长)",
        "split it: one file for each document; what is not found in it is undetermined",
    ),
    row(
        "K001",
        Warning,
        "coded undetermined because the text was not wholly read (未能完整读取)",
        "see the diagnostics of this file above",
    ),
    row(
        "L001",
        Error,
        "the catalogue is faulty (目录有误)",
        "mend `corpus/catalogue.toml`; all faults are listed",
    ),
    row(
        "L002",
        Warning,
        "a draft was not filed as the document (征求意见稿未归档)",
        "get the text as issued; the draft is kept beyond the catalogue",
    ),
    row(
        "L003",
        Warning,
        "a near name was not filed as the document (近名文件未归档)",
        "compare title and number with the catalogue; it is kept beyond the catalogue",
    ),
    row(
        "L004",
        Warning,
        "a registration rule was not filed as the document (登记规则未归档)",
        "look for the rule on authorised operation (授权运营) of the same place",
    ),
    row(
        "L005",
        Note,
        "filed under a title that has drifted (标题有出入，已归档)",
        "compare the title with that of the catalogue",
    ),
    row(
        "L006",
        Error,
        "the store or its lock file cannot be read or written (语料库或锁定文件无法读写)",
        "check the folder and the free space; a broken lock file is never overwritten",
    ),
    row(
        "L007",
        Error,
        "a source of the store is missing or changed (语料文件缺失或被改动)",
        "add the file again; nothing that rests on it can be proved until then",
    ),
    row(
        "L008",
        Warning,
        "a newer version supersedes the one held (已有新版本)",
        "both are kept; the newer one is read",
    ),
    row(
        "L009",
        Warning,
        "evidence does not anchor in the text as read now (证据无法定位)",
        "code the source again, and look at what was decided on the old reading",
    ),
    row(
        "L010",
        Warning,
        "a document of the catalogue has no address (目录中没有网址)",
        "find the page of its publisher, save it, and take it in with `tiaokuan corpus add`",
    ),
    row(
        "L011",
        Error,
        "the address could not be fetched (下载失败)",
        "open it in a browser; run `corpus fetch` again later: what came is kept and gone on with",
    ),
    row(
        "L012",
        Warning,
        "robots.txt of the site does not allow the address (robots.txt 不允许)",
        "save the page in a browser and take it in with `tiaokuan corpus add`",
    ),
    row(
        "L013",
        Warning,
        "a redirect or an attachment leads off the public site of the page (跨站链接未跟随)",
        "look at it in a browser; when it is the publisher's too, save it and take it in with `corpus add`",
    ),
    row(
        "L014",
        Error,
        "the address leads to this machine or to a private network (内网地址)",
        "such addresses are never asked; check the page that names it",
    ),
    row(
        "L015",
        Error,
        "the download is larger than its bound (下载过大)",
        "a policy text has no use for it; save it by hand if it is one",
    ),
    row(
        "L016",
        Error,
        "the download took longer than its bound (下载超时)",
        "run `corpus fetch` again: what came is kept and gone on with where the server allows it",
    ),
    row(
        "L017",
        Warning,
        "the server asks to come back later (服务器要求稍后再来)",
        "run `corpus fetch` again after the time that it names",
    ),
    row(
        "L018",
        Warning,
        "a page has more attachments than are fetched (附件过多)",
        "save the missing ones in a browser and take them in with `tiaokuan corpus add`",
    ),
    row("M001", Note, "no paths given (未指定路径)", "name files or folders to read them instead"),
    row("M002", Error, "no source was read (没有读到任何文件)", "check the paths and the diagnostics above"),
    row("M003", Error, "the output cannot be written (无法写入输出)", "check the folder and the free space"),
    row(
        "M004",
        Error,
        "the saved analysis cannot be read (分析文件无法读取)",
        "name an analysis.json that `tiaokuan run` wrote; a changed byte may have broken it at the place shown",
    ),
    row(
        "M005",
        Warning,
        "bytes of the saved analysis were changed (分析文件字节有改动)",
        "every value still holds; write it again with `tiaokuan run`",
    ),
    row(
        "M006",
        Error,
        "no such region, provision or indicator (未知名称)",
        "names are those of the tables; `tiaokuan compare` shows them",
    ),
    row(
        "M007",
        Error,
        "the coding cannot be used (所给编码无法使用)",
        "one JSON object a line with source, title, provision, state, evidence, slots; or a gold folder",
    ),
    row(
        "M008",
        Warning,
        "no font with Chinese characters (没有中文字体)",
        "pictures are written as SVG only; for PNG: apt-get install fonts-noto-cjk, or fonts-wqy-zenhei",
    ),
    row(
        "M009",
        Warning,
        "a source is not what the analysis was made of (文件与分析时不同)",
        "it was read as it is now; run the analysis again, or restore the file",
    ),
    row("R001", Error, "the rule file is no valid TOML (规则文件语法错误)", "mend the place shown"),
    row(
        "R002",
        Error,
        "a rule names an unknown term list (未知词表)",
        "correct the name, or add the list under rules/lexicon",
    ),
    row(
        "R003",
        Error,
        "a rule lacks an example that fires, a near miss or an excluded case (缺少示例)",
        "add it: a rule without its three kinds of examples does not load",
    ),
    row(
        "R004",
        Error,
        "an example of a rule does not come out (示例未通过)",
        "correct the rule or the example",
    ),
    row("R005", Error, "an id is used twice (标识重复)", "ids of rules and patterns must be unique"),
    row(
        "R006",
        Error,
        "a value is not allowed here (取值无效)",
        "see docs/rules-language.md for the allowed values",
    ),
    row(
        "R007",
        Warning,
        "a pattern can never fire or is swallowed by another (规则冗余)",
        "remove it or make it differ",
    ),
    row(
        "R008",
        Error,
        "a provision of the codebook has no rule (缺少规定要素)",
        "add a file for it under rules/provisions",
    ),
    row(
        "R009",
        Error,
        "an indicator names an unknown provision (未知规定要素)",
        "correct the id in rules/indicators",
    ),
    row(
        "S001",
        Warning,
        "no articles or headings were found (未识别出条款结构)",
        "check that the file is a policy text; it is coded undetermined",
    ),
    row(
        "S002",
        Warning,
        "article numbers do not run on (条号不连续)",
        "compare with the original: a page may be missing",
    ),
    row("S003", Note, "the source holds several instruments (一个文件含多个文本)", "each is coded by itself"),
    row(
        "S004",
        Warning,
        "the structure was too deep or too large and was flattened (结构过深)",
        "check that the file is a policy text",
    ),
    row(
        "X001",
        Error,
        "there is no index here (没有索引)",
        "run `tiaokuan run` first, or name it with --index",
    ),
    row(
        "X002",
        Error,
        "the index is of another version (索引版本不符)",
        "build it again with `tiaokuan run`",
    ),
    row(
        "X003",
        Error,
        "the query cannot be read (查询语法错误)",
        "see `tiaokuan search --help` for the query language",
    ),
    row("X004", Error, "another process is writing the index (索引正被写入)", "wait for it to end"),
    row(
        "X005",
        Error,
        "the index is damaged or cannot be written (索引损坏或无法写入)",
        "check the folder and the free space, then build it again with `tiaokuan run`",
    ),
    row(
        "X006",
        Error,
        "the index holds no clause of that key (没有此条款)",
        "keys are shown with --json and --csv, as `key`",
    ),
    row(
        "X007",
        Warning,
        "the index was built with something else than this program has now (索引已过期)",
        "build it again with `tiaokuan run`, or name the rule folder with --rules",
    ),
];

/// The row of a code.
pub fn lookup(code: &str) -> Option<&'static CodeInfo> {
    CODES.binary_search_by(|row| row.code.cmp(code)).ok().map(|i| &CODES[i])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique_and_say_what_to_do() {
        assert!(CODES.windows(2).all(|w| w[0].code < w[1].code));
        for row in CODES {
            assert!(!row.help.is_empty() && row.title.contains('('), "{}", row.code);
        }
    }
}
