use futures::FutureExt;
use genesis_lag::{StepId, StepKind};
use genesis_models::{ContextItem, Critique, Extractive, ItemKind, Model, SubAnswer, SubQuestion};

pub fn passage(title: &str, text: &str) -> ContextItem {
    let id = format!("{}#0", title.to_lowercase().replace(' ', "-"));
    ContextItem { id, kind: ItemKind::Passage, title: title.to_owned(), text: text.to_owned() }
}

pub fn lookup(text: &str) -> SubQuestion {
    SubQuestion { id: StepId::new(1), kind: StepKind::Lookup, text: text.to_owned(), premises: Vec::new() }
}

pub fn answer(question: &str, context: &[ContextItem]) -> SubAnswer {
    let asked = lookup(question);
    let reply = Extractive.solve(&asked, context).now_or_never();
    reply.expect("the extractive model never waits").expect("the extractive model always replies")
}

pub fn critique(question: &str, context: &[ContextItem]) -> Critique {
    let asked = lookup(question);
    let found = answer(question, context);
    let reply = Extractive.critique(&asked, &found, context).now_or_never();
    reply.expect("the extractive model never waits").expect("the extractive model always replies")
}
