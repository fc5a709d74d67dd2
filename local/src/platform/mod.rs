//! The platform put together: engines, functions with their rights, queues, the workflow, the gateway.

mod kept;
mod load;
mod permissions;
mod provision;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use bytes::Bytes;
use genesis_aws::{Cloud, Connection, Counterpart, Models, Running, Settings, StoreError, deployment::Principal as Holder};
use genesis_core::{Clock, Declaration, Ids, Resource, TenantId};
use genesis_embedded_cloud::{ADDRESS, EmbeddedCloud, Faults, OpenError, Principal, ProvisionError, REGION, Storage};
use genesis_http::Function;
use genesis_lambda::Invocable;
use genesis_models::{Configuration, Extractive, InvalidConfiguration, Model};
use genesis_providers::{AbuseIpdb, reached};
use http::{Request, Response};
use serde_json::Value;
use tokio::sync::watch;
use url::Url;

pub(crate) use self::kept::Kept;
pub use self::{load::LoadError, permissions::Permissions};
use crate::{
    gateway::{Gateway, Origin},
    models::{Exchanges, NoRecord},
};

/// A running platform.
pub struct Platform {
    cloud: Arc<EmbeddedCloud>,
    gateway: Gateway,
    operator: Cloud,
    activity: watch::Sender<u64>,
    log: watch::Sender<VecDeque<String>>,
}

/// What differs between platforms.
pub struct Options {
    pub storage: Storage,
    pub clock: Clock,
    pub ids: Ids,
    /// What plays every role that no language model plays.
    pub model: Arc<dyn Model>,
    /// The language models that may be asked.
    pub models: Configuration,
    pub exchanges: Exchanges,
    /// Whose pages may call from a browser.
    pub origins: Vec<Origin>,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// How many times the rates that tiers and presets name a caller gets.
    pub rate_factor: u32,
    /// Where AbuseIPDB is.
    pub abuse_ipdb: Url,
}

/// Of what functions tell CloudWatch, so many lines are remembered.
const LINES_KEPT: usize = 100;

/// More than a machine can ask.
const UNHURRIED: u32 = 1_000;

impl Options {
    /// No data kept, the machine's clock, random ids, the model that comes along, no faults. Whoever asks is the program itself, and in no
    /// hurry to be slowed down: what serves others says so.
    pub fn ephemeral() -> Self {
        let (clock, ids, model) = (Clock::system(), Ids::random(), Arc::new(Extractive));
        let models = Configuration::default();
        Self {
            storage: Storage::Ephemeral,
            clock,
            ids,
            model,
            models,
            exchanges: Exchanges::Live,
            origins: Vec::new(),
            faults: Faults::none(),
            rate_factor: UNHURRIED,
            abuse_ipdb: AbuseIpdb::address(),
        }
    }
}

