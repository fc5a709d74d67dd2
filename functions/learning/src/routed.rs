//! What a router of the caller's chose, as the caller tells it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    iter,
};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

const MOST_ENTRIES: usize = 1_000;
const LONGEST_ID: usize = 200;
const MOST_TOKENS: u32 = 1_000_000;
const HIGHEST_SCORE: f64 = 1_000_000.0;

/// Tokens that a role may be given.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "u32")]
pub(crate) struct Budget(u32);

impl JsonSchema for Budget {
    fn schema_name() -> Cow<'static, str> {
        "Budget".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": MOST_TOKENS })
    }
}

impl TryFrom<u32> for Budget {
    type Error = String;

    fn try_from(tokens: u32) -> Result<Self, String> {
        if tokens <= MOST_TOKENS { Ok(Self(tokens)) } else { Err(format!("at most {MOST_TOKENS}")) }
    }
}

/// The ids of what was selected.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Documents {
    List(#[schemars(length(max = 1000), inner(length(min = 1, max = 200)), extend("uniqueItems" = true))] Vec<String>),
    ByRole(
        #[schemars(extend("additionalProperties" = {
        "type": "array", "maxItems": 1000, "uniqueItems": true, "items": { "type": "string", "minLength": 1, "maxLength": 200 }
    }))]
        BTreeMap<String, Vec<String>>,
    ),
}

impl Documents {
    /// The ids, and the roles they are for.
    pub fn names(&self) -> Vec<&String> {
        match self {
            Documents::List(ids) => ids.iter().collect(),
            Documents::ByRole(roles) => roles.iter().flat_map(|(role, ids)| iter::once(role).chain(ids)).collect(),
        }
    }

    pub fn is_fitting(&self) -> bool {
        let is_id = |id: &String| (1..=LONGEST_ID).contains(&id.chars().count());
        let are_fitting = |ids: &Vec<String>| ids.iter().all(is_id) && ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
        match self {
            Documents::List(ids) => ids.len() <= MOST_ENTRIES && are_fitting(ids),
            Documents::ByRole(roles) => roles.values().map(Vec::len).sum::<usize>() <= MOST_ENTRIES && roles.values().all(are_fitting),
        }
    }
}

/// How much each candidate mattered, in the router's own measure.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Scores {
    List(#[schemars(length(max = 1000), inner(range(min = -1_000_000.0, max = 1_000_000.0)))] Vec<f64>),
    ByDocument(#[schemars(extend("additionalProperties" = { "type": "number", "minimum": -1e6, "maximum": 1e6 }))] BTreeMap<String, f64>),
    ByRole(
        #[schemars(extend("additionalProperties" = {
        "type": "object", "additionalProperties": { "type": "number", "minimum": -1e6, "maximum": 1e6 }
    }))]
        BTreeMap<String, BTreeMap<String, f64>>,
    ),
}

impl Scores {
    /// The ids, and the roles they are for.
    pub fn names(&self) -> Vec<&String> {
        match self {
            Scores::List(_) => Vec::new(),
            Scores::ByDocument(scores) => scores.keys().collect(),
            Scores::ByRole(roles) => roles.iter().flat_map(|(role, scores)| iter::once(role).chain(scores.keys())).collect(),
        }
    }

    pub fn is_fitting(&self) -> bool {
        let all: Vec<f64> = match self {
            Scores::List(scores) => scores.clone(),
            Scores::ByDocument(scores) => scores.values().copied().collect(),
            Scores::ByRole(roles) => roles.values().flat_map(BTreeMap::values).copied().collect(),
        };
        all.len() <= MOST_ENTRIES && all.iter().all(|score| score.abs() <= HIGHEST_SCORE)
    }
}
