//! The extractive model, but for what a test wants otherwise. By its path, the features can take it.

use genesis_models::{
    ContextItem, Critique, Extractive, FinalAnswer, Model, Planned, Reading, Replying, SubAnswer, SubQuestion, Verification,
};

type Played<A, T> = Box<dyn for<'a> Fn(&'a A) -> Replying<'a, T> + Send + Sync>;

pub struct StandIn {
    pub name: &'static str,
    pub plan: Played<str, Planned>,
    pub embed: Played<[String], Option<Vec<Vec<f32>>>>,
}

impl StandIn {
    pub fn named(name: &'static str) -> Self {
        Self { name, plan: Box::new(|question| Extractive.plan(question)), embed: Box::new(|texts| Extractive.embed(texts)) }
    }
}

impl Model for StandIn {
    fn name(&self) -> &str {
        self.name
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> Replying<'a, Option<Vec<Vec<f32>>>> {
        (self.embed)(texts)
    }

    fn plan<'a>(&'a self, question: &'a str) -> Replying<'a, Planned> {
        (self.plan)(question)
    }

    fn queries<'a>(&'a self, question: &'a SubQuestion, context: &'a [ContextItem]) -> Replying<'a, Vec<String>> {
        Extractive.queries(question, context)
    }

    fn solve<'a>(&'a self, question: &'a SubQuestion, context: &'a [ContextItem]) -> Replying<'a, SubAnswer> {
        Extractive.solve(question, context)
    }

    fn critique<'a>(&'a self, question: &'a SubQuestion, answer: &'a SubAnswer, context: &'a [ContextItem]) -> Replying<'a, Critique> {
        Extractive.critique(question, answer, context)
    }

    fn rewrite<'a>(&'a self, reading: Reading<'a>) -> Replying<'a, FinalAnswer> {
        Extractive.rewrite(reading)
    }

    fn verify<'a>(&'a self, reading: Reading<'a>, answer: &'a FinalAnswer) -> Replying<'a, Verification> {
        Extractive.verify(reading, answer)
    }
}
