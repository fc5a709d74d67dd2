//! What of a run may leave, as its tenant wants it.

use genesis_aws::{Cloud, Unpassed};
use genesis_core::{Access, Grant, Resource, TenantId};
use genesis_lag::{Reason, Terminator};
use genesis_models::{Answered, Citation};
use genesis_orchestration::Status;
use genesis_tenancy::{ContentRefused, Passage, Screening};

use super::Conclusion;
use crate::roles::TurnFault;

/// What a function that lets answers go touches.
pub(crate) const POLICY: Grant = Grant { resource: Resource::Table("tenants"), access: &[Access::Read] };

/// The conclusion and what is certain, without what is not to leave. Where that is to be refused, nothing does, and the run says why.
pub(super) async fn leaving(
    cloud: &Cloud,
    tenant: TenantId,
    mut conclusion: Conclusion,
    mut certain: Vec<Answered>,
) -> Result<(Conclusion, Vec<Answered>), TurnFault> {
    if conclusion.answer.is_none() && conclusion.terminator.is_none() && certain.is_empty() {
        return Ok((conclusion, certain));
    }
    match cloud.screen(tenant, Passage::Answer, |screening| screen(&mut conclusion, &mut certain, screening)).await {
        Ok(()) => Ok((conclusion, certain)),
        Err(Unpassed::Refused(refused)) => Ok((withheld(conclusion, &refused), Vec::new())),
        Err(Unpassed::Store(error)) => Err(error.into()),
    }
}

fn screen(conclusion: &mut Conclusion, certain: &mut [Answered], screening: &mut Screening) -> Result<(), ContentRefused> {
    if let Some(answer) = &mut conclusion.answer {
        screening.pass_text("answer", &mut answer.text)?;
        screening.pass_text("explanation", &mut answer.explanation)?;
        quotes(&mut answer.citations, screening)?;
    }
    if let Some(terminator) = &mut conclusion.terminator {
        screening.pass_text("detail", &mut terminator.detail)?;
    }
    for Answered { question, answer, .. } in certain {
        screening.pass_text("certain", question)?;
        answer.text.iter_mut().try_for_each(|text| screening.pass_text("certain", text))?;
        quotes(&mut answer.citations, screening)?;
    }
    Ok(())
}

fn quotes(citations: &mut [Citation], screening: &mut Screening) -> Result<(), ContentRefused> {
    citations.iter_mut().try_for_each(|citation| screening.pass_text("citations", &mut citation.quote))
}

fn withheld(conclusion: Conclusion, refused: &ContentRefused) -> Conclusion {
    let terminator = Terminator { reason: Reason::ContentPolicy, step: None, detail: refused.to_string() };
    Conclusion { status: Status::Terminated, answer: None, terminator: Some(terminator), ..conclusion }
}
