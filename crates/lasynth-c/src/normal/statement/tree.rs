//! Walking over and copying syntax trees.

use crate::syntax::*;

/// Calls `visit` on every variable that is read: in expressions, indices, bounds and steps.
pub fn reads(stmt: &Stmt, visit: &mut dyn FnMut(VarId)) {
    match &stmt.kind {
        StmtKind::Declare { init, .. } => reads_of_expr(init, visit),
        StmtKind::Assign { target, value, .. } => {
            reads_of_target(target, visit);
            reads_of_expr(value, visit);
        }
        StmtKind::Update { target, .. } => reads_of_target(target, visit),
        StmtKind::If(branch) => reads_of_branch(branch, visit),
        StmtKind::For(head) => {
            reads_of_head(head, visit);
            head.body.iter().for_each(|s| reads(s, visit));
        }
        StmtKind::Continue | StmtKind::Break => {}
    }
}

pub(super) fn reads_of_head(head: &For, visit: &mut dyn FnMut(VarId)) {
    reads_of_expr(&head.init, visit);
    let mut operand = |o: &Operand| {
        if let Operand::Var(v) = o {
            visit(*v);
        }
    };
    operand(&head.bound);
    match &head.step {
        ForStep::Update(_) => {}
        ForStep::Add(by) | ForStep::Sub(by) => operand(by),
        ForStep::SetAdd(_, by) | ForStep::SetSub(_, by) => operand(by),
    }
}

fn reads_of_branch(branch: &If, visit: &mut dyn FnMut(VarId)) {
    reads_of_condition(&branch.condition, visit);
    branch.then.iter().for_each(|s| reads(s, visit));
    match &branch.otherwise {
        Some(Else::Block(body)) => body.iter().for_each(|s| reads(s, visit)),
        Some(Else::If(inner, _)) => reads_of_branch(inner, visit),
        None => {}
    }
}

pub(super) fn reads_of_condition(condition: &Condition, visit: &mut dyn FnMut(VarId)) {
    match condition {
        Condition::Or(l, r) | Condition::And(l, r) => {
            reads_of_condition(l, visit);
            reads_of_condition(r, visit);
        }
        Condition::Not(c) => reads_of_condition(c, visit),
        Condition::Cmp(_, l, r) => {
            reads_of_expr(l, visit);
            reads_of_expr(r, visit);
        }
        Condition::Truth(e) => reads_of_expr(e, visit),
    }
}

fn reads_of_target(target: &LValue, visit: &mut dyn FnMut(VarId)) {
    if let LValue::Elem(elem) = target {
        reads_of_index(&elem.index, visit);
    }
}

pub(super) fn reads_of_expr(expr: &Expr, visit: &mut dyn FnMut(VarId)) {
    match expr {
        Expr::Const(_) => {}
        Expr::Var(v) => visit(*v),
        Expr::Elem(elem) => reads_of_index(&elem.index, visit),
        Expr::Neg(e, _) => reads_of_expr(e, visit),
        Expr::Bin(_, l, r, _) => {
            reads_of_expr(l, visit);
            reads_of_expr(r, visit);
        }
    }
}

fn reads_of_index(index: &Index, visit: &mut dyn FnMut(VarId)) {
    let mut operand = |o: &Operand| {
        if let Operand::Var(v) = o {
            visit(*v);
        }
    };
    match index {
        Index::At(x) => operand(x),
        Index::Sum(x, y) | Index::Diff(x, y) => {
            operand(x);
            operand(y);
        }
    }
}

/// How often variables are read, written or declared.
pub fn variable_uses(body: &[Stmt]) -> usize {
    let mut count = 0;
    for stmt in body {
        reads(stmt, &mut |_| count += 1);
        writes(stmt, &mut |_| count += 1);
    }
    count
}

