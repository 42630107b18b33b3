use super::common::{RulesArg, choose, print_all, read};
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
    /// Files or folders; the store or the sample corpus when none is given
    paths: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    trials: usize,
    matches: usize,
    time: Duration,
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
    let mut costs = vec![Cost::default(); book.set.patterns.len()];
    let (mut bytes, mut preparing, mut scanning) = (0, Duration::ZERO, Duration::ZERO);
    for document in readings.iter().map(|r| &r.document) {
        for instrument in &document.instruments {
            bytes += instrument.clauses.iter().map(|c| c.span.len()).sum::<usize>();
            let from = Instant::now();
            let ready = scanner.prepare(&document.canonical.text, instrument);
            preparing += from.elapsed();
            let from = Instant::now();
            let found = scanner.scan_watched(instrument, &ready, |pattern, try_one| {
                let from = Instant::now();
                try_one();
                costs[pattern].trials += 1;
                costs[pattern].time += from.elapsed();
            });
            scanning += from.elapsed();
            found.iter().for_each(|m| costs[m.pattern].matches += 1);
        }
    }
    let mut order: Vec<usize> = (0..costs.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(costs[*i].time));
    println!("{:>10} {:>9} {:>9}  pattern", "µs", "trials", "matches");
    for i in order.into_iter().take(args.most) {
        let c = costs[i];
        println!("{:10} {:9} {:9}  {}", c.time.as_micros(), c.trials, c.matches, book.set.patterns[i].name);
    }
    println!(
        "{bytes} bytes of clauses; finding terms {} ms, trying patterns {} ms (timing included)",
        preparing.as_millis(),
        scanning.as_millis()
    );
    ExitCode::SUCCESS
}
