use std::convert::Infallible;

use axum::response::Response;
use genesis_http::{RequestId, TraceId, protect};
use lambda_http::{RequestExt, request::RequestContext};
use tracing::{Instrument, field::Empty};

/// Answers a request under the name it is known by: in the log with the trace it is a part of, and in its answer, which has what
/// protects its reader.
pub(crate) async fn attended<F>(
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
    let mut response = answer(request).instrument(span).await?;
    protect(response.headers_mut());
    response.headers_mut().extend(id.value().map(|value| (RequestId::HEADER, value)));
    Ok(response)
}
