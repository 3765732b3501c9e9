//! Functions with fewer variables.

use super::polish::each_expr;
use super::signature::mentions;
use super::tree::{Expr, Stmt};

/// Whether a variable is changed by a statement, in any depth.
fn changes(stmt: &Stmt, name: &str) -> bool {
    stmt.any(&|stmt| match stmt {
        Stmt::Assign(Expr::Var(other), _, _) | Stmt::Push(_, Expr::Var(other), _) => other == name,
        _ => false,
    })
}

/// Whether an expression has the same value everywhere in a function.
fn is_fixed(value: &Expr, body: &[Stmt]) -> bool {
    let mut fixed = true;
    value.visit(&mut |part| match part {
        Expr::Var(name) => fixed &= !body.iter().any(|stmt| changes(stmt, name)),
        Expr::At(name, _) => fixed &= name.len() == 1,
        _ => {}
    });
    fixed
}

fn renamed(body: Vec<Stmt>, from: &str, to: &Expr) -> Vec<Stmt> {
    each_expr(body, &|expr| match expr {
        Expr::Var(name) if name == from => Some(to.clone()),
        _ => None,
    })
}

/// One variable where two are declared with the same value and never changed.
pub(super) fn without_doubles(mut body: Vec<Stmt>) -> Vec<Stmt> {
    for first in 0..body.len() {
        let Stmt::Declare(name, Some(value)) = &body[first] else {
            continue;
        };
        let own = Expr::Var(name.clone());
        if !is_fixed(&own, &body) || !is_fixed(value, &body) || value.is_atom() {
            continue;
        }
        let same = (first + 1..body.len()).find(|second| match &body[*second] {
            Stmt::Declare(other, Some(also)) => {
                also == value && is_fixed(&Expr::Var(other.clone()), &body)
            }
            _ => false,
        });
        if let Some(second) = same {
            let Stmt::Declare(other, _) = body.remove(second) else {
                unreachable!("it was found as one");
            };
            return without_doubles(renamed(body, &other, &own));
        }
    }
    body
}

/// No second variable that goes on where another one, of which nothing is wanted any more, has come to.
pub(super) fn without_copies(mut body: Vec<Stmt>, lengths: &[String]) -> Vec<Stmt> {
    for at in 0..body.len() {
        let Stmt::Declare(name, Some(Expr::Var(before))) = &body[at] else {
            continue;
        };
        let local = body[..at]
            .iter()
            .any(|stmt| matches!(stmt, Stmt::Declare(other, _) if other == before));
        let needed = body[at + 1..].iter().any(|stmt| mentions(stmt, before));
        let (name, before) = (name.clone(), before.clone());
        let fixed = lengths.contains(&before);
        if fixed || !local || needed {
            continue;
        }
        body.remove(at);
        return without_copies(renamed(body, &name, &Expr::Var(before)), lengths);
    }
    body
}

/// A variable that only says where the next loop begins is put into the loop.
pub(super) fn put_into_loops(mut body: Vec<Stmt>) -> Vec<Stmt> {
    for at in 0..body.len() {
        let Stmt::Declare(name, Some(value)) = &body[at] else {
            continue;
        };
        let (name, value) = (name.clone(), value.clone());
        let next = (at + 1..body.len()).find(|next| !matches!(body[*next], Stmt::Declare(..)));
        let Some(next) = next else { continue };
        let between = body[at + 1..next].iter().any(|stmt| mentions(stmt, &name));
        let after = body[next + 1..].iter().any(|stmt| mentions(stmt, &name));
        let Stmt::For(init, condition, step, inner) = &body[next] else {
            continue;
        };
        let inside =
            condition.mentions(&name) || step.iter().chain(inner).any(|stmt| mentions(stmt, &name));
        if between || after || inside || init.len() != 1 || init[0].1 != Expr::Var(name.clone()) {
            continue;
        }
        let Stmt::For(init, _, _, _) = &mut body[next] else {
            unreachable!("it is a loop");
        };
        init[0].1 = value;
        body.remove(at);
        return put_into_loops(body);
    }
    body
}
