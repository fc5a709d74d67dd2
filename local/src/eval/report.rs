use genesis_evaluation::{Difference, Measure, Summary};

use super::{earlier::Against, view::View};
use crate::ask::{DIM, STRONG};

/// What a table shows of each group, under shorter names.
const COLUMNS: [(&str, Measure); 9] = [
    ("reduction", Measure::Reduction),
    ("recall", Measure::EvidenceRecall),
    ("all kept", Measure::AllEvidence),
    ("found", Measure::RetrievalRecall),
    ("EM", Measure::Em),
    ("F1", Measure::F1),
    ("contain", Measure::Contain),
    ("right", Measure::Precision),
    ("stands", Measure::Stands),
];

impl View<'_> {
    /// What a person sees, with the shares' intervals or without.
    pub fn lines(&self, with_intervals: bool) -> String {
        let width = if with_intervals { 17 } else { 8 };
        let heads: String = COLUMNS.iter().map(|(name, _)| format!(" {name:>width$}")).collect();
        let head = format!("  {:<16} {:>5}{heads} {:>6} {:>5}", "questions", "", "tokens", "steps");
        let mut lines = vec![DIM().apply_to(head).to_string()];
        let line = |name: &str, summary: &Summary| {
            let shares = COLUMNS.iter().map(|(_, measure)| format!(" {:>width$}", share(summary, *measure, with_intervals)));
            line(name, summary, &shares.collect::<String>())
        };
        lines.extend(self.groups.iter().map(|group| line(&group.name(), &group.summary)));
        lines.push(line("all", &self.summary));
        let shown = if with_intervals { "with their 95 % intervals" } else { "(--verbose: with their 95 % intervals)" };
        lines.push(DIM().apply_to(format!("  Shares in percent {shown}; tokens and steps of a question on average.")).to_string());
        lines.push(format!("{}  {}", STRONG().apply_to("Stopped"), stops(&self.summary)));
        if !self.summary.failures.is_empty() {
            lines.push(format!("{}  {}", STRONG().apply_to("Failed"), failures(&self.summary)));
        }
        lines.push(format!("{}  {}", STRONG().apply_to("Evidence"), evidence(&self.summary)));
        let left_out = &self.left_out;
        if left_out.without_paragraphs + left_out.without_decomposition > 0 {
            lines.push(format!(
                "{}  {} without paragraphs, {} without sub-questions",
                STRONG().apply_to("Left out"),
                left_out.without_paragraphs,
                left_out.without_decomposition
            ));
        }
        lines.extend(self.against.iter().map(compared));
        lines.join("\n")
    }
}

fn line(name: &str, summary: &Summary, shares: &str) -> String {
    let mean = |sum: u64| sum as f64 / summary.questions.max(1) as f64;
    format!("  {name:<16} {:>5}{shares} {:>6.0} {:>5.1}", summary.questions, mean(summary.total_tokens), mean(summary.steps),)
}

fn share(summary: &Summary, measure: Measure, with_interval: bool) -> String {
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    match (summary.shares.get(&measure).copied().flatten(), summary.intervals.get(&measure).copied().flatten()) {
        (Some(share), Some([low, high])) if with_interval => format!("{} [{}–{}]", percent(share), percent(low), percent(high)),
        (Some(share), _) => percent(share),
        (None, _) => "–".to_owned(),
    }
}

fn stops(summary: &Summary) -> String {
    let told: Vec<String> = summary.terminations.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    if told.is_empty() { "none".to_owned() } else { told.join(", ") }
}

fn failures(summary: &Summary) -> String {
    let all: usize = summary.failures.values().sum();
    let told: Vec<String> = summary.failures.iter().map(|(code, count)| format!("{count} {code}")).collect();
    format!("{all} questions count as not answered, since a model gave nothing of use: {}", told.join(", "))
}

fn evidence(summary: &Summary) -> String {
    summary.evidence.iter().copied().collect::<Vec<_>>().join(" or ")
}

fn compared(against: &Against) -> String {
    let Against { differing, comparison } = against;
    let mut lines = vec![format!(
        "{}  {} questions that both runs asked, {} that one did",
        STRONG().apply_to("Against"),
        comparison.pairs,
        comparison.unpaired
    )];
    lines.extend(differing.iter().map(|(name, [this, that])| format!("  {name}: {this} here, {that} there")));
    lines.extend(comparison.measures.iter().map(|(measure, difference)| beside(*measure, difference)));
    lines.push(
        DIM()
            .apply_to("  * not by chance: p, of the paired randomisation test, is below 0.05; the interval tells how large it may be")
            .to_string(),
    );
    lines.join("\n")
}

fn beside(measure: Measure, difference: &Difference) -> String {
    let percent = |share: f64| 100.0 * share;
    let interval = difference.interval.map_or_else(String::new, |[low, high]| format!(" [{:+.1}, {:+.1}]", percent(low), percent(high)));
    format!(
        "{} {:<20} {:>6.1} against {:>6.1}  {:+.1}{interval}  p {:.4}",
        if difference.is_significant { " *" } else { "  " },
        measure.title(),
        percent(difference.this),
        percent(difference.that),
        percent(difference.difference),
        difference.p.unwrap_or(f64::NAN)
    )
}
