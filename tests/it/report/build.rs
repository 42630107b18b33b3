//! Puts an analysis together from texts and codings, without the rooms that will do it for real.

use sha2::{Digest, Sha256};
use tiaokuan::indicator::{Entry, Options, Rubric, fill_instrument, fill_regions, statuses};
use tiaokuan::model::*;
use tiaokuan::report::{Input, Provision, Text};

/// (id, Chinese, English, section, section in English)
pub const PROVISIONS: [(&str, &str, &str, &str, &str); 35] = [
    ("exit.close_access", "关闭访问权限", "Access closed on exit", "退出与数据处置", "Exit and data"),
    ("exit.delete_data", "删除或销毁数据", "Data deleted on exit", "退出与数据处置", "Exit and data"),
    ("exit.retain_logs", "日志留存", "Logs retained", "退出与数据处置", "Exit and data"),
    ("exit.handover", "交接与平稳过渡", "Handover", "退出与数据处置", "Exit and data"),
    ("fair.competitive_selection", "竞争性遴选", "Competitive selection", "公平准入与竞争", "Fair access"),
    ("fair.operator_eligibility", "运营机构条件", "Operator eligibility", "公平准入与竞争", "Fair access"),
    ("fair.developer_access", "开发主体准入", "Developer access", "公平准入与竞争", "Fair access"),
    ("fair.nondiscrimination", "公平无歧视", "Non-discrimination", "公平准入与竞争", "Fair access"),
    ("fair.fair_supply", "公平提供产品", "Fair supply", "公平准入与竞争", "Fair access"),
    ("fair.antimonopoly", "反垄断", "Anti-monopoly", "公平准入与竞争", "Fair access"),
    ("fair.role_separation", "运营与开发分离", "Role separation", "公平准入与竞争", "Fair access"),
    ("tolerance.exemption", "容错免责", "Exemption of liability", "容错与激励", "Incentives"),
    ("incentive.supply", "供给激励", "Supply incentives", "容错与激励", "Incentives"),
    ("term.operating_limit", "运营期限", "Operating term", "期限、评价与退出", "Term and exit"),
    ("term.reselect_on_expiry", "到期重新遴选", "Reselection on expiry", "期限、评价与退出", "Term and exit"),
    ("exit.mechanism", "退出机制", "Exit mechanism", "期限、评价与退出", "Term and exit"),
    ("evaluation.operator", "运营评价", "Operator evaluation", "期限、评价与退出", "Term and exit"),
    ("public.principle", "公益优先原则", "Public interest principle", "公益与价格", "Public interest"),
    ("public.free_use", "公益无偿使用", "Free public use", "公益与价格", "Public interest"),
    ("public.priority_support", "公益优先支持", "Priority support", "公益与价格", "Public interest"),
    ("price.guided", "政府指导价", "Guided prices", "公益与价格", "Public interest"),
    ("security.consent", "知情同意", "Consent", "数据安全", "Data security"),
    ("security.raw_data_stays", "原始数据不出域", "Raw data stays", "数据安全", "Data security"),
    ("security.deidentification", "脱敏脱密", "De-identification", "数据安全", "Data security"),
    ("security.personnel", "人员管理", "Personnel", "数据安全", "Data security"),
    ("security.traceability", "全程可追溯", "Traceability", "数据安全", "Data security"),
    ("security.incident_response", "应急处置", "Incident response", "数据安全", "Data security"),
    ("security.responsibility", "安全责任", "Responsibility", "数据安全", "Data security"),
    ("security.assessment", "安全评估", "Security assessment", "数据安全", "Data security"),
    ("disclosure.authorisation", "授权信息披露", "Authorisation disclosed", "披露与供给", "Disclosure"),
    ("disclosure.products", "产品清单披露", "Products disclosed", "披露与供给", "Disclosure"),
    ("supply.catalogue", "资源目录", "Catalogue", "披露与供给", "Disclosure"),
    ("supply.sample", "样例数据", "Samples", "披露与供给", "Disclosure"),
    ("mode", "授权模式", "Mode", "基本事实", "Facts"),
    ("validity", "施行与有效期", "Validity", "基本事实", "Facts"),
];

