//! What the engines are given: the library's articles, passages made of them, notes of many lengths.

use genesis_rcr::{Candidate, Cost, SourceKind, Stage};
use genesis_text::sentences;
use genesis_tokens::count;

/// Bytes of a passage of about a hundred tokens.
const PASSAGE: usize = 420;

pub fn articles() -> Vec<String> {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../local/library")).expect("the library's folder");
    let mut paths: Vec<_> = folder.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("an article")).collect()
}

/// The library's sentences again and again, a hundred tokens to a passage.
pub fn passages(all: usize) -> Vec<Candidate> {
    let articles = articles();
    let said = articles.iter().flat_map(|article| sentences(article).into_iter().map(|range| &article[range]));
    let said: Vec<&str> = said.filter(|sentence| !sentence.starts_with('#')).collect();
    let mut next = said.iter().cycle();
    let passage = |n: usize| {
        let mut text = String::new();
        while text.len() < PASSAGE {
            text.push_str(next.next().expect("the library has sentences"));
            text.push(' ');
        }
        let (title, text) = (format!("Passage {n}"), text.trim_end());
        Candidate::passage(format!("p{n:05}"), &title, text, Cost::of(&title, text, count))
    };
    (0..all).map(passage).collect()
}

/// A run's own, read whole; together they exceed every budget.
pub fn notes(all: usize) -> Vec<Candidate> {
    let note = |n: usize| {
        let text = format!("Note {n} on the river of the capital.{}", " It goes on for a while.".repeat(10 + n * 7 % 30));
        let cost = Cost { tokens: count(&text) as u32, ..Cost::default() };
        Candidate { kind: SourceKind::Answer, stage: Stage::Solving, ..Candidate::passage(format!("n{n:02}"), "", text, cost) }
    };
    (0..all).map(note).collect()
}

/// The greatest sum of importance that fits the budget.
pub fn exact(worth: &[(u32, u64)], budget: u32) -> u64 {
    let chosen = |choice: u32| (0..worth.len()).filter(move |at| choice >> at & 1 == 1);
    let fits = |choice: &u32| chosen(*choice).map(|at| worth[at].0).sum::<u32>() <= budget;
    (0..1 << worth.len()).filter(fits).map(|choice| chosen(choice).map(|at| worth[at].1).sum()).max().unwrap_or(0)
}
