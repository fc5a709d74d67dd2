//! Candidates: notes as a feature's table has them, articles of the library, and very many passages.

use cucumber::{gherkin::Step, given};
use genesis_rcr::{Candidate, Cost, SourceKind, Stage};
use genesis_text::sentences;
use genesis_tokens::count;
use serde_json::Value;

use crate::{
    house::{library, text},
    world::World,
};

#[given("these candidates")]
fn candidates(world: &mut World, step: &Step) {
    let table = step.table.as_ref().expect("a table of candidates");
    let columns = &table.rows[0];
    for row in &table.rows[1..] {
        let cell = |name: &str| columns.iter().position(|column| column == name).map_or("", |at| row[at].as_str());
        let (copies, kind) = (cell("count").parse().unwrap(), kind(cell("kind")));
        for n in 0..copies {
            let fill = |text: &str| text.replace("{n}", &n.to_string()).replace("{2000 words}", &"long ".repeat(2_000));
            let id = if copies == 1 { cell("id").to_owned() } else { format!("{}{n:02}", cell("id")) };
            let made = candidate(id, kind, &fill(cell("title")), &fill(cell("text")));
            world.desk.candidates.push(Candidate { wave: cell("wave").parse().unwrap(), ..made });
        }
    }
}

/// As a run remembers it: passages can be read by the sentence, its own notes are read whole.
fn candidate(id: String, kind: SourceKind, title: &str, text: &str) -> Candidate {
    let cost = Cost::of(title, text, count);
    let cost = if kind == SourceKind::Passage { cost } else { Cost { tokens: cost.tokens, ..Cost::default() } };
    Candidate { kind, stage: stage(kind), ..Candidate::passage(id, title, text, cost) }
}

fn kind(name: &str) -> SourceKind {
    match name {
        "passage" => SourceKind::Passage,
        "plan" => SourceKind::Plan,
        "answer" => SourceKind::Answer,
        "critique" => SourceKind::Critique,
        other => panic!("{other} is no kind of candidate"),
    }
}

fn stage(kind: SourceKind) -> Stage {
    match kind {
        SourceKind::Passage => Stage::Retrieval,
        SourceKind::Plan => Stage::Planning,
        SourceKind::Answer => Stage::Solving,
        SourceKind::Critique => Stage::Critique,
    }
}

/// Some speak of the river, some of the capital, some of both, and none is as old as the one before.
#[given(expr = "notes of {int} different lengths, {int} in all")]
fn notes(world: &mut World, lengths: usize, all: usize) {
    for n in 0..all {
        let subject = ["The river is long.", "The capital is old.", "The river flows through the capital."][n % 3];
        let text = format!("Note {n}. {subject}{}", " It goes on for a while.".repeat(n * 7 % lengths * 2));
        let made = candidate(format!("m{n:02}"), SourceKind::Answer, "", &text);
        world.desk.candidates.push(Candidate { wave: (n % 5) as u32, ..made });
    }
}

#[given(expr = "{int} articles of the library, of at least {int} tokens in all")]
fn articles(world: &mut World, most: usize, least: u32) {
    let mut longest: Vec<Value> = library();
    longest.sort_by_key(|article| std::cmp::Reverse((!says(article, "Everest"), text(&article["text"]).len())));
    longest.sort_by_key(|article| !says(article, "Mount Everest is the highest"));
    let articles = longest.iter().take(most).map(|article| {
        let (title, body) = (text(&article["title"]), text(&article["text"]));
        candidate(text(&article["id"]).to_owned(), SourceKind::Passage, title, body)
    });
    world.desk.candidates = articles.collect();
    let tokens: u32 = world.desk.candidates.iter().map(|candidate| candidate.tokens).sum();
    assert!(tokens >= least, "{tokens} tokens");
}

fn says(article: &Value, words: &str) -> bool {
    text(&article["text"]).contains(words)
}

const EVIDENCE: [&str; 3] = [
    "Warsaw is the capital of Poland and the seat of its government.",
    "The river Vistula flows through Warsaw from south to north.",
    "The longest river of Poland, the Vistula, passes Kraków and the capital.",
];

#[given(expr = "{int} passages of about {int} tokens, of which 3 hold the evidence")]
fn passages(world: &mut World, all: usize, tokens: usize) {
    let articles = library();
    let elsewhere = |sentence: &&str| !["Poland", "Vistula", "Warsaw", "river", "capital"].iter().any(|word| sentence.contains(word));
    let filler: Vec<&str> = articles.iter().flat_map(|article| spoken(text(&article["text"]))).filter(elsewhere).collect();
    let mut next = filler.iter().cycle();
    for n in 0..all {
        let evidence = EVIDENCE.get(n * 7 / all).filter(|_| n * 7 % all < 7);
        let mut body = evidence.map_or(String::new(), |evidence| format!("{evidence} "));
        while body.len() < tokens * 18 / 5 {
            body.push_str(next.next().expect("the library has sentences"));
            body.push(' ');
        }
        let (id, title) = (if evidence.is_some() { format!("e{n:05}") } else { format!("p{n:05}") }, format!("Passage {n}"));
        world.desk.candidates.push(candidate(id, SourceKind::Passage, &title, body.trim_end()));
    }
}

fn spoken(text: &str) -> Vec<&str> {
    sentences(text).into_iter().map(|range| &text[range]).filter(|sentence| !sentence.starts_with('#')).collect()
}
