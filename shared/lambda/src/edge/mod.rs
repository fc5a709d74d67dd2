//! What is done with every request before and behind its function, whoever sends it.

mod lookout;

use axum::response::{IntoResponse, Response};
use genesis_aws::Cloud;
use genesis_core::{Guard, Route};
use genesis_http::{RequestId, TraceId, protect};
use genesis_limits::RouteClass;
use lambda_http::{RequestExt, request::RequestContext};
use tracing::{Instrument, field::Empty};

use self::lookout::Lookout;
pub(crate) use self::lookout::proves;

/// Names a request, keeps out whoever means harm, and protects the reader of the answer.
pub(crate) struct Edge(Lookout);

impl Edge {
    pub fn of(route: &Route, cloud: &Cloud) -> Self {
        let class = match (route.guard, RouteClass::of_path(route.path)) {
            // What sends events is a program, and names itself one.
            (Guard::Public, RouteClass::Webhooks) => None,
            (Guard::Public, class) => Some(class),
            _ => Some(RouteClass::Api),
        };
        let per_minute = class.map(|class| class.open_to_an_address().saturating_mul(cloud.rate_factor()));
        Self(Lookout::new(cloud, per_minute))
    }

    /// Answers a request under the name it is known by: in the log, with the trace it is a part of, and in its answer.
    pub async fn attend<F>(&self, mut request: lambda_http::Request, answer: impl FnOnce(lambda_http::Request) -> F) -> Response
    where
        F: Future<Output = Response>,
    {
        let gateways = match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
            _ => None,
        };
        let id = RequestId::of(request.headers(), &gateways.unwrap_or_default());
        let span = tracing::info_span!("request", request_id = id.as_str(), trace_id = Empty);
        if let Some(trace) = TraceId::of(request.headers()) {
            span.record("trace_id", trace.as_str());
        }
        request.extensions_mut().insert(id.clone());
        let mut response = self.guarded(request, answer).instrument(span).await;
        protect(response.headers_mut());
        response.headers_mut().extend(id.value().map(|value| (RequestId::HEADER, value)));
        response
    }

    async fn guarded<F>(&self, request: lambda_http::Request, answer: impl FnOnce(lambda_http::Request) -> F) -> Response
    where
        F: Future<Output = Response>,
    {
        let Some(visit) = self.0.visit(&request) else { return answer(request).await };
        match visit {
            Ok(visitor) => {
                let response = answer(request).await;
                self.0.leave(visitor, response.status());
                response
            }
            Err(kept_out) => kept_out.into_response(),
        }
    }
}
