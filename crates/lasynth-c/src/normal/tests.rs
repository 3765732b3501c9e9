use super::normalise;
use crate::exec::Executable;
use crate::generate::random_program;
use crate::parser::parse;
use crate::printer::print;
use crate::probes::random_input;
use expect_test::{Expect, expect};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The statements of a program, without the frame that all have.
fn body(text: &str) -> String {
    let lines = text.lines().skip(2).filter(|l| !l.contains("return a;"));
    let mut out: Vec<&str> = lines.map(|l| l.strip_prefix("    ").unwrap_or(l)).collect();
    out.pop();
    out.iter().map(|l| format!("{l}\n")).collect()
}

fn check(statements: &str, expected: Expect) {
    let text = format!("int * func_1(int a[]) {{ {statements} return a; }}");
    let program = parse(&text).expect("the table holds programs");
    expected.assert_eq(&body(&print(&normalise(&program))));
}

#[test]
fn assignments_are_ordered_and_shortened() {
    check(
        "int l_0 = 3; l_0 = l_0 + 1; a[2] = a[l_0] + (-1); a[0] = a[0] + 1; a[1] = a[1];",
        expect![[r#"
            a[0]++;
            a[2] = a[4] - 1;
        "#]],
    );
}

/// The runs of a program and of its normal form on fresh inputs, and what must hold of the form.
#[test]
fn random_programs_keep_their_behaviour() {
    let mut inputs = ChaCha8Rng::seed_from_u64(1);
    for seed in 0..300 {
        let program = random_program(&mut ChaCha8Rng::seed_from_u64(seed));
        let normal = normalise(&program);
        assert!(normal.length() <= program.length(), "{}", print(&program));
        assert_eq!(parse(&print(&normal)).as_ref(), Ok(&normal));
        let (a, b) = (Executable::new(&program), Executable::new(&normal));
        for _ in 0..200 {
            let input = random_input(&mut inputs);
            let (mut x, mut y) = (input, input);
            let outcomes = (
                a.run(&mut x).map_err(|f| f.kind),
                b.run(&mut y).map_err(|f| f.kind),
            );
            assert_eq!(outcomes.0, outcomes.1, "{input:?}\n{}", print(&program));
            assert!(
                outcomes.0.is_err() || x == y,
                "{input:?}\n{}",
                print(&program)
            );
        }
    }
}
