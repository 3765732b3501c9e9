//! Statements whose effect nobody sees are dropped.
//!
//! Some are written before it is known whether they are needed: the bounds of a list of which only the
//! length matters, an index that a simplified condition no longer asks for.

use super::tree::{Expr, Stmt};
use std::collections::HashSet;

/// What is left of the statements when everything without effect is gone.
pub(super) fn without_dead(body: Vec<Stmt>) -> Vec<Stmt> {
    let mut live = HashSet::new();
    loop {
        let before = live.len();
        for stmt in &body {
            mark(stmt, &mut live);
        }
        if live.len() == before {
            break;
        }
    }
    sweep(body, &live)
}

/// The variable or array that an assignment changes.
fn target(place: &Expr) -> &str {
    match place {
        Expr::Var(name) | Expr::At(name, _) => name,
        other => unreachable!("{other:?} cannot be assigned to"),
    }
}

fn is_live(name: &str, live: &HashSet<String>) -> bool {
    name == "out" || live.contains(name)
}

/// Whether the statement has an effect, as far as is known by now.
fn matters(stmt: &Stmt, live: &HashSet<String>) -> bool {
    match stmt {
        Stmt::Declare(name, _) => is_live(name, live),
        Stmt::Assign(place, _, _) => is_live(target(place), live),
        Stmt::Push(array, length, _) => is_live(array, live) || is_live(target(length), live),
        Stmt::If(_, yes, no) => yes.iter().chain(no).any(|stmt| matters(stmt, live)),
        Stmt::For(init, _, step, body) => {
            // What only steps the loop itself is no reason for it.
            let own = |name: &str| init.iter().any(|(own, _)| own == name);
            let outward = |stmt: &&Stmt| match stmt {
                Stmt::Assign(Expr::Var(name), _, _) => !own(name),
                _ => true,
            };
            (step.iter().chain(body))
                .filter(outward)
                .any(|stmt| matters_outside(stmt, live, &own))
        }
        Stmt::While(_, body) | Stmt::DoWhile(body, _) => body
            .iter()
            .any(|stmt| matters_outside(stmt, live, &|_| false)),
        Stmt::Break | Stmt::Return(_) | Stmt::Stop(_) => true,
    }
}

/// The same for a statement in a loop, whose own variables and whose end do not matter outside.
fn matters_outside(stmt: &Stmt, live: &HashSet<String>, own: &dyn Fn(&str) -> bool) -> bool {
    match stmt {
        Stmt::Declare(..) | Stmt::Break => false,
        Stmt::Assign(Expr::Var(name), _, _) if own(name) => false,
        Stmt::If(_, yes, no) => yes
            .iter()
            .chain(no)
            .any(|stmt| matters_outside(stmt, live, own)),
        stmt => matters(stmt, live),
    }
}

fn mark(stmt: &Stmt, live: &mut HashSet<String>) {
    if !matters(stmt, live) {
        return;
    }
    match stmt {
        Stmt::Declare(_, value) => value.iter().for_each(|value| read(value, live)),
        Stmt::Assign(place, _, value) => {
            if let Expr::At(array, position) = place {
                live.insert(array.clone());
                read(position, live);
            }
            read(value, live);
        }
        Stmt::Push(array, length, value) => {
            live.insert(array.clone());
            read(length, live);
            read(value, live);
        }
        Stmt::If(condition, yes, no) => {
            read(condition, live);
            yes.iter().chain(no).for_each(|stmt| mark(stmt, live));
        }
        Stmt::For(init, condition, step, body) => {
            read(condition, live);
            init.iter().for_each(|(_, value)| read(value, live));
            step.iter().chain(body).for_each(|stmt| mark(stmt, live));
        }
        Stmt::While(condition, body) | Stmt::DoWhile(body, condition) => {
            read(condition, live);
            body.iter().for_each(|stmt| mark(stmt, live));
        }
        Stmt::Return(value) => read(value, live),
        Stmt::Break | Stmt::Stop(_) => {}
    }
}

fn read(expr: &Expr, live: &mut HashSet<String>) {
    expr.visit(&mut |part| match part {
        Expr::Var(name) | Expr::At(name, _) => {
            live.insert(name.clone());
        }
        _ => {}
    });
}

fn sweep(body: Vec<Stmt>, live: &HashSet<String>) -> Vec<Stmt> {
    let mut kept = Vec::new();
    for stmt in body {
        if !matters(&stmt, live) {
            continue;
        }
        kept.push(match stmt {
            Stmt::If(condition, yes, no) => {
                let (yes, no) = (sweep(yes, live), sweep(no, live));
                match yes.is_empty() {
                    true => Stmt::If(super::tree::not(condition), no, yes),
                    false => Stmt::If(condition, yes, no),
                }
            }
            Stmt::For(init, condition, step, body) => {
                Stmt::For(init, condition, sweep(step, live), sweep(body, live))
            }
            Stmt::While(condition, body) => Stmt::While(condition, sweep(body, live)),
            Stmt::DoWhile(body, condition) => Stmt::DoWhile(sweep(body, live), condition),
            other => other,
        });
    }
    kept
}
