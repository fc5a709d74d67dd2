use genesis_aws::{Cloud, StoreError, WebhookEvent};
use genesis_core::{Access, Declaration, Grant, Queue, Resource, Trigger};
use genesis_http::Function;

const DECLARATION: Declaration = Declaration {
    name: "keep-webhook-event",
    summary: "Keeps an event that came in signed.",
    trigger: Trigger::Queue { queue: Queue::InboundWebhooks, batch_size: 10, max_concurrency: 4 },
    grants: &[Grant { resource: Resource::Table("security"), access: &[Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 60,
};

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, keep_webhook_event)
}

/// An event delivered twice is kept once.
async fn keep_webhook_event(cloud: Cloud, event: WebhookEvent) -> Result<(), StoreError> {
    cloud.webhooks(event.tenant).keep(&event).await
}
