//! The batch executor against the scalar one, on random programs and on all inputs: every value and
//! every kind of fault must be the same, in every lane and at every step limit.

use super::{Batch, Inputs, Level, Outcomes};
use crate::exec::Executable;
use crate::generate::random_program;
use crate::parser::parse;
use crate::printer::print;
use crate::syntax::{Program, STEP_LIMIT};
use crate::wide::random_wide_program;
use lasynth_core::FaultKind;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn program(statements: &str) -> Program {
    let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
    parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"))
}

/// Every outcome is the scalar executor's.
fn check(batch: &mut Batch, program: &Program, inputs: &Inputs, limit: u32) {
    let mut outcomes = Outcomes::new();
    batch.run(program, inputs, &mut outcomes);
    let executable = Executable::new(program);
    let mut valid = 0;
    for lane in 0..inputs.count() {
        let input = inputs.list(lane);
        let (mut expected, mut found) = (input.clone(), input.clone());
        let scalar = executable
            .run_with_limit(&mut expected, limit)
            .map(|_| expected)
            .map_err(|fault| fault.kind);
        let batch = outcomes.get(lane, &mut found).map(|()| found);
        valid += usize::from(scalar.is_ok());
        assert_eq!(batch, scalar, "{}{input:?}, limit {limit}", print(program));
    }
    assert_eq!(outcomes.valid(), valid);
    assert_eq!(outcomes.count(), inputs.count());
}

/// The vectors of 64 bytes that a program takes on one group of 64 inputs that fit into eight bits.
fn vectors(statements: &str) -> u64 {
    let mut batch = Batch::new();
    let inputs = Inputs::new(&[[1, 2, 3], [0, 4, -4]]);
    batch.run(&program(statements), &inputs, &mut Outcomes::new());
    batch.vectors()
}

#[test]
fn values_and_comparisons_are_counted() {
    let counts = [
        "",
        "a[0] = a[1];",
        "a[0] = a[1] + a[2];",
        "if (a[0] > a[1]) { }",
        "if (a[0] < a[1] && a[2] == 3) { }",
        // The index is compared with 0, with the last position, and to pick with all but the first.
        "int l_0 = a[0] - a[0]; a[1] = a[l_0];",
        "for (int p_0 = 0; p_0 < 2; p_0++) { a[p_0]++; }",
    ]
    .map(vectors);
    assert_eq!(counts, [0, 0, 1, 1, 2, 6, 2]);
}

fn random_inputs(rng: &mut ChaCha8Rng) -> Inputs {
    let length = match rng.random_range(0..4) {
        0 => rng.random_range(1..=10),
        _ => 5,
    };
    let count = [1, 10, 63, 64, 65, 130][rng.random_range(0..6)];
    let reach = [4, 4, 4, 100, i32::MAX / 2][rng.random_range(0..5)];
    let value = |rng: &mut ChaCha8Rng| match rng.random_range(0..40) {
        0 if reach > 4 => i32::MAX - rng.random_range(0..3),
        1 if reach > 4 => i32::MIN + rng.random_range(0..3),
        _ => rng.random_range(-reach..=reach),
    };
    let lists: Vec<Vec<i32>> = (0..count)
        .map(|_| (0..length).map(|_| value(rng)).collect())
        .collect();
    Inputs::new(&lists)
}

/// On 100,000 random programs of both generators, with inputs of every length and size.
#[test]
fn agrees_with_the_scalar_executor() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let levels = Level::available();
    let mut batches: Vec<Batch> = (levels.iter())
        .map(|level| Batch::with(*level, STEP_LIMIT))
        .collect();
    for round in 0..100_000 {
        let program = match round % 2 {
            0 => random_program(&mut rng),
            _ => random_wide_program(&mut rng),
        };
        let inputs = random_inputs(&mut rng);
        let level = round / 2 % levels.len();
        if round % 16 < 2 {
            let limit = rng.random_range(0..60);
            check(
                &mut Batch::with(levels[level], limit),
                &program,
                &inputs,
                limit,
            );
        } else {
            check(&mut batches[level], &program, &inputs, STEP_LIMIT);
        }
    }
}

/// Whole blocks, and a last one that is not full.
#[test]
fn agrees_on_all_inputs() {
    let mut rng = ChaCha8Rng::seed_from_u64(12);
    for level in Level::available() {
        let mut batch = Batch::with(*level, STEP_LIMIT);
        for _ in 0..20 {
            let program = random_program(&mut rng);
            check(&mut batch, &program, Inputs::all(), STEP_LIMIT);
        }
        for _ in 0..3 {
            let program = random_wide_program(&mut rng);
            check(&mut batch, &program, Inputs::all(), STEP_LIMIT);
        }
    }
}

