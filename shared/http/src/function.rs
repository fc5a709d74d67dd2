use std::{fmt, sync::Arc};

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    handler::Handler as AxumHandler,
    routing::{MethodFilter, on},
};
use futures::future::BoxFuture;
use genesis_core::{Declaration, Fault, Kind, Method, Route, Trigger};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::Problem;

/// A declaration with the handler it speaks for. `S` is what handlers are given: the cloud.
#[derive(Clone)]
pub struct Function<S> {
    pub declaration: &'static Declaration,
    pub handler: Handler<S>,
}

#[derive(Clone)]
pub enum Handler<S> {
    Http(Endpoint<S>),
    /// Takes one queue message, task input or authorizer request, and gives its result.
    Event(Event<S>),
}

/// An HTTP handler with the shapes it takes and gives.
#[derive(Clone)]
pub struct Endpoint<S> {
    pub route: Route,
    pub router: Router<S>,
    pub shapes: Shapes,
}

/// JSON schemas for the OpenAPI document.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    pub query: Option<Schema>,
    pub request: Option<Schema>,
    pub response: Option<Schema>,
    /// The header of a secret that opens the endpoint in the place of a caller's credentials.
    pub secret_header: Option<&'static str>,
    /// What is given with statuses that would otherwise come with a problem.
    pub others: Vec<(u16, Schema)>,
}

/// One event's handling under way.
pub type EventOutcome = BoxFuture<'static, Result<Value, Box<dyn Fault>>>;

/// Handles one event at a time.
pub type Event<S> = Arc<dyn Fn(S, Value) -> EventOutcome + Send + Sync>;

impl<S: Clone + Send + Sync + 'static> Function<S> {
    /// # Panics
    /// When the declaration is not of an HTTP function: a mistake in the source.
    pub fn http<T: 'static>(declaration: &'static Declaration, handler: impl AxumHandler<T, S>) -> Self {
        let Trigger::Http(route) = declaration.trigger else { panic!("{} has no route", declaration.name) };
        let router = Router::new()
            .route(&route.template(), on(filter_of(route.method), handler))
            .fallback(async || Problem::not_found())
            .method_not_allowed_fallback(async || Problem::method_not_allowed())
            .layer(DefaultBodyLimit::max(body_limit(&route)))
            .layer(Extension(route.guard));
        Self { declaration, handler: Handler::Http(Endpoint { route, router, shapes: Shapes::default() }) }
    }

    /// A function that takes events one by one. An input it cannot read is a fault of kind `Malformed`.
    pub fn event<I, O, E, F>(declaration: &'static Declaration, handle: impl Fn(S, I) -> F + Send + Sync + 'static) -> Self
    where
        I: DeserializeOwned,
        O: Serialize,
        E: Fault,
        F: Future<Output = Result<O, E>> + Send + 'static,
    {
        let event: Event<S> = Arc::new(move |state, input| match serde_json::from_value::<I>(input) {
            Ok(input) => {
                let outcome = handle(state, input);
                Box::pin(async move {
                    let output = outcome.await.map_err(|fault| Box::new(fault) as Box<dyn Fault>)?;
                    serde_json::to_value(output).map_err(|error| Box::new(Unreadable(error)) as Box<dyn Fault>)
                })
            }
            Err(error) => Box::pin(async move { Err(Box::new(Unreadable(error)) as Box<dyn Fault>) }),
        });
        Self { declaration, handler: Handler::Event(event) }
    }

    pub fn takes<T: JsonSchema>(self) -> Self {
        self.with_shapes(|shapes| shapes.request = Some(Shapes::input::<T>()))
    }

    pub fn takes_query<T: JsonSchema>(self) -> Self {
        self.with_shapes(|shapes| shapes.query = Some(Shapes::input::<T>()))
    }

    pub fn gives<T: JsonSchema>(self) -> Self {
        self.with_shapes(|shapes| shapes.response = Some(Shapes::output::<T>()))
    }

    /// Another status than the declared one, with a body that is no problem.
    pub fn gives_with<T: JsonSchema>(self, status: u16) -> Self {
        self.with_shapes(|shapes| shapes.others.push((status, Shapes::output::<T>())))
    }

    /// The secret in this header opens the endpoint; who does not know it gets 401.
    pub fn opens_to(self, secret_header: &'static str) -> Self {
        self.with_shapes(|shapes| shapes.secret_header = Some(secret_header))
    }

    fn with_shapes(mut self, change: impl FnOnce(&mut Shapes)) -> Self {
        if let Handler::Http(endpoint) = &mut self.handler {
            change(&mut endpoint.shapes);
        }
        self
    }
}

impl<S> fmt::Debug for Function<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Function").field(&self.declaration.name).finish()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the event does not have the form this function takes: {0}")]
struct Unreadable(serde_json::Error);

impl Fault for Unreadable {
    fn kind(&self) -> Kind {
        Kind::Malformed
    }

    fn code(&self) -> &'static str {
        "unreadable_event"
    }
}

fn filter_of(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Delete => MethodFilter::DELETE,
    }
}

fn body_limit(route: &Route) -> usize {
    usize::try_from(route.body_limit_bytes).unwrap_or(usize::MAX)
}

impl Shapes {
    /// The schema of what a client sends.
    pub fn input<T: JsonSchema>() -> Schema {
        schema_of::<T>(SchemaSettings::draft2020_12().for_deserialize())
    }

    /// The schema of what a client gets.
    pub fn output<T: JsonSchema>() -> Schema {
        schema_of::<T>(SchemaSettings::draft2020_12().for_serialize())
    }
}

/// Inlined, so that each operation of the OpenAPI document stands alone.
fn schema_of<T: JsonSchema>(mut settings: SchemaSettings) -> Schema {
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    SchemaGenerator::new(settings).into_root_schema_for::<T>()
}
