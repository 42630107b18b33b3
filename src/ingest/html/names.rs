//! What element names, classes and ids mean for reading.

/// Elements whose content is never text of the document.
pub fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "object"
            | "svg"
            | "select"
            | "button"
            | "textarea"
            | "title"
            | "math"
            | "audio"
            | "video"
            | "canvas"
            | "map"
            | "noframes"
            | "noembed"
            | "xmp"
    )
}

/// Elements without content and end tag.
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that stand on lines of their own.
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Elements that are the portal by their name.
pub fn is_portal_element(name: &str) -> bool {
    matches!(name, "nav" | "footer" | "aside" | "header")
}

/// Words of a class or id that name the portal's parts.
const PORTAL_WORDS: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "breadcrumb",
    "breadcrumbs",
    "crumb",
    "crumbs",
    "sidebar",
    "share",
    "toolbar",
    "footer",
    "foot",
    "copyright",
    "related",
    "recommend",
    "pagination",
    "pager",
    "search",
    "login",
    "qrcode",
    "banner",
    "ads",
    "hot",
    "links",
    "link",
    "friendlink",
    "comments",
    "weather",
    "topbar",
    "header",
    "top",
    "bottom",
    "back",
    "position",
    "location",
    "fontsize",
    "print",
    "gotop",
];

/// True when a class or id says that the element is a part of the portal.
pub fn names_portal(attribute: &str) -> bool {
    attribute
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| PORTAL_WORDS.iter().any(|p| p.eq_ignore_ascii_case(word)))
}

/// Ids and classes in which the systems that publish these texts put the document itself.
const CONTAINERS: &[&str] = &[
    "trs_editor",
    "trs_ueditor",
    "trs_editor_view",
    "custom_unionstyle",
    "ucap-content",
    "pages_content",
    "zoom",
    "article-content",
    "article_content",
    "articlecontent",
    "article-con",
    "news_content",
    "newscontent",
    "con_text",
    "detail-content",
    "detail_content",
    "xxgk_content",
    "xxgk-content",
    "zwnr",
    "view",
    "maintext",
    "main-content",
    "doc-container",
    "document-container",
    "document-content",
    "document",
    "content",
    "artical",
    "article",
    "bt-content",
    "wzcon",
    "text-content",
    "mainbody",
    "pagecontent",
    "container",
    "vsb_content",
    "zoomcon",
];

/// True when a class or id is one that holds documents.
pub fn names_container(attribute: &str) -> bool {
    attribute.split_ascii_whitespace().any(|word| CONTAINERS.iter().any(|c| c.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_by_words() {
        assert!(names_portal("nav-container") && names_portal("site_footer"));
        assert!(!names_portal("navy-text") && !names_portal("document-title"));
        assert!(names_container("x TRS_Editor") && !names_container("contents"));
    }
}
