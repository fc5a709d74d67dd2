use genesis_models::{SubAnswer, SubQuestion};
use genesis_orchestration::{AgentStep, BrokenRun, Outcome};
use genesis_rcr::{Role, SourceKind};

use super::{Leaf, Library, Reply, Turn, TurnFault};

impl<L: Library> Turn<'_, L> {
    pub(super) async fn solve(&self, question: &SubQuestion) -> Result<Reply, TurnFault> {
        let answer = self.world.model.solve(question, &self.context).await?;
        let written = answer.text.clone().unwrap_or_default();
        let leaves = match &answer.text {
            Some(text) => vec![Leaf::written(SourceKind::Answer, format!("{} {text}", question.text))],
            None => Vec::new(),
        };
        Ok(Reply { outcome: Outcome::Solved(answer), written, leaves })
    }

    pub(super) async fn critique(&self, question: &SubQuestion) -> Result<Reply, TurnFault> {
        let critique = self.world.model.critique(question, self.draft()?, &self.context).await?;
        let leaves = vec![Leaf::written(SourceKind::Critique, critique.reason.clone())];
        Ok(Reply { written: critique.reason.clone(), outcome: Outcome::Critiqued(critique), leaves })
    }

    /// What the Solver said to this sub-question.
    fn draft(&self) -> Result<&SubAnswer, TurnFault> {
        match self.state.outcome_of(AgentStep { role: Role::Solver, ..self.at }) {
            Some(Outcome::Solved(answer)) => Ok(answer),
            _ => Err(BrokenRun::NoDraft.into()),
        }
    }
}
