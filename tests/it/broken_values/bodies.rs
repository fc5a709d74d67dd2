//! Bodies that are not what an operation takes.

use bytes::Bytes;
use serde_json::Value;

use super::{
    Case, Expected,
    operation::{Input, Operation, allows, forms, good, object, shape, word},
};

/// A value of each type.
const TYPES: [(&str, &str); 7] =
    [("null", "null"), ("boolean", "true"), ("integer", "7"), ("number", "1.5"), ("string", r#""a""#), ("array", "[]"), ("object", "{}")];

/// A field of a body: its schema, its name in dotted form, and what stands around its value.
struct Field<'a> {
    schema: &'a Value,
    name: String,
    around: &'a dyn Fn(&str) -> String,
    /// Whether what fits here depends on its neighbours, which is where the document gives an example.
    tied: bool,
}

/// Every field, at every depth, with every value that is not for it and those that just are.
pub(super) fn fields(operation: &Operation) -> Vec<Case> {
    let mut cases = Vec::new();
    if let Some(schema) = &operation.body {
        let mut found = Vec::new();
        Field { schema, name: String::new(), around: &str::to_owned, tied: false }.walk(&mut found);
        for (name, json, expected) in found {
            let mut input = operation.good();
            let what = format!("{name} = {}", json.chars().take(90).collect::<String>());
            input.body = json.into();
            cases.push(Case { what, input, expected });
        }
    }
    cases
}

type Found = Vec<(String, String, Expected)>;

impl Field<'_> {
    fn walk(&self, found: &mut Found) {
        for (kind, json) in TYPES {
            if !allows(self.schema, kind) {
                self.refused(json, found);
            }
        }
        let schema = shape(self.schema);
        match ["object", "array", "integer", "number", "string"].into_iter().find(|kind| allows(schema, kind)) {
            Some("object") => self.object(schema, found),
            Some("array") => self.array(schema, found),
            Some("integer" | "number") => self.number(schema, found),
            Some(_) => self.string(schema, found),
            None => {}
        }
    }

    fn object(&self, schema: &Value, found: &mut Found) {
        let properties: Vec<(&str, &Value)> =
            schema["properties"].as_object().into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)).collect();
        let usual: Vec<(&str, String)> = properties.iter().map(|(name, schema)| (*name, good(schema))).collect();
        // Its fields in their order, without their names.
        let values: Vec<&str> = usual.iter().map(|(_, json)| json.as_str()).collect();
        if !values.is_empty() && !allows(self.schema, "array") {
            self.refused(&format!("[{}]", values.join(",")), found);
        }
        for (n, (property, described)) in properties.iter().enumerate() {
            let child = if self.name.is_empty() { (*property).to_owned() } else { format!("{}.{property}", self.name) };
            let without = [&usual[..n], &usual[n + 1..]].concat();
            let is_required = schema["required"].as_array().is_some_and(|required| required.contains(&Value::from(*property)));
            let absent = if is_required { Expected::Refused(Some(child.clone())) } else { Expected::Taken };
            found.push((child.clone(), (self.around)(&object(&without)), absent));
            let twice = [&usual[..], &usual[n..=n]].concat();
            found.push((child.clone(), (self.around)(&object(&twice)), Expected::Refused(Some(child.clone()))));
            let around = |json: &str| (self.around)(&object(&[&without[..], &[(*property, json.to_owned())]].concat()));
            Field { schema: described, name: child, around: &around, tied: self.tied || is_tied(described) }.walk(found);
        }
        if schema["additionalProperties"] == false {
            for name in ["surprise", "", "__proto__", "\u{0}"] {
                let unknown = [&usual[..], &[(name, "1".to_owned())]].concat();
                let named = if self.name.is_empty() { name.to_owned() } else { format!("{}.{name}", self.name) };
                found.push((named.clone(), (self.around)(&object(&unknown)), Expected::Refused(Some(named))));
            }
        } else if schema["additionalProperties"].is_object() {
            let around = |json: &str| (self.around)(&object(&[("a", json.to_owned())]));
            Field { schema: &schema["additionalProperties"], name: format!("{}.a", self.name), around: &around, tied: self.tied }
                .walk(found);
        } else {
            self.add(&format!("{{\"a\":{}1{}}}", "[".repeat(20), "]".repeat(20)), Expected::Taken, found);
            for depth in [500, 20_000] {
                self.add(&format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth)), Expected::Refused(None), found);
            }
            self.add(r#"{"":null,"é":"\u0000","__proto__":{},"$where":1e308}"#, Expected::Taken, found);
            self.add(r#"{"a":"\ud800"}"#, Expected::Refused(None), found);
            self.add(r#"{"a":1e999}"#, Expected::Refused(None), found);
        }
    }

    fn array(&self, schema: &Value, found: &mut Found) {
        let item = good(&schema["items"]);
        let item = |n: u64| if schema["uniqueItems"] == true { format!("\"{n}\"") } else { item.clone() };
        let list = |length: u64| format!("[{}]", (0..length).map(item).collect::<Vec<_>>().join(","));
        let (least, most) = (schema["minItems"].as_u64().unwrap_or(0), schema["maxItems"].as_u64());
        self.add(&list(least), Expected::Taken, found);
        if least > 0 {
            self.refused(&list(least - 1), found);
        }
        if let Some(most) = most {
            self.add(&list(most), Expected::Taken, found);
            self.refused(&list(most + 1), found);
        }
        let around = |json: &str| (self.around)(&format!("[{json}]"));
        // Where several forms are taken, nobody can tell which was meant.
        let name = if forms(self.schema) > 1 { self.name.clone() } else { format!("{}[0]", self.name) };
        Field { schema: &schema["items"], name, around: &around, tied: self.tied }.walk(found);
    }

    fn number(&self, schema: &Value, found: &mut Found) {
        for (limit, beyond) in [("minimum", -1), ("maximum", 1)] {
            match whole(&schema[limit]) {
                Some(limit) => {
                    self.add(&limit.to_string(), Expected::Taken, found);
                    self.add(&format!("{limit}.0"), if limit < 1 << 53 { Expected::Taken } else { Expected::Answered }, found);
                    self.refused(&(limit + beyond).to_string(), found);
                }
                None => self.add(&format!("{}9223372036854775807", if beyond < 0 { "-" } else { "" }), Expected::Answered, found),
            }
        }
        self.add("1e999", Expected::Refused(None), found);
        if allows(schema, "number") {
            self.add("1e308", Expected::Answered, found);
        } else {
            for json in ["1e30", "123456789012345678901234567890", "0.1", "-0.5"] {
                self.refused(json, found);
            }
        }
        for json in ["NaN", "Infinity", "0x10", "01", "+1", "1."] {
            self.add(json, Expected::Refused(None), found);
        }
    }

    fn string(&self, schema: &Value, found: &mut Found) {
        let has_form = [&schema["format"], &schema["enum"], &schema["const"], &schema["pattern"]].iter().any(|form| !form.is_null());
        if has_form {
            self.refused(r#""\u0000 ?""#, found);
        }
        let text = |length| Value::from(word(schema, length)).to_string();
        if let Some(most) = schema["maxLength"].as_u64() {
            self.add(&text(most), Expected::Taken, found);
            self.refused(&text(most + 1), found);
            self.refused(&text(most * 10), found);
        }
        if let Some(least) = schema["minLength"].as_u64().filter(|least| *least > 0) {
            self.add(&text(least), Expected::Taken, found);
            self.refused(&text(least - 1), found);
        }
        for json in [r#""\ud800""#, r#""\udc00\ud800""#, "\"\n\"", r#""\x""#, r#""\u12""#, "'a'"] {
            self.add(json, Expected::Refused(None), found);
        }
        for json in
            [r#""\u0000""#, r#""a\u0000b""#, r#""\u001b[2J""#, r#""\u202e""#, r#""\ufeffa""#, r#""\uffff""#, r#""😀""#, r#""'; --""#]
        {
            self.add(json, Expected::Answered, found);
        }
    }

    fn refused(&self, json: &str, found: &mut Found) {
        let field = if self.name.is_empty() { "body" } else { &self.name };
        self.add(json, Expected::Refused(Some(field.to_owned())), found);
    }

    fn add(&self, json: &str, expected: Expected, found: &mut Found) {
        let expected = if self.tied && expected == Expected::Taken { Expected::Answered } else { expected };
        found.push((self.name.clone(), (self.around)(json), expected));
    }
}

fn is_tied(schema: &Value) -> bool {
    !shape(schema)["examples"].is_null()
}

fn whole(limit: &Value) -> Option<i128> {
    limit.as_i64().map(i128::from).or_else(|| limit.as_u64().map(i128::from)).or_else(|| limit.as_f64().map(|limit| limit as i128))
}

/// Bodies that are no JSON object in UTF-8, and objects that say they are something else.
pub(super) fn encodings(operation: &Operation) -> Vec<Case> {
    if operation.body.is_none() {
        return Vec::new();
    }
    let good = operation.good();
    let json = String::from_utf8(good.body.to_vec()).unwrap();
    let utf16: Vec<u8> = json.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with = |before: &[u8], after: &[u8]| [before, json.as_bytes(), after].concat();
    let bodies = [
        ("nothing", Vec::new()),
        ("blanks", b" \r\n\t".to_vec()),
        ("half of it", json.as_bytes()[..json.len() / 2].to_vec()),
        ("something behind it", with(b"", b"x")),
        ("itself behind it", with(b"", json.as_bytes())),
        ("a NUL behind it", with(b"", b"\0")),
        ("a byte order mark", with(b"\xef\xbb\xbf", b"")),
        ("UTF-16", utf16.clone()),
        ("UTF-16 with its mark", [b"\xff\xfe", &utf16[..]].concat()),
        ("bytes that are not UTF-8", with(b"", b"\xc3\x28")),
        ("an encoded surrogate", with(b"", b"\xed\xa0\x80")),
        ("a comment", with(b"/* */", b"")),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae\x05\0\x43\xbf\xa6\xa3\x02\0\0\0".to_vec()),
        ("a form", b"query=Who%3F&documents=1".to_vec()),
        ("many lists", vec![b'['; 50_000]),
        ("many objects", br#"{"a":"#.repeat(10_000)),
        ("a list around it", with(b"[", b"]")),
    ];
    let broken = bodies.into_iter().map(|(what, body)| {
        let input = Input { body: Bytes::from(body), ..good.clone() };
        Case { what: what.to_owned(), input, expected: Expected::Refused(None) }
    });
    broken.chain(claims(&good)).collect()
}

/// Headers that say of a good body what it is not.
fn claims(good: &Input) -> Vec<Case> {
    let claims = [
        ("content-type", ""),
        ("content-type", "text/plain"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-type", "multipart/form-data; boundary=x"),
        ("content-type", "application/json; charset=utf-16"),
        ("content-type", "application/jsonx"),
        ("content-type", "application/json, application/json"),
        ("content-encoding", "gzip"),
        ("content-encoding", "br, identity"),
    ];
    let cases = claims.into_iter().map(|(name, value)| {
        let mut input = good.clone();
        input.headers.retain(|(other, _)| other != name);
        input.headers.push((name.to_owned(), value.to_owned()));
        Case { what: format!("{name}: {value}"), input, expected: Expected::Refused(Some(name.to_owned())) }
    });
    cases.collect()
}
