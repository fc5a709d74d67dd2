use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use genesis_evaluation::{Figures, Group, Summary, groups};
use genesis_rcr::Policy;
use serde::{Deserialize, Serialize};

use super::{AllAsked, command::EvalArgs, earlier::Against};

/// What `--json` prints: the same to the byte for the same questions and options, but for the wall times.
#[derive(Serialize)]
pub(super) struct View<'a> {
    #[serde(flatten)]
    pub asked: Asked,
    pub left_out: LeftOut,
    pub summary: Summary,
    pub groups: Vec<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
    pub rows: Vec<&'a Figures>,
}

/// What was asked, and with what.
#[derive(Serialize, Deserialize)]
pub(super) struct Asked {
    pub data: PathBuf,
    pub model: String,
    pub policy: String,
    pub decomposition: String,
    pub seed: u64,
    pub limit: Option<usize>,
    pub pool: usize,
}

/// Rows that were not asked.
#[derive(Serialize)]
pub(super) struct LeftOut {
    pub without_paragraphs: usize,
    pub without_decomposition: usize,
}

impl<'a> View<'a> {
    pub fn of(data: &Path, args: &EvalArgs, model: String, asked: &'a AllAsked) -> Self {
        let rows: Vec<&Figures> = asked.questions.iter().map(|question| &question.figures).collect();
        Self {
            asked: Asked::of(data, args, model),
            left_out: LeftOut { without_paragraphs: asked.without_paragraphs, without_decomposition: asked.without_decomposition },
            summary: Summary::of(rows.iter().copied(), args.seed),
            groups: groups(&rows, args.seed),
            against: None,
            rows,
        }
    }
}

impl Asked {
    fn of(data: &Path, args: &EvalArgs, model: String) -> Self {
        Self {
            data: data.to_owned(),
            model,
            policy: Policy::from(args.policy).as_str().to_owned(),
            decomposition: args.decomposition.as_str().to_owned(),
            seed: args.seed,
            limit: args.limit,
            pool: args.pool,
        }
    }

    /// Each by its name, in both places: this run's and that of one it is compared with. What files are read is told by their names, wherever
    /// they lie.
    pub fn named(&self) -> BTreeMap<String, [String; 2]> {
        let data = self.data.file_name().map_or_else(|| self.data.display().to_string(), |name| name.to_string_lossy().into_owned());
        let limit = self.limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string());
        let values = [
            ("data", data),
            ("model", self.model.clone()),
            ("policy", self.policy.clone()),
            ("decomposition", self.decomposition.clone()),
            ("seed", self.seed.to_string()),
            ("limit", limit),
            ("pool", self.pool.to_string()),
        ];
        values.into_iter().map(|(name, value)| (name.to_owned(), [value.clone(), value])).collect()
    }
}
