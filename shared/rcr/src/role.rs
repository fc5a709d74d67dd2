use serde::{Deserialize, Serialize};

use crate::Stage;

/// The share of a role's concern from which on what a stage brought forth is its business.
pub(crate) const OWN_STAGE: f64 = 0.6;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Planner,
    Retriever,
    Solver,
    Critic,
    Verifier,
    Rewriter,
}

impl Role {
    pub const ALL: [Role; 6] = [Role::Planner, Role::Retriever, Role::Solver, Role::Critic, Role::Verifier, Role::Rewriter];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Planner => "planner",
            Role::Retriever => "retriever",
            Role::Solver => "solver",
            Role::Critic => "critic",
            Role::Verifier => "verifier",
            Role::Rewriter => "rewriter",
        }
    }

    /// The most tokens of context the role is given.
    pub fn budget(self) -> u32 {
        match self {
            Role::Planner | Role::Verifier => 1536,
            Role::Retriever | Role::Solver | Role::Critic => 1024,
            Role::Rewriter => 768,
        }
    }

    /// What all roles together are given.
    pub fn total_budget() -> u32 {
        Self::ALL.map(Self::budget).iter().sum()
    }

    /// What the role can be asked to do.
    pub fn capabilities(self) -> &'static [&'static str] {
        match self {
            Role::Planner => &["estimate_cognitive_load", "split_question", "order_sub_questions"],
            Role::Retriever => &["write_queries", "search_knowledge"],
            Role::Solver => &["answer_sub_question", "cite_passages"],
            Role::Critic => &["check_support", "flag_unanswerable", "flag_contradiction", "flag_low_support"],
            Role::Verifier => &["check_coverage", "check_citations"],
            Role::Rewriter => &["merge_answers", "unify_tone"],
        }
    }

    /// The order in which the roles work on a question, from 1.
    pub fn priority(self) -> u8 {
        match self {
            Role::Planner => 1,
            Role::Retriever => 2,
            Role::Solver => 3,
            Role::Critic => 4,
            Role::Rewriter => 5,
            Role::Verifier => 6,
        }
    }

    /// Words that make a text more the role's business.
    pub(crate) fn favours(self) -> &'static [&'static str] {
        match self {
            Role::Planner => &["plan", "goal", "step", "decompose", "question", "depend", "constraint", "order", "strategy"],
            Role::Retriever => &["source", "passage", "document", "evidence", "fact", "search", "query", "reference"],
            Role::Solver => &["answer", "solution", "solve", "resolve", "result", "conclude", "therefore"],
            Role::Critic => &["contradict", "conflict", "error", "inconsistent", "however", "claim", "support", "doubt", "flag"],
            Role::Verifier => &["verify", "source", "citation", "evidence", "claim", "confirm", "accurate", "proof"],
            Role::Rewriter => &["answer", "summary", "draft", "tone", "wording", "merge", "clear"],
        }
    }

    /// Words that make it less so.
    pub(crate) fn disfavours(self) -> &'static [&'static str] {
        match self {
            Role::Planner => &["wording", "tone", "citation"],
            Role::Retriever => &["wording", "tone", "draft"],
            Role::Solver | Role::Verifier => &["plan", "decompose", "schedule", "strategy"],
            Role::Critic => &["wording", "tone", "strategy"],
            Role::Rewriter => &["plan", "decompose", "search", "query"],
        }
    }

    /// How much of what a stage brought forth concerns the role, from 0 to 1.
    pub(crate) fn stake_in(self, stage: Stage) -> f64 {
        use Stage::{Critique, Planning, Retrieval, Rewriting, Solving, Verification};
        let [planning, retrieval, solving, critique, verification, rewriting] = match self {
            Role::Planner => [1.0, 0.3, 0.6, 0.6, 0.4, 0.1],
            Role::Retriever => [0.5, 0.8, 1.0, 0.6, 0.2, 0.1],
            Role::Solver => [0.2, 1.0, 0.9, 0.5, 0.2, 0.1],
            Role::Critic => [0.2, 0.9, 1.0, 0.6, 0.2, 0.1],
            Role::Verifier => [0.3, 0.9, 0.9, 0.6, 0.7, 1.0],
            Role::Rewriter => [0.4, 0.6, 1.0, 0.5, 0.8, 0.8],
        };
        match stage {
            Planning => planning,
            Retrieval => retrieval,
            Solving => solving,
            Critique => critique,
            Verification => verification,
            Rewriting => rewriting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_the_published_ones() {
        assert_eq!(Role::ALL.map(Role::budget), [1536, 1024, 1024, 1024, 1536, 768]);
        assert_eq!(Role::total_budget(), 6912);
    }
}