/// Lanes that part, meet again, leave loops at different times, and count differently.
#[test]
fn lanes_go_their_own_ways() {
    for statements in [
        "int l_0 = a[0]; for (int p_0 = 0; p_0 < l_0; p_0++) { a[1]++; if (a[2] > p_0) continue; a[2]++; if (a[3] == p_0) break; a[4]--; }",
        "int p_0 = 0; for (p_0 = 0; p_0 < 5; p_0++) { if (a[p_0] == 2) break; } a[0] = p_0;",
        "int p_0 = 0; for (p_0 = 0; p_0 < 5; p_0++) { if (a[p_0] == 2) continue; int l_0 = a[p_0]; l_0++; a[p_0] = l_0; } a[0] += p_0;",
        "int l_0 = a[0]; if (a[1] > 0 && a[l_0] < 2 || a[l_0 - 1] == 0) { a[l_0] = 4; } else if (a[2]) { l_0 = 1; } a[3] = l_0;",
        "for (int p_0 = 0; p_0 < 3; p_0++) { for (int p_1 = 0; p_1 < 3; p_1++) { if (a[p_1] > a[p_0]) break; if (a[p_1] < 0) continue; a[p_0]++; } }",
        "int l_0 = 0; for (int p_0 = 0; p_0 != 1; p_0 += l_0) { if (a[0] > 2) { l_0 = 1; } else { a[0]++; } }",
        "int l_0 = a[0]; for (int p_0 = 0; p_0 < 1; p_0 += 0) { l_0--; if (l_0 + l_0 + 4 < l_0) break; }",
        "for (int p_0 = 0; p_0 < 5; p_0++) { a[0] += a[0]; a[0] += a[0]; a[0] += a[0]; a[0] += a[0]; a[0] += a[0]; a[0] += a[0]; a[1]++; }",
        "int l_0 = a[0]; a[l_0] = 1; a[l_0 + 1] = 2;",
    ] {
        let program = program(statements);
        for level in Level::available() {
            for limit in [STEP_LIMIT, 40, 7, 0] {
                let mut batch = Batch::with(*level, limit);
                check(&mut batch, &program, Inputs::all(), limit);
            }
        }
    }
}

/// Blocks of two programs are compared lane by lane, whatever mode each ended in.
#[test]
fn differences_are_found() {
    let inputs = Inputs::all();
    let cases = [
        ("a[0]++;", "a[0] += 1;", None),
        // Eight bits against 32.
        (
            "a[0]++;",
            "for (int p_0 = 0; p_0 < 4; p_0++) { a[1] += a[1]; a[1] += a[1]; } int l_0 = a[2]; a[0]++;",
            Some(0),
        ),
        // A fault against a list, and another fault.
        ("int l_0 = a[4]; a[l_0] = a[l_0];", "", Some(0)),
        (
            "int l_0 = a[4]; a[l_0]++; a[l_0]--;",
            "int l_0 = a[4]; a[l_0] = a[l_0];",
            None,
        ),
        (
            "int l_0 = 4; a[l_0 + 1] = 0;",
            "for (int p_0 = 0; p_0 < 1; p_0 += 0) { }",
            Some(0),
        ),
        // The same everywhere but in one list.
        (
            "if (a[0] == 3 && a[1] == -2 && a[4] == 1) { a[2] = a[2] + 4 + 3; }",
            "",
            Some(7 * 6561 + 2 * 729 + 5),
        ),
    ];
    for (a, b, expected) in cases {
        let (a, b) = (program(a), program(b));
        for (a, b) in [(&a, &b), (&b, &a)] {
            let (mut first, mut second) = (Batch::new(), Batch::new());
            let found = (0..inputs.blocks()).find_map(|block| {
                let a = first.block(a, inputs, block);
                a.first_difference(&second.block(b, inputs, block))
            });
            assert_eq!(found, expected);
        }
    }
}

#[test]
fn inputs_are_what_was_given() {
    let all = Inputs::all();
    assert_eq!((all.count(), all.positions()), (59_049, 5));
    assert_eq!(all.list(0), [-4; 5]);
    assert_eq!(all.list(1), [-4, -4, -4, -4, -3]);
    assert_eq!(all.list(59_048), [4; 5]);
    let lists = [[1, 2], [300, -4], [i32::MIN, i32::MAX]];
    let inputs = Inputs::new(&lists);
    for (lane, list) in lists.iter().enumerate() {
        assert_eq!(inputs.list(lane), list);
    }
}

#[test]
fn every_kind_of_fault_occurs_in_one_batch() {
    let program = program(
        "int l_0 = a[0]; if (l_0 > 4) { a[1] += a[1]; } else if (l_0 < 0) { a[l_0] = 1; } \
         for (int p_0 = 0; p_0 < l_0; p_0 += 0) { }",
    );
    let lists = [[0, 1], [5, i32::MAX], [-1, 1], [2, 2]];
    let mut outcomes = Outcomes::new();
    Batch::new().run(&program, &Inputs::new(&lists), &mut outcomes);
    let mut list = [0; 2];
    let kinds: Vec<_> = (0..4).map(|lane| outcomes.get(lane, &mut list)).collect();
    assert_eq!(
        kinds,
        [
            Ok(()),
            Err(FaultKind::Overflow),
            Err(FaultKind::OutOfBounds),
            Err(FaultKind::StepLimit)
        ]
    );
}
