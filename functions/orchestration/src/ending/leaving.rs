//! What of a run may leave, as its tenant wants it.

use genesis_aws::Cloud;
use genesis_core::{Access, Grant, Resource, TenantId};
use genesis_lag::{Reason, Terminator};
use genesis_models::{Answered, Citation, FinalAnswer};
use genesis_orchestration::{Outcome, RunState, Status};
use genesis_tenancy::{ContentRefused, Passage, Redaction, Screening};
use serde_json::Value;

use super::Conclusion;
use crate::roles::TurnFault;

/// What a function that lets answers go touches.
pub(crate) const POLICY: Grant = Grant { resource: Resource::Table("tenants"), access: &[Access::Read] };

/// How a run ends for whoever asks.
pub(super) struct Leaving {
    pub conclusion: Conclusion,
    pub certain: Vec<Answered>,
    /// What its files go without.
    pub redaction: Option<Redaction>,
}

/// The conclusion and what is certain, without what is not to leave. Where that is to be refused, nothing does, and the run says why.
pub(super) async fn leaving(
    cloud: &Cloud,
    tenant: TenantId,
    state: &mut RunState,
    mut conclusion: Conclusion,
    mut certain: Vec<Answered>,
) -> Result<Leaving, TurnFault> {
    let policy = cloud.content_policies(tenant).find().await?;
    state.run.protections.redacts_answers = Some(policy.redacts_answers());
    let redaction = Redaction::of(&policy, answers(state).into_iter().chain(told(&conclusion)));
    let passed = cloud.screen_by(&policy, tenant, Passage::Answer, |screening| screen(&mut conclusion, &mut certain, screening));
    if let Err(refused) = passed {
        return Ok(Leaving { conclusion: withheld(conclusion.stability_score, &refused), certain: Vec::new(), redaction });
    }
    if let Some(redaction) = &redaction {
        redact(&mut conclusion, &mut certain, redaction);
    }
    Ok(Leaving { conclusion, certain, redaction })
}

/// What the files of a run that is over go without, when they are written again.
pub(super) async fn again(cloud: &Cloud, tenant: TenantId, state: &mut RunState) -> Result<Option<Redaction>, TurnFault> {
    let policy = cloud.content_policies(tenant).find().await?;
    state.run.protections.redacts_answers = Some(policy.redacts_answers());
    Ok(Redaction::of(&policy, answers(state)))
}

/// What its turns have answered.
fn answers(state: &RunState) -> Vec<&str> {
    let outcomes = state.executions.iter().filter_map(|execution| execution.outcome.as_ref());
    let answers = outcomes.flat_map(|outcome| match outcome {
        Outcome::Solved(answer) => answer.text.as_deref().into_iter().collect(),
        Outcome::Rewritten(answer) => texts(answer),
        Outcome::Planned(_) | Outcome::Stopped(_) | Outcome::Retrieved(_) | Outcome::Critiqued(_) | Outcome::Verified(_) => Vec::new(),
    });
    answers.collect()
}

/// What whoever ends it says.
fn told(conclusion: &Conclusion) -> Vec<&str> {
    let mut told: Vec<&str> = conclusion.answer.iter().flat_map(texts).collect();
    for (name, value) in conclusion.given.iter().flatten() {
        told.push(name);
        add_texts(value, &mut told);
    }
    told
}

fn texts(answer: &FinalAnswer) -> Vec<&str> {
    let quotes = answer.citations.iter().map(|citation| citation.quote.as_str());
    [answer.text.as_str(), &answer.explanation].into_iter().chain(quotes).collect()
}

fn add_texts<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| add_texts(item, texts)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            texts.push(name);
            add_texts(value, texts);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn screen(conclusion: &mut Conclusion, certain: &mut [Answered], screening: &mut Screening) -> Result<(), ContentRefused> {
    each_text(conclusion, certain, &mut |field, text| screening.pass_text(field, text))?;
    // Its other texts are the answer and the error again.
    let artifacts = conclusion.given.as_mut().and_then(|given| given.get_mut("artifacts"));
    artifacts.map_or(Ok(()), |artifacts| screening.pass_value("artifacts", artifacts))
}

/// What is found in one text may stand in another in which nobody would find it.
fn redact(conclusion: &mut Conclusion, certain: &mut [Answered], redaction: &Redaction) {
    let redacted = each_text(conclusion, certain, &mut |_, text| {
        redaction.text(text);
        Ok(())
    });
    redacted.expect("a redaction refuses nothing");
    conclusion.given.iter_mut().for_each(|given| redaction.fields(given));
}

type Pass<'a> = &'a mut dyn FnMut(&'static str, &mut String) -> Result<(), ContentRefused>;

fn each_text(conclusion: &mut Conclusion, certain: &mut [Answered], pass: Pass<'_>) -> Result<(), ContentRefused> {
    if let Some(answer) = &mut conclusion.answer {
        pass("answer", &mut answer.text)?;
        pass("explanation", &mut answer.explanation)?;
        each_cited(&mut answer.citations, pass)?;
    }
    if let Some(terminator) = &mut conclusion.terminator {
        pass("detail", &mut terminator.detail)?;
    }
    conclusion.error.iter_mut().try_for_each(|error| pass("error", error))?;
    for Answered { question, answer, .. } in certain {
        pass("certain", question)?;
        answer.text.iter_mut().try_for_each(|text| pass("certain", text))?;
        each_cited(&mut answer.citations, pass)?;
    }
    Ok(())
}

fn each_cited(citations: &mut [Citation], pass: Pass<'_>) -> Result<(), ContentRefused> {
    citations.iter_mut().try_for_each(|citation| {
        pass("citations", &mut citation.title)?;
        pass("citations", &mut citation.quote)
    })
}

fn withheld(stability_score: Option<f64>, refused: &ContentRefused) -> Conclusion {
    let terminator = Terminator { reason: Reason::ContentPolicy, step: None, detail: refused.to_string() };
    Conclusion { terminator: Some(terminator), stability_score, ..Conclusion::new(Status::Terminated) }
}
