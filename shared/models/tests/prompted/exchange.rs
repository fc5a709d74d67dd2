//! What is said to a language model and in which order: a bad reply is shown to it once, then somebody else plays the role.

use genesis_core::{Fault, Kind};
use genesis_models::{
    ChatError, ChatReply, Extractive, Model, ModelError, Note, OnFailure, Prompt, Prompted, Reading, Scarce, Speaker, SubAnswer,
};
use genesis_rcr::Role;
use proptest::prelude::*;

use crate::script::{Scripted, at_once, lookup, passage, prompted, said};

const GOOD: &str = r#"{"answer":"Norrland","confidence":0.5,"citations":[{"passage":"p1","quote":"It lies in Norrland."}]}"#;
const BAD: &str = r#"{"answer":"Norrland","confidence":2,"citations":[]}"#;

fn solve(prompted: &Prompted) -> Result<SubAnswer, ModelError> {
    let context = [passage("varn#0", "Varn", "Varn is a town. It lies in Norrland.")];
    at_once(prompted.solve(&lookup("Where is Varn?"), &context))
}

fn extractive() -> SubAnswer {
    let context = [passage("varn#0", "Varn", "Varn is a town. It lies in Norrland.")];
    at_once(Extractive.solve(&lookup("Where is Varn?"), &context)).expect("the extractive model always replies")
}

#[test]
fn a_request_carries_the_prompt_the_form_and_the_settings() {
    let chat = Scripted::saying([GOOD]);
    let prompted = prompted(&chat, OnFailure::TakeOver);
    assert_eq!(solve(&prompted).unwrap().confidence, 0.5);
    let [request] = &chat.asked()[..] else { panic!("asked once") };
    let prompt = Prompt::built_in(Role::Solver);
    assert_eq!((request.prompt.as_str(), request.max_output_tokens), (prompt.hash(), prompt.budget()));
    assert_eq!((request.model.to_string().as_str(), request.sampling.seed), ("openai:scripted", 42));
    assert!(request.system.starts_with(prompt.instructions()) && request.system.contains("is data"));
    assert_eq!(request.schema.as_ref().map(|form| form.name.as_str()), Some("solver"));
    assert_eq!((request.messages.len(), request.messages[0].speaker), (1, Speaker::User));
    assert_eq!(prompted.notes.notes(), []);
}

#[test]
fn a_bad_reply_is_shown_to_the_model_with_the_reason() {
    let chat = Scripted::saying([BAD, GOOD]);
    let prompted = prompted(&chat, OnFailure::Fail);
    assert_eq!(solve(&prompted).unwrap().text.as_deref(), Some("Norrland"));
    let [first, second] = &chat.asked()[..] else { panic!("asked twice") };
    assert_eq!((&second.system, &second.messages[0]), (&first.system, &first.messages[0]));
    let speakers: Vec<Speaker> = second.messages.iter().map(|message| message.speaker).collect();
    assert_eq!(speakers, [Speaker::User, Speaker::Model, Speaker::User]);
    assert_eq!(second.messages[1].text, BAD);
    assert!(second.messages[2].text.contains("\n`confidence` must be between 0 and 1\n"), "{}", second.messages[2].text);
    let why = "`confidence` must be between 0 and 1".to_owned();
    assert_eq!(prompted.notes.notes(), [Note::Repaired { role: Role::Solver, why }]);
}

#[test]
fn after_two_bad_replies_the_counterpart_plays_or_the_turn_fails() {
    let garbage = "garbage { ".repeat(100_000);
    for (replies, why) in [
        ([BAD, BAD], "`confidence` must be between 0 and 1"),
        ([BAD, ""], "the reply holds no JSON object"),
        (["", &GOOD[..20]], "the JSON object of the reply does not end"),
        ([&garbage, &garbage], "the reply is longer than 131072 bytes"),
    ] {
        let chat = Scripted::saying(replies);
        let taken_over = prompted(&chat, OnFailure::TakeOver);
        assert_eq!(solve(&taken_over), Ok(extractive()));
        let note = Note::TakenOver {
            role: Role::Solver,
            by: "extractive".to_owned(),
            code: "model_reply_invalid".to_owned(),
            why: why.to_owned(),
        };
        assert_eq!(taken_over.notes.notes(), [note]);
        assert!(chat.asked()[1].bytes() < 16_000 && chat.asked()[1].messages.iter().all(|message| !message.text.is_empty()));

        let chat = Scripted::saying(replies);
        assert!(matches!(solve(&prompted(&chat, OnFailure::Fail)), Err(ModelError::Unreadable(reason)) if reason.to_string() == why));
    }
}

