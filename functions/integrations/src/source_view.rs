use genesis_aws::WebhookSource;
use genesis_core::TenantId;
use genesis_signatures::Scheme;
use schemars::JsonSchema;
use serde::Serialize;

/// A source as callers see it: without its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SourceView {
    source: String,
    #[schemars(with = "String", extend("enum" = Scheme::NAMES))]
    scheme: Scheme,
    /// Where its events are to be sent, on this API's host.
    path: String,
    /// RFC 3339.
    changed_at: String,
    /// Until when the secret before is good, too; null where there is none any more.
    former_secret_until: Option<String>,
}

impl SourceView {
    pub(crate) fn of(tenant: TenantId, source: WebhookSource) -> Self {
        Self {
            path: format!("/webhooks/{tenant}.{}", source.name),
            source: source.name,
            scheme: source.scheme,
            changed_at: source.changed_at.to_string(),
            former_secret_until: source.former.map(|former| former.until.to_string()),
        }
    }
}
