use genesis_orchestration::{Execution, TurnSpan};
use serde_json::{Value, json};

use super::Traced;

impl Traced {
    /// What `--json` prints.
    pub(super) fn json(&self) -> Value {
        let run = &self.recorded.recording.state.run;
        json!({
            "run_id": run.id,
            "question": run.original_query,
            "ending": match (&run.answer, &run.terminator) {
                (Some(_), _) => "answered",
                (None, Some(_)) => "terminated",
                (None, None) => "broken_off",
            },
            "answer": run.answer.as_ref().map(|answer| &answer.text),
            "terminator": run.terminator,
            "started_at": run.created_at.to_string(),
            "time_ms": self.timeline.total_ms,
            "critical_path": {
                "turns": self.timeline.critical_path().map(|span| span.turn).collect::<Vec<_>>(),
                "time_ms": self.timeline.critical_ms,
                "percent": self.critical_percent(),
            },
            "turns": self.turns().map(|(span, execution)| turn(span, execution)).collect::<Vec<_>>(),
            "totals": {
                "turns": run.steps_completed,
                "tokens": run.total_tokens,
                "routed_tokens": run.routed_tokens,
                "full_tokens": run.full_tokens,
                "token_reduction_percent": run.token_reduction_percent(),
                "cost_usd": run.cost().to_string(),
            },
            "artifacts": self.recorded.folder,
        })
    }
}

fn turn(span: &TurnSpan, execution: &Execution) -> Value {
    json!({
        "turn": span.turn,
        "wave": span.turn.wave,
        "sub_question": span.turn.step,
        "role": span.turn.role,
        "offset_ms": span.offset_ms,
        "duration_ms": span.duration_ms,
        "critical": span.is_critical,
        "status": execution.status,
        "query": execution.query,
        "tokens": execution.tokens(),
        "context": execution.routed.as_ref().map(|routed| json!({
            "budget": routed.budget,
            "tokens": routed.selected_tokens,
            "full_tokens": routed.full_tokens,
            "selected": routed.selected,
            "considered": routed.scores.len(),
            "selection_ms": execution.selection_ms,
        })),
    })
}
