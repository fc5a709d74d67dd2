use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use fn_orchestration::{Account, Asked, Team};
use genesis_aws::Models;
use genesis_core::Clock;
use genesis_lag::Limits;
use genesis_models::{Breakers, CallLog, Casting, Extractive, Prompt, Wishes};
use genesis_providers::{EnvironmentSecrets, reached};
use genesis_rcr::Role;

use super::{
    ModelArgs, ModelsError,
    purse::{OwnBreakers, Purse},
};

/// The models of a command that takes turns in its own process.
pub(crate) struct Played {
    pub casting: Casting,
    models: Models,
    breakers: Arc<dyn Breakers>,
    prompts: BTreeMap<Role, Arc<Prompt>>,
    clock: Clock,
}

impl Played {
    pub fn of(args: &ModelArgs) -> Result<Self, ModelsError> {
        let configuration = args.configuration()?;
        let casting = configuration.cast(&args.wishes(), &Wishes::default(), args.temperature);
        let models = Models::named(configuration);
        let chats = args.exchanges().through(reached(models.configuration.clone(), Arc::new(EnvironmentSecrets))?)?;
        let clock = Clock::system();
        let prompts = Role::ALL.into_iter().map(|role| (role, Arc::new(Prompt::built_in(role)))).collect();
        let breakers = Arc::new(OwnBreakers { clock: clock.clone(), known: Mutex::default() });
        Ok(Self { casting, models: Models { chats, ..models }, breakers, prompts, clock })
    }

    /// Who plays the roles of one run, on an account of its own.
    pub fn team(&self, limits: &Limits, seed: u64) -> Team<'_> {
        if self.casting.is_extractive() {
            return Team::of(&Extractive);
        }
        let account = Account {
            chats: self.models.chats.clone(),
            prices: Arc::new(self.models.configuration.prices()),
            budget: Arc::new(Purse::of(limits)),
            breakers: self.breakers.clone(),
            clock: self.clock.clone(),
            log: CallLog::default(),
        };
        let (casting, configuration) = (self.casting.clone(), self.models.configuration.clone());
        let (prompts, embeddings) = (self.prompts.clone(), self.models.embeddings.clone());
        Team::asking(&Extractive, Asked { casting, seed, configuration, prompts, account, embeddings })
    }
}
