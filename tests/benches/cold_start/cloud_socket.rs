//! The embedded cloud behind a socket, for functions that run in processes of their own. Sessions of tenants are vended here as well.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use aws_credential_types::Credentials;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    serve::ListenerExt,
};
use genesis_core::TenantId;
use tokio::net::TcpListener;

use crate::house::House;

const BODY_LIMIT: usize = 16 * 1024 * 1024;

pub struct CloudSocket {
    url: String,
    connections: Arc<AtomicUsize>,
    house: Arc<House>,
}

impl CloudSocket {
    pub async fn open(house: Arc<House>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = connections.clone();
        let listener = listener.tap_io(move |stream| {
            counted.fetch_add(1, Ordering::SeqCst);
            stream.set_nodelay(true).expect("an option of every socket");
        });
        let routes = Router::new().fallback(answer).with_state(house.clone());
        tokio::spawn(async move { drop(axum::serve(listener, routes).await) });
        Ok(Self { url, connections, house })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many connections were taken so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// What a function finds in its environment: the credentials of its own role.
    pub fn credentials(&self, function: &str) -> Credentials {
        self.house.platform.credentials(function, None).expect("a function of the platform")
    }
}

async fn answer(State(house): State<Arc<House>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else { return StatusCode::BAD_REQUEST.into_response() };
    match session(&house, &body) {
        Some(credentials) => vended(&credentials).into_response(),
        None => house.platform.embedded().answer(Request::from_parts(parts, body)).await.map(Body::from),
    }
}

/// Whose session STS is asked for: the function gives its name to the session, and the tenant as its tag.
fn session(house: &House, body: &[u8]) -> Option<Credentials> {
    let form = std::str::from_utf8(body).ok().filter(|form| form.starts_with("Action=AssumeRole&"))?;
    let field = |name: &str| form.split('&').find_map(|field| field.strip_prefix(name)?.strip_prefix('='));
    let tenant: TenantId = field("Tags.member.1.Value")?.parse().ok()?;
    house.platform.credentials(field("RoleSessionName")?, Some(tenant))
}

fn vended(credentials: &Credentials) -> String {
    format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
         <AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}</SecretAccessKey><SessionToken>session</SessionToken>\
         <Expiration>2099-12-31T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
        credentials.access_key_id(),
        credentials.secret_access_key()
    )
}
