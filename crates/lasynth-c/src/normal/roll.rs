//! Neighbouring statements that say the same of neighbouring positions, as one loop.
//!
//! The planner makes loops of single assignments itself; this is for branches, after the fact.

use super::statement::tree;
use crate::syntax::*;

/// The variable of a loop made here; programs of the path form have few others.
const ITER: VarId = VarId(500);

/// A body in which runs of alike branches are loops, where that is shorter.
pub fn roll(body: Vec<Stmt>) -> Vec<Stmt> {
    let mut rest: Vec<Stmt> = body.into_iter().map(roll_inside).collect();
    let mut out = Vec::new();
    while !rest.is_empty() {
        let longest = (2..=rest.len())
            .rev()
            .find_map(|n| Some((n, branches_as_loop(&rest[..n])?)));
        let (n, stmt) = longest.unwrap_or_else(|| (1, rest[0].clone()));
        out.push(stmt);
        rest.drain(..n);
    }
    out
}

fn roll_inside(mut stmt: Stmt) -> Stmt {
    if let StmtKind::If(branch) = &mut stmt.kind {
        roll_branch(branch);
    }
    stmt
}

fn roll_branch(branch: &mut If) {
    branch.then = roll(std::mem::take(&mut branch.then));
    match &mut branch.otherwise {
        Some(Else::Block(body)) => *body = roll(std::mem::take(body)),
        Some(Else::If(inner, _)) => roll_branch(inner),
        None => {}
    }
}

/// The loop that does what these branches do, if there is one and it is shorter.
fn branches_as_loop(run: &[Stmt]) -> Option<Stmt> {
    let branches = run.iter().all(|s| matches!(s.kind, StmtKind::If(_)));
    branches.then(|| as_loop(run))?
}

/// The loop that does what these two or more statements do, if there is one and it is shorter.
pub fn as_loop(run: &[Stmt]) -> Option<Stmt> {
    let down = [false, true].into_iter().find_map(|down| {
        let mut template = Template { first: None, down };
        let body = template.stmt(&run[0], &run[1])?;
        Some((down, template.first?, body))
    });
    let (down, first, body) = down?;
    let last = if down {
        first - run.len() as i8 + 1
    } else {
        first + run.len() as i8 - 1
    };
    let pass = |p: i8| {
        let mut copy = body.clone();
        tree::map_reads(&mut copy, &mut |_| Operand::Const(p));
        copy
    };
    for (k, stmt) in run.iter().enumerate() {
        let p = if down {
            first - k as i8
        } else {
            first + k as i8
        };
        if pass(p) != *stmt {
            return None;
        }
    }
    let (test, bound, op) = if down {
        (CmpOp::Ge, last, UpdateOp::PostDec)
    } else {
        (CmpOp::Lt, last + 1, UpdateOp::PostInc)
    };
    let stmt = Stmt::new(StmtKind::For(For {
        declares: true,
        var: ITER,
        init: Expr::Const(first),
        test_var: ITER,
        test,
        bound: Operand::Const(bound),
        step_var: ITER,
        step: ForStep::Update(op),
        body: vec![body],
    }));
    let tokens = |body: Vec<Stmt>| Some(Program::new(body).ok()?.length());
    (tokens(vec![stmt.clone()])? < tokens(run.to_vec())?).then_some(stmt)
}

/// What two statements have in common when positions may differ by one; `first` is the position
/// that the loop's variable stands for in the first of them.
struct Template {
    first: Option<i8>,
    down: bool,
}

impl Template {
    fn follows(&self, x: i8, y: i8) -> bool {
        y == if self.down { x - 1 } else { x + 1 }
    }

    fn stmt(&mut self, x: &Stmt, y: &Stmt) -> Option<Stmt> {
        Some(Stmt::new(match (&x.kind, &y.kind) {
            (
                StmtKind::Assign { target, op, value },
                StmtKind::Assign {
                    target: other,
                    op: other_op,
                    value: other_value,
                },
            ) if op == other_op => StmtKind::Assign {
                target: self.target(target, other)?,
                op: *op,
                value: self.expr(value, other_value)?,
            },
            (
                StmtKind::Update { target, op },
                StmtKind::Update {
                    target: other,
                    op: other_op,
                },
            ) if op == other_op => StmtKind::Update {
                target: self.target(target, other)?,
                op: *op,
            },
            (StmtKind::If(x), StmtKind::If(y)) => StmtKind::If(self.branch(x, y)?),
            _ => return None,
        }))
    }

