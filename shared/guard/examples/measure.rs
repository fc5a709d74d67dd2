//! How good the guard is on texts: `measure labelled FILE...` where each line has `text` and `spans` of kind, start and end in
//! characters, `measure orders FILE...` where each has `text` and `order`, `measure plain FILE...` for what it finds in any text, or
//! `measure speed FILE...`.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement prints, and one that cannot go on panics")]

use std::{
    collections::BTreeMap,
    fs,
    sync::LazyLock,
    time::{Duration, Instant},
};

use genesis_guard::{Action, Finding, Kind, Policy, judge, prompt_injection, scan, sql_injection};
use serde_json::Value;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let how = arguments.next().unwrap_or_default();
    let (options, paths): (Vec<_>, Vec<_>) = arguments.partition(|argument| argument == "--verbose");
    let verbose = !options.is_empty();
    let files: Vec<String> = paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    match how.as_str() {
        "labelled" => labelled(files.iter().flat_map(|file| file.lines()), verbose),
        "orders" => orders(files.iter().flat_map(|file| file.lines()), verbose),
        "speed" => speed(&files.concat()),
        _ => plain(&files, verbose),
    }
}

#[derive(Default)]
struct Counts {
    right: u32,
    missed: u32,
    wrong: u32,
}

fn same(kind: &str, found: &Finding) -> bool {
    let place = |name: &str| matches!(name, "address" | "location");
    kind == found.kind.name() || place(kind) && place(found.kind.name())
}

fn labelled<'a>(lines: impl Iterator<Item = &'a str>, verbose: bool) {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for row in lines.map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let text = row["text"].as_str().unwrap();
        let findings = scan(text);
        let mut used = vec![false; findings.len()];
        for span in row["spans"].as_array().unwrap() {
            let (kind, start, end) = (span[0].as_str().unwrap(), span[1].as_u64().unwrap() as usize, span[2].as_u64().unwrap() as usize);
            let mut hit = false;
            for (found, used) in findings.iter().zip(&mut used) {
                let common = found.chars.end.min(end).saturating_sub(found.chars.start.max(start));
                if same(kind, found) && common * 2 >= end - start {
                    (*used, hit) = (true, true);
                } else if same(kind, found) && common > 0 {
                    *used = true;
                }
            }
            let count = counts.entry(kind.to_owned()).or_default();
            if hit {
                count.right += 1
            } else {
                count.missed += 1
            }
            if !hit && verbose {
                let value: String = text.chars().skip(start).take(end - start).collect();
                println!("MISSED {kind} {value:?} in {text:?}");
            }
        }
        for (found, _) in findings.iter().zip(used).filter(|(_, used)| !used) {
            counts.entry(found.kind.name().to_owned()).or_default().wrong += 1;
            if verbose {
                println!(
                    "WRONG {} {:?} {:.2} ({}) in {text:?}",
                    found.kind,
                    &text[found.bytes.clone()],
                    found.confidence,
                    found.reason.rule
                );
            }
        }
    }
    let mut total = Counts::default();
    for (kind, count) in &counts {
        report(kind, count);
        total = Counts { right: total.right + count.right, missed: total.missed + count.missed, wrong: total.wrong + count.wrong };
    }
    report("all", &total);
}

fn report(kind: &str, count: &Counts) {
    let share = |part: u32, of: u32| if of == 0 { 1.0 } else { f64::from(part) / f64::from(of) };
    let (precision, recall) = (share(count.right, count.right + count.wrong), share(count.right, count.right + count.missed));
    println!(
        "{kind:28} precision {precision:.3} recall {recall:.3}  ({} right, {} missed, {} wrong)",
        count.right, count.missed, count.wrong
    );
}

