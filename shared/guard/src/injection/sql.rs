//! SQL in a value that should have none: what breaks out of a literal, and what it is good for.

use std::{
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use regex::bytes::Regex;

use super::{Injection, Sign};
use crate::{beginnings::Beginnings, folded::Folded};

/// No sign reaches further, in bytes.
const LONGEST: usize = 200;

/// How far before a sign it is looked for what breaks out of a literal.
const BEFORE: usize = 48;

struct Form {
    reason: &'static str,
    begins: &'static [&'static str],
    form: &'static str,
    /// The weight in prose or in a whole statement, and behind what breaks out of a literal.
    alone: f64,
    broken_out: f64,
}

const fn form(reason: &'static str, begins: &'static [&'static str], form: &'static str, alone: f64, broken_out: f64) -> Form {
    Form { reason, begins, form, alone, broken_out }
}

const FORMS: &[Form] = &[
    form(
        "tautology",
        &["or", "and", "||", "&&", "xor", "having", "where"],
        r#"(?:or|and|\|\||&&|xor|having|where)(?:[\s(+]|/\*.{0,20}?\*/|%20|'|")+(?:not[\s(]+)?['"(]*(\w{1,12})['")]*(?:\s|/\*.{0,20}?\*/|\+|%20)*(?:=|<=>|like|>=|<=|<>|!=|>|<|%3d)(?:\s|/\*.{0,20}?\*/|\+|%20)*['"(]*(\w{1,12})"#,
        0.0,
        0.0,
    ),
    form(
        "always true",
        &["or", "||"],
        r#"(?:or|\|\|)\s+(?:true|1|not\s+false|not\s+0|''\s*=\s*''|""\s*=\s*"")\s*(?:--|#|/\*|;|$|\))"#,
        0.4,
        0.85,
    ),
    form(
        "always true",
        &["or", "and", "||"],
        r#"(?:or|and|\|\|)\s*(?:(?:''|"")\s*=\s*['"]|\(\s*select\s|\(?\s*'[^']{0,12}'\s*(?:=|like)\s*'[^']{0,12}|exists\s*\(\s*select|\d+\s+between\s+\d+|\w+\s+is\s+(?:not\s+)?null|\w+\s+like\s+'%|'[^']{0,12}'\s+in\s*\(|\d+\s+in\s*\()"#,
        0.3,
        0.85,
    ),
    form(
        "union select",
        &["union"],
        r"union(?:\s|/\*.{0,30}?\*/|\+|%20|\()+(?:(?:all|distinct)(?:\s|/\*.{0,30}?\*/|\+|%20|\()+)?select\b",
        0.42,
        0.95,
    ),
    form(
        "union select",
        &["union"],
        r"union(?:\s|/\*.{0,30}?\*/|\+|%20|\()+(?:(?:all|distinct)(?:\s|/\*.{0,30}?\*/|\+|%20|\()+)?select(?:\s|/\*.{0,30}?\*/|\+|%20|\()+(?:null|\d+\s*,\s*(?:\d|null|@@|user|version|concat|group_concat|table)|@@version|user\(|database\(|version\(|concat\(|group_concat|char\(|[\w*,.\s]{1,60}from\s+(?:information_schema|users|admin|mysql|pg_|sysobjects|all_tables|dual|sqlite_master))",
        0.8,
        0.97,
    ),
    form(
        "stacked statement",
        &[";"],
        r"(?:;|%3b)\s*(?:drop\s+(?:table|database|schema|view|index|user|procedure|column|all)|delete\s+from|insert\s+into|update\s+\w{1,40}\s+set|alter\s+(?:table|user|database|login)|create\s+(?:table|user|database|login|function)|truncate\s+(?:table\s+)?\w|exec(?:ute)?\s*(?:\(|immediate|xp_|sp_|master)|shutdown\b|grant\s+\w+|declare\s+@|waitfor\s|select\s+(?:pg_sleep|sleep|\*|@@|load_file|\w+\s+from|\w+\()|copy\s+\w+\s+(?:from|to)|begin\s+(?:declare|dbms)|merge\s+into|set\s+@)",
        0.42,
        0.95,
    ),
    form(
        "destructive statement",
        &["drop ", "truncate ", "delete from", "shutdown"],
        r"(?:drop\s+(?:table|database|schema)\s+(?:if\s+exists\s+)?\w{1,40}\s*;?|truncate\s+table\s+\w{1,40}\s*;?|delete\s+from\s+\w{1,40}\s*(?:;|where\s+(?:1|'1'|true)))\s*(?:--|#|/\*)",
        0.6,
        0.9,
    ),
    form("destructive statement", &["drop "], r"drop\s+(?:table|database|schema)\s+(?:if\s+exists\s+)?\w{1,40}", 0.25, 0.8),
    form("comment behind a quote", &["'", "\"", "%27"], r#"(?:'|"|%27)\s*\)*\s*(?:;\s*)?(?:--(?:\s|\+|$)|#\s*$|/\*)"#, 0.62, 0.75),
    form(
        "delay",
        &["sleep", "pg_sleep", "benchmark", "waitfor", "dbms_", "randomblob", "generate_series", "receive_message"],
        r"(?:(?:pg_)?sleep\s*\(\s*\d{1,7}(?:\.\d+)?\s*\)|benchmark\s*\(\s*\d{4,12}\s*,|waitfor\s+(?:delay|time)\s+'?\d|dbms_(?:pipe\.receive_message|lock\.sleep|session\.sleep)\s*\(|randomblob\s*\(\s*\d{6,}|generate_series\s*\(\s*1\s*,\s*\d{5,})",
        0.36,
        0.94,
    ),
    form(
        "reading the server",
        &[
            "extractvalue",
            "updatexml",
            "xp_cmdshell",
            "load_file",
            "into outfile",
            "into dumpfile",
            "information_schema",
            "@@version",
            "@@datadir",
            "sp_executesql",
            "xp_dirtree",
            "xp_regread",
            "utl_http",
            "utl_inaddr",
            "sqlite_master",
            "sysobjects",
            "pg_read_file",
            "lo_import",
            "exp(~",
            "ctxsys",
            "dbms_java",
            "sys.user",
            "mysql.user",
            "pg_shadow",
            "pg_catalog",
            "all_tables",
            "master..",
            "master.sys",
            "sys.databases",
        ],
        r"(?:(?:extractvalue|updatexml)\s*\(|(?:exec(?:ute)?\s+)?(?:master\.\.)?xp_(?:cmdshell|dirtree|regread)|load_file\s*\(|into\s+(?:out|dump)file|information_schema\.(?:tables|columns|schemata)|information_schema|@@(?:version|datadir)|sp_executesql|utl_(?:http|inaddr)\.|sqlite_master|sysobjects|pg_read_file|lo_import|exp\(~|ctxsys|dbms_java|sys\.user|mysql\.user|pg_shadow|pg_catalog|all_tables|master\.\.|master\.sys|sys\.databases)",
        0.3,
        0.88,
    ),
    form(
        "blind comparison",
        &["and", "or", "if(", "if (", "case when", "substr", "ascii("],
        r"(?:(?:and|or)\s*\(?\s*(?:select|exists|if|ascii|substr(?:ing)?|length|ord|mid|char_length|len|unicode|iif|ifnull|isnull|cast|convert)\s*\(|(?:and|or)\s*\(\s*select\s|if\s*\(\s*\(?(?:select|ascii|substr|1=1|length|now|system_user|user)|(?:ascii|substr(?:ing)?)\s*\(\s*\(?\s*select)",
        0.34,
        0.9,
    ),
    form(
        "ordering by number",
        &["order by", "group by", "order/**/by", "order+by"],
        r"(?:order|group)(?:\s|/\*\*/|\+)+by(?:\s|/\*\*/|\+)+\d{1,3}\s*(?:--|#|/\*|\+|$)",
        0.5,
        0.88,
    ),
    form("conditional comment", &["/*!"], r"/\*!\d{0,5}\s?\w", 0.62, 0.85),
    form(
        "encoded quote",
        &["%27", "%2527", "char(", "0x", "chr("],
        r"(?:%(?:25)?27(?:\s|\+|%20|%09|/\*\*/)*(?:or|and|union|having|;|%3b|--|%23|\|\|)|(?:char|chr)\s*\(\s*\d{2,3}\s*(?:,\s*\d{2,3}\s*){2,}\)|chr\(\d{2,3}\)\s*(?:\|\||\+|&)\s*chr\(|=\s*0x[0-9a-f]{8,})",
        0.5,
        0.85,
    ),
];

struct Reader {
    begins: Beginnings,
    form_of: Vec<usize>,
    /// Compiled when first needed: most texts need few.
    forms: Vec<OnceLock<Regex>>,
}

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let numbered = || FORMS.iter().enumerate().flat_map(|(which, form)| form.begins.iter().map(move |begin| (which, begin)));
    Reader {
        begins: Beginnings::of(numbered().map(|(_, begin)| *begin)),
        form_of: numbered().map(|(which, _)| which).collect(),
        forms: FORMS.iter().map(|_| OnceLock::new()).collect(),
    }
});

