use genesis_lag::{Decomposition, Draft, GivenPlan, Plan, PlanError, Reason, Terminator, cognitive_load, spell_out};
use genesis_models::{FinalAnswer, Planned, Reading};
use genesis_orchestration::Outcome;
use genesis_rcr::SourceKind;

use super::{Leaf, Library, Reply, Turn, TurnFault};

/// The roles that see the whole question: Planner, Rewriter and Verifier.
impl<L: Library> Turn<'_, L> {
    /// A question is split only when its cognitive load exceeds the threshold (LAG, section 3), or as its caller says.
    pub(super) async fn plan(&self, question: &str, given: Option<&GivenPlan>) -> Result<Reply, TurnFault> {
        let rules = self.state.run.rules();
        if let Some(GivenPlan { draft, split }) = given {
            let drafted = Decomposition::of(question, draft.clone(), rules);
            let (plan, written) = if *split { self.split_again(drafted).await? } else { (drafted.plan(), String::new()) };
            return planned(plan, &written);
        }
        let spelled_out = spell_out(question);
        let draft = match self.model.plan(&spelled_out).await? {
            Planned::Steps(draft) if cognitive_load(question, draft.steps.len(), &rules.load, 0).exceeds_threshold() => draft,
            Planned::Steps(_) => Draft::whole(&spelled_out),
            Planned::Contradictory(detail) => return Ok(stopped(Reason::Contradiction, detail)),
            Planned::Ambiguous(detail) => return Ok(stopped(Reason::Ambiguous, clarification(&detail))),
        };
        let (plan, written) = self.split_again(Decomposition::of(question, draft, rules)).await?;
        match plan {
            Err(error) if error.terminator().is_none() => planned(Ok(Plan::of_whole(question, &spelled_out, rules, &error)), &written),
            plan => planned(plan, &written),
        }
    }

    /// Splits what is too much at once until nothing is, and gives the plan with what the model wrote for it.
    async fn split_again(&self, mut drafted: Decomposition<'_>) -> Result<(Result<Plan, PlanError>, String), TurnFault> {
        let mut written = String::new();
        while let Some(complex) = drafted.complex() {
            let parts = match self.model.plan(&complex.question).await? {
                Planned::Steps(parts) => parts,
                Planned::Contradictory(_) | Planned::Ambiguous(_) => Draft::default(),
            };
            let asked = parts.steps.iter().map(|step| step.question.as_str());
            written.extend([complex.question.as_str()].into_iter().chain(asked).map(|text| format!("{text}\n")));
            drafted.split(&complex, parts);
        }
        Ok((drafted.plan(), written))
    }

    pub(super) async fn rewrite(&self, reading: Reading<'_>) -> Result<Reply, TurnFault> {
        let answer = self.model.rewrite(reading).await?;
        let leaves = vec![Leaf::written(SourceKind::Answer, answer.explanation.clone())];
        let written = format!("{}\n{}", answer.text, answer.explanation);
        Ok(Reply { outcome: Outcome::Rewritten(answer), written, leaves })
    }

    pub(super) async fn verify(&self, reading: Reading<'_>, answer: &FinalAnswer) -> Result<Reply, TurnFault> {
        let verification = self.model.verify(reading, answer).await?;
        let written = verification.issues.join("\n");
        Ok(Reply { outcome: Outcome::Verified(verification), written, leaves: Vec::new() })
    }
}

/// What a person is asked who left something open.
fn clarification(unclear: &str) -> String {
    format!("The question is ambiguous. {unclear} Please say it and ask again.")
}

fn planned(plan: Result<Plan, PlanError>, written: &str) -> Result<Reply, TurnFault> {
    match plan {
        Ok(plan) => {
            let steps = plan.steps.iter().map(|step| format!("{}: {}", step.id, step.question)).collect::<Vec<_>>().join("\n");
            let leaves = vec![Leaf::written(SourceKind::Plan, steps.clone())];
            Ok(Reply { outcome: Outcome::Planned(plan), written: format!("{written}{steps}"), leaves })
        }
        Err(error) => match error.terminator() {
            Some(terminator) => Ok(Reply { outcome: Outcome::Stopped(terminator), written: written.to_owned(), leaves: Vec::new() }),
            None => Err(error.into()),
        },
    }
}

fn stopped(reason: Reason, detail: String) -> Reply {
    Reply { written: detail.clone(), outcome: Outcome::Stopped(Terminator { reason, step: None, detail }), leaves: Vec::new() }
}
