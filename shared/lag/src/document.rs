use serde::Serialize;

use crate::{CognitiveLoad, Plan, Step, StepId, StepKind};

/// Tokens a sub-question is expected to cost: a figure to plan with, not a measurement.
const TOKENS_PER_STEP: u64 = 500;

/// A plan as the artifact `preflight_plan.json` shows it. Everything in it follows from the plan's content.
#[derive(Debug, Serialize)]
pub struct PlanDocument<'a> {
    /// Derived from the signature, so that equal plans are equal documents.
    pub plan_id: String,
    pub original_query: &'a str,
    pub steps: Vec<PlannedStep<'a>>,
    pub dependencies: Vec<Dependency>,
    pub decomposition: Vec<DecompositionEntry<'a>>,
    pub cognitive_load: CognitiveLoad,
    pub threshold: f64,
    pub terminators: PlannedLimits,
    /// Whether planning itself ended the run. A run without a plan has no such document, so never.
    pub terminator: bool,
    pub terminator_reason: Option<String>,
    pub estimated_tokens: u64,
    pub seed: u64,
    pub plan_signature: String,
}

#[derive(Debug, Serialize)]
pub struct PlannedStep<'a> {
    pub id: StepId,
    pub q: &'a str,
    pub depends_on: &'a [StepId],
    /// Length of the longest chain that ends with this step.
    pub depth: u32,
    /// Whether its answer is part of the final one.
    pub asked: bool,
}

/// `to` needs the answer of `from`.
#[derive(Debug, Serialize)]
pub struct Dependency {
    pub from: StepId,
    pub to: StepId,
}

/// A step by its number.
#[derive(Debug, Serialize)]
pub struct DecompositionEntry<'a> {
    pub step: usize,
    pub sub_question: &'a str,
    pub dependencies: Vec<usize>,
    #[serde(rename = "type")]
    pub kind: StepKind,
}

#[derive(Debug, Serialize)]
pub struct PlannedLimits {
    pub max_depth: u32,
    pub max_steps: u32,
}

impl Plan {
    pub fn document(&self) -> PlanDocument<'_> {
        let plan_signature = self.signature();
        PlanDocument {
            plan_id: format!("plan-{}", &plan_signature[..16]),
            original_query: &self.question,
            steps: self.steps.iter().map(planned).collect(),
            dependencies: self.steps.iter().flat_map(dependencies).collect(),
            decomposition: self.steps.iter().map(entry).collect(),
            cognitive_load: self.load,
            threshold: self.load.threshold,
            terminators: PlannedLimits { max_depth: self.limits.max_depth, max_steps: self.limits.max_steps },
            terminator: false,
            terminator_reason: None,
            estimated_tokens: TOKENS_PER_STEP * self.steps.len() as u64,
            seed: self.seed,
            plan_signature,
        }
    }
}

fn planned(step: &Step) -> PlannedStep<'_> {
    PlannedStep { id: step.id, q: &step.question, depends_on: &step.depends_on, depth: step.wave, asked: step.asked }
}

fn dependencies(step: &Step) -> impl Iterator<Item = Dependency> {
    step.depends_on.iter().map(|from| Dependency { from: *from, to: step.id })
}

fn entry(step: &Step) -> DecompositionEntry<'_> {
    let dependencies = step.depends_on.iter().map(|id| id.position()).collect();
    DecompositionEntry { step: step.id.position(), sub_question: &step.question, dependencies, kind: step.kind }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Draft, DraftStep, Limits};

    fn plan(question: &str, steps: &[&str], limits: Limits, seed: u64) -> Plan {
        let step = |question: &&str| DraftStep { question: (*question).into(), kind: StepKind::Lookup, asked: false };
        Plan::check(question, Draft { steps: steps.iter().map(step).collect() }, limits, seed).unwrap()
    }

    #[test]
    fn the_document_has_its_published_fields() {
        let plan = plan("Who led it?", &["Which one?", "Who led #1?"], Limits::default(), 42);
        let document = serde_json::to_value(plan.document()).unwrap();
        let signature = plan.signature();
        let load = serde_json::to_value(plan.load).unwrap();
        let expected = serde_json::json!({
            "plan_id": format!("plan-{}", &signature[..16]),
            "original_query": "Who led it?",
            "steps": [
                {"id": "s1", "q": "Which one?", "depends_on": [], "depth": 1, "asked": false},
                {"id": "s2", "q": "Who led #1?", "depends_on": ["s1"], "depth": 2, "asked": true},
            ],
            "dependencies": [{"from": "s1", "to": "s2"}],
            "decomposition": [
                {"step": 1, "sub_question": "Which one?", "dependencies": [], "type": "lookup"},
                {"step": 2, "sub_question": "Who led #1?", "dependencies": [1], "type": "lookup"},
            ],
            "cognitive_load": load,
            "threshold": 0.7,
            "terminators": {"max_depth": 5, "max_steps": 10},
            "terminator": false,
            "terminator_reason": null,
            "estimated_tokens": 1000,
            "seed": 42,
            "plan_signature": signature,
        });
        assert_eq!(document, expected);
    }

    #[test]
    fn a_signature_changes_with_every_part_of_the_content() {
        let limits = Limits::default();
        let plans = [
            plan("Q?", &["A?", "#1?"], limits, 1),
            plan("R?", &["A?", "#1?"], limits, 1),
            plan("Q?", &["B?", "#1?"], limits, 1),
            plan("Q?", &["A?"], limits, 1),
            plan("Q?", &["A?", "#1?"], limits, 2),
            plan("Q?", &["A?", "#1?"], Limits { max_depth: 4, ..limits }, 1),
        ];
        let signatures: std::collections::BTreeSet<String> = plans.iter().map(Plan::signature).collect();
        assert_eq!(signatures.len(), plans.len());
        assert!(signatures.iter().all(|signature| signature.len() == 64));
    }

    proptest! {
        #[test]
        fn equal_content_has_an_equal_signature(question in "\\PC{1,40}", step in "[a-z]{1,20}", seed: u64) {
            let one = plan(&question, &[&step], Limits::default(), seed);
            let stored: Plan = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
            prop_assert_eq!(one.signature(), stored.signature());
        }
    }
}
