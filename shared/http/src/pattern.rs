/// A JSON Schema pattern: no control characters.
pub const PRINTABLE: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";