pub fn provisions() -> Vec<Provision> {
    let one = |p: &(&str, &str, &str, &str, &str)| Provision {
        id: p.0.into(),
        title: p.1.into(),
        title_en: p.2.into(),
        section: p.3.into(),
        section_en: p.4.into(),
        ..Default::default()
    };
    PROVISIONS.iter().map(one).collect()
}

pub fn rubric() -> Rubric {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/indicators");
    let read = |e: std::io::Result<std::fs::DirEntry>| {
        let path = e.unwrap().path();
        (path.to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap())
    };
    let files: Vec<_> = std::fs::read_dir(dir).unwrap().map(read).collect();
    Rubric::load(&files, &PROVISIONS.map(|p| p.0)).unwrap()
}

/// Provision, state, (label, quote)s, slots.
pub type Coding = (String, State, Vec<(String, String)>, Slots);

/// A text with its coding.
#[derive(Clone, Default)]
pub struct Coded {
    pub file: String,
    pub title: String,
    pub text: String,
    pub facts: Facts,
    pub state: Option<ReadState>,
    pub codings: Vec<Coding>,
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// A clause a line, labelled by the last 第…条 or 一、 that a line began with.
fn clauses(text: &str) -> Vec<Clause> {
    let (mut out, mut at, mut label) = (Vec::new(), 0, String::new());
    for line in text.split('\n') {
        let span = Span::new(at, at + line.len()).trim(text);
        at += line.len() + 1;
        if span.is_empty() {
            continue;
        }
        let words = span.of(text);
        if let Some(i) = words.find('条').filter(|i| words.starts_with('第') && *i < 24) {
            label = words[..i + '条'.len_utf8()].to_string();
        }
        let (article, kind) = (label.clone(), ClauseKind::Paragraph);
        out.push(Clause {
            label: label.clone(),
            article,
            kind,
            span,
            stem: None,
            headings: Vec::new(),
            cropped: false,
        });
    }
    out
}

fn evidence(
    text: &str,
    clauses: &[Clause],
    provision: &str,
    label: &str,
    quote: &str,
    state: State,
) -> Option<Evidence> {
    let (whole, part) = (fold(text), fold(quote));
    let at = whole.text.find(&part.text)?;
    let first = whole.char_at(at);
    let span = whole.source(first, first + part.len());
    let clause = clauses.iter().position(|c| c.span.touches(span))?;
    Some(Evidence {
        label: label.into(),
        quote: span.of(text).into(),
        span,
        prefix: String::new(),
        suffix: String::new(),
        clause,
        page: None,
        rule: format!("{provision}/sample"),
        state,
    })
}

fn near_miss(text: &str, clauses: &[Clause], n: usize) -> Option<NearMiss> {
    let clause = clauses.get(n % clauses.len().max(1))?;
    let end =
        clause.span.of(text).char_indices().nth(30).map_or(clause.span.end, |(i, _)| clause.span.start + i);
    let span = Span::new(clause.span.start, end);
    Some(NearMiss {
        label: clause.label.clone(),
        quote: span.of(text).into(),
        span,
        rule: "sample".into(),
        met: 2,
        asked: 3,
        failed: "句中没有“退出”一类的词".into(),
    })
}

/// Owned parts of an input.
pub struct Built {
    pub analysis: Analysis,
    pub provisions: Vec<Provision>,
    texts: Vec<(String, String, Vec<Clause>)>,
}

impl Built {
    pub fn with<T>(&self, act: impl FnOnce(&Input) -> T) -> T {
        let texts: Vec<Text> = self
            .texts
            .iter()
            .map(|(id, text, clauses)| Text {
                instrument: id,
                canonical: text,
                span: Span::new(0, text.len()),
                clauses,
            })
            .collect();
        let lang = Default::default();
        act(&Input { analysis: &self.analysis, provisions: &self.provisions, texts: &texts, lang })
    }
}

fn findings(c: &Coded, id: &str, clauses: &[Clause]) -> Vec<Finding> {
    let read = c.state.unwrap_or(ReadState::Read);
    let one = |(n, p): (usize, &(&str, &str, &str, &str, &str))| {
        let coding = c.codings.iter().find(|x| x.0 == p.0);
        let state = match (coding.map(|x| x.1), read) {
            (Some(s), _) => s,
            (None, ReadState::Read) => State::Absent,
            (None, _) => State::Undetermined,
        };
        let quotes = coding.map(|x| x.2.as_slice()).unwrap_or_default();
        Finding {
            instrument: id.into(),
            source: c.file.clone(),
            title: c.title.clone(),
            provision: p.0.into(),
            state,
            evidence: quotes
                .iter()
                .filter_map(|(l, q)| evidence(&c.text, clauses, p.0, l, q, state))
                .collect(),
            slots: coding.map(|x| x.3.clone()).unwrap_or_default(),
            certificate: (state == State::Absent).then(|| Certificate {
                clauses_searched: clauses.len(),
                patterns_tried: 9,
                clauses_cropped: 0,
                near_misses: (0..n % 3).filter_map(|k| near_miss(&c.text, clauses, n + 5 * k)).collect(),
            }),
            reason: if state == State::Undetermined {
                "文本未能完整读取".into()
            } else {
                String::new()
            },
        }
    };
    PROVISIONS.iter().enumerate().map(one).collect()
}

pub fn build(coded: &[Coded], diagnostics: Vec<DiagnosticRecord>) -> Built {
    let reference = Date::new(2026, 1, 1).unwrap();
    let ids: Vec<String> = coded.iter().map(|c| format!("{}-1", &hash(&c.file)[..12])).collect();
    let clauses: Vec<Vec<Clause>> = coded.iter().map(|c| clauses(&c.text)).collect();
    let found: Vec<Vec<Finding>> =
        coded.iter().zip(&ids).zip(&clauses).map(|((c, id), cl)| findings(c, id, cl)).collect();
    let entries: Vec<Entry> = coded
        .iter()
        .zip(&ids)
        .zip(&found)
        .map(|((c, id), f)| Entry { id, title: &c.title, facts: &c.facts, findings: f })
        .collect();
    let rubric = rubric();
    let statuses = statuses(&entries, reference);
    let instrument_values =
        entries.iter().zip(&statuses).map(|(e, s)| fill_instrument(&rubric, e, s)).collect();
    let region_values = fill_regions(&rubric, &entries, reference, &Options::default());
    let document = |i: usize| DocumentRecord {
        source: Source {
            name: coded[i].file.clone(),
            path: format!("sample/{}", coded[i].file),
            sha256: hash(&coded[i].file),
            bytes: coded[i].text.len() as u64,
            format: Format::Txt,
            reader: "text".into(),
            condition: None,
        },
        state: coded[i].state.unwrap_or(ReadState::Read),
        text_sha256: hash(&coded[i].text),
        instruments: vec![InstrumentRecord {
            id: ids[i].clone(),
            title: coded[i].title.clone(),
            facts: coded[i].facts.clone(),
            articles: u32::try_from(coded[i].text.matches("\n第").count()).unwrap(),
            clauses: clauses[i].len(),
            status: statuses[i].clone(),
        }],
    };
    let analysis = Analysis {
        format: Analysis::FORMAT,
        program: "tiaokuan 0.1.0".into(),
        rules: RuleSetId {
            sha256: hash("rules"),
            rules: 35,
            patterns: 300,
            terms: 900,
            ..RuleSetId::default()
        },
        reference,
        request: Request::default(),
        rubric: serde_json::to_value(&rubric).unwrap(),
        documents: (0..coded.len()).map(document).collect(),
        findings: found.concat(),
        instrument_values,
        region_values,
        diagnostics,
    };
    let texts = ids.into_iter().zip(clauses).enumerate().map(|(i, (id, cl))| (id, coded[i].text.clone(), cl));
    Built { texts: texts.collect(), analysis, provisions: provisions() }
}
