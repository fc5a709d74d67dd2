//! Each role, played by a language model that says what is written down here.

use futures::FutureExt;
use genesis_core::Fault;
use genesis_lag::{Flag, StepKind};
use genesis_models::{
    Answered, ContextItem, Critique, FinalAnswer, Model, ModelError, OnFailure, Planned, Prompt, Reading, SubAnswer, SubQuestion,
    Verification,
};
use genesis_rcr::Role;

use crate::script::{Scripted, answered, at_once, lookup, passage, prompted};

/// What a model makes of a turn in which it has nobody to help it.
fn alone<T>(replies: [&str; 1], role: impl AsyncFnOnce(&dyn Model) -> Result<T, ModelError>) -> Result<T, String> {
    let chat = Scripted::saying([replies[0], replies[0]]);
    let prompted = prompted(&chat, OnFailure::Fail);
    let reply = role(&prompted).now_or_never().expect("a scripted model never waits");
    reply.map_err(|error| match error {
        ModelError::Unreadable(why) => why.to_string(),
        other => panic!("{other}"),
    })
}

fn planned(reply: &str) -> Result<Planned, String> {
    alone([reply], async |model| model.plan("Who is older, the director of Brim or the author of Osk?").await)
}

fn questions(planned: Result<Planned, String>) -> Result<Vec<String>, String> {
    planned.map(|planned| match planned {
        Planned::Steps(draft) => draft.steps.into_iter().map(|step| step.question).collect(),
        Planned::Ambiguous(reason) => vec![format!("ambiguous: {reason}")],
        Planned::Contradictory(reason) => vec![format!("contradictory: {reason}")],
    })
}

