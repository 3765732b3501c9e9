//! Loops with fewer variables and fewer tests.

use super::polish::each_expr;
use super::tree::{Binary, Expr, Stmt, add, and, compare};

/// Applies a rule to every list of statements, the innermost first.
fn each_body(body: Vec<Stmt>, rule: &dyn Fn(Vec<Stmt>) -> Vec<Stmt>) -> Vec<Stmt> {
    let all = |body: Vec<Stmt>| each_body(body, rule);
    let body = body.into_iter().map(|stmt| match stmt {
        Stmt::If(condition, yes, no) => Stmt::If(condition, all(yes), all(no)),
        Stmt::For(init, condition, step, body) => Stmt::For(init, condition, step, all(body)),
        Stmt::While(condition, body) => Stmt::While(condition, all(body)),
        Stmt::DoWhile(body, condition) => Stmt::DoWhile(all(body), condition),
        other => other,
    });
    rule(body.collect())
}

/// Whether a loop goes up by ones from a start to before an end: its variable, start and end.
fn counted(stmt: &Stmt) -> Option<(&str, &Expr, &Expr)> {
    let Stmt::For(init, Expr::Binary(Binary::Lt, a, end), step, _) = stmt else {
        return None;
    };
    let [(name, start)] = &init[..] else {
        return None;
    };
    let up = [Stmt::Assign(
        Expr::Var(name.clone()),
        Some(Binary::Add),
        Expr::Int(1),
    )];
    (**a == Expr::Var(name.clone()) && *step == up).then_some((name.as_str(), start, end))
}

/// How often a variable is changed by a statement, in any depth.
fn changes(stmt: &Stmt, name: &str) -> usize {
    let all = |body: &[Stmt]| body.iter().map(|stmt| changes(stmt, name)).sum::<usize>();
    match stmt {
        Stmt::Assign(Expr::Var(other), _, _) | Stmt::Push(_, Expr::Var(other), _) => {
            usize::from(other == name)
        }
        Stmt::If(_, yes, no) => all(yes) + all(no),
        Stmt::For(_, _, step, body) => all(step) + all(body),
        Stmt::While(_, body) | Stmt::DoWhile(body, _) => all(body),
        _ => 0,
    }
}

fn leaves(body: &[Stmt]) -> bool {
    body.iter().any(|stmt| match stmt {
        Stmt::Break => true,
        Stmt::If(_, yes, no) => leaves(yes) || leaves(no),
        _ => false,
    })
}

/// Without counters that count every time: they are the loop's variable, and in the end the number of
/// its elements.
pub(super) fn without_counters(mut body: Vec<Stmt>, lengths: &[String]) -> Vec<Stmt> {
    for at in 0..body.len() {
        let Stmt::Declare(counter, Some(Expr::Int(0))) = &body[at] else {
            continue;
        };
        let counter = counter.clone();
        let changed: Vec<usize> = (at + 1..body.len())
            .filter(|n| changes(&body[*n], &counter) > 0)
            .collect();
        let [only] = changed[..] else { continue };
        let Some((own, Expr::Int(0), end)) = counted(&body[only]) else {
            continue;
        };
        let (own, end) = (own.to_owned(), end.clone());
        if !matches!(&end, Expr::Var(name) if lengths.contains(name)) {
            continue;
        }
        let Stmt::For(_, _, _, inner) = &body[only] else {
            unreachable!("it is a loop");
        };
        let steps = |stmt: &Stmt| match stmt {
            Stmt::Assign(Expr::Var(name), Some(Binary::Add), Expr::Int(1)) => *name == counter,
            Stmt::Push(_, Expr::Var(name), _) => *name == counter,
            _ => false,
        };
        let Some(step) = inner.iter().position(steps) else {
            continue;
        };
        let total: usize = inner.iter().map(|stmt| changes(stmt, &counter)).sum();
        if total != 1 || leaves(inner) {
            continue;
        }
        let known = |body: Vec<Stmt>, value: Expr| {
            each_expr(body, &|expr| match expr {
                Expr::Var(name) if *name == counter => Some(value.clone()),
                _ => None,
            })
        };
        let before = Expr::Var(own.clone());
        let after = add(before.clone(), Expr::Int(1));
        let mut first = inner[..step].to_vec();
        first = known(first, before.clone());
        if let Stmt::Push(array, _, value) = &inner[step] {
            let value = known(vec![Stmt::Return(value.clone())], before.clone()).remove(0);
            let Stmt::Return(value) = value else {
                unreachable!("it was one")
            };
            first.push(Stmt::Assign(Expr::at(array, before), None, value));
        }
        first.extend(known(inner[step + 1..].to_vec(), after));
        let rest = body.split_off(only + 1);
        let Some(Stmt::For(init, condition, step, _)) = body.pop() else {
            unreachable!("it is a loop");
        };
        body.push(Stmt::For(init, condition, step, first));
        body.extend(known(rest, end));
        body.remove(at);
        return without_counters(body, lengths);
    }
    body
}

fn conjuncts(condition: &Expr, out: &mut Vec<Expr>) {
    match condition {
        Expr::Binary(Binary::And, a, b) => {
            conjuncts(a, out);
            conjuncts(b, out);
        }
        other => out.push(other.clone()),
    }
}

/// Loops that only do something from their second element on begin there, and loops that look at the
/// next element end where there is none.
pub(super) fn narrowed(body: Vec<Stmt>) -> Vec<Stmt> {
    each_body(body, &|body| body.into_iter().map(narrow).collect())
}

