use genesis_core::Kind;
use genesis_http::{Json, Problem};
use genesis_lag::{Flag, GivenPlan, Rules};
use genesis_models::{Citation, Critique, FinalAnswer, Planned, SubAnswer, Verification};
use genesis_orchestration::{AgentStep, Question, RunState};
use genesis_rcr::{Role, SourceKind};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::given::new_plan::NewPlan;

/// What an agent of the caller's own gives for a turn, in the terms of its role.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum OwnReply {
    Plan(GivenPlan),
    /// The Planner found nothing to plan.
    Unplanned(Planned),
    Queries(Vec<String>),
    Solved(SubAnswer),
    Critiqued(Critique),
    Rewritten(FinalAnswer),
    Verified(Verification),
}

const MOST_ENTRIES: usize = 20;
const LONGEST_TEXT: usize = 2_000;
const LONGEST_EXPLANATION: usize = 20_000;

impl OwnReply {
    /// Reads an output for a turn of this run. Problems name the field in it.
    pub fn parse(state: &RunState, turn: AgentStep, output: &Map<String, Value>) -> Result<Self, Problem> {
        let reply = match turn.role {
            Role::Planner => Json::<NewPlanning>::of(output).and_then(|new| new.parse(&state.run.original_query, state.run.rules())),
            Role::Retriever => Json::<NewQueries>::of(output).and_then(NewQueries::parse),
            Role::Solver => Json::<NewAnswer>::of(output).and_then(|new| new.parse(state, turn)),
            Role::Critic => Json::<NewCritique>::of(output).and_then(NewCritique::parse),
            Role::Rewriter => Json::<NewFinalAnswer>::of(output).and_then(|new| new.parse(state, turn)),
            Role::Verifier => Json::<NewVerification>::of(output).and_then(NewVerification::parse),
        };
        reply.map_err(|problem| problem.within("output_context"))
    }
}

/// One of the three.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPlanning {
    plan: Option<NewPlan>,
    ambiguous: Option<String>,
    contradictory: Option<String>,
}

impl NewPlanning {
    fn parse(self, question: &str, rules: Rules) -> Result<OwnReply, Problem> {
        let Self { plan, ambiguous, contradictory } = self;
        match (plan, ambiguous, contradictory) {
            (Some(plan), None, None) => Ok(OwnReply::Plan(plan.parse(question, rules)?)),
            (None, Some(what), None) => Ok(OwnReply::Unplanned(Planned::Ambiguous(written(what, LONGEST_TEXT, "ambiguous")?))),
            (None, None, Some(what)) => Ok(OwnReply::Unplanned(Planned::Contradictory(written(what, LONGEST_TEXT, "contradictory")?))),
            _ => Err(wrong("a plan, or what is ambiguous, or what is contradictory", "plan")),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewQueries {
    queries: Vec<String>,
}

impl NewQueries {
    fn parse(self) -> Result<OwnReply, Problem> {
        few(self.queries.len(), "queries")?;
        let queries = self.queries.into_iter().enumerate().map(|(n, query)| {
            let asked = Question::parse(&query).map_err(|invalid| wrong(&invalid.to_string(), &format!("queries[{n}]")))?;
            written(asked.into_text(), LONGEST_TEXT, &format!("queries[{n}]"))
        });
        Ok(OwnReply::Queries(queries.collect::<Result<_, _>>()?))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAnswer {
    #[serde(deserialize_with = "stated")]
    text: Option<String>,
    confidence: f64,
    #[serde(default)]
    citations: Vec<NewCitation>,
}

impl NewAnswer {
    fn parse(self, state: &RunState, turn: AgentStep) -> Result<OwnReply, Problem> {
        let text = self.text.map(|text| written(text, LONGEST_TEXT, "text")).transpose()?;
        let confidence = share(self.confidence, "confidence")?;
        Ok(OwnReply::Solved(SubAnswer { text, confidence, citations: cited(self.citations, state, turn)? }))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCitation {
    passage: String,
    quote: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCritique {
    #[serde(deserialize_with = "stated")]
    flag: Option<Flag>,
    reason: String,
    support: f64,
}

impl NewCritique {
    fn parse(self) -> Result<OwnReply, Problem> {
        let Self { flag, reason, support } = self;
        let (reason, support) = (written(reason, LONGEST_TEXT, "reason")?, share(support, "support")?);
        Ok(OwnReply::Critiqued(Critique { flag, reason, support }))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewFinalAnswer {
    text: String,
    explanation: String,
    #[serde(default)]
    citations: Vec<NewCitation>,
}

impl NewFinalAnswer {
    fn parse(self, state: &RunState, turn: AgentStep) -> Result<OwnReply, Problem> {
        let text = written(self.text, LONGEST_TEXT, "text")?;
        let explanation = written(self.explanation, LONGEST_EXPLANATION, "explanation")?;
        Ok(OwnReply::Rewritten(FinalAnswer { text, explanation, citations: cited(self.citations, state, turn)? }))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewVerification {
    passed: bool,
    issues: Vec<String>,
}

impl NewVerification {
    fn parse(self) -> Result<OwnReply, Problem> {
        few(self.issues.len(), "issues")?;
        let issues = self.issues.into_iter().enumerate().map(|(n, issue)| written(issue, LONGEST_TEXT, &format!("issues[{n}]")));
        Ok(OwnReply::Verified(Verification { passed: self.passed, issues: issues.collect::<Result<_, _>>()? }))
    }
}

/// Each citation with its place in the passage, where its quote stands word for word.
fn cited(citations: Vec<NewCitation>, state: &RunState, turn: AgentStep) -> Result<Vec<Citation>, Problem> {
    few(citations.len(), "citations")?;
    let find = |(n, NewCitation { passage, quote }): (usize, NewCitation)| {
        let mut known = state.memory.iter().filter(|item| item.kind == SourceKind::Passage && item.is_visible_to(turn));
        let Some(item) = known.find(|item| item.source == passage) else {
            return Err(wrong("not a passage that this turn may read", &format!("citations[{n}].passage")));
        };
        let is_short = !quote.trim().is_empty() && quote.chars().count() <= LONGEST_TEXT;
        let Some(start) = item.content.find(&quote).filter(|_| is_short) else {
            return Err(wrong("words of the passage as they stand there, at most 2,000 characters", &format!("citations[{n}].quote")));
        };
        Ok(Citation { passage, title: item.title.clone(), end: start + quote.len(), start, quote })
    };
    citations.into_iter().enumerate().map(find).collect()
}

/// A text with something to read in it, and not too much, in the characters of a question.
fn written(text: String, most: usize, field: &str) -> Result<String, Problem> {
    let is_fit = !text.trim().is_empty() && text.chars().count() <= most && Question::is_readable(&text);
    let detail = || format!("a text with something to read in it, of at most {most} characters, none of control but line breaks and tabs");
    if is_fit { Ok(text) } else { Err(wrong(&detail(), field)) }
}

fn share(value: f64, field: &str) -> Result<f64, Problem> {
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(wrong("between 0 and 1", field)) }
}

fn few(count: usize, field: &str) -> Result<(), Problem> {
    if count <= MOST_ENTRIES { Ok(()) } else { Err(wrong(&format!("at most {MOST_ENTRIES}"), field)) }
}

fn wrong(detail: &str, field: &str) -> Problem {
    Problem::new(Kind::Invalid, "invalid_output", detail).at(field)
}

/// Null is said, and not left out: an output that says nothing is no answer.
fn stated<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}
