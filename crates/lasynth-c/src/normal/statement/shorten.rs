//! Rules that minimising tries besides those of the normal form.

use super::super::roll::as_loop;
use super::edits::then;
use super::{tidy, tree};
use crate::syntax::*;

/// How many statements away a rule looks for a partner.
const REACH: usize = 5;

/// An expression becomes a part of it, or a constant.
pub fn fold(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let mut expressions = Vec::new();
    let mut copy = stmt.clone();
    each_expression(&mut copy, &mut |expr| expressions.push(expr.clone()));
    let mut out = Vec::new();
    for (at, expr) in expressions.iter().enumerate() {
        for smaller in parts(expr) {
            let mut copy = stmt.clone();
            let mut n = 0;
            each_expression(&mut copy, &mut |expr| {
                if n == at {
                    *expr = smaller.clone();
                }
                n += 1;
            });
            out.push(then(vec![copy], after));
        }
    }
    out
}

/// The expressions of a statement itself, those of its nested statements left out.
fn each_expression(stmt: &mut Stmt, visit: &mut dyn FnMut(&mut Expr)) {
    match &mut stmt.kind {
        StmtKind::Declare { init, .. } => visit(init),
        StmtKind::Assign { value, .. } => visit(value),
        StmtKind::If(branch) => each_side(&mut branch.condition, visit),
        StmtKind::For(head) => visit(&mut head.init),
        StmtKind::Update { .. } | StmtKind::Continue | StmtKind::Break => {}
    }
}

fn each_side(condition: &mut Condition, visit: &mut dyn FnMut(&mut Expr)) {
    match condition {
        Condition::Or(l, r) | Condition::And(l, r) => {
            each_side(l, visit);
            each_side(r, visit);
        }
        Condition::Not(inner) => each_side(inner, visit),
        Condition::Cmp(_, l, r) => {
            visit(l);
            visit(r);
        }
        Condition::Truth(value) => visit(value),
    }
}

/// Expressions that are a part of one, or one with a smaller part in it, or constant.
fn parts(expr: &Expr) -> Vec<Expr> {
    let mut out = Vec::new();
    match expr {
        Expr::Const(_) => return out,
        Expr::Var(_) => {}
        Expr::Elem(elem) => {
            if let Index::Sum(x, y) | Index::Diff(x, y) = elem.index {
                out.extend([x, y].map(|operand| {
                    Expr::Elem(Elem {
                        index: Index::At(operand),
                        span: Span::NONE,
                    })
                }));
            }
        }
        Expr::Neg(inner, _) => {
            out.push((**inner).clone());
            let around = |part| Expr::Neg(Box::new(part), Span::NONE);
            out.extend(
                parts(inner)
                    .into_iter()
                    .filter(|p| !is_constant(p))
                    .map(around),
            );
        }
        Expr::Bin(op, l, r, _) => {
            out.extend([(**l).clone(), (**r).clone()]);
            if *op == BinOp::Sub {
                out.push(Expr::Neg(r.clone(), Span::NONE));
            }
            let with = |l: Expr, r: Expr| Expr::Bin(*op, Box::new(l), Box::new(r), Span::NONE);
            out.extend(parts(l).into_iter().map(|part| with(part, (**r).clone())));
            out.extend(parts(r).into_iter().map(|part| with((**l).clone(), part)));
        }
    }
    out.extend((-4..=4).map(Expr::Const));
    out
}

fn is_constant(expr: &Expr) -> bool {
    matches!(expr, Expr::Const(_))
}

/// A condition becomes a part of it, or is written otherwise.
pub fn decide(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::If(branch) = &stmt.kind else {
        return Vec::new();
    };
    (simpler(&branch.condition).into_iter())
        .map(|condition| {
            let branch = If {
                condition,
                ..branch.clone()
            };
            then(vec![Stmt::new(StmtKind::If(branch))], after)
        })
        .collect()
}

fn simpler(condition: &Condition) -> Vec<Condition> {
    let mut out = vec![tidy::negated(&tidy::negated(condition))];
    match condition {
        Condition::Or(l, r) | Condition::And(l, r) => {
            out.extend([(**l).clone(), (**r).clone()]);
            let or = matches!(condition, Condition::Or(..));
            let with = |l: Condition, r: Condition| match or {
                true => Condition::Or(Box::new(l), Box::new(r)),
                false => Condition::And(Box::new(l), Box::new(r)),
            };
            out.extend(simpler(l).into_iter().map(|part| with(part, (**r).clone())));
            out.extend(simpler(r).into_iter().map(|part| with((**l).clone(), part)));
        }
        Condition::Not(inner) => out.push((**inner).clone()),
        Condition::Cmp(_, l, r) => {
            for side in [l, r] {
                let truth = Condition::Truth(side.clone());
                out.push(Condition::Not(Box::new(truth.clone())));
                out.push(truth);
            }
            // One side less one and the like: `x > (-1)` is `x >= 0`.
            for op in [CmpOp::Lt, CmpOp::Le, CmpOp::Gt, CmpOp::Ge] {
                out.push(Condition::Cmp(op, l.clone(), r.clone()));
                if let Expr::Const(c) = r {
                    for c in [c - 1, c + 1] {
                        if (-4..=4).contains(&c) {
                            out.push(Condition::Cmp(op, l.clone(), Expr::Const(c)));
                        }
                    }
                }
            }
        }
        Condition::Truth(_) => {}
    }
    out
}

