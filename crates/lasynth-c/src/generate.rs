//! Random programs of the distribution that models are trained on.
//!
//! The distribution is that of Csmith's one-function programs whose constants, operators and loop
//! limits were drawn again to fit lists of five values: a function of a few statements, at most one
//! or two of them compound, every `if` with an `else` unless it guards a jump, loops that all run at
//! least once, variables made on demand and declared at the start of a block. The kind of program is
//! chosen first, because the share of each kind is prescribed; [`random_program`] draws kinds with
//! weights that make up for what the rules drop later.
//!
//! Programs can be drawn for lists of other lengths. Constants end at 4 in this language, so later
//! elements are reached through sums, `a[l_0 + 3]` or `int l_1 = 4 + 2;`.
//!
//! Nothing here looks at behaviour: most programs are valid on most inputs because variables that
//! serve as an index hold positions of the list and are almost never assigned.
//!
//! [`resample()`] puts the same contents into the structures of programs that Csmith wrote.

mod contents;
mod resample;
mod skeleton;

pub use resample::resample;
pub use skeleton::{Shape, Skeleton};

use crate::kind::Kind;
use crate::probes::LIST_LEN;
use crate::syntax::*;
use contents::{Contents, pick};
use lasynth_core::Mixture;
use rand::Rng;

/// Kinds with the weights at which they are drawn, in units of no meaning. They differ from the
/// shares aimed at, seq/if/for/mixed = 29/16/23.5/31.5 % of some thousand tasks, because of what the
/// rules drop: long programs more often leave the range of values, short ones are more often
/// duplicates. The share of `seq` falls further as a set without duplicates grows.
const KIND_WEIGHTS: [(Kind, u32); 4] = [
    (Kind::Seq, 328),
    (Kind::If, 134),
    (Kind::For, 265),
    (Kind::Mixed, 287),
];

/// The shares that [`KIND_WEIGHTS`] aim at, in the order of [`Kind::ALL`].
const KIND_SHARES: [u32; 4] = [58, 32, 47, 63];

/// Simple statements beside the compound ones, at the top level.
const TOP_SEQ: &[(usize, u32)] = &[(1, 22), (2, 36), (3, 30), (4, 9), (5, 3)];
const TOP_IF: &[(usize, u32)] = &[(0, 28), (1, 35), (2, 24), (3, 10), (4, 3)];
const TOP_FOR: &[(usize, u32)] = &[(0, 4), (1, 34), (2, 42), (3, 16), (4, 3), (5, 1)];
const TOP_MIXED: &[(usize, u32)] = &[(0, 23), (1, 38), (2, 27), (3, 9), (4, 3)];
/// Statements in an inner block.
const INNER_SIZE: &[(usize, u32)] = &[(1, 61), (2, 28), (3, 9), (4, 2)];
const LOOP_SIZE: &[(usize, u32)] = &[(1, 42), (2, 40), (3, 14), (4, 4)];

/// Nesting of compound statements.
const MAX_DEPTH: usize = 3;

/// Draws one program for lists of five elements, structure and contents; its length is at most
/// [`MAX_TOKENS`].
pub fn random_program<R: Rng>(rng: &mut R) -> Program {
    random_program_for(LIST_LEN, None, rng)
}

/// [`random_program`] for lists of `len` elements, of which there is at least one, and with kinds at
/// the odds of which the rules for examples make about `mixture`.
pub fn random_program_for<R: Rng>(len: usize, mixture: Option<&Mixture>, rng: &mut R) -> Program {
    let weights = mixture.map_or(KIND_WEIGHTS, weights);
    let kind = pick(rng, &weights);
    loop {
        let generator = Generator {
            contents: Contents::new(rng, len, has_loops(kind)),
        };
        let body = generator.function(kind);
        // Rare: too long, too many loop variables, or a mixture that lacks one half.
        if let Ok(program) = Program::new(body)
            && program.kind() == kind
        {
            return program;
        }
    }
}

/// The weights at which kinds are drawn for a mixture.
fn weights(mixture: &Mixture) -> [(Kind, u32); 4] {
    let mut exact = [0.0; 4];
    for (at, (kind, weight)) in KIND_WEIGHTS.into_iter().enumerate() {
        exact[at] =
            f64::from(mixture.share(kind.into())) * f64::from(weight) / f64::from(KIND_SHARES[at]);
    }
    let whole: f64 = exact.iter().sum();
    let mut weights = KIND_WEIGHTS;
    for (weight, exact) in weights.iter_mut().zip(exact) {
        // Rounded up, so that no kind that is wanted is never drawn.
        weight.1 = (exact / whole * 10_000.0).ceil() as u32;
    }
    weights
}

/// The compound statements that may still appear.
#[derive(Clone, Copy)]
struct Allowed {
    branches: bool,
    loops: bool,
}

/// The structure of one program, filled as it is drawn.
struct Generator<'r, R> {
    contents: Contents<'r, R>,
}

