//! The rules of the normal form: each proposes changed bodies for one statement.

use super::{tidy, tree};
use crate::syntax::*;

pub(super) fn then(mut new: Vec<Stmt>, after: &[Stmt]) -> Vec<Stmt> {
    new.extend_from_slice(after);
    new
}

/// The statement goes.
pub(super) fn delete(_: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    vec![after.to_vec()]
}

/// One side of a branch stands for the whole, or the branch loses its else, or its then.
pub(super) fn unwrap_if(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::If(branch) = &stmt.kind else {
        return Vec::new();
    };
    let mut out = vec![then(branch.then.clone(), after)];
    let other = match &branch.otherwise {
        None => return out,
        Some(Else::Block(body)) => body.clone(),
        Some(Else::If(inner, _)) => vec![Stmt::new(StmtKind::If((**inner).clone()))],
    };
    out.push(then(other.clone(), after));
    let mut without = branch.clone();
    without.otherwise = None;
    out.push(then(vec![Stmt::new(StmtKind::If(without))], after));
    let negated = If {
        condition: tidy::negated(&branch.condition),
        then: other,
        otherwise: None,
    };
    out.push(then(vec![Stmt::new(StmtKind::If(negated))], after));
    out
}

/// The two sides of a branch change places.
pub(super) fn turn(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::If(branch) = &stmt.kind else {
        return Vec::new();
    };
    let Some(Else::Block(other)) = &branch.otherwise else {
        return Vec::new();
    };
    let turned = If {
        condition: tidy::negated(&branch.condition),
        then: other.clone(),
        otherwise: Some(Else::Block(branch.then.clone())),
    };
    vec![then(vec![Stmt::new(StmtKind::If(turned))], after)]
}

/// The statement in its preferred spelling.
pub(super) fn rewrite(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let tidied = tidy::stmt(stmt);
    tidied
        .into_iter()
        .filter(|new| new != stmt)
        .map(|new| then(vec![new], after))
        .collect()
}

/// A loop with constant bounds becomes its passes.
pub(super) fn unroll(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::For(head) = &stmt.kind else {
        return Vec::new();
    };
    let Some(values) = tidy::values(head) else {
        return Vec::new();
    };
    let passes = |values: &[i8]| {
        let mut out = Vec::new();
        for &value in values {
            for stmt in &head.body {
                let mut copy = stmt.clone();
                tree::map_reads(&mut copy, &mut |v| match v == head.var {
                    true => Operand::Const(value),
                    false => Operand::Var(v),
                });
                out.push(copy);
            }
        }
        then(out, after)
    };
    let mut out = vec![passes(&values[..values.len().min(1)])];
    if (2..=3).contains(&values.len()) {
        out.push(passes(&values));
    }
    out
}

/// A loop declares its own variable.
pub(super) fn own_variable(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    match &stmt.kind {
        // The declaration goes if the loops after it can do without.
        StmtKind::Declare { var, .. } => {
            let mut after = after.to_vec();
            declare_in_heads(&mut after, *var);
            vec![after]
        }
        _ => Vec::new(),
    }
}

fn declare_in_heads(body: &mut [Stmt], var: VarId) {
    for stmt in body {
        match &mut stmt.kind {
            StmtKind::For(head) => {
                head.declares |= head.var == var;
                declare_in_heads(&mut head.body, var);
            }
            StmtKind::If(branch) => declare_in_branch(branch, var),
            _ => {}
        }
    }
}

fn declare_in_branch(branch: &mut If, var: VarId) {
    declare_in_heads(&mut branch.then, var);
    match &mut branch.otherwise {
        Some(Else::Block(body)) => declare_in_heads(body, var),
        Some(Else::If(inner, _)) => declare_in_branch(inner, var),
        None => {}
    }
}

/// A variable is declared where it gets its first value that matters.
pub(super) fn declare_late(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let StmtKind::Declare { var, .. } = stmt.kind else {
        return Vec::new();
    };
    let assigns = |s: &Stmt| match &s.kind {
        StmtKind::Assign {
            target: LValue::Var(v),
            op: AssignOp::Set,
            value,
        } if *v == var => Some(value.clone()),
        _ => None,
    };
    let Some((at, init)) = (after.iter().enumerate()).find_map(|(n, s)| Some((n, assigns(s)?)))
    else {
        return Vec::new();
    };
    let mut out = after.to_vec();
    out[at] = Stmt::new(StmtKind::Declare { var, init });
    vec![out]
}

/// What is read only because it may be a fault is read by `a[..] += 0`, which needs no variable.
pub(super) fn touch(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let value = match &stmt.kind {
        StmtKind::Assign {
            target: LValue::Var(_),
            value,
            ..
        } => value,
        StmtKind::Declare { init, .. } => init,
        _ => return Vec::new(),
    };
    let mut elements = Vec::new();
    tree::elements(value, &mut elements);
    elements
        .into_iter()
        .map(|elem| {
            let (target, op) = (LValue::Elem(elem), AssignOp::Add);
            let value = Expr::Const(0);
            then(
                vec![Stmt::new(StmtKind::Assign { target, op, value })],
                after,
            )
        })
        .collect()
}

/// A variable is read as a constant: everywhere after its declaration, or in one statement.
pub(super) fn inline(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let mut out = Vec::new();
    let substitute = |stmt: &Stmt, var: VarId, c: i8| {
        let mut copy = stmt.clone();
        tree::map_reads(&mut copy, &mut |v| match v == var {
            true => Operand::Const(c),
            false => Operand::Var(v),
        });
        copy
    };
    if let StmtKind::Declare {
        var,
        init: Expr::Const(c),
    } = stmt.kind
    {
        let rest = after.iter().map(|s| substitute(s, var, c)).collect();
        out.push(rest);
    }
    let mut variables = Vec::new();
    tree::reads(stmt, &mut |v| {
        if !variables.contains(&v) {
            variables.push(v);
        }
    });
    for var in variables {
        for c in [0, 1, 2, 3, 4, -1, -2, -3, -4] {
            let new = substitute(stmt, var, c);
            if new != *stmt {
                out.push(then(vec![new], after));
            }
        }
    }
    out
}

/// Assignments of constant positions are planned anew.
pub(super) fn straighten(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    tidy::straightened(stmt, after).into_iter().collect()
}

/// Two neighbours change places.
pub(super) fn exchange(stmt: &Stmt, after: &[Stmt]) -> Vec<Vec<Stmt>> {
    let Some((next, rest)) = after.split_first() else {
        return Vec::new();
    };
    vec![then(vec![next.clone(), stmt.clone()], rest)]
}
