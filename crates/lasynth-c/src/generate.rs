//! Random programs of the distribution that models are trained on.
//!
//! The distribution is that of Csmith's one-function programs whose constants, operators and loop
//! limits were drawn again to fit lists of five values: a function of a few statements, at most one
//! or two of them compound, every `if` with an `else` unless it guards a jump, loops that all run at
//! least once, variables made on demand and declared at the start of a block. The kind of program is
//! chosen first, because the share of each kind is prescribed; [`random_program`] draws kinds with
//! weights that make up for what the rules drop later.
//!
//! Nothing here looks at behaviour: most programs are valid on most inputs because variables that
//! serve as an index hold 0..=4 and are almost never assigned.

mod values;

use crate::syntax::*;
use lasynth_core::Kind;
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

/// Simple statements beside the compound ones, at the top level.
const TOP_SEQ: &[(usize, u32)] = &[(1, 22), (2, 36), (3, 30), (4, 9), (5, 3)];
const TOP_IF: &[(usize, u32)] = &[(0, 28), (1, 35), (2, 24), (3, 10), (4, 3)];
const TOP_FOR: &[(usize, u32)] = &[(0, 4), (1, 34), (2, 42), (3, 16), (4, 3), (5, 1)];
const TOP_MIXED: &[(usize, u32)] = &[(0, 23), (1, 38), (2, 27), (3, 9), (4, 3)];
/// Statements in an inner block.
const INNER_SIZE: &[(usize, u32)] = &[(1, 61), (2, 28), (3, 9), (4, 2)];
const LOOP_SIZE: &[(usize, u32)] = &[(1, 42), (2, 40), (3, 14), (4, 4)];
/// Binary operators in the value of a plain assignment.
const OPERATORS: &[(usize, u32)] = &[(0, 36), (1, 44), (2, 20)];

/// Nesting of compound statements.
const MAX_DEPTH: usize = 3;

/// Draws one program; its length is at most [`MAX_TOKENS`].
pub fn random_program<R: Rng>(rng: &mut R) -> Program {
    let kind = pick(rng, &KIND_WEIGHTS);
    loop {
        let body = Generator::new(rng).function(kind);
        // Rare: too long, too many loop variables, or a mixture that lacks one half.
        if let Ok(program) = Program::new(body)
            && program.kind() == kind
        {
            return program;
        }
    }
}

/// What a variable is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Holds a position: starts at 0..=4 and is almost never assigned.
    Index,
    /// Holds a value: assigned and read, never an index.
    Data,
}

/// A block that is being filled. Declarations come first, whenever they are made.
#[derive(Default)]
struct Block {
    declared: Vec<Stmt>,
    variables: Vec<(VarId, Role)>,
}

/// The compound statements that may still appear.
#[derive(Clone, Copy)]
struct Allowed {
    branches: bool,
    loops: bool,
}

struct Generator<'r, R> {
    rng: &'r mut R,
    next: u16,
    /// Enclosing blocks, the function first.
    blocks: Vec<Block>,
    /// The variable that drives top-level loops.
    p0: Option<VarId>,
    /// Whether the function is to have loops.
    looping: bool,
    /// Variables of the enclosing loops, innermost last.
    loops: Vec<VarId>,
}

impl<'r, R: Rng> Generator<'r, R> {
    fn new(rng: &'r mut R) -> Self {
        Generator {
            rng,
            next: 0,
            blocks: Vec::new(),
            p0: None,
            looping: false,
            loops: Vec::new(),
        }
    }

    fn function(mut self, kind: Kind) -> Vec<Stmt> {
        self.blocks.push(Block::default());
        let loops = matches!(kind, Kind::For | Kind::Mixed);
        self.looping = loops;
        // `p_0` is pruned from some of the programs that do not loop over it.
        if loops || self.chance(85) {
            let p0 = self.declare(0, Role::Index);
            self.p0 = Some(p0);
        }
        let (simple, compounds) = match kind {
            Kind::Seq => (TOP_SEQ, 0),
            Kind::If => (TOP_IF, 1 + usize::from(self.chance(3))),
            Kind::For => (TOP_FOR, 1 + usize::from(self.chance(5))),
            Kind::Mixed => (TOP_MIXED, pick(self.rng, &[(1, 85), (2, 14), (3, 1)])),
        };
        let simple = pick(self.rng, simple);
        let allowed = Allowed {
            branches: matches!(kind, Kind::If | Kind::Mixed),
            loops,
        };
        let mut statements = Vec::with_capacity(simple + compounds);
        for _ in 0..compounds {
            let compound = if loops && (!allowed.branches || self.chance(66)) {
                self.for_loop(allowed, 1)
            } else {
                self.branch(allowed, 1)
            };
            statements.push(compound);
        }
        // Something usually follows a loop at the top level.
        for _ in 0..simple {
            let last_loop = statements.last().is_some_and(is_loop);
            let at = if last_loop && self.chance(45) {
                statements.len()
            } else {
                self.rng.random_range(0..=statements.len())
            };
            let statement = self.simple();
            statements.insert(at, statement);
        }
        if self.chance(13) {
            let role = if self.chance(70) {
                Role::Index
            } else {
                Role::Data
            };
            self.declare(0, role);
        }
        self.close(statements)
    }

    /// Ends the innermost block.
    fn close(&mut self, statements: Vec<Stmt>) -> Vec<Stmt> {
        let mut body = self
            .blocks
            .pop()
            .map(|block| block.declared)
            .unwrap_or_default();
        body.extend(statements);
        body
    }