    fn branch(&mut self, x: &If, y: &If) -> Option<If> {
        Some(If {
            condition: self.condition(&x.condition, &y.condition)?,
            then: self.block(&x.then, &y.then)?,
            otherwise: match (&x.otherwise, &y.otherwise) {
                (None, None) => None,
                (Some(Else::Block(x)), Some(Else::Block(y))) => {
                    Some(Else::Block(self.block(x, y)?))
                }
                (Some(Else::If(x, span)), Some(Else::If(y, _))) => {
                    Some(Else::If(Box::new(self.branch(x, y)?), *span))
                }
                _ => return None,
            },
        })
    }

    fn block(&mut self, x: &[Stmt], y: &[Stmt]) -> Option<Vec<Stmt>> {
        if x.len() != y.len() {
            return None;
        }
        x.iter().zip(y).map(|(x, y)| self.stmt(x, y)).collect()
    }

    fn condition(&mut self, x: &Condition, y: &Condition) -> Option<Condition> {
        Some(match (x, y) {
            (Condition::Or(l, r), Condition::Or(m, s)) => Condition::Or(
                Box::new(self.condition(l, m)?),
                Box::new(self.condition(r, s)?),
            ),
            (Condition::And(l, r), Condition::And(m, s)) => Condition::And(
                Box::new(self.condition(l, m)?),
                Box::new(self.condition(r, s)?),
            ),
            (Condition::Not(x), Condition::Not(y)) => {
                Condition::Not(Box::new(self.condition(x, y)?))
            }
            (Condition::Cmp(op, l, r), Condition::Cmp(other, m, s)) if op == other => {
                Condition::Cmp(*op, self.expr(l, m)?, self.expr(r, s)?)
            }
            (Condition::Truth(x), Condition::Truth(y)) => Condition::Truth(self.expr(x, y)?),
            _ => return None,
        })
    }

    fn target(&mut self, x: &LValue, y: &LValue) -> Option<LValue> {
        match (x, y) {
            (LValue::Elem(x), LValue::Elem(y)) => Some(LValue::Elem(self.elem(x, y)?)),
            _ => None,
        }
    }

    fn expr(&mut self, x: &Expr, y: &Expr) -> Option<Expr> {
        Some(match (x, y) {
            (Expr::Const(x), Expr::Const(y)) if x == y => Expr::Const(*x),
            (Expr::Const(x), Expr::Const(y)) if self.follows(*x, *y) && self.first == Some(*x) => {
                Expr::Var(ITER)
            }
            (Expr::Elem(x), Expr::Elem(y)) => Expr::Elem(self.elem(x, y)?),
            (Expr::Neg(x, span), Expr::Neg(y, _)) => Expr::Neg(Box::new(self.expr(x, y)?), *span),
            (Expr::Bin(op, l, r, span), Expr::Bin(other, m, s, _)) if op == other => Expr::Bin(
                *op,
                Box::new(self.expr(l, m)?),
                Box::new(self.expr(r, s)?),
                *span,
            ),
            _ => return None,
        })
    }

    fn elem(&mut self, x: &Elem, y: &Elem) -> Option<Elem> {
        let (Index::At(Operand::Const(c)), Index::At(Operand::Const(d))) = (x.index, y.index)
        else {
            return None;
        };
        if c == d {
            return Some(*x);
        }
        if !self.follows(c, d) {
            return None;
        }
        let first = *self.first.get_or_insert(c);
        let var = Operand::Var(ITER);
        let index = match c - first {
            0 => Index::At(var),
            ahead if ahead > 0 => Index::Sum(var, Operand::Const(ahead)),
            behind => Index::Diff(var, Operand::Const(-behind)),
        };
        Some(Elem {
            index,
            span: x.span,
        })
    }
}
