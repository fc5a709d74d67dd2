use std::{collections::BTreeMap, sync::Arc};

use genesis_models::{
    Call, CallLog, Casting, Configuration, Embedder, EmbeddingCache, Model, ModelName, Note, Notes, OnFailure, Part, Prompt, Prompted,
};
use genesis_rcr::Role;

use super::{Account, Fallbacks};

/// Who plays the roles of a run: the extractive model, or language models that it stands in for.
pub struct Team<'a> {
    counterpart: &'a dyn Model,
    asked: Option<Asked>,
}

/// The language models of a run, and how they are asked.
#[derive(Clone)]
pub struct Asked {
    pub casting: Casting,
    pub seed: u64,
    pub configuration: Arc<Configuration>,
    /// One for each role.
    pub prompts: BTreeMap<Role, Arc<Prompt>>,
    pub account: Account,
    pub embeddings: EmbeddingCache,
}

/// The model of one turn.
pub enum Player<'a> {
    Alone(&'a dyn Model),
    Asking { prompted: Box<Prompted<'a>>, log: CallLog },
}

impl<'a> Team<'a> {
    /// One model alone.
    pub fn of(model: &'a dyn Model) -> Self {
        Self { counterpart: model, asked: None }
    }

    pub fn asking(counterpart: &'a dyn Model, asked: Asked) -> Self {
        Self { counterpart, asked: Some(asked) }
    }

    /// The model of a turn, which logs what it asks; one turn at a time.
    pub fn player(&self, role: Role) -> Player<'a> {
        let Some(asked) = &self.asked else { return Player::Alone(self.counterpart) };
        let account = &asked.account;
        let chain = asked.casting.roles.get(&role).map_or(&[][..], |chain| chain.models());
        let part = asked.part(role, chain, account);
        let prompted = Prompted {
            name: asked.casting.to_string(),
            parts: part.into_iter().map(|part| (role, part)).collect(),
            sampling: asked.casting.sampling(asked.seed),
            counterpart: self.counterpart,
            on_failure: if chain.iter().any(ModelName::is_extractive) { OnFailure::TakeOver } else { OnFailure::Fail },
            embedder: asked.casting.embeddings.as_ref().map(|model| asked.embedder(model, account)),
            notes: Notes::default(),
        };
        Player::Asking { prompted: Box::new(prompted), log: account.log.clone() }
    }
}

impl Asked {
    /// None where no language model plays the role.
    fn part(&self, role: Role, chain: &[ModelName], account: &Account) -> Option<Part> {
        let names: Vec<ModelName> = chain.iter().filter(|name| !name.is_extractive()).cloned().collect();
        let model = names.first()?.clone();
        Some(Part { model, chat: Arc::new(self.chain(names, account)), prompt: self.prompts.get(&role)?.clone() })
    }

    fn embedder(&self, model: &ModelName, account: &Account) -> Embedder {
        let chain = self.chain(vec![model.clone()], account);
        Embedder { model: model.clone(), chat: Arc::new(chain), cache: self.embeddings.clone() }
    }

    fn chain(&self, names: Vec<ModelName>, account: &Account) -> Fallbacks {
        Fallbacks { account: account.clone(), configuration: self.configuration.clone(), names }
    }
}

impl Player<'_> {
    pub fn model(&self) -> &dyn Model {
        match self {
            Player::Alone(model) => *model,
            Player::Asking { prompted, .. } => prompted.as_ref(),
        }
    }

    /// The calls of its turn, once.
    pub fn take_calls(&self) -> Vec<Call> {
        match self {
            Player::Alone(_) => Vec::new(),
            Player::Asking { log, .. } => log.take(),
        }
    }

    pub fn notes(&self) -> Vec<Note> {
        match self {
            Player::Alone(_) => Vec::new(),
            Player::Asking { prompted, .. } => prompted.notes.notes(),
        }
    }
}
