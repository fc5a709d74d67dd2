use std::collections::BTreeMap;

use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Kind as FaultKind, Method, Route, Scope, Trigger};
use genesis_guard::{Finding, Wanted, readability, redacted, scan_for};
use genesis_http::{Caller, Function, Json as Body, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kind_name::KindName;

const DECLARATION: Declaration = Declaration {
    name: "scan-content",
    summary: "Finds personal data and secrets in a text, which is not kept.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/security/pii-scan",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 1024 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[],
    memory_mib: 512,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewScan {
    /// The text; at least a character.
    #[schemars(length(min = 1))]
    content: String,
    /// Whether the text is given back with masks in place of what was found; false where absent.
    redact: Option<bool>,
    /// What to look for; everything sensitive where absent.
    kinds: Option<Vec<KindName>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Scanned {
    success: bool,
    /// In the order of the text, without overlaps.
    findings: Vec<FindingView>,
    /// How often each kind was found.
    counts: BTreeMap<&'static str, u32>,
    /// Null unless it was asked for.
    redacted: Option<String>,
    /// The share of the text's words that redaction leaves, from 0 to 1.
    readability: f64,
}

/// What was found, without the text of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FindingView {
    kind: &'static str,
    /// In characters (Unicode scalar values), the end not included.
    start: usize,
    end: usize,
    /// The same in bytes of UTF-8.
    start_byte: usize,
    end_byte: usize,
    /// From 0.5 to 1.
    confidence: f64,
    /// What stands for it in redacted text; nothing for the number of a card.
    mask: &'static str,
    reason: ReasonView,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReasonView {
    /// The rule, which often names a country.
    rule: &'static str,
    /// Whether check digits or issuers' ranges hold.
    checked: bool,
    /// The word nearby that raised the confidence.
    context: Option<&'static str>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, scan_content).takes::<NewScan>().gives::<Scanned>()
}

async fn scan_content(State(_): State<Cloud>, _: Caller, Body(new): Body<NewScan>) -> Result<Json<Scanned>, Problem> {
    let NewScan { content, redact, kinds } = new;
    if content.is_empty() {
        return Err(Problem::new(FaultKind::Invalid, "content_empty", "at least a character").at("content"));
    }
    let kinds = kinds.unwrap_or_default().into_iter().map(|KindName(kind)| kind).collect();
    let findings = scan_for(&content, &Wanted { kinds, ..Wanted::default() });
    let mut counts = BTreeMap::new();
    findings.iter().for_each(|found| *counts.entry(found.kind.name()).or_default() += 1);
    let clean = redacted(&content, &findings);
    Ok(Json(Scanned {
        success: true,
        readability: readability(&content, &findings),
        redacted: redact.unwrap_or_default().then_some(clean),
        findings: findings.into_iter().map(Into::into).collect(),
        counts,
    }))
}

impl From<Finding> for FindingView {
    fn from(found: Finding) -> Self {
        let (kind, mask) = (found.kind.name(), found.mask());
        let Finding { bytes, chars, confidence, reason, .. } = found;
        let reason = ReasonView { rule: reason.rule, checked: reason.checked, context: reason.context };
        Self { kind, start: chars.start, end: chars.end, start_byte: bytes.start, end_byte: bytes.end, confidence, mask, reason }
    }
}
