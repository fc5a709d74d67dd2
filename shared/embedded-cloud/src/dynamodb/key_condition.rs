//! Which partition a `KeyConditionExpression` reads.

use serde_json::Value;

/// The value that the hash key has in a query's key condition, or `None` when it cannot be told for sure: any doubt is a refusal.
pub(super) fn partition<'a>(query: &'a Value, hash_key: &str) -> Option<&'a str> {
    let expression = query["KeyConditionExpression"].as_str()?;
    let tokens = tokens(expression);
    let is_partition_key = |token: &str| resolve_name(query, token) == Some(hash_key);
    if tokens.iter().filter(|token| is_partition_key(token)).count() != 1 {
        return None;
    }
    let value = tokens.windows(3).find_map(|three| match three {
        [name, "=", value] if is_partition_key(name) => Some(*value),
        _ => None,
    })?;
    query["ExpressionAttributeValues"][value]["S"].as_str()
}

fn resolve_name<'a>(query: &'a Value, token: &'a str) -> Option<&'a str> {
    if token.starts_with('#') { query["ExpressionAttributeNames"][token].as_str() } else { Some(token) }
}

/// Names, values, words and the operators between them. `<=` stays one token, so that its `=` is not read as equality.
fn tokens(expression: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        let same_kind = |c: char| kind(c) == kind(first) && kind(c) != Kind::Bracket;
        let length = rest.find(|c| !same_kind(c)).unwrap_or(rest.len()).max(first.len_utf8());
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

#[derive(PartialEq)]
enum Kind {
    Space,
    Bracket,
    Comparison,
    Word,
}

fn kind(c: char) -> Kind {
    match c {
        c if c.is_whitespace() => Kind::Space,
        '(' | ')' | ',' => Kind::Bracket,
        '=' | '<' | '>' => Kind::Comparison,
        _ => Kind::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn partition_of(expression: &str) -> Option<String> {
        let query = json!({
            "KeyConditionExpression": expression,
            "ExpressionAttributeNames": { "#p": "pk", "#s": "sk" },
            "ExpressionAttributeValues": { ":p": { "S": "acme#run" }, ":q": { "S": "other#run" }, ":s": { "S": "step" }, ":n": { "N": "1" } },
        });
        partition(&query, "pk").map(str::to_owned)
    }

    #[test]
    fn the_partition_is_found_however_the_condition_is_written() {
        for expression in [
            "pk = :p",
            "pk=:p",
            "#p = :p",
            "  pk  =  :p  ",
            "(pk = :p)",
            "pk = :p AND begins_with(sk, :s)",
            "pk = :p and #s = :s",
            "#s = :s AND #p = :p",
            "begins_with(sk,:s) AND pk=:p",
            "(pk = :p) AND (sk BETWEEN :s AND :s)",
            "pk = :p AND sk<=:s",
        ] {
            assert_eq!(partition_of(expression).as_deref(), Some("acme#run"), "{expression}");
        }
    }

    #[test]
    fn a_partition_in_doubt_is_none() {
        for expression in [
            "",
            "sk = :s",
            "pk <= :p",
            "pk > :p",
            "begins_with(pk, :p)",
            "pk = :missing",
            "pk = :n",
            "pk = :p AND pk = :q",
            "pk = :p AND :q = pk",
            ":p = pk",
        ] {
            assert_eq!(partition_of(expression), None, "{expression}");
        }
    }
}
