use std::path::Path;

use genesis_evaluation::{Comparison, Figures, Group, Summary, groups};
use genesis_rcr::Policy;
use serde::Serialize;

use super::{AllAsked, command::EvalArgs};

/// What `--json` prints: the same to the byte for the same questions and options, but for the wall times.
#[derive(Serialize)]
pub(super) struct View<'a> {
    pub data: &'a Path,
    pub model: &'static str,
    pub policy: &'static str,
    pub decomposition: &'static str,
    pub seed: u64,
    limit: Option<usize>,
    pub pool: usize,
    pub left_out: LeftOut,
    pub summary: Summary,
    pub groups: Vec<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Comparison>,
    rows: Vec<&'a Figures>,
}

/// Rows that were not asked.
#[derive(Serialize)]
pub(super) struct LeftOut {
    pub without_paragraphs: usize,
    pub without_decomposition: usize,
}

impl<'a> View<'a> {
    pub fn of(data: &'a Path, args: &'a EvalArgs, asked: &'a AllAsked, against: Option<Comparison>) -> Self {
        let rows: Vec<&Figures> = asked.questions.iter().map(|question| &question.figures).collect();
        Self {
            data,
            model: args.model.as_str(),
            policy: Policy::from(args.policy).as_str(),
            decomposition: args.decomposition.as_str(),
            seed: args.seed,
            limit: args.limit,
            pool: args.pool,
            left_out: LeftOut { without_paragraphs: asked.without_paragraphs, without_decomposition: asked.without_decomposition },
            summary: Summary::of(rows.iter().copied(), args.seed),
            groups: groups(&rows, args.seed),
            against,
            rows,
        }
    }
}
