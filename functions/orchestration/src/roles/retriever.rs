use std::collections::BTreeMap;

use genesis_lag::{StepKind, TOP_K, conditioned, familiarity, likeness};
use genesis_models::SubQuestion;
use genesis_orchestration::{Outcome, Retrieval, Search};
use genesis_rcr::SourceKind;

use super::{Found, Leaf, Library, Reply, Turn, TurnFault};

/// Passages a sub-question keeps, or as many as one of its searches gives.
const PER_SUB_QUESTION: usize = 16;
/// Damps how much better a first place is than a second (reciprocal rank fusion, Cormack et al. 2009).
const RANK_DAMPING: f64 = 60.0;

impl<L: Library> Turn<'_, L> {
    /// Searches for the sub-question as the paper conditions it on earlier answers, and for what the model asks besides (LAG,
    /// section 3). A comparison needs nothing but the answers it compares.
    pub(super) async fn retrieve(&self, question: &SubQuestion) -> Result<Reply, TurnFault> {
        if question.kind == StepKind::Compare {
            return Ok(Reply { outcome: Outcome::Retrieved(Retrieval::default()), written: String::new(), leaves: Vec::new() });
        }
        let queries = self.queries(question).await?;
        let results = self.world.library.search(&queries).await?;
        let mut found: BTreeMap<&str, (f64, &Found)> = BTreeMap::new();
        for (rank, passage) in results.iter().flat_map(|passages| passages.iter().enumerate()) {
            let (score, _) = found.entry(&passage.id).or_insert((0.0, passage));
            *score += 1.0 / (RANK_DAMPING + rank as f64 + 1.0);
        }
        let ids = |passages: &Vec<Found>| passages.iter().map(|passage| passage.id.clone()).collect();
        let searches: Vec<Search> =
            queries.into_iter().zip(&results).map(|(query, passages)| Search { query, passages: ids(passages) }).collect();
        let written = searches.iter().map(|search| search.query.as_str()).collect::<Vec<_>>().join("\n");
        let kept = best(found, results.iter().map(Vec::len).fold(PER_SUB_QUESTION, usize::max));
        let retrieval = Retrieval { searches, likeness: likeness_of(question, &kept), familiarity: self.familiarity_of(&kept) };
        Ok(Reply { outcome: Outcome::Retrieved(retrieval), written, leaves: kept.into_iter().map(leaf).collect() })
    }

    fn familiarity_of(&self, kept: &[&Found]) -> Vec<f64> {
        let new: Vec<(&str, &str)> = kept.iter().map(|passage| (passage.id.as_str(), passage.text.as_str())).collect();
        familiarity(&new, &self.state.passages_before(self.at)).into_iter().map(rounded).collect()
    }

    /// The paper's query comes first, and the run's limit leaves it when it leaves any.
    async fn queries(&self, question: &SubQuestion) -> Result<Vec<String>, TurnFault> {
        let first = conditioned(question.answers(), question.id, &question.text);
        let mut besides = self.model.queries(question, &self.context).await?;
        besides.retain(|query| *query != first);
        let allowed = self.state.searches_allowed(self.at).unwrap_or(usize::MAX);
        Ok([first].into_iter().chain(besides).take(allowed).collect())
    }
}

/// Of those that the terminator looks at.
fn likeness_of(question: &SubQuestion, kept: &[&Found]) -> Vec<f64> {
    kept.iter().take(TOP_K).map(|passage| rounded(likeness(&question.text, &passage.title, &passage.text))).collect()
}

fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// The best passages over all searches, ties in the order of ids.
fn best<'a>(found: BTreeMap<&'a str, (f64, &'a Found)>, most: usize) -> Vec<&'a Found> {
    let mut ranked: Vec<_> = found.into_values().collect();
    ranked.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| one.1.id.cmp(&two.1.id)));
    ranked.into_iter().take(most).map(|(_, passage)| passage).collect()
}

fn leaf(passage: &Found) -> Leaf {
    Leaf { kind: SourceKind::Passage, source: Some(passage.id.clone()), title: passage.title.clone(), content: passage.text.clone() }
}
