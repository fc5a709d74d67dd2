use genesis_core::{Fault, Kind};
use genesis_http::Problem;
use genesis_lag::{Draft, DraftStep, GivenPlan, Plan, PlanError, Rules, StepId, StepKind};
use genesis_orchestration::Question;
use genesis_tenancy::{ContentRefused, Screening};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

const MOST_STEPS: usize = 12;
const LONGEST_STEP: usize = 2_000;

/// A caller's decomposition of the question.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlan {
    /// The sub-questions `s1`, `s2` and so on; 1 to 12.
    #[schemars(length(min = 1, max = 12))]
    steps: Vec<NewStep>,
    /// Whether a sub-question above the threshold is split again; false where absent.
    split: Option<bool>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStep {
    /// The sub-question; `#1` stands for the answer of `s1`. 1 to 2,000 characters.
    #[schemars(length(min = 1, max = 2000), regex(pattern = Question::PATTERN))]
    q: String,
    /// Sub-questions that must be answered first, like `s1`, besides those whose placeholders stand in `q`.
    #[schemars(length(max = 12), inner(regex(pattern = r"^s([1-9]|1[0-2])$")), example = json!([]))]
    depends_on: Option<Vec<String>>,
    /// `lookup` where absent.
    kind: Option<NewKind>,
    /// Whether the answer is part of the final one; the last step's always is.
    asked: Option<bool>,
}

/// How a sub-question is answered.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NewKind {
    /// From retrieved passages.
    Lookup,
    /// From earlier answers alone.
    Compare,
}

impl NewPlan {
    pub(crate) fn screen(&mut self, screening: &mut Screening) -> Result<(), ContentRefused> {
        let mut steps = self.steps.iter_mut().enumerate();
        steps.try_for_each(|(at, step)| screening.pass_text(&format!("plan.steps[{at}].q"), &mut step.q))
    }

    /// The plan, if a run of this question can carry it out.
    pub(crate) fn parse(self, question: &str, rules: Rules) -> Result<GivenPlan, Problem> {
        if self.steps.len() > MOST_STEPS {
            return Err(Problem::new(Kind::Invalid, "plan_too_many_steps", "at most 12 steps").at("plan.steps"));
        }
        let steps = self.steps.into_iter().enumerate().map(|(at, step)| step.parse(at));
        let draft = Draft { steps: steps.collect::<Result<_, _>>()? };
        Plan::check(question, draft.clone(), rules).map_err(refused)?;
        Ok(GivenPlan { draft, split: self.split.unwrap_or(false) })
    }
}

impl NewStep {
    fn parse(self, at: usize) -> Result<DraftStep, Problem> {
        let wrong = |code, detail: &str, field: &str| Problem::new(Kind::Invalid, code, detail).at(format!("plan.steps[{at}].{field}"));
        if self.q.chars().count() > LONGEST_STEP {
            return Err(wrong("plan_step_too_long", "at most 2,000 characters", "q"));
        }
        let question = Question::parse(&self.q).map_err(|invalid| wrong(invalid.code(), &invalid.to_string(), "q"))?.into_text();
        let ids = self.depends_on.unwrap_or_default();
        if ids.len() > MOST_STEPS {
            return Err(wrong("plan_too_many_steps", "at most 12 steps", "depends_on"));
        }
        let position = |(n, id): (usize, &String)| match id.parse::<StepId>() {
            Ok(id) => Ok(id.position()),
            Err(error) => Err(wrong("invalid_step_id", &error.to_string(), &format!("depends_on[{n}]"))),
        };
        let depends_on = ids.iter().enumerate().map(position).collect::<Result<_, _>>()?;
        let kind = match self.kind {
            Some(NewKind::Compare) => StepKind::Compare,
            Some(NewKind::Lookup) | None => StepKind::Lookup,
        };
        Ok(DraftStep { question, kind, asked: self.asked.unwrap_or(false), depends_on, level: 0 })
    }
}

/// The problem with a plan, at the step where it lies.
fn refused(error: PlanError) -> Problem {
    let field = match error {
        PlanError::EmptyStep { position } | PlanError::StepTooLong { position } => format!("plan.steps[{}].q", position - 1),
        PlanError::NothingToCompare { position } => format!("plan.steps[{}].kind", position - 1),
        PlanError::NoSuchStep { position, .. } | PlanError::Circular { position } => format!("plan.steps[{}]", position - 1),
        PlanError::Empty | PlanError::TooManySteps { .. } | PlanError::TooDeep { .. } => "plan.steps".to_owned(),
    };
    Problem::from(error).at(field)
}
