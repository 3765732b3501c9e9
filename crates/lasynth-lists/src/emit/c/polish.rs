//! Small improvements of the text that need no knowledge of terms.
//!
//! Each is a rule that an attentive programmer follows without noticing: no flag where one can return, no
//! counter that counts with the loop's own variable, no test in the loop that its bounds can make.

use super::dead::without_dead;
use super::loops;
use super::tree::{
    Binary, Expr, FALSE, Stmt, TRUE, add, and, arithmetic, choice, compare, not, or, sub,
};
use super::variables;

/// The same statements, tidier. `lengths` are variables that are never negative.
pub(super) fn polish(body: Vec<Stmt>, lengths: &[String]) -> Vec<Stmt> {
    let mut body = without_dead(body);
    for _ in 0..3 {
        body = returned_at_once(body);
        body = without_idle_flags(body);
        body = nested_ifs(body);
        body = variables::without_doubles(body);
        body = variables::without_copies(body, lengths);
        body = variables::put_into_loops(body);
        body = loops::without_counters(body, lengths);
        body = loops::narrowed(body);
        body = loops::merged(body);
        body = left_early(body, lengths);
        body = without_dead(body);
    }
    let never_negative = loops::never_negative(&body, lengths);
    each_expr(body, &|expr| zero_tests(expr, &never_negative))
}

/// Applies a rule to all expressions, the innermost first.
pub(super) fn each_expr(body: Vec<Stmt>, rule: &dyn Fn(&Expr) -> Option<Expr>) -> Vec<Stmt> {
    body.into_iter().map(|stmt| expr_in(stmt, rule)).collect()
}

fn expr_in(stmt: Stmt, rule: &dyn Fn(&Expr) -> Option<Expr>) -> Stmt {
    let all = |body: Vec<Stmt>| each_expr(body, rule);
    let one = |expr: &Expr| simplified(expr, rule);
    match stmt {
        Stmt::Declare(name, value) => Stmt::Declare(name, value.map(|value| one(&value))),
        Stmt::Assign(place, op, value) => match (op, one(&value)) {
            // No run has a value here; compilers warn of it all the same.
            (Some(Binary::Div | Binary::Mod), Expr::Int(0)) => {
                Stmt::Assign(one(&place), op, Expr::Int(1))
            }
            (op, value) => Stmt::Assign(one(&place), op, value),
        },
        Stmt::Push(array, length, value) => Stmt::Push(array, one(&length), one(&value)),
        Stmt::If(condition, yes, no) => Stmt::If(one(&condition), all(yes), all(no)),
        Stmt::For(init, condition, step, body) => {
            let init = init.into_iter().map(|(name, value)| (name, one(&value)));
            Stmt::For(init.collect(), one(&condition), all(step), all(body))
        }
        Stmt::While(condition, body) => Stmt::While(one(&condition), all(body)),
        Stmt::DoWhile(body, condition) => Stmt::DoWhile(all(body), one(&condition)),
        Stmt::Return(value) => Stmt::Return(one(&value)),
        other => other,
    }
}

/// The expression after a rule has been applied to all parts, and simplified anew.
pub(super) fn simplified(expr: &Expr, rule: &dyn Fn(&Expr) -> Option<Expr>) -> Expr {
    let part = |part: &Expr| simplified(part, rule);
    let boxed = |expr: &Expr| Box::new(part(expr));
    let rebuilt = match expr {
        Expr::Int(_) | Expr::Var(_) => expr.clone(),
        Expr::At(array, a) => Expr::At(array.clone(), boxed(a)),
        Expr::Neg(a) => Expr::Neg(boxed(a)),
        Expr::Not(a) => not(part(a)),
        Expr::Narrow(a) => Expr::Narrow(boxed(a)),
        Expr::Wide(a) => Expr::Wide(boxed(a)),
        Expr::Choice(c, a, b) => choice(part(c), part(a), part(b)),
        Expr::Binary(op, a, b) => {
            let (a, b) = (part(a), part(b));
            match op {
                Binary::Add => add(a, b),
                Binary::Sub => sub(a, b),
                Binary::And => and(a, b),
                Binary::Or => or(a, b),
                Binary::Mul | Binary::Div | Binary::Mod => arithmetic(*op, a, b),
                _ => compare(*op, a, b),
            }
        }
    };
    rule(&rebuilt).unwrap_or(rebuilt)
}

