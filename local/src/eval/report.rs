use genesis_evaluation::{Comparison, Measure, Summary};

use super::view::View;
use crate::ask::{DIM, STRONG};

/// What a table shows of each group, under shorter names.
const COLUMNS: [(&str, Measure); 9] = [
    ("reduction", Measure::Reduction),
    ("recall", Measure::EvidenceRecall),
    ("all kept", Measure::AllEvidence),
    ("retrieved", Measure::RetrievalRecall),
    ("EM", Measure::Em),
    ("F1", Measure::F1),
    ("contain", Measure::Contain),
    ("precision", Measure::Precision),
    ("stands", Measure::Stands),
];

impl View<'_> {
    /// What a person sees.
    pub fn lines(&self) -> String {
        let heads: String = COLUMNS.iter().map(|(name, _)| format!(" {name:>17}")).collect();
        let head = format!("  {:<18} {:>5}{heads} {:>10} {:>6} {:>8}", "questions", "", "tokens", "steps", "answered");
        let mut lines = vec![DIM().apply_to(head).to_string()];
        lines.extend(self.groups.iter().map(|group| line(&group.name(), &group.summary)));
        lines.push(line("all", &self.summary));
        lines.push(DIM().apply_to("  Shares in percent with their 95 % intervals; tokens and steps of a question on average.").to_string());
        lines.push(format!("{}  {}", STRONG().apply_to("Stopped"), stops(&self.summary)));
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

fn line(name: &str, summary: &Summary) -> String {
    let shares: String = COLUMNS.iter().map(|(_, measure)| format!(" {:>17}", share(summary, *measure))).collect();
    let mean = |sum: u64| sum as f64 / summary.questions.max(1) as f64;
    format!(
        "  {name:<18} {:>5}{shares} {:>10.0} {:>6.1} {:>8}",
        summary.questions,
        mean(summary.total_tokens),
        mean(summary.steps),
        summary.answered
    )
}

fn share(summary: &Summary, measure: Measure) -> String {
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    match (summary.shares.get(&measure).copied().flatten(), summary.intervals.get(&measure).copied().flatten()) {
        (Some(share), Some([low, high])) => format!("{} [{}–{}]", percent(share), percent(low), percent(high)),
        _ => "–".to_owned(),
    }
}

fn stops(summary: &Summary) -> String {
    let told: Vec<String> = summary.terminations.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    if told.is_empty() { "none".to_owned() } else { told.join(", ") }
}

fn evidence(summary: &Summary) -> String {
    summary.evidence.iter().copied().collect::<Vec<_>>().join(" or ")
}

fn compared(against: &Comparison) -> String {
    let mut lines = vec![format!(
        "{}  {} questions that both runs asked, {} that one did",
        STRONG().apply_to("Against"),
        against.pairs,
        against.unpaired
    )];
    for (measure, difference) in &against.measures {
        let percent = |share: f64| 100.0 * share;
        let [low, high] = difference.interval.unwrap_or([f64::NAN; 2]);
        lines.push(format!(
            "  {:<18} {:>6.1} against {:>6.1}  {:+.1} [{:+.1}, {:+.1}]  p {:.4}",
            measure.as_str(),
            percent(difference.this),
            percent(difference.that),
            percent(difference.difference),
            percent(low),
            percent(high),
            difference.p.unwrap_or(f64::NAN)
        ));
    }
    lines.join("\n")
}
