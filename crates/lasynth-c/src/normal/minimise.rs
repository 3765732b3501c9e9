//! The shortest program that the rules find, the same on every input.

use super::normalise;
use super::statement::rules::{NORMAL, SHORTENING, sweep};
use super::statement::well_formed;
use crate::batch::Batch;
use crate::equivalence::Reference;
use crate::syntax::Program;

/// A program with at most as many tokens that does the same on all lists of five values from -4 to 4,
/// and that no rule makes shorter.
///
/// It starts from the normal form where that is shorter, and tries the rules of the statement form
/// and more. Where the normal form looks at some inputs only, every step is checked on all of them.
/// A program that no input makes valid is returned as it is.
pub fn minimise(program: &Program) -> Program {
    Minimiser::new().minimise(program)
}

/// [`minimise`] for many programs: it keeps the memory that running them takes.
#[derive(Default)]
pub struct Minimiser {
    batch: Batch,
}

impl Minimiser {
    /// With the fastest instructions of this machine.
    pub fn new() -> Minimiser {
        Minimiser::default()
    }

    /// See [`minimise`].
    pub fn minimise(&mut self, program: &Program) -> Program {
        let reference = Reference::of(program, &mut self.batch);
        let mut best = program.clone();
        if !reference.is_ever_valid() {
            return best;
        }
        loop {
            let start = best.length();
            let normal = normalise(&best);
            if normal.length() < best.length() && self.is_same(&reference, &normal) {
                best = normal;
            }
            best = reduce(&best, &mut |program| self.is_same(&reference, program));
            if best.length() == start {
                return best;
            }
        }
    }

    fn is_same(&mut self, reference: &Reference, program: &Program) -> bool {
        reference.difference(program, &mut self.batch).is_none()
    }
}

/// The shortest program that the rules lead to while `keep` holds of every step; it need not do the
/// same as the given one. With a `keep` that looks for a mistake this gives a small example of it.
pub fn reduce(program: &Program, keep: &mut dyn FnMut(&Program) -> bool) -> Program {
    let mut best = program.clone();
    loop {
        let start = best.length();
        sweep(
            NORMAL.iter().chain(SHORTENING),
            &mut best,
            &mut |size, body| {
                let program = well_formed(body)?;
                (program.length() < size.length && keep(&program)).then_some(program)
            },
        );
        if best.length() == start {
            return best;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement::rules::{nested, proposals};
    use super::super::statement::tree;
    use super::*;
    use crate::equivalence::equivalent;
    use crate::generate::random_program;
    use crate::parser::parse;
    use crate::printer::print;
    use crate::wide::random_wide_program;
    use expect_test::{Expect, expect};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn check(statements: &str, expected: Expect) {
        let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
        let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
        expected.assert_eq(&print(&minimise(&program)));
    }

    #[test]
    fn examples() {
        check(
            "int l_0 = 3; int p_0 = 0; for (p_0 = 0; p_0 <= 4; p_0 = p_0 + 1) { a[p_0] = a[p_0] + 1; l_0 = a[p_0]; }",
            expect![[r#"
                int * func_1(int a[])
                {
                    for (int p_0 = 0; p_0 < 5; p_0++)
                    {
                        a[p_0]++;
                    }
                    return a;
                }
            "#]],
        );
        check(
            "if (a[0] > 0) { if (a[1] > 0) { a[2] = 1; } } if (a[0] > 4) { a[3] = 2; }",
            expect![[r#"
                int * func_1(int a[])
                {
                    if (a[0] > 0 && a[1] > 0)
                    {
                        a[2] = 1;
                    }
                    return a;
                }
            "#]],
        );
        // What faults on every input is left alone.
        check(
            "int l_0 = 4; a[l_0 + 1] = 3;",
            expect![[r#"
            int * func_1(int a[])
            {
                int l_0 = 4;
                a[l_0 + 1] = 3;
                return a;
            }
        "#]],
        );
        check(
            "int l_0 = a[0]; for (int p_0 = 0; p_0 < l_0; p_0 = p_0 + 1) { a[p_0] = a[p_0] - (-1); } a[4] = a[4] + 0;",
            expect![[r#"
                int * func_1(int a[])
                {
                    int l_0 = a[0];
                    for (int p_0 = 0; p_0 < l_0; p_0++)
                    {
                        a[p_0]++;
                    }
                    return a;
                }
            "#]],
        );
    }

    /// What the rules would make of these is no program of the language.
    #[test]
    fn results_stay_in_the_language() {
        for statements in [
            "int p_0 = a[0]; for (p_0 = p_0 + 1; p_0 < 5; p_0++) { a[p_0]++; }",
            "int l_0 = a[0] + a[1] + a[2]; a[3] = l_0 - a[4];",
            "int l_0 = a[0]; a[l_0] = 0; for (int p_0 = 1; p_0 <= 5; p_0 += 1) { a[p_0 - 1] += l_0; }",
            "int l_0 = a[0]; a[l_0] = 0; for (int p_0 = 4; p_0 <= 5; p_0++) { a[0] += p_0; }",
        ] {
            let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
            let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
            for short in [minimise(&program), normalise(&program)] {
                let printed = print(&short);
                assert_eq!(parse(&printed).as_ref(), Ok(&short), "{printed}");
            }
            assert_eq!(equivalent(&program, &minimise(&program)), Ok(()));
        }
    }

    /// Programs of both generators: never longer, the same everywhere, and no rule has more to give.
    #[test]
    fn results_are_equivalent_and_locally_minimal() {
        let mut rng = ChaCha8Rng::seed_from_u64(31);
        let mut shorter = 0;
        for round in 0..300 {
            let program = match round % 4 {
                0 => random_wide_program(&mut rng),
                _ => random_program(&mut rng),
            };
            let minimal = minimise(&program);
            assert!(minimal.length() <= program.length());
            shorter += u32::from(minimal.length() < program.length());
            let printed = print(&minimal);
            assert_eq!(parse(&printed).as_ref(), Ok(&minimal), "{printed}");
            if let Err(found) = equivalent(&program, &minimal) {
                panic!("{}{}{found:?}", print(&program), print(&minimal));
            }
            let reference = Reference::of(&program, &mut Batch::new());
            if !reference.is_ever_valid() {
                continue;
            }
            let body = nested(&minimal);
            for rule in NORMAL.iter().chain(SHORTENING) {
                for n in 0..tree::count(&body) {
                    for body in proposals(rule, &body, n) {
                        let Some(proposed) = well_formed(&body) else {
                            continue;
                        };
                        assert!(
                            proposed.length() >= minimal.length()
                                || equivalent(&program, &proposed).is_err(),
                            "{}: {}{}",
                            rule.name,
                            print(&minimal),
                            print(&proposed)
                        );
                    }
                }
            }
        }
        assert!(shorter > 200, "{shorter} of 300 are shorter");
    }
}
