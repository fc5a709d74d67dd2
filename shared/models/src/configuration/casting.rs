use std::{collections::BTreeMap, fmt};

use genesis_rcr::Role;
use serde::{Deserialize, Serialize};

use super::{Chain, Configuration, ConfigurationFault, InvalidConfiguration, Wishes};
use crate::{ModelName, Sampling};

/// Who plays the roles of one run, settled when it is accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Casting {
    /// All six.
    pub roles: BTreeMap<Role, Chain>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embeddings: Option<ModelName>,
    pub temperature: f64,
    pub top_p: f64,
}

impl Configuration {
    /// Whether wishes can be met here. The error names the role.
    pub fn check(&self, wishes: &Wishes) -> Result<(), InvalidConfiguration> {
        for (key, chain) in wishes.chains() {
            chain.check().map_err(|fault| fault.at(key))?;
            let strange = chain.models().iter().find(|name| !self.offers(name));
            strange.map_or(Ok(()), |name| Err(ConfigurationFault::NotConfigured { model: name.to_string() }.at(key)))?;
        }
        Ok(())
    }

    /// Who plays the roles of a run: as its caller wishes, or else its tenant, or else as the deployment has it.
    pub fn cast(&self, of_run: &Wishes, of_tenant: &Wishes, temperature: Option<f64>) -> Casting {
        let usual = |role| self.roles.get(&role).unwrap_or(&self.default);
        let chain = |role| of_run.chain(role).or_else(|| of_tenant.chain(role)).unwrap_or_else(|| usual(role)).clone();
        Casting {
            roles: Role::ALL.into_iter().map(|role| (role, chain(role))).collect(),
            embeddings: self.embeddings.clone(),
            temperature: temperature.unwrap_or(self.temperature),
            top_p: self.top_p,
        }
    }
}

impl Casting {
    /// Whether the extractive model plays everything by itself.
    pub fn is_extractive(&self) -> bool {
        self.embeddings.is_none() && self.roles.values().all(Chain::is_extractive)
    }

    pub fn sampling(&self, seed: u64) -> Sampling {
        Sampling { temperature: self.temperature, top_p: self.top_p, seed }
    }
}

impl Default for Casting {
    fn default() -> Self {
        Configuration::default().cast(&Wishes::default(), &Wishes::default(), None)
    }
}

/// One chain where all roles have the same; otherwise each role's.
impl fmt::Display for Casting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chains = self.roles.values();
        let first = chains.next();
        match first.filter(|first| chains.all(|chain| chain == *first)) {
            Some(chain) => write!(f, "{chain}"),
            None => {
                let of_roles: Vec<String> = self.roles.iter().map(|(role, chain)| format!("{}={chain}", role.as_str())).collect();
                f.write_str(&of_roles.join(" "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn wishes(value: Value) -> Wishes {
        serde_json::from_value(value).unwrap()
    }

    fn configuration() -> Configuration {
        let provider = json!({ "protocol": "openai", "base_url": "http://127.0.0.1:1/v1", "models": ["a", "b"] });
        serde_json::from_value(json!({ "default": ["own:a", "extractive"], "providers": { "own": provider } })).unwrap()
    }

    #[test]
    fn a_run_goes_before_its_tenant_and_a_tenant_before_the_deployment() {
        let (of_run, of_tenant) = (wishes(json!({ "solver": "own:b" })), wishes(json!({ "default": "extractive", "planner": "own:b" })));
        let cast = configuration().cast(&of_run, &of_tenant, None);
        let chain = |role| cast.roles[&role].to_string();
        assert_eq!((chain(Role::Solver), chain(Role::Planner), chain(Role::Critic)), ("own:b".into(), "own:b".into(), "extractive".into()));
        let usual = configuration().cast(&Wishes::default(), &Wishes::default(), None);
        assert_eq!(usual.to_string(), "own:a,extractive");
    }

    #[test]
    fn what_is_not_configured_is_named_with_its_role() {
        let refused = |value: Value| configuration().check(&wishes(value)).map_err(|error| error.to_string());
        assert_eq!(refused(json!({ "solver": ["own:a", "extractive"] })), Ok(()));
        assert_eq!(refused(json!({ "solver": "own:c" })), Err("solver: own:c is not configured".into()));
        assert_eq!(refused(json!("other:a")), Err("default: other:a is not configured".into()));
        for chain in [json!([]), json!(["extractive", "own:a"]), json!(["own:a", "own:a"])] {
            assert!(refused(json!({ "critic": chain })).is_err(), "{chain}");
        }
    }

    #[test]
    fn a_casting_is_kept_as_it_is() {
        let cast = configuration().cast(&wishes(json!({ "solver": "own:b" })), &Wishes::default(), Some(0.3));
        let read: Casting = serde_json::from_value(json!(cast)).unwrap();
        assert_eq!(read, cast);
        assert!(Casting::default().is_extractive() && !cast.is_extractive());
    }
}