/// `n == 0` rather than `n <= 0`, where `n` cannot be negative.
fn zero_tests(expr: &Expr, never_negative: &dyn Fn(&str) -> bool) -> Option<Expr> {
    match expr {
        Expr::Binary(Binary::Le, a, b) if **b == Expr::Int(0) => match &**a {
            Expr::Var(name) if never_negative(name) => {
                Some(Expr::Binary(Binary::Eq, a.clone(), b.clone()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// At the end of the function a loop that finds a value and is left may return it instead.
fn returned_at_once(mut body: Vec<Stmt>) -> Vec<Stmt> {
    let Some(Stmt::Return(Expr::Var(name))) = body.last() else {
        return body;
    };
    let name = name.clone();
    let at = body.len().wrapping_sub(2);
    let Some(last @ (Stmt::For(..) | Stmt::While(..) | Stmt::DoWhile(..))) = body.get(at) else {
        return body;
    };
    let found = returning(last.clone(), &name);
    if found == *last {
        return body;
    }
    body[at] = found;
    // What is returned after the loop is what the variable began with, if nothing else changes it.
    let changes = |stmt: &Stmt| match stmt {
        Stmt::Assign(Expr::Var(other), _, _) | Stmt::Push(_, Expr::Var(other), _) => *other == name,
        _ => false,
    };
    if !body.iter().any(|stmt| stmt.any(&changes)) {
        let start = body.iter().find_map(|stmt| match stmt {
            Stmt::Declare(other, Some(value)) if *other == name => Some(value.clone()),
            _ => None,
        });
        if let Some(value @ (Expr::Int(_) | Expr::Var(_))) = start {
            *body.last_mut().expect("it returns") = Stmt::Return(value);
        }
    }
    body
}

/// `name = value; break;` as `return value;`, where nothing else comes after the loops.
fn returning(stmt: Stmt, name: &str) -> Stmt {
    let all = |body: Vec<Stmt>| -> Vec<Stmt> {
        let mut out: Vec<Stmt> = Vec::new();
        for stmt in body {
            if stmt != Stmt::Break {
                out.push(returning(stmt, name));
                continue;
            }
            // A flag for outer loops may be set in between.
            let flagged = matches!(
                out.last(),
                Some(Stmt::Assign(Expr::Var(flag), None, TRUE)) if flag != name
            );
            let at = out.len().wrapping_sub(1 + usize::from(flagged));
            match out.get(at) {
                Some(Stmt::Assign(Expr::Var(other), None, value)) if other == name => {
                    let value = value.clone();
                    out.truncate(at);
                    out.push(Stmt::Return(value));
                }
                _ => out.push(Stmt::Break),
            }
        }
        out
    };
    match stmt {
        Stmt::If(condition, yes, no) => Stmt::If(condition, all(yes), all(no)),
        Stmt::For(init, condition, step, body) => Stmt::For(init, condition, step, all(body)),
        Stmt::While(condition, body) => Stmt::While(condition, all(body)),
        Stmt::DoWhile(body, condition) => Stmt::DoWhile(all(body), condition),
        other => other,
    }
}

/// Flags that are declared and never changed are known.
fn without_idle_flags(body: Vec<Stmt>) -> Vec<Stmt> {
    let mut known: Vec<(String, Expr)> = Vec::new();
    for stmt in &body {
        if let Stmt::Declare(name, Some(value @ Expr::Int(_))) = stmt {
            let changes = |stmt: &Stmt| match stmt {
                Stmt::Assign(Expr::Var(other), _, _) | Stmt::Push(_, Expr::Var(other), _) => {
                    other == name
                }
                _ => false,
            };
            if !body.iter().any(|stmt| stmt.any(&changes)) {
                known.push((name.clone(), value.clone()));
            }
        }
    }
    if known.is_empty() {
        return body;
    }
    let body = each_expr(body, &|expr| match expr {
        Expr::Var(name) => known
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.clone()),
        _ => None,
    });
    decided(body)
}

/// Without branches whose condition is known.
fn decided(body: Vec<Stmt>) -> Vec<Stmt> {
    let mut out = Vec::new();
    for stmt in body {
        match stmt {
            Stmt::If(FALSE, _, no) => out.extend(decided(no)),
            Stmt::If(TRUE, yes, _) => out.extend(decided(yes)),
            Stmt::If(condition, yes, no) => {
                out.push(Stmt::If(condition, decided(yes), decided(no)));
            }
            Stmt::For(init, condition, step, body) => {
                out.push(Stmt::For(init, condition, step, decided(body)));
            }
            Stmt::While(condition, body) => out.push(Stmt::While(condition, decided(body))),
            Stmt::DoWhile(body, condition) => out.push(Stmt::DoWhile(decided(body), condition)),
            other => out.push(other),
        }
    }
    out
}

/// `if (a) if (b) ...` as `if (a && b) ...`.
fn nested_ifs(body: Vec<Stmt>) -> Vec<Stmt> {
    let rule = |stmt: Stmt| match stmt {
        Stmt::If(outer, mut yes, no) if no.is_empty() && yes.len() == 1 => match yes.remove(0) {
            Stmt::If(inner, yes, no) if no.is_empty() => {
                Stmt::If(and(outer, inner), yes, Vec::new())
            }
            other => Stmt::If(outer, vec![other], Vec::new()),
        },
        other => other,
    };
    let all = nested_ifs;
    let inner = |stmt: Stmt| match stmt {
        Stmt::If(condition, yes, no) => Stmt::If(condition, all(yes), all(no)),
        Stmt::For(init, condition, step, body) => Stmt::For(init, condition, step, all(body)),
        Stmt::While(condition, body) => Stmt::While(condition, all(body)),
        Stmt::DoWhile(body, condition) => Stmt::DoWhile(all(body), condition),
        other => other,
    };
    body.into_iter().map(inner).map(rule).collect()
}

/// `if (n == 0) return 0;` before `int max = a[0];`, where it is all that happens for the empty list.
fn left_early(mut body: Vec<Stmt>, lengths: &[String]) -> Vec<Stmt> {
    for at in 0..body.len() {
        let Stmt::Declare(_, Some(Expr::Choice(condition, _, _))) = &body[at] else {
            continue;
        };
        let Expr::Binary(Binary::Gt, length, zero) = &**condition else {
            continue;
        };
        let Expr::Var(name) = &**length else { continue };
        if **zero != Expr::Int(0) || !lengths.contains(name) {
            continue;
        }
        let (name, condition) = (name.clone(), (**condition).clone());
        // Everything after it is idle for the empty list.
        let idle = |stmt: &Stmt| match stmt {
            Stmt::Declare(..) => true,
            Stmt::For(init, Expr::Binary(Binary::Lt, a, b), _, _) => {
                **b == Expr::Var(name.clone())
                    && matches!(&init[..], [(own, Expr::Int(0 | 1))] if **a == Expr::Var(own.clone()))
            }
            _ => false,
        };
        let Some((Stmt::Return(result), rest)) = body[at..].split_last() else {
            continue;
        };
        if !rest.iter().all(idle) {
            continue;
        }
        let result = match result {
            Expr::Var(other) if *other == name => Expr::Int(0),
            Expr::Var(other) => {
                let start = body.iter().find_map(|stmt| match stmt {
                    Stmt::Declare(own, Some(value @ Expr::Int(_))) if own == other => Some(value),
                    _ => None,
                });
                match start {
                    Some(start) => start.clone(),
                    None => continue,
                }
            }
            value @ Expr::Int(_) => value.clone(),
            _ => continue,
        };
        let rest = body.split_off(at);
        body.push(Stmt::If(
            not(condition.clone()),
            vec![Stmt::Return(result)],
            Vec::new(),
        ));
        body.extend(each_expr(rest, &|expr| match expr {
            Expr::Choice(test, yes, _) if **test == condition => Some((**yes).clone()),
            expr if *expr == condition => Some(TRUE),
            _ => None,
        }));
        return body;
    }
    body
}
