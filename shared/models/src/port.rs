use std::future::ready;

use futures::{FutureExt, future::BoxFuture};
use genesis_lag::{Draft, Flag, StepId, StepKind};
pub use genesis_rcr::SourceKind as ItemKind;
use serde::{Deserialize, Serialize};

use crate::ModelError;

/// A reply under way.
pub type Replying<'a, T> = BoxFuture<'a, Result<T, ModelError>>;

/// A model that can play the six roles. Each role sees only the context that was routed to it.
pub trait Model: Send + Sync {
    /// As it appears in artifacts, like `extractive`.
    fn name(&self) -> &str;

    /// The embeddings of some texts, in their order and of one length, if the model makes any.
    fn embed<'a>(&'a self, _texts: &'a [String]) -> Replying<'a, Option<Vec<Vec<f32>>>> {
        ready(Ok(None)).boxed()
    }

    /// Planner: splits a question into sub-questions, or says what is unclear about it. It is asked once for a question, which is
    /// the gate that tells a lookup from more, and once again for each sub-question that is still too much at once.
    fn plan<'a>(&'a self, question: &'a str) -> Replying<'a, Planned>;

    /// Retriever: the search queries for a sub-question, most important first. They are asked besides the sub-question as it is
    /// conditioned on earlier answers (LAG, section 3).
    fn queries<'a>(&'a self, question: &'a SubQuestion, context: &'a [ContextItem]) -> Replying<'a, Vec<String>>;

    /// Solver: the short answer that the context supports.
    fn solve<'a>(&'a self, question: &'a SubQuestion, context: &'a [ContextItem]) -> Replying<'a, SubAnswer>;

    /// Critic: whether the answer may stand.
    fn critique<'a>(&'a self, question: &'a SubQuestion, answer: &'a SubAnswer, context: &'a [ContextItem]) -> Replying<'a, Critique>;

    /// Rewriter: merges the answered sub-questions into one answer, adding no claim.
    fn rewrite<'a>(&'a self, reading: Reading<'a>) -> Replying<'a, FinalAnswer>;

    /// Verifier: checks every claim of the answer against a cited passage.
    fn verify<'a>(&'a self, reading: Reading<'a>, answer: &'a FinalAnswer) -> Replying<'a, Verification>;
}

/// What the Planner says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Planned {
    Steps(Draft),
    /// The question contradicts itself (asks for one thing that is both of two opposites): what and why, in a sentence.
    Contradictory(String),
    /// What would have to be known to understand the question, in a sentence.
    Ambiguous(String),
}

/// A sub-question whose placeholders have been replaced by the earlier answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubQuestion {
    pub id: StepId,
    pub kind: StepKind,
    pub text: String,
    /// The answered sub-questions this one depends on, in plan order.
    pub premises: Vec<Answered>,
}

impl SubQuestion {
    /// The answers it builds on, in plan order.
    pub fn answers(&self) -> impl Iterator<Item = (StepId, &str)> {
        self.premises.iter().filter_map(|premise| Some((premise.id, premise.answer.text.as_deref()?)))
    }
}

/// A sub-question and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    pub id: StepId,
    pub question: String,
    pub answer: SubAnswer,
    /// Whether the question asks for this answer itself, and not only for what follows from it.
    #[serde(default)]
    pub asked: bool,
}

/// One thing a role may read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContextItem {
    /// A passage id, or a run-memory id.
    pub id: String,
    pub kind: ItemKind,
    /// The document's title for a passage; empty otherwise.
    pub title: String,
    pub text: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SubAnswer {
    /// `None` where the context does not say.
    pub text: Option<String>,
    /// From 0 to 1.
    pub confidence: f64,
    pub citations: Vec<Citation>,
}

/// Where an answer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    pub passage: String,
    pub title: String,
    /// The sentence that supports the answer, word for word.
    pub quote: String,
    /// Byte offsets of the quote in the passage's text.
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Critique {
    pub flag: Option<Flag>,
    /// Why the flag was raised, or what supports the answer; one sentence. A contradiction's reason names both sides.
    pub reason: String,
    /// How well the context supports the answer, from 0 to 1.
    pub support: f64,
}

/// What Rewriter and Verifier read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub question: &'a str,
    /// All answered sub-questions in plan order.
    pub answered: &'a [Answered],
    pub context: &'a [ContextItem],
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FinalAnswer {
    /// Short: the thing asked for.
    pub text: String,
    /// The chain that leads there, a sentence per sub-question.
    pub explanation: String,
    pub citations: Vec<Citation>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub passed: bool,
    /// One sentence per claim without support.
    pub issues: Vec<String>,
}
