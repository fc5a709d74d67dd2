use genesis_aws::{Knowledge, StoreError};
use genesis_knowledge::{Index, Passage};

/// Where a turn's searches are answered: in a tenant's knowledge, or in what a run has recorded of it.
pub trait Library: Sync {
    /// For each query what it finds, best first.
    fn search(&self, queries: &[String]) -> impl Future<Output = Result<Vec<Vec<Found>>, StoreError>> + Send;
}

/// A passage that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub id: String,
    pub title: String,
    pub text: String,
}

impl Library for Knowledge {
    async fn search(&self, queries: &[String]) -> Result<Vec<Vec<Found>>, StoreError> {
        Library::search(&*self.index().await?, queries).await
    }
}

/// What is in memory is searched at once.
impl Library for Index {
    async fn search(&self, queries: &[String]) -> Result<Vec<Vec<Found>>, StoreError> {
        Ok(queries.iter().map(|query| self.candidates(query).into_iter().map(Found::from).collect()).collect())
    }
}

impl From<&Passage> for Found {
    fn from(passage: &Passage) -> Self {
        Self { id: passage.id.clone(), title: passage.title.clone(), text: passage.text.clone() }
    }
}
