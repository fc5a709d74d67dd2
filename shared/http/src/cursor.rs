use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use genesis_core::{Declaration, TenantId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::InvalidPart;

/// Where a listing goes on. Clients pass it back as they got it; what it says is none of their business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Cursor(String);

/// The cursors of one listing for one tenant: those of others are refused.
///
/// A cursor is a place behind a digest of itself, the listing and the tenant. That keeps cursors from being mixed up and is no secret:
/// who makes one up gets no further than with one they were given, as a listing reads its caller's tenant alone.
#[derive(Debug, Clone, Copy)]
pub struct Cursors {
    listing: &'static str,
    tenant: TenantId,
}

/// Bytes of a digest.
const DIGEST: usize = 8;

impl Cursors {
    pub fn of(listing: &Declaration, tenant: TenantId) -> Self {
        Self { listing: listing.name, tenant }
    }

    /// For who goes on behind this place; nobody at the end.
    pub fn next(self, place: Option<impl fmt::Display>) -> Option<Cursor> {
        let place = place?.to_string();
        Some(Cursor(URL_SAFE_NO_PAD.encode([&self.digest(&place), place.as_bytes()].concat())))
    }

    /// The place behind which a caller goes on, where there is one.
    pub fn place<P: FromStr>(self, cursor: Option<&Cursor>) -> Result<Option<P>, InvalidPart> {
        cursor.map(|cursor| self.read(cursor).ok_or(InvalidPart::Cursor)).transpose()
    }

    fn read<P: FromStr>(self, cursor: &Cursor) -> Option<P> {
        let bytes = URL_SAFE_NO_PAD.decode(&cursor.0).ok()?;
        let (digest, place) = bytes.split_first_chunk()?;
        let place = str::from_utf8(place).ok()?;
        if *digest == self.digest(place) { place.parse().ok() } else { None }
    }

    fn digest(self, place: &str) -> [u8; DIGEST] {
        let digest = Sha256::digest(format!("{}\n{}\n{place}", self.listing, self.tenant));
        *digest.first_chunk().expect("a SHA-256 digest has 32 bytes")
    }
}
