use crate::diag::{CODES, Severity};
use crate::pipeline::{Rulebook, load_rulebook};
use crate::rules::embedded;
use clap::{Command, CommandFactory};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct DocsArgs {
    /// Folder to write to
    #[arg(long, default_value = "docs")]
    out: PathBuf,
    /// Write nothing; fail when a file is not what would be written
    #[arg(long)]
    check: bool,
}

/// Writes the generated pages, or checks that they are as they would be written.
pub fn run(args: &DocsArgs) -> ExitCode {
    let book = match load_rulebook(&embedded()) {
        Ok(book) => book,
        Err(faults) => {
            super::common::print_all(&faults);
            return ExitCode::from(1);
        }
    };
    let pages = [("rules.md", rules(&book)), ("diagnostics.md", diagnostics()), ("cli.md", cli())];
    let mut stale = false;
    for (name, text) in pages {
        let path = args.out.join(name);
        if args.check {
            if std::fs::read_to_string(&path).unwrap_or_default() != text {
                eprintln!("{} is stale: run `tiaokuan docs`", path.display());
                stale = true;
            }
        } else if let Err(e) = std::fs::create_dir_all(&args.out).and_then(|()| std::fs::write(&path, text)) {
            eprintln!("error: {} cannot be written: {e}", path.display());
            return ExitCode::from(2);
        }
    }
    if stale { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

const MADE: &str = "<!-- Made by `tiaokuan docs`; do not edit. -->\n\n";

fn rules(book: &Rulebook) -> String {
    let mut out = format!("# Rules (规则)\n\n{MADE}");
    let mut section = String::new();
    for (rule, name) in book.set.rules.iter().zip(book.provisions()) {
        if section != name.section {
            let _ = writeln!(out, "## {} {}（{}）\n", rule.section, name.section, name.section_en);
            section.clone_from(&name.section);
        }
        let _ = writeln!(out, "### `{}` {}\n", rule.id, rule.title);
        let _ = writeln!(
            out,
            "{}. {}\n\n来源：{}；第{}版；{}种写法。\n",
            rule.title_en,
            rule.reason,
            rule.source,
            rule.version,
            rule.patterns.len()
        );
        out += "| 写法 | 依次出现的词语 | 条件 |\n|---|---|---|\n";
        for p in &book.set.patterns[rule.patterns.clone()] {
            let class = |c: &u16| book.set.classes[*c as usize].name.replace('|', "/");
            let steps: Vec<String> = p.steps.iter().map(|s| class(&s.class)).collect();
            let mut conditions = Vec::new();
            let lists = [
                ("同句有", &p.sentence),
                ("总起句有", &p.stem),
                ("标题有", &p.heading),
                ("同条有", &p.article),
                ("文件名有", &p.title),
                ("周围有", &p.around),
                ("证据无", &p.not),
                ("同句无", &p.not_sentence),
                ("总起句无", &p.not_stem),
                ("标题无", &p.not_heading),
                ("文件名无", &p.not_title),
            ];
            for (word, list) in lists {
                if !list.is_empty() {
                    conditions
                        .push(format!("{word} {}", list.iter().map(class).collect::<Vec<_>>().join("、")));
                }
            }
            if p.strength == crate::rules::Strength::Name {
                conditions.push("仅作名称（转授）".into());
            }
            let arrow = if p.any_order { " ＋ " } else { " → " };
            let local = p.name.rsplit('/').next().unwrap_or(&p.name);
            let _ = writeln!(
                out,
                "| {local}（{}） | {} | {} |",
                p.state.zh(),
                steps.join(arrow),
                conditions.join("；")
            );
        }
        out += "\n";
        for (word, examples) in
            [("命中", &rule.fires), ("近似而不命中", &rule.near_miss), ("排除", &rule.excluded)]
        {
            for e in examples {
                let why = if e.why.is_empty() { String::new() } else { format!("（{}）", e.why) };
                let _ = writeln!(out, "- {word}：{}{}{why}", e.stem, e.text);
            }
        }
        out += "\n";
    }
    out
}

fn diagnostics() -> String {
    let mut out = format!(
        "# Diagnostics (诊断)\n\n{MADE}| code | severity | meaning | what to do |\n|---|---|---|---|\n"
    );
    for row in CODES {
        let severity = match row.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let _ = writeln!(out, "| {} | {severity} | {} | {} |", row.code, row.title, row.help);
    }
    out
}

fn cli() -> String {
    let mut out = format!("# Commands (命令)\n\n{MADE}");
    let mut top = super::Args::command();
    top.build();
    pages(&top, &mut out);
    out
}

fn pages(command: &Command, out: &mut String) {
    for sub in command.get_subcommands().filter(|c| !c.is_hide_set() && c.get_name() != "help") {
        let mut shown = sub.clone().term_width(100);
        let _ = writeln!(
            out,
            "## `{}`\n\n```text\n{}\n```\n",
            sub.get_bin_name().unwrap_or(sub.get_name()),
            shown.render_long_help().to_string().trim_end()
        );
        pages(sub, out);
    }
}
