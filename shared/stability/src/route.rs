use std::collections::{BTreeMap, BTreeSet};

use genesis_rcr::{Role, Routed};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Scores that are no further apart are equal.
pub const SCORE_TOLERANCE: f64 = 1e-6;

/// What each role of a run was given to read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RouteSet(BTreeMap<Role, RoleRoute>);

/// What one role was given in all its turns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RoleRoute {
    pub documents: BTreeSet<String>,
    /// The highest importance of each candidate, by id.
    pub scores: BTreeMap<String, f64>,
    /// Tokens it might have been given, and was.
    pub budget: u64,
    pub tokens: u64,
}

impl RouteSet {
    pub fn of<'a>(turns: impl IntoIterator<Item = (Role, &'a Routed)>) -> Self {
        let mut roles: BTreeMap<Role, RoleRoute> = BTreeMap::new();
        for (role, routed) in turns {
            let route = roles.entry(role).or_default();
            route.documents.extend(routed.selected.iter().map(|selected| selected.id.clone()));
            for scored in &routed.scores {
                let highest = route.scores.entry(scored.id.clone()).or_insert(scored.importance);
                *highest = highest.max(scored.importance);
            }
            route.budget += u64::from(routed.budget);
            route.tokens += u64::from(routed.selected_tokens);
        }
        Self(roles)
    }

    pub fn is_equal(&self, other: &Self) -> bool {
        self.differing(other).is_none()
    }

    /// The first role that was given something else, with what is different.
    pub fn differing(&self, other: &Self) -> Option<(Role, &'static str)> {
        let roles: BTreeSet<Role> = self.0.keys().chain(other.0.keys()).copied().collect();
        roles.into_iter().find_map(|role| {
            let what = match (self.0.get(&role), other.0.get(&role)) {
                (Some(one), Some(two)) => one.differing(two)?,
                _ => "turns",
            };
            Some((role, what))
        })
    }

    /// SHA-256 in hexadecimal of the documents and the tokens: equal routes have equal signatures. Scores are no part of it, since
    /// they may differ by a millionth.
    pub fn signature(&self) -> String {
        let roles: Vec<_> = self.0.iter().map(|(role, route)| (role, &route.documents, route.budget, route.tokens)).collect();
        let canonical = serde_json::to_vec(&roles).expect("strings and numbers always serialise");
        Sha256::digest(canonical).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl RoleRoute {
    fn differing(&self, other: &Self) -> Option<&'static str> {
        if self.documents != other.documents {
            Some("documents")
        } else if (self.budget, self.tokens) != (other.budget, other.tokens) {
            Some("budget use")
        } else if !self.scores_like(other) {
            Some("scores")
        } else {
            None
        }
    }

    fn scores_like(&self, other: &Self) -> bool {
        let is_near = |(one, two): ((&String, &f64), (&String, &f64))| one.0 == two.0 && (one.1 - two.1).abs() <= SCORE_TOLERANCE;
        self.scores.len() == other.scores.len() && self.scores.iter().zip(&other.scores).all(is_near)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn routed(selected: &[&str], importance: f64, tokens: u32) -> Routed {
        let scored = |id: &&str| json!({ "id": id, "importance": importance, "relevance": 0.5, "outcome": "selected" });
        serde_json::from_value(json!({
            "policy": "rcr",
            "selected": selected.iter().map(|id| json!({ "id": id, "tokens": 1 })).collect::<Vec<_>>(),
            "budget": 1024,
            "selected_tokens": tokens,
            "full_tokens": 5000,
            "static_tokens": 3000,
            "rcr_tokens": tokens,
            "scores": selected.iter().map(scored).collect::<Vec<_>>(),
            "filter_hits": 0,
            "filter_misses": 0,
            "oversized": [],
        }))
        .unwrap()
    }

    fn route(selected: &[&str], importance: f64, tokens: u32) -> RouteSet {
        RouteSet::of([(Role::Solver, &routed(selected, importance, tokens)), (Role::Critic, &routed(&["x"], 0.5, 9))])
    }

    #[test]
    fn routes_are_equal_by_documents_scores_and_budget_use() {
        let one = route(&["a", "b"], 0.5, 100);
        for (two, expected) in [
            (route(&["a", "b"], 0.5, 100), None),
            (route(&["b", "a"], 0.5, 100), None),
            (route(&["a", "b"], 0.500_000_9, 100), None),
            (route(&["a", "b"], 0.500_001_1, 100), Some((Role::Solver, "scores"))),
            (route(&["a", "c"], 0.5, 100), Some((Role::Solver, "documents"))),
            (route(&["a"], 0.5, 100), Some((Role::Solver, "documents"))),
            (route(&["a", "b"], 0.5, 101), Some((Role::Solver, "budget use"))),
            (RouteSet::of([(Role::Solver, &routed(&["a", "b"], 0.5, 100))]), Some((Role::Critic, "turns"))),
        ] {
            assert_eq!((one.differing(&two), two.differing(&one)), (expected, expected), "{two:?}");
        }
    }

    #[test]
    fn equal_routes_have_equal_signatures() {
        let one = route(&["a", "b"], 0.5, 100);
        assert_eq!(one.signature(), route(&["b", "a"], 0.500_000_9, 100).signature());
        assert_ne!(one.signature(), route(&["a", "b"], 0.5, 101).signature());
        let stored: RouteSet = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
        assert!(stored.is_equal(&one));
    }
}
