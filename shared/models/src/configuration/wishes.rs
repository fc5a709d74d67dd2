use std::{collections::BTreeMap, fmt};

use genesis_rcr::Role;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{
        Error, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

use super::Chain;

/// Which models somebody wants: one chain for all roles, or chains of single roles beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Wishes {
    /// Of the roles that have none of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Chain>,
    #[serde(flatten)]
    pub roles: BTreeMap<Role, Chain>,
}

impl Wishes {
    fn of_everyone(chain: Chain) -> Self {
        Self { default: Some(chain), roles: BTreeMap::new() }
    }

    pub(super) fn chain(&self, role: Role) -> Option<&Chain> {
        self.roles.get(&role).or(self.default.as_ref())
    }

    /// Every chain, under the name of its role or as `default`.
    pub(super) fn chains(&self) -> impl Iterator<Item = (&'static str, &Chain)> {
        self.default.iter().map(|chain| ("default", chain)).chain(self.roles.iter().map(|(role, chain)| (role.as_str(), chain)))
    }
}

/// Written as a name, a list of names, or an object of them under the roles' names and `default`.
impl<'de> Deserialize<'de> for Wishes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrRoles)
    }
}

/// Reads each form where it stands, so that an error knows its place.
struct OneOrRoles;

impl<'de> Visitor<'de> for OneOrRoles {
    type Value = Wishes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a model's name, a list of them, or an object of both by roles")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Wishes, E> {
        Chain::deserialize(name.into_deserializer()).map(Wishes::of_everyone)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<Wishes, A::Error> {
        Chain::deserialize(SeqAccessDeserializer::new(names)).map(Wishes::of_everyone)
    }

    fn visit_map<A: MapAccess<'de>>(self, roles: A) -> Result<Wishes, A::Error> {
        PerRole::deserialize(MapAccessDeserializer::new(roles)).map(Wishes::from)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PerRole {
    default: Option<Chain>,
    planner: Option<Chain>,
    retriever: Option<Chain>,
    solver: Option<Chain>,
    critic: Option<Chain>,
    verifier: Option<Chain>,
    rewriter: Option<Chain>,
}

impl From<PerRole> for Wishes {
    fn from(wanted: PerRole) -> Self {
        let roles = [
            (Role::Planner, wanted.planner),
            (Role::Retriever, wanted.retriever),
            (Role::Solver, wanted.solver),
            (Role::Critic, wanted.critic),
            (Role::Verifier, wanted.verifier),
            (Role::Rewriter, wanted.rewriter),
        ];
        Self { default: wanted.default, roles: roles.into_iter().filter_map(|(role, chain)| Some((role, chain?))).collect() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn wishes(value: Value) -> Wishes {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_wish_is_a_name_a_list_or_an_object_of_roles() {
        assert_eq!(wishes(json!("own:a")), wishes(json!(["own:a"])));
        assert_eq!(wishes(json!("own:a")), wishes(json!({ "default": "own:a" })));
        for bad in [json!(7), json!({ "singer": "own:a" }), json!({ "solver": 7 }), json!("nobody"), json!([1])] {
            assert!(serde_json::from_value::<Wishes>(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn wishes_are_read_again_as_they_are_written() {
        for written in [json!("own:a"), json!({}), json!({ "default": "own:a", "solver": ["own:b", "extractive"] })] {
            let read = wishes(written);
            assert_eq!(wishes(json!(read)), read);
        }
    }
}
