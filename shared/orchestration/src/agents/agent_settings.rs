use std::{collections::BTreeMap, sync::Arc};

use genesis_core::Timestamp;
use genesis_models::{Prompt, Wishes};
use genesis_rcr::Role;
use serde::{Deserialize, Serialize};

/// How a tenant wants its roles played: by which models, and prompted how.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentSettings {
    #[serde(with = "crate::json_text")]
    pub models: Wishes,
    /// Texts that stand in for the platform's prompts.
    #[serde(default)]
    pub prompts: BTreeMap<Role, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
}

impl AgentSettings {
    /// A prompt for each role: the tenant's own, or the platform's. A stored text that is no prompt any more is none.
    pub fn prompts(&self) -> BTreeMap<Role, Arc<Prompt>> {
        let own = |role| self.prompts.get(&role).and_then(|text| Prompt::parse(role, text).ok());
        Role::ALL.into_iter().map(|role| (role, Arc::new(own(role).unwrap_or_else(|| Prompt::built_in(role))))).collect()
    }
}
