use genesis_lag::StepKind;

use super::{fence::Fenced, sources::Sources};
use crate::{Answered, FinalAnswer, Reading, SubAnswer, SubQuestion};

/// What the Planner is told, besides its prompt.
pub(super) fn to_plan(question: &str) -> String {
    let mut fenced = Fenced::default();
    fenced.add("The question:", question);
    fenced.message("Plan it.")
}

pub(super) fn to_query(question: &SubQuestion, sources: &Sources) -> String {
    about(question, sources).message("Write the queries.")
}

pub(super) fn to_solve(question: &SubQuestion, sources: &Sources) -> String {
    let closing = match question.kind {
        StepKind::Lookup => "It is a lookup. Answer it from the passages.",
        StepKind::Compare => "It is a comparison. Decide it by the earlier answers alone, and cite nothing.",
    };
    about(question, sources).message(closing)
}

pub(super) fn to_critique(question: &SubQuestion, answer: &SubAnswer, sources: &Sources) -> String {
    let mut fenced = about(question, sources);
    match &answer.text {
        Some(text) => fenced.add("The answer to judge:", text.as_str()),
        None => fenced.add("The answer to judge, which says that no passage tells:", "none"),
    }
    for citation in &answer.citations {
        fenced.add("It cites:", citation.quote.as_str());
    }
    fenced.message(match question.kind {
        StepKind::Lookup => "It is a lookup. Judge the answer.",
        StepKind::Compare => "It is a comparison of the earlier answers. Judge the answer.",
    })
}

pub(super) fn to_rewrite(reading: Reading, sources: &Sources) -> String {
    merged(reading, sources).message("Write the answer.")
}

pub(super) fn to_verify(reading: Reading, answer: &FinalAnswer, sources: &Sources) -> String {
    let mut fenced = merged(reading, sources);
    fenced.add("The answer to check:", answer.text.as_str());
    fenced.add("Its explanation:", answer.explanation.as_str());
    for citation in &answer.citations {
        fenced.add("It cites:", citation.quote.as_str());
    }
    fenced.message("Check it.")
}

/// What a model is told of a reply that cannot be used. The reason may repeat words of the reply.
pub(super) fn to_repair(why: &str) -> String {
    let mut fenced = Fenced::default();
    fenced.add("Your reply cannot be used. The reason:", why);
    fenced.message("Reply again with one JSON object in the form asked for, and with nothing else.")
}

fn about<'a>(question: &'a SubQuestion, sources: &Sources<'a>) -> Fenced<'a> {
    let mut fenced = Fenced::default();
    fenced.add("The sub-question:", question.text.as_str());
    for premise in &question.premises {
        fenced.add(format!("Earlier answer {}:", premise.id), spoken(premise));
    }
    sources.tell(&mut fenced);
    fenced
}

fn merged<'a>(reading: Reading<'a>, sources: &Sources<'a>) -> Fenced<'a> {
    let mut fenced = Fenced::default();
    fenced.add("The question:", reading.question);
    for answered in reading.answered {
        let heading = match answered.asked {
            true => format!("Sub-question {} and its answer, asked for:", answered.id),
            false => format!("Sub-question {} and its answer:", answered.id),
        };
        fenced.add(heading, spoken(answered));
    }
    sources.tell(&mut fenced);
    fenced
}

fn spoken(answered: &Answered) -> String {
    format!("{}\n{}", answered.question, answered.answer.text.as_deref().unwrap_or("No answer was found."))
}
