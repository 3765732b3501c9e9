//! Whether two programs do the same on every list of five values from -4 to 4.

use crate::batch::{Batch, Inputs, Outcomes};
use crate::exec::Executable;
use crate::probes::probes;
use crate::syntax::Program;
use lasynth_core::FaultKind;
use std::sync::LazyLock;

/// The probe inputs: small ones first, and different enough that most pairs of programs that differ
/// do so there.
static PROBES: LazyLock<Inputs> = LazyLock::new(|| Inputs::new(&probes()[..]));

/// An input on which two programs do not do the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The list on which both programs are run.
    pub input: Vec<i32>,
    /// What the first program makes of it.
    pub first: Result<Vec<i32>, FaultKind>,
    /// What the second program makes of it.
    pub second: Result<Vec<i32>, FaultKind>,
}

/// Whether two programs give the same list, or end with the same kind of fault, on all 59,049 lists
/// of five values from -4 to 4.
///
/// # Errors
/// An input on which they do not.
pub fn equivalent(first: &Program, second: &Program) -> Result<(), Box<Counterexample>> {
    let mut batch = Batch::new();
    let reference = Reference::of(first, &mut batch);
    let Some(input) = reference.difference(second, &mut batch) else {
        return Ok(());
    };
    let outcome = |program: &Program| {
        let mut list = input.clone();
        match Executable::new(program).run(&mut list) {
            Ok(()) => Ok(list),
            Err(fault) => Err(fault.kind),
        }
    };
    Err(Box::new(Counterexample {
        first: outcome(first),
        second: outcome(second),
        input,
    }))
}

/// What a program does on all inputs, kept to compare many others with it.
pub struct Reference {
    probes: Outcomes,
    all: Outcomes,
}

impl Reference {
    /// Runs a program on all inputs.
    pub fn of(program: &Program, batch: &mut Batch) -> Reference {
        let (mut on_probes, mut on_all) = (Outcomes::new(), Outcomes::new());
        batch.run(program, &PROBES, &mut on_probes);
        batch.run(program, Inputs::all(), &mut on_all);
        Reference {
            probes: on_probes,
            all: on_all,
        }
    }

    /// Whether some input gives a list.
    pub fn is_ever_valid(&self) -> bool {
        self.all.valid() > 0
    }

    /// An input on which another program does something else: a probe input where there is one.
    pub fn difference(&self, other: &Program, batch: &mut Batch) -> Option<Vec<i32>> {
        difference(&self.probes, other, &PROBES, batch)
            .or_else(|| difference(&self.all, other, Inputs::all(), batch))
    }
}

fn difference(
    known: &Outcomes,
    other: &Program,
    inputs: &Inputs,
    batch: &mut Batch,
) -> Option<Vec<i32>> {
    let blocks = 0..inputs.blocks();
    let lane = blocks.into_iter().find_map(|block| {
        let found = batch.block(other, inputs, block);
        known.block(block).first_difference(&found)
    })?;
    Some(inputs.list(lane))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::random_program;
    use crate::normal::normalise;
    use crate::parser::parse;
    use crate::wide::random_wide_program;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn program(statements: &str) -> Program {
        let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
        parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"))
    }

    #[test]
    fn counterexamples_are_real_and_small_where_there_are_small_ones() {
        for (first, second, input) in [
            ("a[0]++;", "a[0] = a[0] + 1;", None),
            ("a[0]++;", "a[1]++;", Some([0, 0, 0, 0, 0])),
            (
                "a[0] += a[0];",
                "a[0] = a[0] + a[1];",
                Some([0, 1, 2, 3, 4]),
            ),
            (
                "int l_0 = a[0]; a[l_0] = a[l_0];",
                "",
                Some([-1, -1, -1, -1, -1]),
            ),
            (
                "if (a[0] == 3 && a[1] == 3 && a[2] == 3 && a[3] == 3) { a[4]++; }",
                "",
                Some([3, 3, 3, 3, -4]),
            ),
        ] {
            let (p, q) = (program(first), program(second));
            let found = equivalent(&p, &q);
            assert_eq!(
                found.as_ref().err().map(|c| c.input.clone()),
                input.map(Vec::from),
                "{first} {second}"
            );
            if let Err(found) = found {
                assert_ne!(found.first, found.second);
            }
        }
    }

    /// The verdict on random pairs is that of running both one input at a time.
    #[test]
    fn agrees_with_the_scalar_executor() {
        let mut rng = ChaCha8Rng::seed_from_u64(21);
        let mut equal = 0;
        for round in 0..40 {
            let p = match round % 4 {
                0 => random_wide_program(&mut rng),
                _ => random_program(&mut rng),
            };
            let q = normalise(&p);
            let (first, second) = (Executable::new(&p), Executable::new(&q));
            let run = |executable: &Executable, input: &[i32]| {
                let mut list = input.to_vec();
                let outcome = executable.run(&mut list).map_err(|fault| fault.kind);
                outcome.map(|()| list)
            };
            let all = Inputs::all();
            let same = (0..all.count()).all(|lane| {
                let input = all.list(lane);
                run(&first, &input) == run(&second, &input)
            });
            assert_eq!(equivalent(&p, &q).is_ok(), same, "{p:?}\n{q:?}");
            equal += u32::from(same);
        }
        assert!(equal > 20, "{equal} equal pairs");
    }
}