/// Two assignments to one place become one, where the first stands or where the second does.
pub fn merge(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let mut out = Vec::new();
    for (at, second) in after.iter().enumerate().take(REACH) {
        let Some(merged) = tidy::merged(stmt, second) else {
            continue;
        };
        let mut early = after.to_vec();
        early.remove(at);
        let mut late = after.to_vec();
        late[at] = merged.clone();
        out.push(then(vec![merged], &early));
        out.push(late);
    }
    out
}

/// What a variable is declared as is written wherever it is read.
pub fn substitute(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::Declare { var, init } = &stmt.kind else {
        return Vec::new();
    };
    let mut copy = after.to_vec();
    copy.iter_mut()
        .for_each(|stmt| substitute_in(stmt, *var, init));
    vec![copy]
}

fn substitute_in(stmt: &mut Stmt, var: VarId, value: &Expr) {
    let operand = match value {
        Expr::Const(c) => Operand::Const(*c),
        Expr::Var(v) => Operand::Var(*v),
        _ => Operand::Var(var),
    };
    each_expression(stmt, &mut |expr| substitute_expr(expr, var, value));
    tree::map_reads(stmt, &mut |v| match v == var {
        true => operand,
        false => Operand::Var(v),
    });
    match &mut stmt.kind {
        StmtKind::For(head) => {
            (head.body.iter_mut()).for_each(|stmt| substitute_in(stmt, var, value));
        }
        StmtKind::If(branch) => {
            (branch.then.iter_mut()).for_each(|stmt| substitute_in(stmt, var, value));
            // Bodies are nested here: there is no `else if`.
            if let Some(Else::Block(body)) = &mut branch.otherwise {
                body.iter_mut()
                    .for_each(|stmt| substitute_in(stmt, var, value));
            }
        }
        _ => {}
    }
}

fn substitute_expr(expr: &mut Expr, var: VarId, value: &Expr) {
    match expr {
        Expr::Var(v) if *v == var => *expr = value.clone(),
        Expr::Neg(inner, _) => substitute_expr(inner, var, value),
        Expr::Bin(_, l, r, _) => {
            substitute_expr(l, var, value);
            substitute_expr(r, var, value);
        }
        Expr::Const(_) | Expr::Var(_) | Expr::Elem(_) => {}
    }
}

/// A variable goes, with every assignment to it.
pub fn forget(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::Declare { var, .. } = &stmt.kind else {
        return Vec::new();
    };
    let mut copy = after.to_vec();
    forget_in(&mut copy, *var);
    vec![copy]
}

fn forget_in(body: &mut Vec<Stmt>, var: VarId) {
    body.retain(|stmt| {
        !matches!(&stmt.kind,
            StmtKind::Assign { target: LValue::Var(v), .. }
            | StmtKind::Update { target: LValue::Var(v), .. } if *v == var)
    });
    for stmt in body {
        match &mut stmt.kind {
            StmtKind::For(head) => forget_in(&mut head.body, var),
            StmtKind::If(branch) => {
                forget_in(&mut branch.then, var);
                if let Some(Else::Block(body)) = &mut branch.otherwise {
                    forget_in(body, var);
                    if body.is_empty() {
                        branch.otherwise = None;
                    }
                }
            }
            _ => {}
        }
    }
}

/// Statements that say the same of neighbouring positions become a loop.
pub fn roll_up(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let mut run = vec![stmt.clone()];
    run.extend(after.iter().take(REACH).cloned());
    (2..=run.len())
        .rev()
        .filter_map(|n| Some(then(vec![as_loop(&run[..n])?], &after[n - 1..])))
        .collect()
}

