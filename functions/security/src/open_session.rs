use axum::extract::State;
use genesis_access::{OpenSession, SessionLength, SessionTimes, SessionToken};
use genesis_aws::{Cloud, CredentialChange, Decision, SessionRecord};
use genesis_core::{CredentialId, Declaration, Guard, Idempotency, Method, Route, SessionId, Trigger};
use genesis_http::{Caller, Created, Function, Json, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    credentials::{CREDENTIALS, PEPPER, ended, key_of, still_in},
    session_view::SessionView,
};

const DECLARATION: Declaration = Declaration {
    name: "open-session",
    summary: "Exchanges an API key, and the code of a second factor where there is one, for a session. The sixth ends the oldest.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/security/sessions",
        guard: Guard::OneFactor,
        body_limit_bytes: 1024,
        success: 201,
        // The answer holds a secret, which an idempotency key would keep.
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS, PEPPER],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// How long it lasts, however much it is used; 3600 where absent. It ends before that when it is not used for 1800.
    #[schemars(range(min = 900, max = 28_800))]
    expires_in_seconds: Option<u64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionOpened {
    success: bool,
    /// As bearer in the header `authorization`. Nobody can show it again: only its keyed hash is kept.
    token: String,
    session: SessionView,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, open_session).takes::<NewSession>().gives::<SessionOpened>()
}

async fn open_session(State(cloud): State<Cloud>, caller: Caller, Json(new): Json<NewSession>) -> Result<Created<SessionOpened>, Problem> {
    let (length, key, now) = (SessionLength::parse(new.expires_in_seconds)?, key_of(&caller)?, cloud.clock().now());
    let (token, id) = (SessionToken::random(cloud.ids()), SessionId::new(cloud.ids().next()));
    let hash = token.hash(cloud.api_keys_of(caller.tenant).pepper().await?);
    let opener = cloud.api_keys_of(caller.tenant).find(&key).await?.ok_or_else(Problem::unauthenticated)?;
    let times = SessionTimes::new(now, length).no_later_than(opener.expires_at);
    let keyrings = cloud.keyrings_of(caller.tenant);
    let opened = keyrings.change((caller.tenant, caller.user), |seen| {
        still_in(seen, &caller)?;
        if seen.keyring.confirmed_factor().is_some() {
            caller.with_two_factors()?;
        }
        let (member, scopes, assurance) = (seen.member.clone(), caller.scopes.clone(), caller.assurance);
        let record = SessionRecord { id, member, key: key.clone(), scopes, assurance, times };
        let open = OpenSession { id, hash: hash.clone(), key: key.clone(), expires_at: times.expires_at };
        let (keyring, over) = seen.keyring.clone().with_session(open, now);
        if over.iter().any(|over| over.key != key && now < over.expires_at) {
            caller.over_own(&CredentialId::Session(id))?;
        }
        let mut changes = ended(&over);
        changes.push(CredentialChange::NewSession(hash.clone(), record.clone()));
        Ok::<_, Problem>(Decision { keyring, changes, outcome: record })
    });
    let session = SessionView::of(&opened.await?, &caller.credential);
    Ok(Created(SessionOpened { success: true, token: token.reveal(), session }))
}
