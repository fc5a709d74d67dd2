use std::collections::BTreeMap;

use crate::{AnswerAgreement, Part, PlanGraph, RouteSet};

/// What was seen of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    pub plan: PlanGraph,
    pub routes: RouteSet,
    /// All that the model wrote for the caller.
    pub raw_text: String,
    /// What it came to: the answer itself, or why there is none.
    pub parsed_answer: String,
    /// The files it left, by name, without ids and times.
    pub artifacts: BTreeMap<String, String>,
    pub latency_ms: f64,
    pub is_answered: bool,
}

/// How far two runs agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Agreement {
    pub plan: bool,
    pub routes: bool,
    pub artifacts: bool,
    pub raw_text: AnswerAgreement,
    pub parsed_answer: AnswerAgreement,
}

impl Agreement {
    pub fn between(one: &Observation, two: &Observation) -> Self {
        Self {
            plan: one.plan.is_equivalent(&two.plan),
            routes: one.routes.is_equal(&two.routes),
            artifacts: one.artifacts == two.artifacts,
            raw_text: AnswerAgreement::between(&one.raw_text, &two.raw_text),
            parsed_answer: AnswerAgreement::between(&one.parsed_answer, &two.parsed_answer),
        }
    }

    /// Whether nothing is different but the times.
    pub fn is_full(&self) -> bool {
        self.plan && self.routes && self.artifacts && self.raw_text.exact && self.parsed_answer.exact
    }

    /// A third each for plan, route and text.
    pub fn overall(&self) -> f64 {
        let share = |agrees| f64::from(u8::from(agrees));
        (share(self.plan) + share(self.routes) + self.raw_text.score()) / 3.0
    }
}

impl Observation {
    /// What is different in another run, with a word on each.
    pub(crate) fn differing(&self, other: &Self) -> Vec<(Part, String)> {
        let mut found = Vec::new();
        if !self.plan.is_equivalent(&other.plan) {
            found.push((Part::Plan, format!("{} steps, then {}", self.plan.steps.len(), other.plan.steps.len())));
        }
        if let Some((role, what)) = self.routes.differing(&other.routes) {
            found.push((Part::Route, format!("{what} of the {}", role.as_str())));
        }
        if let Some(name) = self.differing_file(other) {
            found.push((Part::Artifacts, name.clone()));
        }
        let texts = [(Part::RawText, &self.raw_text, &other.raw_text), (Part::ParsedAnswer, &self.parsed_answer, &other.parsed_answer)];
        for (part, one, two) in texts {
            if one != two {
                found.push((part, format!("{:.1} % of the characters", AnswerAgreement::between(one, two).distance * 100.0)));
            }
        }
        found
    }

    fn differing_file<'a>(&'a self, other: &'a Self) -> Option<&'a String> {
        let mut names = self.artifacts.keys().chain(other.artifacts.keys());
        names.find(|name| self.artifacts.get(*name) != other.artifacts.get(*name))
    }
}