/// Two loops with the same head become one.
pub fn fuse(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::For(first) = &stmt.kind else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (at, other) in after.iter().enumerate().take(REACH) {
        let StmtKind::For(second) = &other.kind else {
            continue;
        };
        let mut body = first.body.clone();
        body.extend(second.body.iter().map(|stmt| {
            let mut copy = stmt.clone();
            tree::map_reads(&mut copy, &mut |v| {
                Operand::Var(if v == second.var { first.var } else { v })
            });
            copy
        }));
        let fused = Stmt::new(StmtKind::For(For {
            body,
            ..first.clone()
        }));
        let mut rest = after.to_vec();
        rest.remove(at);
        let mut late = after.to_vec();
        late[at] = fused.clone();
        out.push(then(vec![fused], &rest));
        out.push(late);
    }
    out
}

/// What both sides of a branch begin or end with is done before or after it.
pub fn factor(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::If(branch) = &stmt.kind else {
        return Vec::new();
    };
    let Some(Else::Block(other)) = &branch.otherwise else {
        return Vec::new();
    };
    let without = |then: &[Stmt], other: &[Stmt]| {
        let (condition, then, other) = match then.is_empty() {
            true => (tidy::negated(&branch.condition), other, then),
            false => (branch.condition.clone(), then, other),
        };
        Stmt::new(StmtKind::If(If {
            condition,
            then: then.to_vec(),
            otherwise: (!other.is_empty()).then(|| Else::Block(other.to_vec())),
        }))
    };
    let mut out = Vec::new();
    if let (Some((x, left)), Some((y, right))) = (branch.then.split_last(), other.split_last())
        && x == y
    {
        out.push(then(vec![without(left, right), x.clone()], after));
    }
    if let (Some((x, left)), Some((y, right))) = (branch.then.split_first(), other.split_first())
        && x == y
    {
        out.push(then(vec![x.clone(), without(left, right)], after));
    }
    out
}

/// Two branches become one: one inside the other, or one after the other.
pub fn join(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::If(branch) = &stmt.kind else {
        return Vec::new();
    };
    let both = |l: &Condition, r: &Condition| {
        [
            Condition::And(Box::new(l.clone()), Box::new(r.clone())),
            Condition::Or(Box::new(l.clone()), Box::new(r.clone())),
        ]
    };
    let make = |condition: Condition, then: &[Stmt], otherwise: Option<Else>| {
        Stmt::new(StmtKind::If(If {
            condition,
            then: then.to_vec(),
            otherwise,
        }))
    };
    let mut out = Vec::new();
    let only = |body: &[Stmt]| match body {
        [
            Stmt {
                kind: StmtKind::If(inner),
                ..
            },
        ] => Some(inner.clone()),
        _ => None,
    };
    if let Some(inner) = only(&branch.then) {
        let [and, _] = both(&branch.condition, &inner.condition);
        for otherwise in [&branch.otherwise, &inner.otherwise] {
            let joined = make(and.clone(), &inner.then, otherwise.clone());
            out.push(then(vec![joined], after));
        }
    }
    if let Some(Else::Block(other)) = &branch.otherwise
        && let Some(inner) = only(other)
        && inner.then == branch.then
    {
        let [_, or] = both(&branch.condition, &inner.condition);
        out.push(then(vec![make(or, &inner.then, inner.otherwise)], after));
    }
    for (at, next) in after.iter().enumerate().take(REACH) {
        let StmtKind::If(next) = &next.kind else {
            continue;
        };
        let mut rest = after.to_vec();
        rest.remove(at);
        let mut add = |joined: Stmt| {
            let mut late = after.to_vec();
            late[at] = joined.clone();
            out.push(then(vec![joined], &rest));
            out.push(late);
        };
        if next.then == branch.then {
            let [_, or] = both(&branch.condition, &next.condition);
            add(make(or, &branch.then, branch.otherwise.clone()));
        }
        if branch.otherwise.is_none() && next.otherwise.is_none() {
            let body = then(branch.then.clone(), &next.then);
            add(make(branch.condition.clone(), &body, None));
            let other = Else::Block(next.then.clone());
            add(make(branch.condition.clone(), &branch.then, Some(other)));
        }
    }
    out
}

/// A loop steps by one, or its constant bound is compared in another way.
pub fn step(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::For(head) = &stmt.kind else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let mut add = |head: For| out.push(then(vec![Stmt::new(StmtKind::For(head))], after));
    for op in [UpdateOp::PostInc, UpdateOp::PostDec] {
        let step = ForStep::Update(op);
        if step != head.step {
            add(For {
                step,
                ..head.clone()
            });
        }
    }
    if let Operand::Const(bound) = head.bound {
        for (test, by) in [(CmpOp::Lt, 1), (CmpOp::Ge, 1), (CmpOp::Gt, -1)] {
            let bound = bound + by;
            if (-4..=5).contains(&bound) {
                add(For {
                    test,
                    bound: Operand::Const(bound),
                    ..head.clone()
                });
            }
        }
    }
    out
}