/// Why the platform could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the embedded cloud could not be set up: {0}")]
    Provision(#[from] ProvisionError),
    #[error("the model configuration cannot be: {0}")]
    Models(#[from] InvalidConfiguration),
    #[error(transparent)]
    Record(#[from] NoRecord),
    #[error("the demo tenant could not be created")]
    Demo(#[from] StoreError),
    #[error("the demo key in {path} is not an API key; delete the data folder or restore the file")]
    DemoKey { path: std::path::PathBuf },
    #[error("cannot read {path}")]
    Read { path: std::path::PathBuf, source: std::io::Error },
    #[error("cannot write {path}")]
    Write { path: std::path::PathBuf, source: std::io::Error },
}

impl Platform {
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let Options { storage, clock, ids, model, models, exchanges, origins, faults, rate_factor, abuse_ipdb } = options;
        let cloud = EmbeddedCloud::open_with(storage, faults).await?;
        let settings = provision::settings(clock.now(), models.clone(), rate_factor);
        provision::stores(&cloud).await?;
        let (activity, log) = (watch::Sender::new(0), watch::Sender::new(VecDeque::new()));
        let counterparts = Models { counterpart: Counterpart::Present(model), ..Models::of(models) };
        let make = |name, permissions: Permissions| {
            let log = log.clone();
            let connection =
                connection(&cloud, name, permissions).logging_to(Arc::new(move |line| log.send_modify(|lines| keep(lines, line))));
            let running = Running { function: name.to_owned(), version: "$LATEST".to_owned() };
            let settings = Settings { running, ..settings.clone() };
            Cloud::new(settings, connection, clock.clone(), ids.clone(), counterparts.clone())
        };
        let serve = |function: Function<Cloud>| {
            let declaration = function.declaration;
            let cloud = make(declaration.name, Permissions::of(declaration));
            let cloud = if reads(declaration, "model-keys") { asking(&cloud, &exchanges)? } else { cloud };
            let cloud = if reads(declaration, "reputation-keys") { asking_about_addresses(&cloud, &abuse_ipdb) } else { cloud };
            Ok((function.clone(), Invocable::new(function, cloud)))
        };
        let functions = crate::functions().into_iter().map(serve).collect::<Result<Vec<_>, StartError>>()?;
        for (function, invocable) in &functions {
            register(&cloud, function.declaration.name, invocable.clone(), activity.clone());
        }
        provision::workflow(&cloud).await?;
        provision::event_sources(&cloud, functions.iter().map(|(function, _)| function.declaration));
        let operator = make("operator", Permissions::everything());
        provision::secrets(&cloud, &ids).await?;
        Ok(Self { gateway: Gateway::new(functions, origins, operator.clock().clone(), ids), cloud, operator, activity, log })
    }

    /// Answers one request as API Gateway and the function behind it do.
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.gateway.answer(request).await
    }

    /// Invokes a function with an event as Lambda delivers it.
    pub async fn invoke(&self, function: &str, event: Value) -> Option<Result<Value, genesis_lambda::Failed>> {
        Some(self.gateway.invocable(function)?.invoke(event).await)
    }

    /// The stores, with an operator's rights.
    pub fn operator(&self) -> &Cloud {
        &self.operator
    }

    pub fn embedded(&self) -> &Arc<EmbeddedCloud> {
        &self.cloud
    }

    /// What a function has of the embedded cloud where it runs in a process of its own: its role's credentials, or those of
    /// its sessions for a tenant. None where there is no such function.
    pub fn credentials(&self, function: &str, tenant: Option<TenantId>) -> Option<Credentials> {
        let declaration = crate::functions().into_iter().map(|function| function.declaration).find(|one| one.name == function)?;
        Some(self.cloud.credentials(principal(declaration.name, &Permissions::of(declaration), tenant)))
    }

    /// Changes whenever a function has finished something.
    pub fn activity(&self) -> watch::Receiver<u64> {
        self.activity.subscribe()
    }

    /// The last lines that functions wrote for CloudWatch, the newest at the end.
    pub fn log(&self) -> watch::Receiver<VecDeque<String>> {
        self.log.subscribe()
    }

    pub async fn shutdown(&self) {
        // What is under way gets some seconds; whoever waits longer is told by the drop of the process.
        drop(tokio::time::timeout(Duration::from_secs(3), self.cloud.shutdown()).await);
    }
}

fn register(cloud: &Arc<EmbeddedCloud>, name: &str, invocable: Invocable, activity: watch::Sender<u64>) {
    cloud.register_function(name, move |event| {
        let (invocable, activity) = (invocable.clone(), activity.clone());
        Box::pin(async move {
            let outcome = invocable.invoke(event).await;
            activity.send_modify(|count| *count += 1);
            outcome.map_err(|failed| genesis_embedded_cloud::InvokeError { name: failed.name, cause: failed.cause })
        })
    });
}

fn keep(lines: &mut VecDeque<String>, line: String) {
    if lines.len() == LINES_KEPT {
        lines.pop_front();
    }
    lines.push_back(line);
}

/// Credentials that say whose they are: one principal per function, and per tenant where there is one.
fn connection(cloud: &Arc<EmbeddedCloud>, name: &'static str, permissions: Permissions) -> Connection {
    let http = cloud.http_client();
    // Weak, since the cloud holds the functions that hold these credentials.
    let cloud = Arc::downgrade(cloud);
    let vending = Arc::new(move |tenant: Option<TenantId>| match cloud.upgrade() {
        Some(cloud) => SharedCredentialsProvider::new(cloud.credentials(principal(name, &permissions, tenant))),
        None => SharedCredentialsProvider::new(Credentials::new("closed", "closed", None, None, "closed")),
    });
    Connection::in_process(http, REGION, ADDRESS, vending)
}

fn principal(name: &str, permissions: &Permissions, tenant: Option<TenantId>) -> Principal {
    let permissions = permissions.held_by(if tenant.is_some() { Holder::Tenant } else { Holder::Platform });
    Principal { name: name.to_owned(), tenant: tenant.map(|tenant| tenant.to_string()), permissions }
}

/// Who asks somebody outside has a right to the keys.
fn reads(declaration: &Declaration, secret: &str) -> bool {
    declaration.grants.iter().any(|grant| matches!(grant.resource, Resource::Secret(name) if name == secret))
}

fn asking_about_addresses(cloud: &Cloud, abuse_ipdb: &Url) -> Cloud {
    cloud.with_reputations(Arc::new(AbuseIpdb::new(abuse_ipdb.clone(), Arc::new(cloud.reputation_keys()))))
}

/// The same for a function that asks the language models of its configuration.
fn asking(cloud: &Cloud, exchanges: &Exchanges) -> Result<Cloud, StartError> {
    let models = cloud.models();
    let chats = reached(models.configuration.clone(), Arc::new(cloud.model_keys()))?;
    Ok(cloud.with_models(Models { chats: exchanges.through(chats)?, ..models.clone() }))
}