/// Each line has `text` and `order`: whether it is an injection, of a prompt unless `sql` says otherwise.
fn orders<'a>(lines: impl Iterator<Item = &'a str>, verbose: bool) {
    let mut counts: BTreeMap<bool, Counts> = BTreeMap::new();
    for row in lines.map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let (text, sql) = (row["text"].as_str().unwrap(), row["sql"].as_bool().unwrap_or_default());
        let (injection, count) = (if sql { sql_injection(text) } else { prompt_injection(text) }, counts.entry(sql).or_default());
        let (is, said) = (row["order"].as_bool().unwrap(), injection.score >= 0.5);
        match (is, said) {
            (true, true) => count.right += 1,
            (true, false) => count.missed += 1,
            (false, true) => count.wrong += 1,
            (false, false) => {}
        }
        if is != said && verbose {
            println!("{} {:.2} {text:?} {:?}", if is { "MISSED" } else { "WRONG" }, injection.score, injection.signs);
        }
    }
    counts.iter().for_each(|(sql, count)| report(if *sql { "sql injection" } else { "prompt injection" }, count));
}

type Reader = fn(&str) -> usize;

/// The processor's time of this thread, whatever else the machine does; the clock's where the system does not tell.
fn spent() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGAN.elapsed(), Duration::from_nanos)
}

fn timed<T>(read: impl FnOnce() -> T) -> (T, f64) {
    let before = spent();
    let result = read();
    (result, (spent() - before).as_secs_f64())
}

/// Over one text at once, the second time: the first compiles and reads lists.
fn speed(text: &str) {
    let ((), warming) = timed(genesis_guard::warm);
    println!("warming: {:.1} ms", warming * 1e3);
    let readers: [(&str, Reader); 4] = [
        ("personal data", |text| scan(text).len()),
        ("orders to a model", |text| prompt_injection(text).signs.len()),
        ("sql", |text| sql_injection(text).signs.len()),
        ("all of it", |text| judge(text, &Policy { prompt_injection: Action::Redact, ..Policy::default() }).findings.len()),
    ];
    for (what, read) in readers {
        let (_, first) = timed(|| read(&text[..text.floor_char_boundary(2_000)]));
        read(text);
        let (found, seconds) = timed(|| read(text));
        let rate = text.len() as f64 / seconds / 1e6;
        println!("{what:20} {rate:8.1} MB/s, {found} found, {:.1} ms for the first", first * 1e3);
    }
}

fn plain(files: &[String], verbose: bool) {
    let mut counts: BTreeMap<Kind, u32> = BTreeMap::new();
    let mut injections = BTreeMap::<&str, u32>::new();
    let bytes: usize = files.iter().map(String::len).sum();
    for line in files.iter().flat_map(|file| file.lines()) {
        let text = serde_json::from_str::<Value>(line).ok().map_or_else(|| line.to_owned(), |row| texts(&row));
        for found in scan(&text) {
            *counts.entry(found.kind).or_default() += 1;
            if verbose {
                let start = text.floor_char_boundary(found.bytes.start.saturating_sub(50));
                let end = text.floor_char_boundary(found.bytes.end + 30);
                println!(
                    "{} {:?} {:.2} ({}, {:?}) in {:?}",
                    found.kind,
                    &text[found.bytes.clone()],
                    found.confidence,
                    found.reason.rule,
                    found.reason.context,
                    &text[start..end]
                );
            }
        }
        for (what, injection) in [("prompt injection", prompt_injection(&text)), ("sql injection", sql_injection(&text))] {
            if injection.score >= 0.5 {
                *injections.entry(what).or_default() += 1;
                if verbose {
                    let said: Vec<_> = injection.signs.iter().map(|sign| (&text[sign.bytes.clone()], sign.reason, sign.weight)).collect();
                    println!("{what} {:.2} {said:?}", injection.score);
                }
            }
        }
    }
    println!("{bytes} bytes");
    counts.iter().for_each(|(kind, count)| println!("{:28} {count}", kind.name()));
    injections.iter().for_each(|(what, count)| println!("{what:28} {count}"));
}

fn texts(row: &Value) -> String {
    match row {
        Value::String(text) => text.clone() + "\n",
        Value::Array(rows) => rows.iter().map(texts).collect(),
        Value::Object(fields) => fields.iter().filter(|(name, _)| *name != "id").map(|(_, value)| texts(value)).collect(),
        _ => String::new(),
    }
}
