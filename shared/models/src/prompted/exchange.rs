use genesis_core::Fault;
use genesis_rcr::Role;

use super::{BadReply, Note, OnFailure, Part, Prompted, fence, form::form, telling};
use crate::{ChatReply, ChatRequest, Message, ModelError, Replying, Speaker};

/// Bytes of an unusable reply that the model is shown again.
const LONGEST_ECHO: usize = 4_000;

/// What a role is asked, and how its reply is read.
pub(super) struct Asking<R> {
    pub role: Role,
    pub told: String,
    pub read: R,
}

impl Prompted<'_> {
    /// A role's reply: the model's own, put right once if need be, or else the counterpart's.
    pub(super) async fn play<'a, T, R>(
        &'a self,
        asking: Asking<R>,
        instead: impl FnOnce() -> Replying<'a, T> + Send + 'a,
    ) -> Result<T, ModelError>
    where
        T: Send + 'a,
        R: Fn(&str) -> Result<T, BadReply> + Send + Sync + 'a,
    {
        let Some(part) = self.parts.get(&asking.role) else { return instead().await };
        let role = asking.role;
        match self.reply(part, asking).await {
            Err(error) if self.is_taken_over(&error) => {
                let (by, code) = (self.counterpart.name().to_owned(), error.code().to_owned());
                self.notes.add(Note::TakenOver { role, by, code, why: reason(&error) });
                instead().await
            }
            reply => reply,
        }
    }

    async fn reply<T, R>(&self, part: &Part, asking: Asking<R>) -> Result<T, ModelError>
    where
        R: Fn(&str) -> Result<T, BadReply> + Send + Sync,
    {
        let Asking { role, told, read } = asking;
        let mut request = self.request(role, part, told);
        let reply = part.chat.complete(&request).await?;
        let why = match usable(&reply, &request, &read) {
            Ok(read) => return Ok(read),
            Err(why) => why.to_string(),
        };
        request.messages.push(Message { speaker: Speaker::Model, text: echo(&reply.text) });
        request.messages.push(Message { speaker: Speaker::User, text: telling::to_repair(&why) });
        let reply = part.chat.complete(&request).await?;
        let read = usable(&reply, &request, &read).map_err(ModelError::Unreadable)?;
        self.notes.add(Note::Repaired { role, why });
        Ok(read)
    }

    fn request(&self, role: Role, part: &Part, told: String) -> ChatRequest {
        ChatRequest {
            model: part.model.clone(),
            prompt: part.prompt.hash().to_owned(),
            system: format!("{}\n\n{}", part.prompt.instructions(), fence::RULES),
            messages: vec![Message { speaker: Speaker::User, text: told }],
            schema: Some(form(role)),
            max_output_tokens: part.prompt.budget(),
            sampling: self.sampling,
        }
    }

    fn is_taken_over(&self, error: &ModelError) -> bool {
        error.is_the_models_own() && self.on_failure == OnFailure::TakeOver
    }
}

fn usable<T>(reply: &ChatReply, request: &ChatRequest, read: impl Fn(&str) -> Result<T, BadReply>) -> Result<T, BadReply> {
    match read(&reply.text) {
        Err(BadReply::BrokenOff | BadReply::NoObject) if reply.is_cut_off => Err(BadReply::CutOff { limit: request.max_output_tokens }),
        read => read,
    }
}

/// No provider takes a message without text.
fn echo(reply: &str) -> String {
    match reply[..reply.floor_char_boundary(LONGEST_ECHO)].trim() {
        "" => "(nothing)".to_owned(),
        said => said.to_owned(),
    }
}

fn reason(error: &ModelError) -> String {
    match error {
        ModelError::Unreadable(why) => why.to_string(),
        ModelError::Unavailable(_) | ModelError::OverBudget(_) | ModelError::AccountUnreachable | ModelError::Failed(_) => {
            error.to_string()
        }
    }
}
