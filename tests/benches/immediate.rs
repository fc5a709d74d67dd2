//! A model that answers at once, so that what is measured is the platform's own.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures::FutureExt;
use genesis_lag::{Draft, DraftStep};
use genesis_models::{
    Citation, ContextItem, Critique, FinalAnswer, ItemKind, Model, Planned, Reading, Replying, SubAnswer, SubQuestion, Verification,
};
use tokio::sync::Notify;

/// Three sub-questions, each on the answer of the one before: twelve turns.
const STEPS: [&str; 3] =
    ["In which country were the 2024 Summer Olympics held?", "What is the capital city of #1?", "What is the population of #2?"];

#[derive(Default)]
pub struct Immediate {
    /// Who waits for the last turn of a run, by its question.
    waiting: Mutex<BTreeMap<String, Arc<Notify>>>,
}

impl Immediate {
    /// Says when the run of this question, which must be the only one, is in its last turn.
    pub fn last_turn(&self, question: &str) -> Arc<Notify> {
        let waiting = Arc::new(Notify::new());
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(question.to_owned(), waiting.clone());
        waiting
    }
}

impl Model for Immediate {
    fn name(&self) -> &'static str {
        "immediate"
    }

    fn plan<'a>(&'a self, _: &'a str) -> Replying<'a, Planned> {
        let steps = STEPS.map(DraftStep::lookup);
        at_once(Planned::Steps(Draft { steps: steps.to_vec() }))
    }

    fn queries<'a>(&'a self, question: &'a SubQuestion, _: &'a [ContextItem]) -> Replying<'a, Vec<String>> {
        at_once(vec![question.text.clone()])
    }

    fn solve<'a>(&'a self, _: &'a SubQuestion, context: &'a [ContextItem]) -> Replying<'a, SubAnswer> {
        let passages = context.iter().filter(|item| item.kind == ItemKind::Passage);
        let citations = passages.take(1).map(cited).collect();
        at_once(SubAnswer { text: Some("Paris".to_owned()), confidence: 0.9, citations })
    }

    fn critique<'a>(&'a self, _: &'a SubQuestion, _: &'a SubAnswer, _: &'a [ContextItem]) -> Replying<'a, Critique> {
        at_once(Critique { flag: None, reason: "The passage says so.".to_owned(), support: 0.9 })
    }

    fn rewrite<'a>(&'a self, reading: Reading<'a>) -> Replying<'a, FinalAnswer> {
        let citations = reading.answered.iter().flat_map(|answered| answered.answer.citations.clone()).collect();
        at_once(FinalAnswer { text: "Paris".to_owned(), explanation: "The passages say so.".to_owned(), citations })
    }

    fn verify<'a>(&'a self, reading: Reading<'a>, _: &'a FinalAnswer) -> Replying<'a, Verification> {
        if let Some(waiting) = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(reading.question) {
            waiting.notify_one();
        }
        at_once(Verification { passed: true, issues: Vec::new() })
    }
}

fn cited(passage: &ContextItem) -> Citation {
    let end = passage.text.floor_char_boundary(80);
    Citation { passage: passage.id.clone(), title: passage.title.clone(), quote: passage.text[..end].to_owned(), start: 0, end }
}

fn at_once<'a, T: Send + 'a>(reply: T) -> Replying<'a, T> {
    async { Ok(reply) }.boxed()
}
