use genesis_lag::{Draft, DraftStep, Plan, Reason, StepKind, Terminator, cognitive_load, spell_out};
use genesis_models::{FinalAnswer, Planned, Reading};
use genesis_orchestration::{AgentStep, BrokenRun, Outcome};
use genesis_rcr::{Role, SourceKind};

use super::{Leaf, Library, Reply, Turn, TurnFault};

/// The roles that see the whole question: Planner, Rewriter and Verifier.
impl<L: Library> Turn<'_, L> {
    /// A question is split only when its cognitive load exceeds the threshold (LAG, section 3.1).
    pub(super) async fn plan(&self) -> Result<Reply, TurnFault> {
        let question = &self.state.run.original_query;
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

    pub(super) async fn rewrite(&self) -> Result<Reply, TurnFault> {
        let answered = self.state.answered();
        let answer = self.world.model.rewrite(self.reading(&answered)).await?;
        let leaves = vec![Leaf::written(SourceKind::Answer, answer.explanation.clone())];
        let written = format!("{}\n{}", answer.text, answer.explanation);
        Ok(Reply { outcome: Outcome::Rewritten(answer), written, leaves })
    }

    pub(super) async fn verify(&self) -> Result<Reply, TurnFault> {
        let answered = self.state.answered();
        let verification = self.world.model.verify(self.reading(&answered), self.rewritten()?).await?;
        let written = verification.issues.join("\n");
        Ok(Reply { outcome: Outcome::Verified(verification), written, leaves: Vec::new() })
    }

    fn reading<'a>(&'a self, answered: &'a [genesis_models::Answered]) -> Reading<'a> {
        Reading { question: &self.state.run.original_query, answered, context: &self.context }
    }

    /// What the Rewriter made of the answers.
    fn rewritten(&self) -> Result<&FinalAnswer, TurnFault> {
        match self.state.outcome_of(AgentStep { role: Role::Rewriter, ..self.at }) {
            Some(Outcome::Rewritten(answer)) => Ok(answer),
            _ => Err(BrokenRun::NoDraft.into()),
        }
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
