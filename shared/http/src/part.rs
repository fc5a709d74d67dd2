use std::borrow::Cow;

use genesis_core::{Fault, Kind};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// A number of a query that says which part of a listing is wanted; `USUAL` where it is absent. Its bounds are told in the OpenAPI
/// document, and checked before it is used.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(transparent)]
pub struct Number<const LEAST: u32, const USUAL: u32, const MOST: u32>(Option<u32>);

/// How many entries a part has at most.
pub type Limit<const USUAL: u32, const MOST: u32> = Number<1, USUAL, MOST>;

/// How many entries are left out before the first.
pub type Offset<const MOST: u32> = Number<0, 0, MOST>;

/// Why a listing has no such part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPart {
    #[error("between {least} and {most}")]
    Number { field: &'static str, least: u32, most: u32 },
    #[error("counted from the first entry of all, so it does not go with a cursor")]
    BesideCursor { field: &'static str },
    #[error("not a cursor of this endpoint")]
    Cursor,
}

impl<const LEAST: u32, const USUAL: u32, const MOST: u32> Number<LEAST, USUAL, MOST> {
    /// The number, which stands in this field.
    pub fn of(self, field: &'static str) -> Result<u32, InvalidPart> {
        let number = self.0.unwrap_or(USUAL);
        if (LEAST..=MOST).contains(&number) { Ok(number) } else { Err(InvalidPart::Number { field, least: LEAST, most: MOST }) }
    }
}

impl<const LEAST: u32, const USUAL: u32, const MOST: u32> JsonSchema for Number<LEAST, USUAL, MOST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "format": "uint32", "minimum": LEAST, "maximum": MOST, "default": USUAL })
    }
}

impl Fault for InvalidPart {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            InvalidPart::Number { .. } | InvalidPart::BesideCursor { .. } => "invalid_page",
            InvalidPart::Cursor => "invalid_cursor",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidPart::Number { field, .. } | InvalidPart::BesideCursor { field } => field,
            InvalidPart::Cursor => "cursor",
        })
    }
}
