use genesis_models::{SubAnswer, SubQuestion};
use genesis_orchestration::{Draft, Outcome};
use genesis_rcr::SourceKind;

use super::{Leaf, Library, Reply, Turn, TurnFault};

impl<L: Library> Turn<'_, L> {
    pub(super) async fn solve(&self, question: &SubQuestion) -> Result<Reply, TurnFault> {
        let answer = self.model.solve(question, &self.context).await?;
        let written = answer.text.clone().unwrap_or_default();
        let leaves = match &answer.text {
            Some(text) => vec![Leaf::written(SourceKind::Answer, format!("{} {text}", question.text))],
            None => Vec::new(),
        };
        Ok(Reply { outcome: Outcome::Solved(answer), written, leaves })
    }

    pub(super) async fn critique(&self, question: &SubQuestion, draft: &Draft) -> Result<Reply, TurnFault> {
        let answer = match draft {
            Draft::Solved(answer) => answer,
            Draft::Given(text) => &self.supported(question, text).await?,
        };
        let critique = self.model.critique(question, answer, &self.context).await?;
        let leaves = vec![Leaf::written(SourceKind::Critique, critique.reason.clone())];
        Ok(Reply { written: critique.reason.clone(), outcome: Outcome::Critiqued(critique), leaves })
    }

    /// A given answer with what supports it: what the Solver finds, if that is the same; otherwise nothing does.
    async fn supported(&self, question: &SubQuestion, given: &str) -> Result<SubAnswer, TurnFault> {
        let found = self.model.solve(question, &self.context).await?;
        let same = found.text.as_ref().is_some_and(|text| text.to_lowercase() == given.to_lowercase());
        Ok(if same { found } else { SubAnswer { text: Some(given.to_owned()), confidence: 0.0, citations: Vec::new() } })
    }
}
