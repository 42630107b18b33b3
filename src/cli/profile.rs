use super::common::{RulesArg, choose, print_all, read};
use crate::pipeline::Reading;
use crate::rules::RuleSet;
use crate::scan::Scanner;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[derive(Debug, clap::Args)]
pub struct ProfileArgs {
    #[command(flatten)]
    rules: RulesArg,
    /// Show at most so many patterns
    #[arg(long, default_value_t = 30)]
    most: usize,
    /// Time the scan so many times; the median is told
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Files or folders; the store or the sample corpus when none is given
    paths: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    trials: usize,
    matches: usize,
    time: Duration,
}

/// Time of the three steps over all texts.
#[derive(Debug, Clone, Copy, Default)]
struct Round {
    laying_out: Duration,
    terms: Duration,
    patterns: Duration,
}

pub fn run(args: &ProfileArgs) -> ExitCode {
    let book = match args.rules.load() {
        Ok(book) => book,
        Err(code) => return code,
    };
    let (sources, faults) = choose(&args.paths);
    print_all(&faults);
    let readings = read(&sources);
    let scanner = Scanner::new(&book.set);
    let rounds: Vec<Round> = (0..args.rounds.max(1)).map(|_| round(&scanner, &readings)).collect();
    print_patterns(&costs(&scanner, &readings), &book.set, args.most);
    print_speed(&rounds, &readings, &book.set);
    ExitCode::SUCCESS
}

fn round(scanner: &Scanner, readings: &[Reading]) -> Round {
    let mut sum = Round::default();
    for document in readings.iter().map(|r| &r.document) {
        for instrument in &document.instruments {
            let from = Instant::now();
            let mut ready = scanner.lay_out(&document.canonical.text, instrument);
            sum.laying_out += from.elapsed();
            let from = Instant::now();
            scanner.find(&mut ready);
            sum.terms += from.elapsed();
            let from = Instant::now();
            std::hint::black_box(scanner.scan(instrument, &ready));
            sum.patterns += from.elapsed();
        }
    }
    sum
}

fn costs(scanner: &Scanner, readings: &[Reading]) -> Vec<Cost> {
    let mut costs = vec![Cost::default(); scanner.rules.patterns.len()];
    for document in readings.iter().map(|r| &r.document) {
        for instrument in &document.instruments {
            let ready = scanner.prepare(&document.canonical.text, instrument);
            let found = scanner.scan_watched(instrument, &ready, |pattern, try_one| {
                let from = Instant::now();
                try_one();
                costs[pattern].trials += 1;
                costs[pattern].time += from.elapsed();
            });
            found.iter().for_each(|m| costs[m.pattern].matches += 1);
        }
    }
    costs
}

fn print_patterns(costs: &[Cost], rules: &RuleSet, most: usize) {
    let mut order: Vec<usize> = (0..costs.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(costs[*i].time));
    println!("{:>10} {:>9} {:>9}  pattern", "µs", "trials", "matches");
    for i in order.into_iter().take(most) {
        let c = costs[i];
        println!("{:10} {:9} {:9}  {}", c.time.as_micros(), c.trials, c.matches, rules.patterns[i].name);
    }
}

fn print_speed(rounds: &[Round], readings: &[Reading], rules: &RuleSet) {
    let clauses = || readings.iter().flat_map(|r| &r.document.instruments).flat_map(|i| &i.clauses);
    let bytes = clauses().map(|c| c.span.len()).sum::<usize>();
    let median = |of: fn(&Round) -> Duration| {
        let mut times: Vec<Duration> = rounds.iter().map(of).collect();
        times.sort();
        times[times.len() / 2]
    };
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64().max(1e-9);
    let scan = median(|r| r.terms + r.patterns);
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "{} rules, {} patterns, {} terms; {} clauses, {bytes} bytes; median of {} rounds, one thread:",
        rules.rules.len(),
        rules.patterns.len(),
        rules.terms.len(),
        clauses().count(),
        rounds.len()
    );
    println!("  laying out (折叠、断句)   {:8.1} ms", ms(median(|r| r.laying_out)));
    println!("  finding terms (查词)      {:8.1} ms", ms(median(|r| r.terms)));
    println!("  trying patterns (比对)    {:8.1} ms", ms(median(|r| r.patterns)));
    println!("  scan alone (扫描)         {:8.1} ms, {:.0} MB/s", ms(scan), speed(scan));
}