/// A quote that ends a value or a number with nothing to quote, right before.
static BREAKS_OUT: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r#"(?:(?:^|[\w%)=&?\s(-])['"`]|%27|^\s*-?\d{1,12}|=-?\d{1,12}|[\w']\s?\)|['"]\s?\)|;)(?:\s|\)|\+|%20|/\*.{0,20}?\*/|;|;\s*\w+\s)*(?:(?:and|or|\|\|)\s*\(?\s*)?(?:-?\d{1,6}\s*=\s*(?:\d{1,6}\s+)?)?(?:\w{1,12}\s*\(\s*)?(?:select\s+)?$"#,
    )
});

pub(crate) fn warm() {
    LazyLock::force(&READER);
}

fn compiled(form: &str) -> Regex {
    Regex::new(&format!("(?-u){form}")).expect("the forms are well-formed, as the tests see")
}

/// How likely a text is to carry SQL where a value should be.
pub fn sql_injection(text: &str) -> Injection {
    injection(&Folded::in_small_letters(text))
}

/// The same of a text that has been read in small letters.
pub(super) fn injection(folded: &Folded<'_>) -> Injection {
    let (text, mut signs) = (&*folded.text, Vec::new());
    READER.begins.find(text, |begin, Range { start: at, .. }| {
        let which = READER.form_of[begin];
        let window = &text.as_bytes()[at..text.len().min(at + LONGEST)];
        let form = READER.forms[which].get_or_init(|| compiled(&format!("^(?:{})", FORMS[which].form)));
        if let Some(captures) = form.captures(window) {
            let broken_out = BREAKS_OUT.is_match(&text.as_bytes()[at.saturating_sub(BEFORE)..at]);
            let weight = match FORMS[which].reason {
                "tautology" => tautology(text, at, &captures, broken_out),
                "comment behind a quote" if !closes(text, at) => 0.0,
                _ if broken_out => FORMS[which].broken_out,
                _ => FORMS[which].alone,
            };
            let end = (at + captures[0].len()..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
            signs.extend((weight > 0.0).then_some(Sign { reason: FORMS[which].reason, bytes: at..end, weight }));
        }
    });
    Injection::of(signs, folded)
}

/// Two sides alike are always true, and two numbers always one or the other.
fn tautology(text: &str, at: usize, captures: &regex::bytes::Captures<'_>, broken_out: bool) -> f64 {
    let (left, right) = (&captures[1], &captures[2]);
    let numbers = left.iter().chain(right).all(u8::is_ascii_digit);
    let quoted = captures[0].contains(&b'\'') || captures[0].contains(&b'"');
    let compares_quoted = ["'='", "' = '", "\"=\""].iter().any(|sign| captures[0].windows(sign.len()).any(|part| part == sign.as_bytes()));
    let before = text.as_bytes()[at.saturating_sub(LONGEST)..at].windows(6).any(|part| part == b"where ");
    let behind_where = before || text[at..].starts_with("where");
    match (left == right, broken_out) {
        (true, true) => 0.95,
        (true, false) if numbers || quoted => {
            if behind_where {
                0.3
            } else {
                0.74
            }
        }
        (false, true) if numbers || compares_quoted => 0.82,
        _ => 0.0,
    }
}

/// Whether the quote ends what was begun elsewhere: quotes before it come in pairs, or there are none.
fn closes(text: &str, at: usize) -> bool {
    let quote = text.as_bytes()[at];
    let start = at.saturating_sub(200);
    let before = text.as_bytes()[start..at].iter().filter(|byte| **byte == quote).count();
    let is_value = at == 0 || text[..at].ends_with(|last: char| last.is_alphanumeric() || "'\")%".contains(last)) || text[at..].len() < 8;
    before.is_multiple_of(2) && is_value
}
