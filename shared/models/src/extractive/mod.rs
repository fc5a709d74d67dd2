//! The extractive model: a deterministic reader without a neural network. It splits questions by grammar, finds answers as stretches of
//! the passages it is given, weighs them by hand-set rules and says where each stands.
//!
//! It knows English (word lists, relation wordings, names of nations), never facts: what no passage says, it does not answer.

mod compare;
mod critic;
mod entailment;
mod gazetteer;
mod page;
mod planner;
mod queries;
mod question;
mod relations;
mod rewriter;
mod solver;
mod spans;
mod synonyms;
mod verifier;

use std::future::ready;

use futures::FutureExt;
use genesis_lag::StepKind;

use crate::{ContextItem, Critique, FinalAnswer, Model, Planned, Reading, Replying, SubAnswer, SubQuestion, Verification};

/// The model that ships with the platform.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extractive;

impl Extractive {
    pub const NAME: &str = "extractive";
}

impl Model for Extractive {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn plan<'a>(&'a self, question: &'a str) -> Replying<'a, Planned> {
        ready(Ok(planner::plan(question))).boxed()
    }

    fn queries<'a>(&'a self, question: &'a SubQuestion, _context: &'a [ContextItem]) -> Replying<'a, Vec<String>> {
        ready(Ok(queries::queries(question))).boxed()
    }

    fn solve<'a>(&'a self, question: &'a SubQuestion, context: &'a [ContextItem]) -> Replying<'a, SubAnswer> {
        let answer = match question.kind {
            StepKind::Lookup => solver::solve(question, context),
            StepKind::Compare => compare::answer(question),
        };
        ready(Ok(answer)).boxed()
    }

    fn critique<'a>(&'a self, question: &'a SubQuestion, answer: &'a SubAnswer, context: &'a [ContextItem]) -> Replying<'a, Critique> {
        ready(Ok(critic::critique(question, answer, context))).boxed()
    }

    fn rewrite<'a>(&'a self, reading: Reading<'a>) -> Replying<'a, FinalAnswer> {
        ready(Ok(rewriter::rewrite(reading))).boxed()
    }

    fn verify<'a>(&'a self, reading: Reading<'a>, answer: &'a FinalAnswer) -> Replying<'a, Verification> {
        ready(Ok(verifier::verify(reading, answer))).boxed()
    }
}
