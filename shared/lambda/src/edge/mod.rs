//! What is done with every request before and behind its function, whoever sends it.

mod lookout;

use std::convert::Infallible;

use axum::response::{IntoResponse, Response};
use genesis_aws::Cloud;
use genesis_http::{RequestId, TraceId, protect};
use lambda_http::{RequestExt, request::RequestContext};
use tracing::{Instrument, field::Empty};

use self::lookout::Lookout;
pub(crate) use self::lookout::proves;

/// Names a request, keeps out whoever means harm, and protects the reader of the answer.
#[derive(Clone)]
pub(crate) struct Edge(Lookout);

impl Edge {
    pub fn of(cloud: &Cloud) -> Self {
        Self(Lookout::new(cloud.clock().clone()))
    }

    /// Answers a request under the name it is known by: in the log, with the trace it is a part of, and in its answer.
    pub async fn attend<F>(
        &self,
        mut request: lambda_http::Request,
        answer: impl FnOnce(lambda_http::Request) -> F,
    ) -> Result<Response, Infallible>
    where
        F: Future<Output = Result<Response, Infallible>>,
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
        let mut response = self.guarded(request, answer).instrument(span).await?;
        protect(response.headers_mut());
        response.headers_mut().extend(id.value().map(|value| (RequestId::HEADER, value)));
        Ok(response)
    }

    async fn guarded<F>(
        &self,
        request: lambda_http::Request,
        answer: impl FnOnce(lambda_http::Request) -> F,
    ) -> Result<Response, Infallible>
    where
        F: Future<Output = Result<Response, Infallible>>,
    {
        let Some(visit) = self.0.visit(&request) else { return answer(request).await };
        match visit {
            Ok(visitor) => {
                let response = answer(request).await?;
                self.0.leave(visitor, response.status());
                Ok(response)
            }
            Err(blocked) => Ok(blocked.into_response()),
        }
    }
}
