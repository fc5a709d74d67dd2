use crate::InvalidMemory;

/// A value's JSON text has at most so many bytes.
pub const VALUE_BYTES: usize = 64 * 1024;
/// So has that of what is said about it.
pub const METADATA_BYTES: usize = 16 * 1024;

/// A value as the client wrote it. The text is JSON; it is kept as it is, so that no number or order of fields changes.
pub fn value(json: &str) -> Result<String, InvalidMemory> {
    match json {
        json if json.len() > VALUE_BYTES => Err(InvalidMemory::ValueTooLarge),
        json if !can_be_read(json) => Err(InvalidMemory::Value),
        json => Ok(json.to_owned()),
    }
}

/// A JSON object as the client wrote it; an empty one where there is none.
pub fn metadata(json: Option<&str>) -> Result<String, InvalidMemory> {
    match json.unwrap_or("{}") {
        json if !json.starts_with('{') => Err(InvalidMemory::Metadata),
        json if json.len() > METADATA_BYTES => Err(InvalidMemory::MetadataTooLarge),
        json if !can_be_read(json) => Err(InvalidMemory::Metadata),
        json => Ok(json.to_owned()),
    }
}

/// JSON allows more than its readers can hold: halves of characters, numbers beyond any, nesting without end.
fn can_be_read(json: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(json).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_kept_to_the_byte_up_to_its_limit() {
        let text = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
        assert_eq!(value(&text(VALUE_BYTES)), Ok(text(VALUE_BYTES)));
        assert_eq!(value(&text(VALUE_BYTES + 1)), Err(InvalidMemory::ValueTooLarge));
        assert_eq!(metadata(None).as_deref(), Ok("{}"));
        let precise = "{ \"a\": 12345678901234567890.5 }";
        assert_eq!(metadata(Some(precise)).as_deref(), Ok(precise));
        assert_eq!(metadata(Some("[]")), Err(InvalidMemory::Metadata));
        assert_eq!(metadata(Some(&format!("{{\"a\":{}}}", text(METADATA_BYTES)))), Err(InvalidMemory::MetadataTooLarge));
    }

    #[test]
    fn what_no_reader_could_hold_is_not_kept() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for json in ["\"\\ud800\"", "1e400", deep.as_str()] {
            assert_eq!(value(json), Err(InvalidMemory::Value), "{json}");
            assert_eq!(metadata(Some(&format!("{{\"a\":{json}}}"))), Err(InvalidMemory::Metadata), "{json}");
        }
    }
}
