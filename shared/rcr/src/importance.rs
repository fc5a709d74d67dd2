use crate::{Candidate, Request, SourceKind};

const RELEVANCE: f64 = 0.5;
const STAGE: f64 = 0.2;
const RECENCY: f64 = 0.2;
const KEYWORDS: f64 = 0.1;

/// What a citation adds: more than all else together.
const CITED: f64 = 1.0;

/// How much a candidate matters to a role at this moment, from 0 to 1: the paper's role keywords, task stage and recency, and
/// relevance to what is asked, by words and, where a model tells it, by meaning.
/// A passage that is not relevant does not matter at all, however new it is: otherwise many of them would
/// outweigh one that answers. What the work in hand cites comes before all else, above 1. Rounded to six decimals, so that
/// what is equal in print is equal in rank.
pub(crate) fn importance(request: &Request<'_>, candidate: &Candidate, relevance: f64, keyword_balance: i32) -> f64 {
    let keywords = (0.5 + 0.25 * f64::from(keyword_balance)).clamp(0.0, 1.0);
    let stage = request.role.stake_in(candidate.stage);
    let recency = recency(request.wave.saturating_sub(candidate.wave), request.settings.half_life_waves);
    let cited = if candidate.is_cited() { CITED } else { 0.0 };
    let standing = STAGE * stage + RECENCY * recency + KEYWORDS * keywords;
    let matters = match candidate.kind {
        SourceKind::Passage => relevance * (RELEVANCE + standing),
        SourceKind::Plan | SourceKind::Answer | SourceKind::Critique => RELEVANCE * relevance + standing,
    };
    rounded(cited + matters)
}

fn recency(waves: u32, half_life_waves: f64) -> f64 {
    if waves == 0 { 1.0 } else { 0.5f64.powf(f64::from(waves) / half_life_waves.max(f64::MIN_POSITIVE)) }
}

pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1_000_000.0).round() / 1_000_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cost, Role, Stage};

    fn scored(role: Role, stage: Stage, wave: u32, keyword_balance: i32) -> f64 {
        let candidate = Candidate { wave, stage, kind: SourceKind::Answer, ..Candidate::passage("a", "", "", Cost::default()) };
        let request = Request { wave: 5, ..Request::new(role, "", &[]) };
        importance(&request, &candidate, 0.8, keyword_balance)
    }

    #[test]
    fn the_weights_sum_to_one() {
        assert!((RELEVANCE + STAGE + RECENCY + KEYWORDS - 1.0f64).abs() < 1e-12);
        assert!((scored(Role::Planner, Stage::Planning, 5, 2) - 0.9).abs() < 1e-12);
    }

    #[test]
    fn the_recent_matters_more_than_the_old() {
        let at = |wave| scored(Role::Solver, Stage::Solving, wave, 0);
        assert!(at(5) > at(4) && at(4) > at(1));
        assert!(((at(5) - at(3)) - RECENCY / 2.0).abs() < 1e-9);
        assert_eq!(at(9), at(5));
    }

    #[test]
    fn a_planner_puts_plans_first_and_a_solver_evidence() {
        let at = |role, stage| scored(role, stage, 5, 0);
        assert!(at(Role::Planner, Stage::Planning) > at(Role::Planner, Stage::Retrieval));
        assert!(at(Role::Solver, Stage::Retrieval) > at(Role::Solver, Stage::Planning));
    }

    #[test]
    fn a_roles_own_words_raise_and_foreign_ones_lower() {
        let with = |balance| scored(Role::Solver, Stage::Solving, 5, balance);
        assert!(with(2) > with(1) && with(1) > with(0) && with(0) > with(-1));
        assert_eq!(with(9), with(2));
    }
}