fn narrow(stmt: Stmt) -> Stmt {
    let Some((own, start, end)) = counted(&stmt) else {
        return stmt;
    };
    let (own, start, end) = (Expr::var(own), start.clone(), end.clone());
    let Stmt::For(init, condition, step, body) = &stmt else {
        unreachable!("it is a loop");
    };
    let [Stmt::If(test, yes, no)] = &body[..] else {
        return stmt;
    };
    if !no.is_empty() {
        return stmt;
    }
    let mut parts = Vec::new();
    conjuncts(test, &mut parts);
    let first = Expr::Binary(Binary::Gt, Box::new(own.clone()), Box::new(start.clone()));
    let last = compare(Binary::Lt, add(own, Expr::Int(1)), end);
    let before = parts.len();
    let mut init = init.clone();
    let mut condition = condition.clone();
    if let Some(at) = parts.iter().position(|part| *part == first) {
        parts.remove(at);
        init[0].1 = add(start, Expr::Int(1));
    }
    if let Some(at) = parts.iter().position(|part| *part == last) {
        parts.remove(at);
        condition = last;
    }
    if parts.len() == before || parts.is_empty() {
        return stmt;
    }
    let test = parts.into_iter().reduce(and).expect("not empty");
    let body = vec![Stmt::If(test, yes.clone(), Vec::new())];
    Stmt::For(init, condition, step.clone(), body)
}

/// Two loops over the same elements, one after the other, as one, where the second does not need what
/// the first comes to.
pub(super) fn merged(body: Vec<Stmt>) -> Vec<Stmt> {
    each_body(body, &merge)
}

fn merge(mut body: Vec<Stmt>) -> Vec<Stmt> {
    let mut at = 0;
    while at < body.len() {
        if let Some(next) = partner(&body, at) {
            let Stmt::For(other, _, _, second) = body.remove(next) else {
                unreachable!("it is a loop");
            };
            let Stmt::For(init, condition, step, mut first) = body.remove(at) else {
                unreachable!("it is a loop");
            };
            let own = Expr::Var(init[0].0.clone());
            let moved = each_expr(second, &|expr| match expr {
                Expr::Var(name) if *name == other[0].0 => Some(own.clone()),
                _ => None,
            });
            first.extend(moved);
            // Declarations in between come before the loop now.
            body.insert(next - 1, Stmt::For(init, condition, step, first));
        } else {
            at += 1;
        }
    }
    body
}

/// The loop that can be merged with the one at this place.
fn partner(body: &[Stmt], at: usize) -> Option<usize> {
    let (own, start, end) = counted(&body[at])?;
    let Stmt::For(_, _, _, first) = &body[at] else {
        unreachable!("it is a loop");
    };
    let simple = |stmt: &Stmt| {
        !stmt.any(&|stmt| {
            matches!(
                stmt,
                Stmt::Break
                    | Stmt::Return(_)
                    | Stmt::Stop(_)
                    | Stmt::For(..)
                    | Stmt::While(..)
                    | Stmt::DoWhile(..)
                    | Stmt::Push(..)
                    | Stmt::Assign(Expr::At(..), _, _)
            )
        })
    };
    if !first.iter().all(simple) {
        return None;
    }
    let written = |name: &str| first.iter().any(|stmt| changes(stmt, name) > 0);
    let reads_written = |stmt: &Stmt| {
        let mut found = false;
        let _ = each_expr(vec![stmt.clone()], &|expr| {
            if let Expr::Var(name) = expr
                && written(name)
            {
                return Some(Expr::var("?"));
            }
            None
        })
        .iter()
        .map(|stmt| found |= super::signature::mentions(stmt, "?"))
        .count();
        found
    };
    for (next, other) in body.iter().enumerate().skip(at + 1) {
        match other {
            Stmt::Declare(..) if !reads_written(other) => {}
            other => {
                let (name, other_start, other_end) = counted(other)?;
                let Stmt::For(_, _, _, second) = other else {
                    unreachable!("it is a loop");
                };
                let fits = other_start == start
                    && other_end == end
                    && name != own
                    && second.iter().all(simple)
                    && !second.iter().any(reads_written);
                return fits.then_some(next);
            }
        }
    }
    None
}

/// Tells variables that are never negative: lengths, and what only counts up.
pub(super) fn never_negative(body: &[Stmt], lengths: &[String]) -> impl Fn(&str) -> bool + use<> {
    let mut names: Vec<String> = lengths.to_vec();
    let mut falling: Vec<String> = Vec::new();
    collect(body, &mut names, &mut falling);
    move |name: &str| {
        names.iter().any(|other| other == name) && !falling.iter().any(|other| other == name)
    }
}

fn collect(body: &[Stmt], names: &mut Vec<String>, falling: &mut Vec<String>) {
    for stmt in body {
        match stmt {
            Stmt::Declare(name, Some(Expr::Int(0..))) => names.push(name.clone()),
            Stmt::Assign(Expr::Var(_), Some(Binary::Add), Expr::Int(0..)) => {}
            Stmt::Assign(Expr::Var(name), _, _) => falling.push(name.clone()),
            Stmt::If(_, yes, no) => {
                collect(yes, names, falling);
                collect(no, names, falling);
            }
            Stmt::For(init, _, step, body) => {
                for (name, start) in init {
                    if matches!(start, Expr::Int(0..)) {
                        names.push(name.clone());
                    }
                }
                collect(step, names, falling);
                collect(body, names, falling);
            }
            Stmt::While(_, body) | Stmt::DoWhile(body, _) => collect(body, names, falling),
            _ => {}
        }
    }
}