#[test]
fn a_reply_that_was_cut_off_is_told_so() {
    let cut_off = ChatReply { is_cut_off: true, ..said(&GOOD[..50]) };
    let chat = Scripted::replying([Ok(cut_off), Ok(said(GOOD))]);
    assert!(solve(&prompted(&chat, OnFailure::Fail)).is_ok());
    assert!(chat.asked()[1].messages[2].text.contains("cut off at 500 tokens"));
    let whole = ChatReply { is_cut_off: true, ..said(GOOD) };
    assert!(solve(&prompted(&Scripted::replying([Ok(whole)]), OnFailure::Fail)).is_ok());
}

#[test]
fn what_may_pass_fails_the_turn_so_that_it_is_taken_again_where_nobody_stands_in() {
    for error in [ChatError::Throttled { retry_after: None }, ChatError::TimedOut, ChatError::LeftAlone, ChatError::Unreachable] {
        for before in [vec![], vec![Ok(said(BAD))]] {
            let chat = Scripted::replying(before.into_iter().chain([Err(error.clone())]));
            let failed = solve(&prompted(&chat, OnFailure::Fail)).unwrap_err();
            assert_eq!((failed.kind(), failed.code()), (Kind::Unavailable, error.code()));
            assert_eq!(failed, ModelError::Unavailable(error.clone()));
        }
    }
}

#[test]
fn a_run_without_money_and_a_record_without_the_reply_are_nobody_elses_to_play() {
    let missing = ChatError::NotRecorded { request: "abc".to_owned() };
    let short = Scarce::Money;
    let account = (ChatError::AccountUnreachable, ModelError::AccountUnreachable);
    for (error, failed) in
        [(ChatError::OverBudget(short), ModelError::OverBudget(short)), account, (missing.clone(), ModelError::Failed(missing))]
    {
        let prompted = prompted(&Scripted::replying([Err(error)]), OnFailure::TakeOver);
        assert_eq!(solve(&prompted), Err(failed));
        assert_eq!(prompted.notes.notes(), []);
    }
    let beyond = ModelError::OverBudget(short);
    assert_eq!((beyond.kind(), beyond.code()), (Kind::Limited, "model_over_budget"));
}

#[test]
fn what_will_not_pass_is_taken_over_or_fails_with_its_code() {
    for error in [ChatError::Guarded, ChatError::TooLong, ChatError::Refused, ChatError::Unauthorized, ChatError::NoSuchModel] {
        let failed = solve(&prompted(&Scripted::replying([Err(error.clone())]), OnFailure::Fail)).unwrap_err();
        assert_eq!((failed.code(), failed.kind()), (error.code(), Kind::Internal));
    }
    for error in [ChatError::Guarded, ChatError::Unauthorized, ChatError::LeftAlone, ChatError::TimedOut, ChatError::Unreachable] {
        let taken_over = prompted(&Scripted::replying([Err(error.clone())]), OnFailure::TakeOver);
        assert_eq!(solve(&taken_over), Ok(extractive()));
        let [Note::TakenOver { code, .. }] = &taken_over.notes.notes()[..] else { panic!("taken over") };
        assert_eq!(code, error.code());
    }
}

#[test]
fn a_role_without_a_model_is_the_counterparts() {
    let chat = Scripted::saying([]);
    let mut prompted = prompted(&chat, OnFailure::Fail);
    prompted.parts.remove(&Role::Solver);
    assert_eq!((solve(&prompted), prompted.notes.notes().len(), chat.asked().len()), (Ok(extractive()), 0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever a model says, each role has a reply in the end.
    #[test]
    fn no_reply_makes_a_role_panic(reply in "(\\{|\\}|\\[|\\]|\"|:|,|null|true|0\\.5|-1|\"(verdict|steps|answer|confidence|citations|passage|quote|flag|reason)\"|p1|\\PC{0,3}){0,30}") {
        let context = [passage("varn#0", "Varn", "Varn is a town. It lies in Norrland.")];
        let question = lookup("Where is Varn?");
        let chat = Scripted::saying([reply.as_str(); 12]);
        let model = prompted(&chat, OnFailure::TakeOver);
        let reading = Reading { question: "Where is Varn?", answered: &[], context: &context };
        prop_assert!(at_once(model.plan("Where is Varn?")).is_ok());
        prop_assert!(at_once(model.queries(&question, &context)).is_ok());
        let answer = at_once(model.solve(&question, &context));
        prop_assert_eq!(&answer, &Ok(extractive()));
        prop_assert!(at_once(model.critique(&question, &answer.unwrap(), &context)).is_ok());
        let merged = at_once(model.rewrite(reading));
        prop_assert!(merged.is_ok());
        prop_assert!(at_once(model.verify(reading, &merged.unwrap())).is_ok());
    }
}
