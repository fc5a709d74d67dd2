use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;

use crate::{
    StoreError,
    table::{Item, Key, Table, text},
};

/// Part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T, P> {
    pub entries: Vec<T>,
    /// Behind which the next part begins; none at the end.
    pub next: Option<P>,
}

impl<T, P> Page<T, P> {
    /// So many entries at most of those found: there is a next part where there are more.
    pub(crate) fn cut(mut found: Vec<T>, limit: u32, place: impl Fn(&T) -> P) -> Self {
        let is_cut = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| is_cut).map(place);
        Self { entries: found, next }
    }
}

/// Lists that are partitions, in the order of their sort keys. A place that nothing stands at any more, or never did, is as good as any.
impl Table {
    /// So many items at most, from the beginning or behind a place.
    pub async fn first(&self, pk: &str, after: Option<String>, most: u32) -> Result<Vec<Item>, StoreError> {
        self.read_part(pk, after, most, self.client().query()).await
    }

    /// The same from the end.
    pub async fn last(&self, pk: &str, before: Option<String>, most: u32) -> Result<Vec<Item>, StoreError> {
        self.read_part(pk, before, most, self.client().query().scan_index_forward(false)).await
    }

    async fn read_part(&self, pk: &str, place: Option<String>, most: u32, query: QueryFluentBuilder) -> Result<Vec<Item>, StoreError> {
        let query = query.table_name(&self.name).consistent_read(true).limit(i32::try_from(most).unwrap_or(i32::MAX));
        let query = query.key_condition_expression("pk = :pk").expression_attribute_values(":pk", text(pk));
        let query = query.set_exclusive_start_key(place.map(|sk| Key::new(pk, sk).attributes()));
        Ok(query.send().await.map_err(StoreError::of("Query"))?.items.unwrap_or_default())
    }
}
