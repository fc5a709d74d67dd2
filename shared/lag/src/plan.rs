use std::{collections::BTreeSet, fmt, str::FromStr};

use genesis_core::written_as_text;
use serde::{Deserialize, Serialize};

use crate::{CognitiveLoad, Repair, Rules, placeholder};

/// What a Planner or a caller proposes, before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub steps: Vec<DraftStep>,
}

/// A proposed sub-question; `#2` stands for the answer of the second.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftStep {
    pub question: String,
    pub kind: StepKind,
    /// Whether the question asks for this answer itself, and not only for what follows from it; the last step always is.
    #[serde(default)]
    pub asked: bool,
    /// Positions of steps that must be answered first, besides those whose placeholders stand in the question.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub depends_on: BTreeSet<usize>,
    /// How often a sub-question was split again to come here: 0 for a step of the question itself.
    #[serde(default)]
    pub level: u32,
}

/// A caller's own decomposition, which is carried out instead of a Planner's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenPlan {
    pub draft: Draft,
    /// Whether a sub-question above the threshold is split again, like one of a Planner.
    #[serde(default)]
    pub split: bool,
}

/// How a sub-question is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// From retrieved passages.
    #[default]
    Lookup,
    /// From earlier answers alone: which is larger, whether they are the same.
    Compare,
}

/// A dependency graph of sub-questions, basics first: a step stands after all it depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub question: String,
    pub load: CognitiveLoad,
    pub rules: Rules,
    pub steps: Vec<Step>,
    /// What was put right to make it a plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<Repair>,
}

/// A checked sub-question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub id: StepId,
    /// With placeholders.
    pub question: String,
    pub kind: StepKind,
    pub depends_on: Vec<StepId>,
    /// The wave the step is answered in, from 1: one more than the latest of those it depends on.
    pub wave: u32,
    /// Whether its answer is part of the final one: what was asked for in so many words, and always the last.
    #[serde(default)]
    pub asked: bool,
    /// How often a sub-question was split again to come here.
    #[serde(default)]
    pub level: u32,
}

/// `s1`, `s2` and so on, in plan order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(u8);

impl Plan {
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.get(id.position() - 1)
    }

    /// The steps that are ready once the earlier waves are answered, in plan order. None beyond the last wave.
    pub fn wave(&self, number: u32) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.wave == number)
    }

    pub fn wave_count(&self) -> u32 {
        self.steps.iter().map(|step| step.wave).max().unwrap_or(0)
    }

    /// The longest chain of dependent steps. Waves are as early as they can be, so it is their count.
    pub fn depth(&self) -> u32 {
        self.wave_count()
    }

    /// The step whose answer the question asks for.
    pub fn last(&self) -> &Step {
        self.steps.last().expect("a checked plan has a step")
    }

    /// What this plan would be made of again.
    pub fn draft(&self) -> Draft {
        let again = |step: &Step| DraftStep {
            question: step.question.clone(),
            kind: step.kind,
            asked: step.asked,
            depends_on: step.depends_on.iter().map(|id| id.position()).collect(),
            level: step.level,
        };
        Draft { steps: self.steps.iter().map(again).collect() }
    }
}

impl Draft {
    /// The question as its own only step.
    pub fn whole(question: &str) -> Self {
        Self { steps: vec![DraftStep { asked: true, ..DraftStep::lookup(question) }] }
    }
}

impl DraftStep {
    pub fn lookup(question: impl Into<String>) -> Self {
        Self { question: question.into(), ..Self::default() }
    }
}

impl Step {
    /// The sub-question with earlier answers in place of its placeholders; one without an answer stays.
    pub fn resolve(&self, answer: impl Fn(StepId) -> Option<String>) -> String {
        let premise = |number: usize| self.depends_on.iter().find(|id| id.position() == number);
        placeholder::replace(&self.question, |number| premise(number).and_then(|id| answer(*id)))
    }
}

impl StepId {
    /// From 1; what is outside the 255 steps that can be numbered is the nearest of them.
    pub fn new(position: usize) -> Self {
        Self(u8::try_from(position).unwrap_or(u8::MAX).max(1))
    }

    /// Its place in the plan, from 1.
    pub fn position(self) -> usize {
        usize::from(self.0)
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s{}", self.0)
    }
}

impl FromStr for StepId {
    type Err = UnreadableStepId;

    fn from_str(text: &str) -> Result<Self, UnreadableStepId> {
        let number: u8 = text.strip_prefix('s').and_then(|digits| digits.parse().ok()).ok_or(UnreadableStepId)?;
        let id = Self::new(number.into());
        if id.to_string() == text { Ok(id) } else { Err(UnreadableStepId) }
    }
}

written_as_text!(StepId);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a step, like s1")]
pub struct UnreadableStepId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_id_has_one_spelling() {
        for position in [1, 9, 10, 255] {
            let id = StepId::new(position);
            assert_eq!((id.to_string().parse(), id.position()), (Ok(id), position));
        }
        for text in ["s0", "s01", "s256", "s+1", "s", "1", "S1", "s1 "] {
            assert!(text.parse::<StepId>().is_err(), "{text}");
        }
        assert_eq!((StepId::new(0), StepId::new(1000)), (StepId::new(1), StepId::new(255)));
    }

    #[test]
    fn only_answers_a_step_depends_on_are_put_in() {
        let step = Step {
            id: StepId::new(13),
            question: "Is #1 in #12 or in #3?".into(),
            kind: StepKind::Lookup,
            depends_on: vec![StepId::new(1), StepId::new(12)],
            wave: 2,
            asked: true,
            level: 0,
        };
        assert_eq!(step.resolve(|id| (id.position() != 12).then(|| format!("<{id}>"))), "Is <s1> in #12 or in #3?");
        assert_eq!(step.resolve(|id| Some(format!("<{id}>"))), "Is <s1> in <s12> or in #3?");
    }
}
