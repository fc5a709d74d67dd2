use genesis_access::{ApiKey, KeySecrets, SessionToken};
use genesis_aws::{Cloud, Holder, StoreError};
use genesis_core::{Assurance, CredentialId, Scope, Timestamp};

/// What a request comes with.
pub(crate) enum Credential {
    Key(ApiKey),
    Session(SessionToken),
}

/// A credential that holds.
pub(crate) struct Recognised {
    pub id: CredentialId,
    pub holder: Holder,
    pub scopes: Vec<Scope>,
    pub assurance: Assurance,
}

impl Credential {
    /// A key before a session, where there are both.
    pub fn presented(api_key: Option<&str>, authorization: Option<&str>) -> Option<Self> {
        let key = api_key.and_then(|text| text.parse().ok()).map(Self::Key);
        key.or_else(|| authorization.and_then(bearer)?.parse().ok().map(Self::Session))
    }

    /// Whose it is, in one read; none of one that does not hold, whatever the reason.
    pub async fn recognise(&self, cloud: &Cloud) -> Result<Option<Recognised>, StoreError> {
        let now = cloud.clock().now();
        match self {
            Self::Key(key) => recognise_key(cloud, key, now).await,
            Self::Session(token) => recognise_session(cloud, token, now).await,
        }
    }
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A key that is not there is held against secrets as well, so that it takes as long as a wrong one.
async fn recognise_key(cloud: &Cloud, key: &ApiKey, now: Timestamp) -> Result<Option<Recognised>, StoreError> {
    let keys = cloud.api_keys();
    let pepper = keys.pepper().await?;
    let found = keys.find(key.id()).await?;
    let secrets = found.as_ref().map_or_else(KeySecrets::unknown, |record| record.secrets.clone());
    let is_proven = secrets.are_proven_by(key, pepper, now);
    let Some(record) = found.filter(|record| is_proven && record.holds(now)) else { return Ok(None) };
    if record.is_use_worth_noting(now) {
        noted(keys.note_use(&record.id, now).await);
    }
    let id = CredentialId::Key(record.id);
    Ok(Some(Recognised { id, holder: record.holder, scopes: record.scopes, assurance: Assurance::OneFactor }))
}

/// The hash of the token finds the session: whoever can name it has the token.
async fn recognise_session(cloud: &Cloud, token: &SessionToken, now: Timestamp) -> Result<Option<Recognised>, StoreError> {
    let (sessions, hash) = (cloud.sessions(), token.hash(cloud.api_keys().pepper().await?));
    let found = sessions.find(&hash).await?;
    let Some(record) = found.filter(|record| record.member.is_active && record.times.is_open(now)) else { return Ok(None) };
    if record.times.is_worth_noting(now) {
        noted(sessions.note_use(&hash, record.times, now).await);
    }
    let (id, holder) = (CredentialId::Session(record.id), Holder::User(record.member));
    Ok(Some(Recognised { id, holder, scopes: record.scopes, assurance: record.assurance }))
}

/// A use that is not written down refuses nobody.
fn noted(written: Result<(), StoreError>) {
    if let Err(error) = written {
        tracing::warn!(%error, "the use of a credential was not noted");
    }
}
