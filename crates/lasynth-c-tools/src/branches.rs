//! The branches of a program, and which of them matter.

use lasynth_c::batch::Batch;
use lasynth_c::equivalence::Reference;
use lasynth_c::syntax::{Condition, Else, Expr, If, Program, Stmt, StmtKind};

/// What control flow a program has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ControlFlow {
    /// Its `if`s, each `else if` included.
    pub branches: usize,
    /// Its `for`s.
    pub loops: usize,
    /// How deep `if`s and `for`s stand in each other: 0 where there are none, 1 where none stands in
    /// another. An `else if` is as deep as its `if`.
    pub depth: usize,
}

/// Counts the control flow of a program.
pub fn control_flow(program: &Program) -> ControlFlow {
    let mut flow = ControlFlow::default();
    flow.depth = block(&program.body, &mut flow);
    flow
}

fn block(body: &[Stmt], flow: &mut ControlFlow) -> usize {
    let depth = |stmt: &Stmt| match &stmt.kind {
        StmtKind::If(branch) => 1 + sides(branch, flow),
        StmtKind::For(repeat) => {
            flow.loops += 1;
            1 + block(&repeat.body, flow)
        }
        _ => 0,
    };
    body.iter().map(depth).max().unwrap_or(0)
}

fn sides(branch: &If, flow: &mut ControlFlow) -> usize {
    flow.branches += 1;
    let then = block(&branch.then, flow);
    let otherwise = match &branch.otherwise {
        None => 0,
        Some(Else::Block(body)) => block(body, flow),
        Some(Else::If(next, _)) => sides(next, flow),
    };
    then.max(otherwise)
}

/// How many branches of a program are *live*: neither 1 nor 0 can stand in place of the condition
/// without changing what the program does on one of the 59,049 lists of five values from -4 to 4, the
/// kinds of invalid runs included.
pub fn live_branches(program: &Program, batch: &mut Batch) -> usize {
    let branches = control_flow(program).branches;
    if branches == 0 {
        return 0;
    }
    let reference = Reference::of(program, batch);
    let live = |number: &usize| {
        [1, 0].into_iter().all(|decided| {
            let mut other = program.clone();
            let mut left = *number;
            decide(&mut other.body, &mut left, decided);
            reference.difference(&other, batch).is_some()
        })
    };
    (0..branches).filter(live).count()
}

/// Replaces the condition of the branch that `left` others precede. Whether it was there.
fn decide(body: &mut [Stmt], left: &mut usize, decided: i8) -> bool {
    body.iter_mut().any(|stmt| match &mut stmt.kind {
        StmtKind::If(branch) => decide_branch(branch, left, decided),
        StmtKind::For(repeat) => decide(&mut repeat.body, left, decided),
        _ => false,
    })
}

fn decide_branch(branch: &mut If, left: &mut usize, decided: i8) -> bool {
    let Some(after) = left.checked_sub(1) else {
        branch.condition = Condition::Truth(Expr::Const(decided));
        return true;
    };
    *left = after;
    decide(&mut branch.then, left, decided)
        || match &mut branch.otherwise {
            None => false,
            Some(Else::Block(body)) => decide(body, left, decided),
            Some(Else::If(next, _)) => decide_branch(next, left, decided),
        }
}
