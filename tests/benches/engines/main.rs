//! What the pure engines cost: `cargo bench -p genesis-tests --bench engines`. Nothing here asserts a time.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on panics")]

mod offered;

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use futures::FutureExt;
use genesis_access::{ApiKey, Factor, KeySecrets, Keyring, Known, MfaCode, Pepper, RecoveryCode, SealingKey, SessionToken, TotpSecret};
use genesis_core::{Ids, TenantId, Timestamp, UserId};
use genesis_lag::{Draft, LoadSettings, Plan, Rules, cognitive_load};
use genesis_models::{Extractive, Model, Planned};
use genesis_rcr::{Candidate, Request, Role, route};

use self::offered::{articles, exact, notes, passages};

const QUESTION: &str = "What is the population of the capital city of the country where the 2024 Summer Olympics were held?";
const ASKED: &str = "Which river flows through the capital of Poland?";

/// How many candidates are routed: ten times more each time, so that the growth shows.
const CANDIDATES: [usize; 4] = [10, 100, 1_000, 10_000];

fn tokens(criterion: &mut Criterion) {
    let library = articles().concat();
    let mut group = criterion.benchmark_group("tokens");
    genesis_tokens::count("the table is built by the first count");
    group.throughput(Throughput::Bytes(library.len() as u64));
    group.bench_function("count the library", |bencher| bencher.iter(|| genesis_tokens::count(black_box(&library))));
    group.finish();
}

fn guard(criterion: &mut Criterion) {
    let library = articles().concat();
    let mut group = criterion.benchmark_group("guard");
    group.throughput(Throughput::Bytes(library.len() as u64));
    group.bench_function("personal data", |bencher| bencher.iter(|| genesis_guard::scan(black_box(&library))));
    group.bench_function("orders to a model", |bencher| bencher.iter(|| genesis_guard::prompt_injection(black_box(&library))));
    group.bench_function("sql", |bencher| bencher.iter(|| genesis_guard::sql_injection(black_box(&library))));
    group.finish();
}

/// What every request waits for before anything else is done, beside the read of the credential's record.
fn credentials(criterion: &mut Criterion) {
    let (ids, pepper, now) = (Ids::seeded(1), Pepper::new("pepper"), Timestamp(1_700_000_000_000));
    let mut group = criterion.benchmark_group("credentials");
    let key = ApiKey::random(&ids);
    let (text, secrets) = (key.reveal(), KeySecrets::of(&key, &pepper));
    let verify = |text: &str, secrets: &KeySecrets| text.parse::<ApiKey>().is_ok_and(|key| secrets.are_proven_by(&key, &pepper, now));
    group.bench_function("an API key that holds", |bencher| bencher.iter(|| verify(black_box(&text), &secrets)));
    let unknown = KeySecrets::unknown();
    group.bench_function("an API key of which nothing is known", |bencher| bencher.iter(|| verify(black_box(&text), &unknown)));
    let token = SessionToken::random(&ids).reveal();
    let find = |token: &str| token.parse::<SessionToken>().map(|token| token.hash(&pepper));
    group.bench_function("where a session lies", |bencher| bencher.iter(|| find(black_box(&token))));
    let (app, sealing) = (TotpSecret::random(&ids), SealingKey::of("key"));
    let known = Known { tenant: TenantId::NOBODY, user: UserId::new(ids.next()), sealing: &sealing, pepper: &pepper };
    let codes = RecoveryCode::set(&ids);
    let factor = Factor::new(&app, [0; 12], &known).with_recovery_codes(&codes, &known);
    let keyring = Keyring { factor: Some(factor), ..Keyring::default() };
    for (name, code) in [("a code of an app", MfaCode::Totp(app.code_at(now))), ("a recovery code", MfaCode::Recovery(codes[7].clone()))] {
        group.bench_function(name, |bencher| bencher.iter(|| keyring.prove(black_box(&code), &known, now)));
    }
    group.finish();
}

fn load(criterion: &mut Criterion) {
    criterion.bench_function("load of a question of three hops", |bencher| {
        bencher.iter(|| cognitive_load(black_box(QUESTION), 1, &LoadSettings::default(), 0))
    });
}

fn planned() -> Draft {
    match Extractive.plan(QUESTION).now_or_never().expect("the model that comes along does not wait") {
        Ok(Planned::Steps(draft)) => draft,
        other => panic!("{other:?} is no plan"),
    }
}

fn planning(criterion: &mut Criterion) {
    criterion.bench_function("draft of a plan", |bencher| bencher.iter(planned));
    let draft = planned();
    let check = |draft| Plan::check(black_box(QUESTION), draft, Rules::default()).unwrap();
    criterion.bench_function("check of a plan", |bencher| bencher.iter_batched(|| draft.clone(), check, BatchSize::SmallInput));
}

fn routing(criterion: &mut Criterion) {
    let all = passages(*CANDIDATES.last().expect("several numbers"));
    let mut group = criterion.benchmark_group("route passages of 100 tokens");
    for count in CANDIDATES {
        group.throughput(Throughput::Elements(count as u64));
        let offered: &[Candidate] = &all[..count];
        group.bench_with_input(BenchmarkId::from_parameter(count), offered, |bencher, offered| {
            bencher.iter(|| route(&Request::new(Role::Solver, black_box(ASKED), offered)));
        });
    }
    group.finish();
}

/// The router's choice beside every choice there is. How much importance the first attains is a property test of the router.
fn selection(criterion: &mut Criterion) {
    let notes = notes(16);
    let mut group = criterion.benchmark_group("select from 16 notes");
    group.bench_function("greedily", |bencher| bencher.iter(|| route(&Request::new(Role::Solver, black_box(ASKED), &notes))));
    let worth: Vec<(u32, u64)> = notes.iter().zip(1..).map(|(note, importance)| (note.tokens, importance)).collect();
    let budget = Role::Solver.budget();
    group.bench_function("by trying every choice", |bencher| bencher.iter(|| exact(black_box(&worth), budget)));
    group.finish();
}

criterion_group!(engines, tokens, guard, credentials, load, planning, routing, selection);
criterion_main!(engines);
