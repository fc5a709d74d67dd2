use serde_json::{Value, json};

use super::Verification;

impl Verification {
    pub fn lines(&self) -> String {
        let Self { tenant, key, report } = self;
        let mut lines = vec![
            format!("Tenant   {tenant}"),
            format!("Key      {key}"),
            format!("Records  {} as they were sealed, {} past their time", report.intact, report.expired),
            format!("Tail     {} not sealed yet, {} chained and not signed yet", report.tail.len(), report.unsigned),
        ];
        lines.extend(report.flaws.iter().map(|flaw| format!("Wrong    {flaw}")));
        lines.push(match report.flaws.len() {
            0 => "Nothing was removed, altered, moved or put in.".to_owned(),
            count => format!("{count} {} not as it was sealed.", if count == 1 { "thing is" } else { "things are" }),
        });
        lines.join("\n")
    }

    pub fn json(&self) -> Value {
        let Self { tenant, key, report } = self;
        json!({
            "tenant": tenant,
            "key": key.to_string(),
            "intact": report.intact,
            "expired": report.expired,
            "unsigned": report.unsigned,
            "unsealed": report.tail.len(),
            "flaws": report.flaws.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    }
}
