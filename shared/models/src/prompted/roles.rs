use futures::FutureExt;
use genesis_core::Fault;
use genesis_rcr::Role;

use super::{Note, OnFailure, Prompted, exchange::Asking, replies, sources::Sources, telling};
use crate::{ContextItem, Critique, FinalAnswer, Model, Planned, Reading, Replying, SubAnswer, SubQuestion, Verification};

impl Model for Prompted<'_> {
    fn name(&self) -> &str {
        &self.name
    }

    /// Where there are no embeddings, texts are compared without.
    fn embed<'a>(&'a self, texts: &'a [String]) -> Replying<'a, Option<Vec<Vec<f32>>>> {
        let Some(embedder) = &self.embedder else { return self.counterpart.embed(texts) };
        let embedded = embedder.embed(texts).map(|embedded| match embedded {
            Ok(vectors) => Ok(Some(vectors)),
            Err(error) if self.on_failure == OnFailure::TakeOver && error.is_the_models_own() => {
                self.notes.add(Note::Unembedded { code: error.code().to_owned() });
                Ok(None)
            }
            Err(error) => Err(error),
        });
        embedded.boxed()
    }

    fn plan<'a>(&'a self, question: &'a str) -> Replying<'a, Planned> {
        let read = move |reply: &str| replies::planned(question, reply);
        let asking = Asking { role: Role::Planner, told: telling::to_plan(question), read };
        self.play(asking, move || self.counterpart.plan(question)).boxed()
    }

    fn queries<'a>(&'a self, question: &'a SubQuestion, context: &'a [ContextItem]) -> Replying<'a, Vec<String>> {
        let told = telling::to_query(question, &Sources::of(context));
        let asking = Asking { role: Role::Retriever, told, read: replies::queries };
        self.play(asking, move || self.counterpart.queries(question, context)).boxed()
    }

    fn solve<'a>(&'a self, question: &'a SubQuestion, context: &'a [ContextItem]) -> Replying<'a, SubAnswer> {
        let sources = Sources::of(context);
        let told = telling::to_solve(question, &sources);
        let read = move |reply: &str| replies::solved(question, &sources, reply);
        self.play(Asking { role: Role::Solver, told, read }, move || self.counterpart.solve(question, context)).boxed()
    }

    fn critique<'a>(&'a self, question: &'a SubQuestion, answer: &'a SubAnswer, context: &'a [ContextItem]) -> Replying<'a, Critique> {
        let told = telling::to_critique(question, answer, &Sources::of(context));
        let asking = Asking { role: Role::Critic, told, read: replies::critiqued };
        self.play(asking, move || self.counterpart.critique(question, answer, context)).boxed()
    }

    /// The answer rests on what its sub-answers rest on.
    fn rewrite<'a>(&'a self, reading: Reading<'a>) -> Replying<'a, FinalAnswer> {
        let read = move |reply: &str| {
            let (text, explanation) = replies::rewritten(reading.answered, reply)?;
            let citations = replies::distinct(reading.answered.iter().flat_map(|answered| &answered.answer.citations));
            Ok(FinalAnswer { text, explanation, citations })
        };
        let told = telling::to_rewrite(reading, &Sources::of(reading.context));
        self.play(Asking { role: Role::Rewriter, told, read }, move || self.counterpart.rewrite(reading)).boxed()
    }

    fn verify<'a>(&'a self, reading: Reading<'a>, answer: &'a FinalAnswer) -> Replying<'a, Verification> {
        let told = telling::to_verify(reading, answer, &Sources::of(reading.context));
        let asking = Asking { role: Role::Verifier, told, read: replies::verified };
        self.play(asking, move || self.counterpart.verify(reading, answer)).boxed()
    }
}
