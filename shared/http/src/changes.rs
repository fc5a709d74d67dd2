use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use genesis_core::Kind;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{
    Problem, RawJson,
    extract::{read_whole, utf_8},
};

/// A JSON object of what is to change, of which what is absent stays: one field at least. Read as strictly as [`crate::Json`].
#[derive(Debug)]
pub struct Changes<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Changes<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let RawJson(body) = RawJson::from_request(request, state).await?;
        let text = utf_8(&body)?;
        let changes = read_whole(text)?;
        let is_empty = serde_json::from_str::<BTreeMap<String, IgnoredAny>>(text).is_ok_and(|fields| fields.is_empty());
        if is_empty {
            Err(Problem::new(Kind::Invalid, "no_change", "name at least one field to change").at("body"))
        } else {
            Ok(Self(changes))
        }
    }
}
