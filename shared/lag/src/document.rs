use serde::Serialize;

use crate::{CONFIDENCE, CognitiveLoad, Limits, LoadSettings, Plan, Repair, SATURATION, Step, StepId, StepKind, TOP_K, cognitive_load};

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
    /// How the threshold falls with the level of a split.
    pub decay: f64,
    pub terminators: PlannedTerminators,
    /// Whether planning itself ended the run. A run without a plan has no such document, so never.
    pub terminator: bool,
    pub terminator_reason: Option<String>,
    pub estimated_tokens: u64,
    pub seed: u64,
    pub plan_signature: String,
    /// What was put right to make the draft a plan.
    pub repairs: &'a [Repair],
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
    /// How often a sub-question was split again to come here.
    pub level: u32,
    /// As its surface shows it, under the threshold of its level.
    pub cognitive_load: CognitiveLoad,
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

/// What stops the run: its limits, and the bounds of the logical terminator.
#[derive(Debug, Serialize)]
pub struct PlannedTerminators {
    #[serde(flatten)]
    pub limits: Limits,
    pub retriever_confidence: f64,
    pub top_k: usize,
    pub semantic_saturation: f64,
}

impl Plan {
    pub fn document(&self) -> PlanDocument<'_> {
        let plan_signature = self.signature();
        PlanDocument {
            plan_id: format!("plan-{}", &plan_signature[..16]),
            original_query: &self.question,
            steps: self.steps.iter().map(|step| planned(step, &self.rules.load)).collect(),
            dependencies: self.steps.iter().flat_map(dependencies).collect(),
            decomposition: self.steps.iter().map(entry).collect(),
            cognitive_load: self.load,
            threshold: self.load.threshold,
            decay: self.rules.load.decay,
            terminators: PlannedTerminators {
                limits: self.rules.limits,
                retriever_confidence: CONFIDENCE,
                top_k: TOP_K,
                semantic_saturation: SATURATION,
            },
            terminator: false,
            terminator_reason: None,
            estimated_tokens: TOKENS_PER_STEP * self.steps.len() as u64,
            seed: self.rules.seed,
            plan_signature,
            repairs: &self.repairs,
        }
    }
}

fn planned<'a>(step: &'a Step, settings: &LoadSettings) -> PlannedStep<'a> {
    let Step { id, question, depends_on, wave, asked, level, .. } = step;
    let cognitive_load = cognitive_load(question, 1, settings, level + 1);
    PlannedStep { id: *id, q: question, depends_on, depth: *wave, asked: *asked, level: *level, cognitive_load }
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
    use super::*;
    use crate::{Draft, DraftStep, Rules};

    #[test]
    fn the_document_has_its_published_fields() {
        let draft = Draft { steps: ["Which one?", "Who led #1?"].map(DraftStep::lookup).to_vec() };
        let plan = Plan::check("Who led it?", draft, Rules::default()).unwrap();
        let document = serde_json::to_value(plan.document()).unwrap();
        let signature = plan.signature();
        let load = |question: &str, steps, level| cognitive_load(question, steps, &LoadSettings::default(), level);
        let expected = serde_json::json!({
            "plan_id": format!("plan-{}", &signature[..16]),
            "original_query": "Who led it?",
            "steps": [
                {"id": "s1", "q": "Which one?", "depends_on": [], "depth": 1, "asked": false, "level": 0, "cognitive_load": load("Which one?", 1, 1)},
                {"id": "s2", "q": "Who led #1?", "depends_on": ["s1"], "depth": 2, "asked": true, "level": 0, "cognitive_load": load("Who led #1?", 1, 1)},
            ],
            "dependencies": [{"from": "s1", "to": "s2"}],
            "decomposition": [
                {"step": 1, "sub_question": "Which one?", "dependencies": [], "type": "lookup"},
                {"step": 2, "sub_question": "Who led #1?", "dependencies": [1], "type": "lookup"},
            ],
            "cognitive_load": load("Who led it?", 2, 0),
            "threshold": 0.7,
            "decay": 0.1,
            "terminators": {
                "max_depth": 5, "max_steps": 10, "max_seconds": 300, "max_tokens": 20_000, "max_cost_microdollars": 1_000_000, "max_tool_calls": 25,
                "retriever_confidence": 0.3, "top_k": 5, "semantic_saturation": 0.9,
            },
            "terminator": false,
            "terminator_reason": null,
            "estimated_tokens": 1000,
            "seed": 42,
            "plan_signature": signature,
            "repairs": [],
        });
        assert_eq!(document, expected);
        assert_eq!(document["cognitive_load"]["weights"]["ambiguity"], 0.2);
    }
}
