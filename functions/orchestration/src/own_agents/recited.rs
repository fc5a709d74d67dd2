use futures::{FutureExt, future::ready};
use genesis_models::{
    BadReply, ContextItem, Critique, FinalAnswer, Model, ModelError, Planned, Reading, Replying, SubAnswer, SubQuestion, Verification,
};

use super::reply::OwnReply;

/// A model for one turn: says what an agent of the caller's own has given, so that it goes the way of every reply.
pub(super) struct Recited<'a> {
    pub reply: OwnReply,
    /// Splits what the agent's plan wants split.
    pub platform: &'a dyn Model,
}

impl Model for Recited<'_> {
    fn name(&self) -> &str {
        self.platform.name()
    }

    fn plan<'a>(&'a self, question: &'a str) -> Replying<'a, Planned> {
        match &self.reply {
            OwnReply::Unplanned(why) => given(Some(why)),
            _ => self.platform.plan(question),
        }
    }

    fn queries<'a>(&'a self, _: &'a SubQuestion, _: &'a [ContextItem]) -> Replying<'a, Vec<String>> {
        given(if let OwnReply::Queries(queries) = &self.reply { Some(queries) } else { None })
    }

    fn solve<'a>(&'a self, _: &'a SubQuestion, _: &'a [ContextItem]) -> Replying<'a, SubAnswer> {
        given(if let OwnReply::Solved(answer) = &self.reply { Some(answer) } else { None })
    }

    fn critique<'a>(&'a self, _: &'a SubQuestion, _: &'a SubAnswer, _: &'a [ContextItem]) -> Replying<'a, Critique> {
        given(if let OwnReply::Critiqued(critique) = &self.reply { Some(critique) } else { None })
    }

    fn rewrite<'a>(&'a self, _: Reading<'a>) -> Replying<'a, FinalAnswer> {
        given(if let OwnReply::Rewritten(answer) = &self.reply { Some(answer) } else { None })
    }

    fn verify<'a>(&'a self, _: Reading<'a>, _: &'a FinalAnswer) -> Replying<'a, Verification> {
        given(if let OwnReply::Verified(verification) = &self.reply { Some(verification) } else { None })
    }
}

fn given<'a, T: Clone + Send + 'a>(reply: Option<&T>) -> Replying<'a, T> {
    ready(reply.cloned().ok_or(ModelError::Unreadable(BadReply::NoObject))).boxed()
}