/// Calls `visit` on every variable that is declared, assigned or driven by a loop.
pub fn writes(stmt: &Stmt, visit: &mut dyn FnMut(VarId)) {
    match &stmt.kind {
        StmtKind::Declare { var, .. } => visit(*var),
        StmtKind::Assign {
            target: LValue::Var(v),
            ..
        }
        | StmtKind::Update {
            target: LValue::Var(v),
            ..
        } => visit(*v),
        StmtKind::For(head) => {
            visit(head.var);
            visit(head.step_var);
            head.body.iter().for_each(|s| writes(s, visit));
        }
        StmtKind::If(branch) => {
            branch.then.iter().for_each(|s| writes(s, visit));
            match &branch.otherwise {
                Some(Else::Block(body)) => body.iter().for_each(|s| writes(s, visit)),
                Some(Else::If(inner, span)) => {
                    let (kind, span) = (StmtKind::If((**inner).clone()), *span);
                    writes(&Stmt { kind, span }, visit);
                }
                None => {}
            }
        }
        _ => {}
    }
}

/// Replaces what is read of variables; a use that cannot hold a constant keeps its variable.
pub fn map_reads(stmt: &mut Stmt, map: &mut dyn FnMut(VarId) -> Operand) {
    match &mut stmt.kind {
        StmtKind::Declare { init, .. } => map_expr(init, map),
        StmtKind::Assign { target, value, .. } => {
            map_target(target, map);
            map_expr(value, map);
        }
        StmtKind::Update { target, .. } => map_target(target, map),
        StmtKind::If(branch) => map_branch(branch, map),
        StmtKind::For(head) => {
            map_expr(&mut head.init, map);
            map_operand(&mut head.bound, map);
            match &mut head.step {
                ForStep::Update(_) => {}
                ForStep::Add(by) | ForStep::Sub(by) => map_operand(by, map),
                ForStep::SetAdd(_, by) | ForStep::SetSub(_, by) => map_operand(by, map),
            }
            head.body.iter_mut().for_each(|s| map_reads(s, map));
        }
        StmtKind::Continue | StmtKind::Break => {}
    }
}

fn map_branch(branch: &mut If, map: &mut dyn FnMut(VarId) -> Operand) {
    map_condition(&mut branch.condition, map);
    branch.then.iter_mut().for_each(|s| map_reads(s, map));
    match &mut branch.otherwise {
        Some(Else::Block(body)) => body.iter_mut().for_each(|s| map_reads(s, map)),
        Some(Else::If(inner, _)) => map_branch(inner, map),
        None => {}
    }
}

fn map_condition(condition: &mut Condition, map: &mut dyn FnMut(VarId) -> Operand) {
    match condition {
        Condition::Or(l, r) | Condition::And(l, r) => {
            map_condition(l, map);
            map_condition(r, map);
        }
        Condition::Not(c) => map_condition(c, map),
        Condition::Cmp(_, l, r) => {
            map_expr(l, map);
            map_expr(r, map);
        }
        Condition::Truth(e) => map_expr(e, map),
    }
}

fn map_target(target: &mut LValue, map: &mut dyn FnMut(VarId) -> Operand) {
    if let LValue::Elem(elem) = target {
        map_index(&mut elem.index, map);
    }
}

fn map_expr(expr: &mut Expr, map: &mut dyn FnMut(VarId) -> Operand) {
    match expr {
        Expr::Const(_) => {}
        Expr::Var(v) => match map(*v) {
            Operand::Const(c) => *expr = Expr::Const(c),
            Operand::Var(other) => *v = other,
        },
        Expr::Elem(elem) => map_index(&mut elem.index, map),
        Expr::Neg(e, _) => map_expr(e, map),
        Expr::Bin(_, l, r, _) => {
            map_expr(l, map);
            map_expr(r, map);
        }
    }
}

/// The elements that an expression reads.
pub fn elements(expr: &Expr, out: &mut Vec<Elem>) {
    match expr {
        Expr::Const(_) | Expr::Var(_) => {}
        Expr::Elem(elem) => out.push(*elem),
        Expr::Neg(e, _) => elements(e, out),
        Expr::Bin(_, l, r, _) => {
            elements(l, out);
            elements(r, out);
        }
    }
}

