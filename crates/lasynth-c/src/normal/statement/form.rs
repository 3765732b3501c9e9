//! Which trees are programs of the language.

use super::tree::{reads, reads_of_condition, reads_of_expr, reads_of_head, writes};
use crate::syntax::*;

/// Whether a body is one that the language has: every variable is used in the scope of its
/// declaration, `continue` and `break` stand in loops, expressions and constants are within their
/// limits. No body may be empty either, which the language would allow.
pub fn is_well_formed(body: &[Stmt]) -> bool {
    Scope::default().block(body)
}

/// Binary operators that one expression may have.
const MAX_OPERATORS: usize = 2;

fn is_expr(expr: &Expr) -> bool {
    fn operators(expr: &Expr) -> Option<usize> {
        match expr {
            Expr::Const(c) => is_constant(*c).then_some(0),
            Expr::Var(_) => Some(0),
            Expr::Elem(elem) => is_index(&elem.index).then_some(0),
            Expr::Neg(inner, _) => operators(inner),
            Expr::Bin(_, l, r, _) => Some(operators(l)? + operators(r)? + 1),
        }
    }
    operators(expr).is_some_and(|operators| operators <= MAX_OPERATORS)
}

fn is_index(index: &Index) -> bool {
    match index {
        Index::At(x) => is_operand(x),
        Index::Sum(x, y) | Index::Diff(x, y) => is_operand(x) && is_operand(y),
    }
}

fn is_operand(operand: &Operand) -> bool {
    match operand {
        Operand::Const(c) => is_constant(*c),
        Operand::Var(_) => true,
    }
}

fn is_constant(c: i8) -> bool {
    (-4..=4).contains(&c)
}

fn is_target(target: &LValue) -> bool {
    match target {
        LValue::Var(_) => true,
        LValue::Elem(elem) => is_index(&elem.index),
    }
}

fn is_condition(condition: &Condition) -> bool {
    match condition {
        Condition::Or(l, r) | Condition::And(l, r) => is_condition(l) && is_condition(r),
        Condition::Not(inner) => is_condition(inner),
        Condition::Cmp(_, l, r) => is_expr(l) && is_expr(r),
        Condition::Truth(value) => is_expr(value),
    }
}

/// The bound may be 5, alone of all constants.
fn is_head(head: &For) -> bool {
    let bound = match head.bound {
        Operand::Const(c) => c == 5 || is_constant(c),
        Operand::Var(_) => true,
    };
    let step = match &head.step {
        ForStep::Update(_) => true,
        ForStep::Add(by) | ForStep::Sub(by) | ForStep::SetAdd(_, by) | ForStep::SetSub(_, by) => {
            is_operand(by)
        }
    };
    bound && step && is_expr(&head.init) && head.test != CmpOp::Eq
}

#[derive(Default)]
struct Scope {
    variables: Vec<VarId>,
    loops: u32,
}

impl Scope {
    fn has(&self, v: &VarId) -> bool {
        self.variables.contains(v)
    }

    fn reads_only_known(&self, stmt: &Stmt) -> bool {
        let mut fine = true;
        reads(stmt, &mut |v| fine &= self.has(&v));
        fine
    }

    fn block(&mut self, body: &[Stmt]) -> bool {
        let outside = self.variables.len();
        let fine = body.iter().all(|stmt| self.stmt(stmt));
        self.variables.truncate(outside);
        fine
    }

    fn stmt(&mut self, stmt: &Stmt) -> bool {
        match &stmt.kind {
            StmtKind::If(branch) => self.branch(branch),
            StmtKind::For(head) => self.repeat(head),
            StmtKind::Continue | StmtKind::Break => self.loops > 0,
            StmtKind::Declare { var, init } => {
                let fine = is_expr(init) && self.reads_only_known(stmt);
                self.variables.push(*var);
                fine
            }
            StmtKind::Assign { target, .. } | StmtKind::Update { target, .. } => {
                let mut fine = is_target(target) && self.reads_only_known(stmt);
                if let StmtKind::Assign { value, .. } = &stmt.kind {
                    fine &= is_expr(value);
                }
                writes(stmt, &mut |v| fine &= self.has(&v));
                fine
            }
        }
    }

    fn repeat(&mut self, head: &For) -> bool {
        let outside = self.variables.len();
        // What the head declares is not in scope where it gets its first value.
        let mut head_is_fine = is_head(head);
        reads_of_expr(&head.init, &mut |v| head_is_fine &= self.has(&v));
        if head.declares {
            self.variables.push(head.var);
        }
        let mut used = vec![head.var, head.test_var, head.step_var];
        if let ForStep::SetAdd(from, _) | ForStep::SetSub(from, _) = head.step {
            used.push(from);
        }
        reads_of_head(head, &mut |v| used.push(v));
        head_is_fine &= used.iter().all(|v| self.has(v));
        self.loops += 1;
        let fine = head_is_fine && !head.body.is_empty() && self.block(&head.body);
        self.loops -= 1;
        self.variables.truncate(outside);
        fine
    }

    fn branch(&mut self, branch: &If) -> bool {
        let mut fine = is_condition(&branch.condition);
        reads_of_condition(&branch.condition, &mut |v| fine &= self.has(&v));
        fine && !branch.then.is_empty()
            && self.block(&branch.then)
            && match &branch.otherwise {
                None => true,
                Some(Else::Block(body)) => !body.is_empty() && self.block(body),
                Some(Else::If(inner, _)) => self.branch(inner),
            }
    }
}
