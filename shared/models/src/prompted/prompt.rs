use genesis_core::{Fault, Kind};
use genesis_rcr::Role;
use sha2::{Digest, Sha256};

use super::front_matter::{Entry, front_matter};

/// What a role is told: a Markdown text behind a block of front matter. The platform's own are built in; a tenant's are read the
/// same way.
///
/// ```text
/// ---
/// role: solver
/// version: 1
/// budget: 500
/// schema: solver
/// ---
/// You are the Solver. ...
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    role: Role,
    version: u32,
    budget: u32,
    instructions: String,
    hash: String,
}

const BUILT_IN: [&str; 6] = [
    include_str!("../../prompts/planner.md"),
    include_str!("../../prompts/retriever.md"),
    include_str!("../../prompts/solver.md"),
    include_str!("../../prompts/critic.md"),
    include_str!("../../prompts/verifier.md"),
    include_str!("../../prompts/rewriter.md"),
];

impl Prompt {
    /// In bytes, front matter included.
    pub const LONGEST: usize = 16 * 1024;
    /// The most tokens a role may be given for its reply.
    pub const LARGEST_BUDGET: u32 = 8192;

    pub fn built_in(role: Role) -> Self {
        Self::parse(role, BUILT_IN[role as usize]).expect("a test parses the prompts that are built in")
    }

    pub fn parse(role: Role, text: &str) -> Result<Self, InvalidPrompt> {
        if text.len() > Self::LONGEST {
            return Err(InvalidPrompt::TooLong);
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(InvalidPrompt::Unprintable);
        }
        let (entries, body) = front_matter(text)?;
        let instructions = body.trim();
        if instructions.is_empty() {
            return Err(InvalidPrompt::Empty);
        }
        let [named, version, budget, schema] = entries_of(&entries)?;
        if named != role.as_str() {
            return Err(InvalidPrompt::OtherRole { role });
        }
        if schema != role.as_str() {
            return Err(InvalidPrompt::OtherSchema { role });
        }
        let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
        let version = number(version).ok_or(InvalidPrompt::Version)?;
        let budget = number(budget).filter(|budget| *budget <= Self::LARGEST_BUDGET).ok_or(InvalidPrompt::Budget)?;
        let hash = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { role, version, budget, instructions: instructions.to_owned(), hash })
    }

    pub fn role(&self) -> Role {
        self.role
    }

    pub fn version(&self) -> u32 {
        self.version
    }

    /// The most tokens of a reply.
    pub fn budget(&self) -> u32 {
        self.budget
    }

    pub fn instructions(&self) -> &str {
        &self.instructions
    }

    /// The SHA-256 of the whole text, in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

const KEYS: [&str; 4] = ["role", "version", "budget", "schema"];

/// The values of the keys, each of which has to stand there once and none besides.
fn entries_of<'a>(entries: &[Entry<'a>]) -> Result<[&'a str; 4], InvalidPrompt> {
    if let Some(entry) = entries.iter().find(|entry| !KEYS.contains(&entry.key)) {
        return Err(InvalidPrompt::UnknownKey { line: entry.line });
    }
    let mut values = [""; 4];
    for (key, value) in KEYS.into_iter().zip(&mut values) {
        let mut given = entries.iter().filter(|entry| entry.key == key);
        *value = given.next().ok_or(InvalidPrompt::MissingKey { key })?.value;
        if let Some(again) = given.next() {
            return Err(InvalidPrompt::RepeatedKey { key, line: again.line });
        }
    }
    Ok(values)
}

/// Why a text is no prompt. Lines count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPrompt {
    #[error("a prompt has at most {} bytes", Prompt::LONGEST)]
    TooLong,
    #[error("a prompt has no control characters but line breaks and tabs")]
    Unprintable,
    #[error("a prompt begins with front matter: a line `---`, then `key: value` lines, then another line `---`")]
    NoFrontMatter,
    #[error("line {line} of the front matter is not of the form `key: value`")]
    NoEntry { line: usize },
    #[error("line {line} of the front matter has an unknown key; known are role, version, budget and schema")]
    UnknownKey { line: usize },
    #[error("the front matter has no `{key}`")]
    MissingKey { key: &'static str },
    #[error("line {line} of the front matter has `{key}` again")]
    RepeatedKey { key: &'static str, line: usize },
    #[error("`role` must be {}", role.as_str())]
    OtherRole { role: Role },
    #[error("`schema` must be {}: the form of a role's reply is fixed", role.as_str())]
    OtherSchema { role: Role },
    #[error("`version` must be a whole number from 1")]
    Version,
    #[error("`budget`, the most tokens of a reply, must be a whole number from 1 to {}", Prompt::LARGEST_BUDGET)]
    Budget,
    #[error("there are no instructions below the front matter")]
    Empty,
}

impl Fault for InvalidPrompt {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "prompt_invalid"
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "---\nrole: solver\nversion: 3\nbudget: 200\nschema: solver\n---\nBe brief.\n";

    #[test]
    fn every_role_has_a_prompt_built_in() {
        for role in Role::ALL {
            let prompt = Prompt::built_in(role);
            assert!(prompt.role() == role && prompt.hash().len() == 64 && prompt.instructions().starts_with("You are the "));
        }
    }

    #[test]
    fn a_prompt_is_read_as_it_is_written() {
        let prompt = Prompt::parse(Role::Solver, GOOD).unwrap();
        assert_eq!((prompt.version(), prompt.budget(), prompt.instructions()), (3, 200, "Be brief."));
        let windows = Prompt::parse(Role::Solver, &GOOD.replace('\n', "\r\n")).unwrap();
        assert_eq!((windows.version(), windows.instructions()), (3, "Be brief."));
        assert_ne!(windows.hash(), prompt.hash());
    }

    #[test]
    fn what_is_no_prompt_is_refused_by_its_mistake() {
        use InvalidPrompt::*;
        for (text, error) in [
            ("", NoFrontMatter),
            ("Be brief.", NoFrontMatter),
            ("---\nrole: solver\n", NoFrontMatter),
            (&GOOD.replace("role: solver", "role solver"), NoEntry { line: 2 }),
            (&GOOD.replace("role: solver", "role:"), NoEntry { line: 2 }),
            (&GOOD.replace("version", "temperature"), UnknownKey { line: 3 }),
            (&GOOD.replace("version: 3\n", ""), MissingKey { key: "version" }),
            (&GOOD.replace("version: 3", "version: 3\nversion: 4"), RepeatedKey { key: "version", line: 4 }),
            (&GOOD.replace("role: solver", "role: critic"), OtherRole { role: Role::Solver }),
            (&GOOD.replace("schema: solver", "schema: mine"), OtherSchema { role: Role::Solver }),
            (&GOOD.replace("version: 3", "version: 0"), Version),
            (&GOOD.replace("version: 3", "version: 1.5"), Version),
            (&GOOD.replace("budget: 200", "budget: 8193"), Budget),
            (&GOOD.replace("budget: 200", "budget: -1"), Budget),
            (&GOOD.replace("Be brief.", " \t "), Empty),
            (&GOOD.replace("brief", "br\u{0}ief"), Unprintable),
            (&GOOD.replace("brief", &"x".repeat(Prompt::LONGEST)), TooLong),
        ] {
            assert_eq!(Prompt::parse(Role::Solver, text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_a_prompt_never_panics(text in "(---\n)?(role: [a-z]{0,7}\n|[a-z]{0,4}:? ?\\PC{0,4}\n|---\n){0,7}\\PC{0,9}") {
            drop(Prompt::parse(Role::Solver, &text));
        }
    }
}