fn map_index(index: &mut Index, map: &mut dyn FnMut(VarId) -> Operand) {
    match index {
        Index::At(x) => map_operand(x, map),
        Index::Sum(x, y) | Index::Diff(x, y) => {
            map_operand(x, map);
            map_operand(y, map);
        }
    }
    // Two constants are one, where the language can write it.
    let folded = match *index {
        Index::Sum(Operand::Const(x), Operand::Const(y)) => x + y,
        Index::Diff(Operand::Const(x), Operand::Const(y)) => x - y,
        _ => return,
    };
    if (-4..=4).contains(&folded) {
        *index = Index::At(Operand::Const(folded));
    }
}

fn map_operand(operand: &mut Operand, map: &mut dyn FnMut(VarId) -> Operand) {
    if let Operand::Var(v) = *operand {
        *operand = map(v);
    }
}

/// Writes every `else if` as `else { if .. }`, or the other way round.
pub fn nest(body: &mut [Stmt], else_if: bool) {
    for stmt in body {
        match &mut stmt.kind {
            StmtKind::For(head) => nest(&mut head.body, else_if),
            StmtKind::If(branch) => nest_branch(branch, else_if),
            _ => {}
        }
    }
}

fn nest_branch(branch: &mut If, else_if: bool) {
    nest(&mut branch.then, else_if);
    branch.otherwise = match branch.otherwise.take() {
        Some(Else::Block(mut body)) => {
            nest(&mut body, else_if);
            Some(match &body[..] {
                [
                    Stmt {
                        kind: StmtKind::If(inner),
                        span,
                    },
                ] if else_if => Else::If(Box::new(inner.clone()), *span),
                _ => Else::Block(body),
            })
        }
        Some(Else::If(mut inner, span)) => {
            nest_branch(&mut inner, else_if);
            Some(match else_if {
                true => Else::If(inner, span),
                false => Else::Block(vec![Stmt::new(StmtKind::If(*inner))]),
            })
        }
        None => None,
    };
}

/// Number of statements, nested ones included, in a body without `else if`.
pub fn count(body: &[Stmt]) -> usize {
    let nested = |kind: &StmtKind| match kind {
        StmtKind::For(head) => count(&head.body),
        StmtKind::If(branch) => {
            let other = match &branch.otherwise {
                Some(Else::Block(body)) => count(body),
                _ => 0,
            };
            count(&branch.then) + other
        }
        _ => 0,
    };
    body.iter().map(|s| 1 + nested(&s.kind)).sum()
}

/// What a statement and those after it in its block become; `None` to leave all as it is.
pub type Change<'a> = dyn FnMut(&Stmt, &[Stmt]) -> Option<Vec<Stmt>> + 'a;

/// A copy of a body whose `n`-th statement, in textual order, became what `change` makes of it and of
/// the statements after it in its block; `None` if `change` has nothing to propose.
pub fn replace(body: &[Stmt], n: usize, change: &mut Change) -> Option<Vec<Stmt>> {
    let mut copy = body.to_vec();
    let mut left = n;
    replace_in(&mut copy, &mut left, change)?.then_some(copy)
}

fn replace_in(body: &mut Vec<Stmt>, left: &mut usize, change: &mut Change) -> Option<bool> {
    for at in 0..body.len() {
        if *left == 0 {
            let new = change(&body[at], &body[at + 1..])?;
            body.splice(at.., new);
            return Some(true);
        }
        *left -= 1;
        let done = match &mut body[at].kind {
            StmtKind::For(head) => replace_in(&mut head.body, left, change)?,
            StmtKind::If(branch) => replace_in_branch(branch, left, change)?,
            _ => false,
        };
        if done {
            return Some(true);
        }
    }
    Some(false)
}

fn replace_in_branch(branch: &mut If, left: &mut usize, change: &mut Change) -> Option<bool> {
    if replace_in(&mut branch.then, left, change)? {
        return Some(true);
    }
    let done = match &mut branch.otherwise {
        Some(Else::Block(body)) => replace_in(body, left, change)?,
        _ => false,
    };
    // An emptied else goes away.
    if matches!(&branch.otherwise, Some(Else::Block(body)) if body.is_empty()) {
        branch.otherwise = None;
    }
    Some(done)
}