    /// A block inside a compound statement at nesting `depth`.
    fn inner(&mut self, allowed: Allowed, depth: usize, loop_body: bool) -> Vec<Stmt> {
        self.blocks.push(Block::default());
        let size = pick(self.rng, if loop_body { LOOP_SIZE } else { INNER_SIZE });
        let mut statements = Vec::new();
        for _ in 0..size {
            let statement = self.statement(allowed, depth, loop_body);
            statements.push(statement);
        }
        self.close(statements)
    }

    fn statement(&mut self, allowed: Allowed, depth: usize, loop_body: bool) -> Stmt {
        let deeper = depth < MAX_DEPTH;
        let in_loop = !self.loops.is_empty();
        let percent = self.rng.random_range(0..100);
        // The shares differ with what the kind asks for: in a mixture, a loop body must often hold
        // a branch and the other way round.
        let (looped, branched, jumped) = match (allowed.loops, allowed.branches, loop_body) {
            (true, true, true) if depth == 1 => (10, 9, 12),
            (true, true, true) => (5, 3, 14),
            (true, true, false) if depth == 1 => (13, 5, 0),
            (true, true, false) => (5, 3, if in_loop { 8 } else { 0 }),
            (true, false, _) => (10, 0, 0),
            (false, true, _) => (0, if depth == 1 { 8 } else { 2 }, 0),
            (false, false, _) => (0, 0, 0),
        };
        if deeper && percent < looped && self.loops.len() < MAX_LOOP_VARS {
            self.for_loop(allowed, depth + 1)
        } else if deeper && (looped..looped + branched).contains(&percent) {
            self.branch(allowed, depth + 1)
        } else if in_loop && (looped + branched..looped + branched + jumped).contains(&percent) {
            self.jump()
        } else {
            self.simple()
        }
    }

    /// `if (..) {..} else {..}`
    fn branch(&mut self, allowed: Allowed, depth: usize) -> Stmt {
        let condition = self.condition();
        let then = self.inner(allowed, depth, false);
        let otherwise = Some(Else::Block(self.inner(allowed, depth, false)));
        Stmt::new(StmtKind::If(If {
            condition,
            then,
            otherwise,
        }))
    }

    /// `if (..) break;` or `if (..) continue;`
    fn jump(&mut self) -> Stmt {
        let jump = if self.chance(68) {
            StmtKind::Break
        } else {
            StmtKind::Continue
        };
        Stmt::new(StmtKind::If(If {
            condition: self.condition(),
            then: vec![Stmt::new(jump)],
            otherwise: None,
        }))
    }

    /// A loop over `p_0`, or inside another loop over a variable of its own. It runs at least once
    /// and its variable stays within 0..=4 in the body, as nothing there assigns it.
    fn for_loop(&mut self, allowed: Allowed, depth: usize) -> Stmt {
        let (var, declares) = match self.p0 {
            Some(p0) if self.loops.is_empty() => (p0, false),
            _ => (self.fresh(), true),
        };
        let ascending = self.chance(80);
        let (test, first, last) = loop {
            let test = match (ascending, self.chance(45)) {
                (true, true) => CmpOp::Lt,
                (true, false) => CmpOp::Le,
                (false, true) => CmpOp::Gt,
                (false, false) => CmpOp::Ge,
            };
            let first = if !ascending && self.chance(35) {
                4
            } else {
                self.rng.random_range(0..=4i8)
            };
            let last = self.rng.random_range(0..=5i8);
            let runs = match test {
                CmpOp::Lt => first < last,
                CmpOp::Le => first <= last && last <= 4,
                CmpOp::Gt => first > last,
                _ => first >= last,
            };
            if runs {
                break (test, first, last);
            }
        };
        let step = self.step(var, ascending);
        self.loops.push(var);
        let body = self.inner(allowed, depth, true);
        self.loops.pop();
        Stmt::new(StmtKind::For(For {
            declares,
            var,
            init: Expr::Const(first),
            test_var: var,
            test,
            bound: Operand::Const(last),
            step_var: var,
            step,
            body,
        }))
    }

    fn step(&mut self, var: VarId, ascending: bool) -> ForStep {
        let (one, two) = (Operand::Const(1), Operand::Const(2));
        match (
            pick(
                self.rng,
                &[(0, 66), (1, 11), (2, 11), (3, 4), (4, 7), (5, 1)],
            ),
            ascending,
        ) {
            (0, true) => ForStep::Update(UpdateOp::PostInc),
            (0, false) => ForStep::Update(UpdateOp::PostDec),
            (1, true) => ForStep::Update(UpdateOp::PreInc),
            (1, false) => ForStep::Update(UpdateOp::PreDec),
            (2, true) => ForStep::Add(one),
            (2, false) => ForStep::Sub(one),
            (3, true) => ForStep::SetAdd(var, one),
            (3, false) => ForStep::SetSub(var, one),
            (4, true) => ForStep::Add(two),
            (4, false) => ForStep::Sub(two),
            (_, true) => ForStep::SetAdd(var, two),
            (_, false) => ForStep::SetSub(var, two),
        }
    }
}

fn is_loop(statement: &Stmt) -> bool {
    matches!(statement.kind, StmtKind::For(_))
}

/// One of the choices, by weight.
fn pick<T: Copy, R: Rng>(rng: &mut R, choices: &[(T, u32)]) -> T {
    let total: u32 = choices.iter().map(|&(_, weight)| weight).sum();
    let mut at = rng.random_range(0..total);
    for &(choice, weight) in choices {
        if at < weight {
            return choice;
        }
        at -= weight;
    }
    unreachable!("the weights sum to the total")
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
        // FNV-1a, 64 bits.
        let digest = (0..2_000)
            .flat_map(|seed| printer::print(&nth(seed)).into_bytes())
            .fold(0xcbf2_9ce4_8422_2325, |state: u64, byte| {
                (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
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
