use genesis_lag::{Draft, DraftStep, Plan, Reason, StepKind, Terminator, cognitive_load, spell_out};
use genesis_models::{FinalAnswer, Planned, Reading};
use genesis_orchestration::Outcome;
use genesis_rcr::SourceKind;

use super::{Leaf, Library, Reply, Turn, TurnFault};

/// The roles that see the whole question: Planner, Rewriter and Verifier.
impl<L: Library> Turn<'_, L> {
    /// A question is split only when its cognitive load exceeds the threshold (LAG, section 3.1).
    pub(super) async fn plan(&self, question: &str) -> Result<Reply, TurnFault> {
        let spelled_out = spell_out(question);
        let draft = match self.world.model.plan(&spelled_out).await? {
            Planned::Steps(draft) if cognitive_load(question, draft.steps.len()).exceeds_threshold() => draft,
            Planned::Steps(_) => whole(&spelled_out),
            Planned::Contradictory(detail) => return Ok(stopped(Reason::Contradiction, detail)),
            Planned::Ambiguous(detail) => return Ok(stopped(Reason::Ambiguous, detail)),
        };
        match Plan::check(question, draft, self.state.run.limits, self.state.run.seed) {
            Ok(plan) => Ok(planned(plan)),
            Err(error) => match error.terminator() {
                Some(terminator) => Ok(Reply { outcome: Outcome::Stopped(terminator), written: String::new(), leaves: Vec::new() }),
                None => Err(error.into()),
            },
        }
    }

    pub(super) async fn rewrite(&self, reading: Reading<'_>) -> Result<Reply, TurnFault> {
        let answer = self.world.model.rewrite(reading).await?;
        let leaves = vec![Leaf::written(SourceKind::Answer, answer.explanation.clone())];
        let written = format!("{}\n{}", answer.text, answer.explanation);
        Ok(Reply { outcome: Outcome::Rewritten(answer), written, leaves })
    }

    pub(super) async fn verify(&self, reading: Reading<'_>, answer: &FinalAnswer) -> Result<Reply, TurnFault> {
        let verification = self.world.model.verify(reading, answer).await?;
        let written = verification.issues.join("\n");
        Ok(Reply { outcome: Outcome::Verified(verification), written, leaves: Vec::new() })
    }
}

/// The question as its own only step.
fn whole(question: &str) -> Draft {
    Draft { steps: vec![DraftStep { question: question.to_owned(), kind: StepKind::Lookup, asked: true }] }
}

fn planned(plan: Plan) -> Reply {
    let written = plan.steps.iter().map(|step| format!("{}: {}", step.id, step.question)).collect::<Vec<_>>().join("\n");
    let leaves = vec![Leaf::written(SourceKind::Plan, written.clone())];
    Reply { outcome: Outcome::Planned(plan), written, leaves }
}

fn stopped(reason: Reason, detail: String) -> Reply {
    Reply { written: detail.clone(), outcome: Outcome::Stopped(Terminator { reason, step: None, detail }), leaves: Vec::new() }
}