#[test]
fn the_planner_gives_steps_or_says_why_not() {
    let steps = r#"{"verdict":"steps","steps":[{"question":"Who directed Brim?","kind":"lookup","asked":false},{"question":"When was #1 born?","kind":"lookup","asked":true}],"reason":null}"#;
    let fenced = format!("Here is the plan:\n```json\n{steps}\n```\nIt has {{2}} steps.");
    for (reply, expected) in [
        (steps, &["Who directed Brim?", "When was #1 born?"][..]),
        (&fenced, &["Who directed Brim?", "When was #1 born?"]),
        (r#"{"verdict":"ambiguous","steps":[],"reason":" Which Brim? "}"#, &["ambiguous: Which Brim?"]),
        (r#"{"verdict":"contradictory","steps":[],"reason":"Tall and short."}"#, &["contradictory: Contradiction: Tall and short."]),
        (r#"{"verdict":"contradictory","steps":[],"reason":"Tall conflicts with short."}"#, &["contradictory: Tall conflicts with short."]),
    ] {
        assert_eq!(questions(planned(reply)).unwrap(), expected, "{reply}");
    }
}

#[test]
fn what_is_no_plan_is_refused() {
    let step = |question: &str, kind: &str| format!(r#"{{"question":"{question}","kind":"{kind}","asked":false}}"#);
    let plan = |steps: &[String]| format!(r#"{{"verdict":"steps","steps":[{}],"reason":null}}"#, steps.join(","));
    let many: Vec<String> = (0..13).map(|n| step(&format!("Who saw the {n}th cat?"), "lookup")).collect();
    for (reply, error) in [
        (plan(&[]), "the steps are no plan: the plan has no step"),
        (plan(&[step("Who saw #4?", "lookup")]), "the steps are no plan: sub-question 1 refers to #4, which is not in the plan"),
        (plan(&[step("Who saw #1?", "lookup")]), "the steps are no plan: sub-question 1 waits for an answer that waits for its own"),
        (
            plan(&[step("Who is older?", "compare")]),
            "the steps are no plan: sub-question 1 compares nothing: it refers to no earlier answer",
        ),
        (plan(&[step(" ", "lookup")]), "the steps are no plan: sub-question 1 is empty"),
        (plan(&many), "the steps are no plan: the question needs 13 sub-questions, and 12 are allowed"),
        (r#"{"verdict":"ambiguous","steps":[],"reason":null}"#.to_owned(), "`reason` must not be empty"),
        (
            r#"{"verdict":"ambiguous","steps":[{"question":"Who?","kind":"lookup","asked":true}],"reason":"Who?"}"#.to_owned(),
            "`steps` are there, and the verdict is not \"steps\": make it \"steps\", or leave `steps` empty",
        ),
        (
            plan(&[step("Who?", "guess")]),
            "the JSON object does not have the form asked for: unknown variant `guess`, expected `lookup` or `compare` at line 1 column 61",
        ),
        (r#"{"steps":[]}"#.to_owned(), "the JSON object does not have the form asked for: missing field `verdict` at line 1 column 12"),
        (plan(&[step("Who?", "lookup")])[..40].to_owned(), "the JSON object of the reply does not end"),
        (String::new(), "the reply holds no JSON object"),
        ("x{".repeat(1 << 19), "the reply is longer than 131072 bytes"),
    ] {
        assert_eq!(questions(planned(&reply)), Err(error.to_owned()));
    }
}

fn queries(reply: &str) -> Result<Vec<String>, String> {
    alone([reply], async |model| model.queries(&lookup("Where is Varn?"), &[]).await)
}

#[test]
fn the_retriever_gives_distinct_queries() {
    assert_eq!(queries(r#"{"queries":["Varn"," Varn town ","Varn"]}"#).unwrap(), ["Varn", "Varn town"]);
    for (reply, error) in [
        (r#"{"queries":[]}"#, "`queries` must hold 1 to 5 queries"),
        (r#"{"queries":["a","b","c","d","e","f"]}"#, "`queries` must hold 1 to 5 queries"),
        (r#"{"queries":[""]}"#, "`queries` must not be empty"),
        (
            r#"{"queries":["a"],"why":"b"}"#,
            "the JSON object does not have the form asked for: unknown field `why`, expected `queries` at line 1 column 22",
        ),
    ] {
        assert_eq!(queries(reply), Err(error.to_owned()));
    }
}

fn varn() -> [ContextItem; 2] {
    [passage("varn#0", "Varn", "Varn is a  town.\nIt lies in Norrland."), passage("osk#3", "Osk", "Osk is a river.     It is wide.")]
}

fn solved(question: &SubQuestion, reply: &str) -> Result<SubAnswer, String> {
    alone([reply], async |model| model.solve(question, &varn()).await)
}

#[test]
fn the_solver_quotes_word_for_word() {
    let reply = r#"{"answer":"Norrland","confidence":0.9,"citations":[{"passage":"p1","quote":"a town. It lies in Norrland."}]}"#;
    let answer = solved(&lookup("Where is Varn?"), reply).unwrap();
    let [citation] = &answer.citations[..] else { panic!("{answer:?}") };
    assert_eq!((answer.text.as_deref(), answer.confidence), (Some("Norrland"), 0.9));
    assert_eq!((citation.passage.as_str(), citation.title.as_str()), ("varn#0", "Varn"));
    assert_eq!(citation.quote, "a  town.\nIt lies in Norrland.");
    assert_eq!(varn()[0].text[citation.start..citation.end], citation.quote);
    let none = solved(&lookup("Who is king?"), r#"{"answer":null,"confidence":0,"citations":[]}"#).unwrap();
    assert_eq!(none, SubAnswer { text: None, confidence: 0.0, citations: Vec::new() });
}

#[test]
fn what_no_passage_says_is_refused() {
    let cited = |passage: &str, quote: &str| {
        format!(r#"{{"answer":"x","confidence":1,"citations":[{{"passage":"{passage}","quote":"{quote}"}}]}}"#)
    };
    let no_passage = "`citations[0].passage` must be the label of a passage: there are p1 to p2";
    for (reply, error) in [
        (cited("p3", "Osk"), no_passage),
        (cited("p0", "Osk"), no_passage),
        (cited("osk#3", "Osk"), no_passage),
        (cited("p18446744073709551617", "Osk"), no_passage),
        (cited("p1", "Osk is a river."), "`citations[0].quote` does not stand word for word in passage p1"),
        (cited("p2", "Osk was a river."), "`citations[0].quote` does not stand word for word in passage p2"),
        (cited("p2", "a river. It is wide."), "`citations[0].quote` does not stand word for word in passage p2"),
        (cited("p2", "a river. [...] It is wide."), "`citations[0].quote` does not stand word for word in passage p2"),
        (cited("p2", " "), "`citations[0].quote` does not stand word for word in passage p2"),
        (r#"{"answer":"x","confidence":1.1,"citations":[]}"#.to_owned(), "`confidence` must be between 0 and 1"),
        (r#"{"answer":"x","confidence":-0.1,"citations":[]}"#.to_owned(), "`confidence` must be between 0 and 1"),
        (
            r#"{"answer":"x","confidence":1,"citations":[]}"#.to_owned(),
            "an answer to a lookup needs a citation; where no passage says it, `answer` must be null",
        ),
        (r#"{"answer":"","confidence":1,"citations":[]}"#.to_owned(), "`answer` must not be empty"),
        (cited("p1", "Varn").replace(r#""x""#, "null"), "`citations` must be empty where `answer` is null"),
        (cited("p1", "Varn").replace(r#""x""#, &format!(r#""{}""#, "é".repeat(1001))), "`answer` is longer than 1000 characters"),
    ] {
        assert_eq!(solved(&lookup("Where is Varn?"), &reply), Err(error.to_owned()), "{reply}");
    }
}

#[test]
fn a_comparison_stands_where_its_answers_stand() {
    let premises = vec![answered(1, "When was Ann born?", "1950"), answered(2, "When was Bob born?", "1960")];
    let question = SubQuestion { kind: StepKind::Compare, premises: premises.clone(), ..lookup("Who is older, Ann or Bob?") };
    let answer = solved(&question, r#"{"answer":"Ann","confidence":1,"citations":[]}"#).unwrap();
    let expected: Vec<_> = premises.into_iter().flat_map(|premise: Answered| premise.answer.citations).collect();
    assert_eq!((answer.text.as_deref(), answer.citations), (Some("Ann"), expected));
}

fn critiqued(reply: &str) -> Result<Critique, String> {
    alone([reply], async |model| model.critique(&lookup("Where is Varn?"), &SubAnswer::default(), &varn()).await)
}

#[test]
fn the_critic_raises_a_flag_with_a_reason() {
    for (name, flag) in [
        ("null", None),
        ("\"UNANSWERABLE\"", Some(Flag::Unanswerable)),
        ("\"CONTRADICTION\"", Some(Flag::Contradiction)),
        ("\"LOW_SUPPORT\"", Some(Flag::LowSupport)),
    ] {
        let reply = format!(r#"{{"flag":{name},"reason":"So it is.","support":0.25}}"#);
        let reason = if flag == Some(Flag::Contradiction) { "Contradiction: So it is." } else { "So it is." };
        assert_eq!(critiqued(&reply), Ok(Critique { flag, reason: reason.to_owned(), support: 0.25 }));
    }
    for (reply, error) in [
        (r#"{"flag":null,"reason":"","support":1}"#, "`reason` must not be empty"),
        (r#"{"flag":null,"reason":"x","support":7}"#, "`support` must be between 0 and 1"),
        (
            r#"{"flag":"WRONG","reason":"x","support":1}"#,
            "the JSON object does not have the form asked for: unknown variant `WRONG`, expected one of `UNANSWERABLE`, `CONTRADICTION`, `LOW_SUPPORT` at line 1 column 15",
        ),
    ] {
        assert_eq!(critiqued(reply), Err(error.to_owned()));
    }
}

fn chain() -> [Answered; 2] {
    let mut last = answered(2, "What is the capital of Norrland?", "Osk");
    last.asked = true;
    [answered(1, "Where is Varn?", "Norrland"), last]
}

fn rewritten(reply: &str) -> Result<FinalAnswer, String> {
    let reading = Reading { question: "What is the capital of where Varn is?", answered: &chain(), context: &varn() };
    alone([reply], async |model| model.rewrite(reading).await)
}

#[test]
fn the_rewriter_keeps_the_answers_and_their_sources() {
    let answer = rewritten(r#"{"answer":"Osk","explanation":"Varn lies in Norrland, whose capital is Osk."}"#).unwrap();
    assert_eq!((answer.text.as_str(), answer.citations.len()), ("Osk", 2));
    assert!(rewritten(r#"{"answer":"It is  OSK.","explanation":"So."}"#).is_ok());
    for (reply, error) in [
        (r#"{"answer":"Norrland","explanation":"So."}"#, "`answer` must hold the answers asked for in their own words"),
        (r#"{"answer":"","explanation":"So."}"#, "`answer` must not be empty"),
        (r#"{"answer":"Osk","explanation":""}"#, "`explanation` must not be empty"),
    ] {
        assert_eq!(rewritten(reply), Err(error.to_owned()));
    }
}

fn verified(reply: &str) -> Result<Verification, String> {
    let reading = Reading { question: "What is the capital of where Varn is?", answered: &chain(), context: &varn() };
    alone([reply], async |model| model.verify(reading, &FinalAnswer::default()).await)
}

#[test]
fn the_verifier_passes_or_names_issues() {
    let issues = vec!["Osk is a river.".to_owned()];
    assert_eq!(verified(r#"{"passed":true,"issues":[]}"#), Ok(Verification { passed: true, issues: Vec::new() }));
    assert_eq!(verified(r#"{"passed":false,"issues":["Osk is a river."]}"#), Ok(Verification { passed: false, issues }));
    for reply in [r#"{"passed":true,"issues":["x"]}"#, r#"{"passed":false,"issues":[]}"#] {
        assert_eq!(verified(reply), Err("`passed` must be true where `issues` is empty, and false where it is not".to_owned()));
    }
}

/// The example at the end of each prompt, as a reply to what it is an example of.
#[test]
fn the_example_of_every_prompt_is_a_good_reply() {
    for role in Role::ALL {
        let prompt = Prompt::built_in(role);
        let example = prompt.instructions().lines().last().unwrap();
        let read = match role {
            Role::Planner => planned(example).map(drop),
            Role::Retriever => queries(example).map(drop),
            Role::Solver => solved(&lookup("Where is Varn?"), example).map(drop),
            Role::Critic => critiqued(example).map(drop),
            Role::Verifier => verified(example).map(drop),
            Role::Rewriter => rewritten(example).map(drop),
        };
        assert_eq!(read, Ok(()), "{}", role.as_str());
    }
}

#[test]
fn an_error_has_no_words_of_the_model() {
    let chat = Scripted::saying([r#"{"SECRET":1}"#; 2]);
    let model = prompted(&chat, OnFailure::Fail);
    let error = at_once(model.plan("Who?")).unwrap_err();
    assert!(!error.to_string().contains("SECRET"), "{error}");
    assert_eq!(error.code(), "model_reply_invalid");
}
