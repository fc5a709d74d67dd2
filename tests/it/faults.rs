//! Ten runs at a time while calls are refused, answers are lost, and messages come twice, late or not at all.

use std::thread;

use genesis_local::simulate::play;

#[test]
fn whatever_goes_wrong_every_run_ends_once_with_what_it_is_to_leave() {
    let verdicts = play(0..200, thread::available_parallelism().map_or(1, usize::from), |_| {});
    let wrong: Vec<String> = verdicts.iter().filter(|verdict| !verdict.wrong.is_empty()).map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let [answered, failed] =
        [verdicts.iter().map(|verdict| verdict.answered).sum::<usize>(), verdicts.iter().map(|verdict| verdict.failed).sum()];
    assert!(answered > 1_200 && failed < 100, "of 2,000 runs {answered} were answered, {failed} failed");
    let tried_again = verdicts.iter().filter(|verdict| verdict.log.contains("tried again")).count();
    assert!(tried_again > 30, "too little went wrong: turns were tried again under {tried_again} seeds only");
}
