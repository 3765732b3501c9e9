//! Tables of tests against the batch executor, on all 59,049 inputs.

use lasynth_c::batch::{Batch, Inputs, Outcomes};
use lasynth_c::behaviour::{N, RegionTable, execute};
use lasynth_c::generate::random_program;
use lasynth_c::printer::print;
use lasynth_c_search::decision_table::holds;
use lasynth_c_search::skeleton::{Skeleton, permutations};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Random programs that are compared.
fn count() -> u64 {
    match std::env::var("CI").is_ok_and(|ci| ci == "true") {
        true => 10_000,
        false => 1_000,
    }
}

fn table(seed: u64) -> Option<(lasynth_c::syntax::Program, RegionTable)> {
    let program = random_program(&mut ChaCha8Rng::seed_from_u64(seed));
    let table = RegionTable::of(&execute(&program).ok()?, 64)?;
    Some((program, table))
}

/// The table of a program gives the outcome of every input, kinds of faults included.
#[test]
fn tables_do_what_programs_do() {
    let inputs = Inputs::all();
    let compared = (0..count()).into_par_iter().filter(|&seed| {
        let Some((program, table)) = table(seed) else {
            return false;
        };
        let mut outcomes = Outcomes::new();
        Batch::new().run(&program, inputs, &mut outcomes);
        let mut input = [0; N];
        for lane in 0..inputs.count() {
            input.copy_from_slice(&inputs.list(lane));
            let tests = table.tests.iter().enumerate();
            let answers = tests.fold(0, |a, (t, test)| a | u32::from(holds(test, &input)) << t);
            let cell = table.cells.iter().find(|cell| cell.answers == answers);
            let expected = cell.expect("every input is in a cell").result;
            let expected = expected.map(|forms| forms.map(|form| form.at(&input)));
            let mut list = [0; N];
            let found = outcomes.get(lane, &mut list).map(|()| list);
            assert_eq!(found, expected, "{input:?}\n{}", print(&program));
        }
        true
    });
    let compared = compared.count() as u64;
    assert!(
        compared * 100 > count() * 98,
        "{compared} programs have a table"
    );
}

/// All renamings of a skeleton have one canonical form, which is one of them.
#[test]
fn renamed_skeletons_are_one() {
    let mut with_tests = 0;
    for seed in 0..300 {
        let Some((skeleton, _)) = table(seed).and_then(|(_, table)| Skeleton::of(&table)) else {
            continue;
        };
        let canonical = skeleton.canonical();
        let all: Vec<Skeleton> = permutations()
            .iter()
            .map(|names| skeleton.renamed(names))
            .collect();
        assert!(all.contains(&canonical));
        for renamed in all.iter().step_by(7) {
            assert_eq!(renamed.canonical(), canonical, "{renamed:?}");
        }
        with_tests += u32::from(!skeleton.tests().is_empty());
    }
    assert!(with_tests > 40, "{with_tests} skeletons have tests");
}
