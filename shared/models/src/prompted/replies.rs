use genesis_lag::{Draft, DraftStep, Flag, Plan, Rules, StepKind};
use serde::Deserialize;

use super::{BadReply, object::object, sources::Sources};
use crate::{Answered, Citation, Critique, Planned, SubAnswer, SubQuestion, Verification};

/// Characters of a sentence or a short answer.
const LONGEST_SENTENCE: usize = 1_000;
const LONGEST_EXPLANATION: usize = 8_000;
const MOST_QUERIES: usize = 5;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannerReply {
    verdict: Verdict,
    steps: Vec<PlannerStep>,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Steps,
    Ambiguous,
    Contradictory,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannerStep {
    question: String,
    kind: StepKind,
    asked: bool,
}

/// A draft that is no plan under any limits is a bad reply: the model may put it right.
pub(super) fn planned(question: &str, reply: &str) -> Result<Planned, BadReply> {
    let PlannerReply { verdict, steps, reason } = object(reply)?;
    let because = || sentence("reason", reason.as_deref().unwrap_or_default());
    let made = match verdict {
        Verdict::Steps => {
            let step = |PlannerStep { question, kind, asked }| DraftStep { question, kind, asked, ..DraftStep::default() };
            let draft = Draft { steps: steps.into_iter().map(step).collect() };
            Plan::check(question, draft.clone(), Rules::default())?;
            return Ok(Planned::Steps(draft));
        }
        Verdict::Ambiguous => Planned::Ambiguous(because()?),
        Verdict::Contradictory => Planned::Contradictory(called_contradiction(because()?)),
    };
    if steps.is_empty() { Ok(made) } else { Err(BadReply::StepsBesides) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetrieverReply {
    queries: Vec<String>,
}

/// Each query once.
pub(super) fn queries(reply: &str) -> Result<Vec<String>, BadReply> {
    let RetrieverReply { queries } = object(reply)?;
    if queries.is_empty() || queries.len() > MOST_QUERIES {
        return Err(BadReply::QueryCount { most: MOST_QUERIES });
    }
    let mut distinct = Vec::with_capacity(queries.len());
    for query in queries {
        let query = sentence("queries", &query)?;
        if !distinct.contains(&query) {
            distinct.push(query);
        }
    }
    Ok(distinct)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SolverReply {
    answer: Option<String>,
    confidence: f64,
    citations: Vec<CitedQuote>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CitedQuote {
    passage: String,
    quote: String,
}

/// A comparison stands where the answers stand that it compares.
pub(super) fn solved(question: &SubQuestion, sources: &Sources, reply: &str) -> Result<SubAnswer, BadReply> {
    let SolverReply { answer, confidence, citations } = object(reply)?;
    let confidence = share("confidence", confidence)?;
    let text = answer.map(|answer| sentence("answer", &answer)).transpose()?;
    let cite = |(at, CitedQuote { passage, quote })| sources.cite(at, passage.trim(), &quote);
    let cited = citations.into_iter().enumerate().map(cite).collect::<Result<Vec<_>, _>>()?;
    let citations = match (question.kind, &text) {
        (StepKind::Compare, _) => distinct(question.premises.iter().flat_map(|premise| &premise.answer.citations).chain(&cited)),
        (StepKind::Lookup, None) if !cited.is_empty() => return Err(BadReply::CitedNothing),
        (StepKind::Lookup, Some(_)) if cited.is_empty() => return Err(BadReply::Uncited),
        (StepKind::Lookup, _) => distinct(&cited),
    };
    Ok(SubAnswer { text, confidence, citations })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriticReply {
    flag: Option<Flag>,
    reason: String,
    support: f64,
}

pub(super) fn critiqued(reply: &str) -> Result<Critique, BadReply> {
    let CriticReply { flag, reason, support } = object(reply)?;
    let reason = sentence("reason", &reason)?;
    let reason = if flag == Some(Flag::Contradiction) { called_contradiction(reason) } else { reason };
    Ok(Critique { flag, reason, support: share("support", support)? })
}

/// Who reads why a run stopped is told that it was a contradiction, whatever words the model has for it.
fn called_contradiction(reason: String) -> String {
    let lower = reason.to_lowercase();
    if ["contradict", "conflict"].iter().any(|word| lower.contains(word)) { reason } else { format!("Contradiction: {reason}") }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RewriterReply {
    answer: String,
    explanation: String,
}

/// The answer and what explains it; what they rest on is known already.
pub(super) fn rewritten(answered: &[Answered], reply: &str) -> Result<(String, String), BadReply> {
    let RewriterReply { answer, explanation } = object(reply)?;
    let answer = bounded("answer", &answer, LONGEST_EXPLANATION)?;
    let said = folded(&answer);
    if !asked_for(answered).iter().all(|text| said.contains(&folded(text))) {
        return Err(BadReply::OtherAnswer);
    }
    Ok((answer, bounded("explanation", &explanation, LONGEST_EXPLANATION)?))
}

/// Where no answer is marked as asked for, the last one is.
fn asked_for(answered: &[Answered]) -> Vec<&str> {
    let asked: Vec<&str> =
        answered.iter().filter(|answered| answered.asked).filter_map(|answered| answered.answer.text.as_deref()).collect();
    if !asked.is_empty() {
        return asked;
    }
    answered.iter().rev().find_map(|answered| answered.answer.text.as_deref()).into_iter().collect()
}

fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerifierReply {
    passed: bool,
    issues: Vec<String>,
}

pub(super) fn verified(reply: &str) -> Result<Verification, BadReply> {
    let VerifierReply { passed, issues } = object(reply)?;
    let issues = issues.iter().map(|issue| sentence("issues", issue)).collect::<Result<Vec<_>, _>>()?;
    if passed == issues.is_empty() { Ok(Verification { passed, issues }) } else { Err(BadReply::TornVerdict) }
}

/// Each of them once, in order.
pub(super) fn distinct<'a>(citations: impl IntoIterator<Item = &'a Citation>) -> Vec<Citation> {
    let mut distinct: Vec<Citation> = Vec::new();
    for citation in citations {
        if !distinct.contains(citation) {
            distinct.push(citation.clone());
        }
    }
    distinct
}

fn share(field: &'static str, value: f64) -> Result<f64, BadReply> {
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(BadReply::OutOfRange { field }) }
}

fn sentence(field: &'static str, text: &str) -> Result<String, BadReply> {
    bounded(field, text, LONGEST_SENTENCE)
}

fn bounded(field: &'static str, text: &str, limit: usize) -> Result<String, BadReply> {
    match text.trim() {
        "" => Err(BadReply::Blank { field }),
        text if text.chars().count() > limit => Err(BadReply::Lengthy { field, limit }),
        text => Ok(text.to_owned()),
    }
}
