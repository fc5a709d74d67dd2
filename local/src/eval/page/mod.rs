//! The report: one HTML file that needs nothing else.

mod plots;

use std::collections::BTreeMap;

use genesis_evaluation::{Measure, Point, Summary, Sweep};
use genesis_rcr::Policy;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{earlier::Against, questions::AllAsked, view::View};

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#222}\
table{border-collapse:collapse;margin:1rem 0}th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #ddd}\
th:first-child,td:first-child{text-align:left}small{color:#666}svg{max-width:100%;height:auto}";

/// The same questions under each policy.
pub(super) struct ByPolicy {
    pub summaries: BTreeMap<Policy, Summary>,
    pub curves: Vec<(Policy, Vec<Point>)>,
}

impl ByPolicy {
    pub fn add(&mut self, policy: Policy, asked: &AllAsked, seed: u64) {
        self.summaries.insert(policy, Summary::of(asked.questions.iter().map(|question| &question.figures), seed));
        self.curves.push((policy, Sweep::curve(asked.questions.iter().map(|question| &question.sweep))));
    }
}

pub(super) fn page(view: &View<'_>, policies: &ByPolicy) -> String {
    let named = view.groups.iter().map(|group| (group.name(), &group.summary));
    let rows: Vec<(String, &Summary)> = named.chain([("all".to_owned(), &view.summary)]).collect();
    let by_policy: Vec<(String, &Summary)> =
        policies.summaries.iter().map(|(policy, summary)| (policy.as_str().to_owned(), summary)).collect();
    let asked = &view.asked;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Evaluation of " (asked.data.display()) } style { (PreEscaped(STYLE)) } }
            body {
                h1 { "Evaluation" }
                p { (asked.data.display()) ", model " (asked.model) ", policy " (asked.policy) ", decomposition " (asked.decomposition)
                    ", seed " (asked.seed) ", memories of " (asked.pool) @if asked.pool == 1 { " question" } @else { " questions" } "." }
                (shares("Questions", &rows))
                (costs(&rows))
                h2 { "Policies over the same questions" }
                (shares("Policy", &by_policy))
                (costs(&by_policy))
                h2 { "Evidence kept against tokens spared" }
                p { small { "Each line reads what a policy routed to the Solver's turns, best first, under growing budgets; its end on the left is the policy as it is." } }
                (PreEscaped(plots::recall_against_reduction(&policies.curves)))
                h2 { "Tokens by role" }
                (PreEscaped(plots::tokens_by_role(&policies.summaries)))
                @if let Some(against) = &view.against { (compared(against)) }
            }
        }
    };
    page.into_string()
}

fn shares(what: &str, rows: &[(String, &Summary)]) -> Markup {
    html! {
        table {
            tr { th { (what) } th { "asked" } @for measure in Measure::ALL { th { (measure.title()) } } }
            @for (name, summary) in rows {
                tr { td { (name) } td { (summary.questions) } @for measure in Measure::ALL { td { (share(summary, measure)) } } }
            }
        }
        p { small { "Percent, with 95 % bootstrap intervals over questions. Evidence: " (summary_evidence(rows)) "." } }
    }
}

fn share(summary: &Summary, measure: Measure) -> Markup {
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    html! {
        @match (summary.shares[&measure], summary.intervals[&measure]) {
            (Some(share), Some([low, high])) => { (percent(share)) br; small { (percent(low)) "–" (percent(high)) } }
            (Some(share), None) => { (percent(share)) }
            (None, _) => { "–" }
        }
    }
}

fn summary_evidence(rows: &[(String, &Summary)]) -> String {
    let all: std::collections::BTreeSet<&str> = rows.iter().flat_map(|(_, summary)| summary.evidence.iter().copied()).collect();
    all.into_iter().collect::<Vec<_>>().join(", where a question names none ")
}

fn costs(rows: &[(String, &Summary)]) -> Markup {
    let mean = |sum: u64, summary: &Summary| format!("{:.1}", sum as f64 / summary.questions.max(1) as f64);
    html! {
        table {
            tr { th { "On average" } @for head in ["context tokens", "routed tokens", "tokens of all roles", "sub-questions", "turns", "ms"] { th { (head) } } th { "answered" } th { "stopped" } }
            @for (name, summary) in rows {
                tr {
                    td { (name) }
                    @for sum in [summary.full_tokens, summary.routed_tokens, summary.total_tokens, summary.steps, summary.turns, summary.wall_ms] {
                        td { (mean(sum, summary)) }
                    }
                    td { (summary.answered) }
                    td { @for (reason, count) in &summary.terminations { (count) " " (reason) br; } }
                }
            }
        }
    }
}

fn compared(against: &Against) -> Markup {
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    let signed = |share: f64| format!("{:+.1}", 100.0 * share);
    let Against { differing, comparison } = against;
    html! {
        h2 { "Against the earlier run" }
        p { (comparison.pairs) " questions that both runs asked, " (comparison.unpaired) " that one did." }
        @for (name, [this, that]) in differing { p { (name) ": " (this) " here, " (that) " there." } }
        table {
            tr { @for head in ["Measure", "this", "that", "difference", "95 % interval", "p"] { th { (head) } } }
            @for (measure, difference) in &comparison.measures {
                tr {
                    td { (measure.title()) }
                    td { (percent(difference.this)) } td { (percent(difference.that)) } td { (signed(difference.difference)) }
                    td { @if let Some([low, high]) = difference.interval { (signed(low)) " to " (signed(high)) } }
                    td { @if let Some(p) = difference.p { (format!("{p:.4}")) } @if difference.is_significant { " *" } }
                }
            }
        }
        p { small { "* not by chance: p, of the paired randomisation test, is below 0.05. The interval tells how large the difference may be." } }
    }
}