impl<R: Rng> Generator<'_, R> {
    fn function(mut self, kind: Kind) -> Vec<Stmt> {
        let contents = &mut self.contents;
        let loops = has_loops(kind);
        let (simple, compounds) = match kind {
            Kind::Seq => (TOP_SEQ, 0),
            Kind::If => (TOP_IF, 1 + usize::from(contents.chance(3))),
            Kind::For => (TOP_FOR, 1 + usize::from(contents.chance(5))),
            Kind::Mixed => (TOP_MIXED, contents.pick(&[(1, 85), (2, 14), (3, 1)])),
        };
        let simple = contents.pick(simple);
        let allowed = Allowed {
            branches: matches!(kind, Kind::If | Kind::Mixed),
            loops,
        };
        let mut statements = Vec::with_capacity(simple + compounds);
        for _ in 0..compounds {
            let compound = if loops && (!allowed.branches || self.contents.chance(66)) {
                self.for_loop(allowed, 1)
            } else {
                self.branch(allowed, 1)
            };
            statements.push(compound);
        }
        // Something usually follows a loop at the top level.
        for _ in 0..simple {
            let last_loop = statements.last().is_some_and(is_loop);
            let at = if last_loop && self.contents.chance(45) {
                statements.len()
            } else {
                self.contents.up_to(statements.len())
            };
            let statement = self.contents.simple();
            statements.insert(at, statement);
        }
        self.contents.finish(statements)
    }

    /// A block inside a compound statement at nesting `depth`.
    fn inner(&mut self, allowed: Allowed, depth: usize, loop_body: bool) -> Vec<Stmt> {
        self.contents.open_block(true);
        let size = self
            .contents
            .pick(if loop_body { LOOP_SIZE } else { INNER_SIZE });
        let mut statements = Vec::new();
        for _ in 0..size {
            let statement = self.statement(allowed, depth, loop_body);
            statements.push(statement);
        }
        self.contents.close_block(statements)
    }

    fn statement(&mut self, allowed: Allowed, depth: usize, loop_body: bool) -> Stmt {
        let deeper = depth < MAX_DEPTH;
        let loop_depth = self.contents.loop_depth();
        let percent = self.contents.percent();
        // The shares differ with what the kind asks for: in a mixture, a loop body must often hold
        // a branch and the other way round.
        let (looped, branched, jumped) = match (allowed.loops, allowed.branches, loop_body) {
            (true, true, true) if depth == 1 => (10, 9, 12),
            (true, true, true) => (5, 3, 14),
            (true, true, false) if depth == 1 => (13, 5, 0),
            (true, true, false) => (5, 3, if loop_depth > 0 { 8 } else { 0 }),
            (true, false, _) => (10, 0, 0),
            (false, true, _) => (0, if depth == 1 { 8 } else { 2 }, 0),
            (false, false, _) => (0, 0, 0),
        };
        if deeper && percent < looped && loop_depth < MAX_LOOP_VARS {
            self.for_loop(allowed, depth + 1)
        } else if deeper && (looped..looped + branched).contains(&percent) {
            self.branch(allowed, depth + 1)
        } else if loop_depth > 0
            && (looped + branched..looped + branched + jumped).contains(&percent)
        {
            let jump = if self.contents.chance(68) {
                StmtKind::Break
            } else {
                StmtKind::Continue
            };
            self.contents.guarded(jump)
        } else {
            self.contents.simple()
        }
    }

    /// `if (..) {..} else {..}`
    fn branch(&mut self, allowed: Allowed, depth: usize) -> Stmt {
        let condition = self.contents.condition();
        let then = self.inner(allowed, depth, false);
        let otherwise = Some(Else::Block(self.inner(allowed, depth, false)));
        Stmt::new(StmtKind::If(If {
            condition,
            then,
            otherwise,
        }))
    }

    fn for_loop(&mut self, allowed: Allowed, depth: usize) -> Stmt {
        let head = self.contents.open_loop();
        let body = self.inner(allowed, depth, true);
        self.contents.close_loop(head, body)
    }
}

fn has_loops(kind: Kind) -> bool {
    matches!(kind, Kind::For | Kind::Mixed)
}

fn is_loop(statement: &Stmt) -> bool {
    matches!(statement.kind, StmtKind::For(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{parser, printer};
    use expect_test::expect;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn nth(seed: u64) -> Program {
        random_program(&mut ChaCha8Rng::seed_from_u64(seed))
    }

    proptest! {
        #[test]
        fn programs_parse_back_and_fit(seed: u64) {
            let program = nth(seed);
            prop_assert!(program.length() <= MAX_TOKENS);
            let text = printer::print(&program);
            prop_assert_eq!(parser::parse(&text).map_err(|e| e.to_string()), Ok(program));
        }
    }

    #[test]
    fn the_seed_decides() {
        let text = printer::print(&nth(3));
        assert_eq!(printer::print(&nth(3)), text);
        assert_ne!(printer::print(&nth(4)), text);
    }

    /// Data sets are named by their seed, so a seed must go on meaning the same programs. Where the
    /// distribution is changed on purpose, every data set made before is another one than after.
    #[test]
    fn a_seed_goes_on_meaning_the_same_programs() {
        let texts = (0..2_000).flat_map(|seed| printer::print(&nth(seed)).into_bytes());
        let digest = lasynth_core::fnv1a_64(texts);
        expect!["877e2fe62914e1ba"].assert_eq(&format!("{digest:016x}"));
    }

    /// Everything that the grammar's loops and statements are drawn from does occur.
    #[test]
    fn every_form_occurs() {
        let all: String = (0..2_000).map(|seed| printer::print(&nth(seed))).collect();
        for form in [
            "int p_1 = ",
            "int p_2 = ",
            "continue;",
            "break;",
            "else",
            "(-4)",
            " += ",
            " -= ",
            "++a[",
            "--a[",
            "a[p_0 + 1]",
            "a[p_0 - 1]",
            "p_0 += 2)",
            "p_0 -= 1)",
            "p_0 = p_0 + 1)",
            " < 5;",
            " >= 0;",
            " != ",
            " == ",
            "]++;",
            "]--;",
            "++l_",
            "--p_0)",
        ] {
            assert!(all.contains(form), "no program contains `{form}`");
        }
    }
}
