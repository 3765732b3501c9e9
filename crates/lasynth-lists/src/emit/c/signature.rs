//! The comment above a function, and its arguments.

use super::room::Room;
use super::tree::{Expr, Stmt};
use std::fmt::Write;

/// What the caller has to know.
pub(super) fn comment(out: Option<&Room>, work: Option<&Room>) -> String {
    let mut text = String::new();
    if let Some(room) = out {
        let _ = writeln!(
            text,
            "/* Returns the length of the result; room needed in out: {room}. */"
        );
    }
    if let Some(room) = work {
        let _ = writeln!(
            text,
            "/* Room needed in tmp, which is work space: {room}. */"
        );
    }
    text
}

/// The function's type, name and arguments.
pub(super) fn head(
    name: &str,
    names: &[(String, Option<String>)],
    out: bool,
    work: bool,
    text: &mut String,
) {
    let mut arguments: Vec<String> = names
        .iter()
        .map(|(name, length)| match length {
            Some(length) => format!("const int {name}[], int {length}"),
            None => format!("int {name}"),
        })
        .collect();
    if out {
        arguments.push("int out[]".to_owned());
    }
    if work {
        arguments.push("int tmp[]".to_owned());
    }
    let arguments = match arguments.is_empty() {
        true => "void".to_owned(),
        false => arguments.join(", "),
    };
    let _ = writeln!(text, "int {name}({arguments})");
}

/// Arguments that the function does not look at.
pub(super) fn unused(names: &[(String, Option<String>)], out: bool, body: &[Stmt]) -> Vec<String> {
    let mut all: Vec<&str> = Vec::new();
    for (name, length) in names {
        all.push(name);
        all.extend(length.as_deref());
    }
    if out {
        all.push("out");
    }
    let unused = all
        .into_iter()
        .filter(|name| !body.iter().any(|stmt| mentions(stmt, name)));
    unused.map(str::to_owned).collect()
}

pub(super) fn mentions(stmt: &Stmt, name: &str) -> bool {
    let in_expr = |expr: &Expr| expr.mentions(name);
    let within = |part: &[Stmt]| part.iter().any(|stmt| mentions(stmt, name));
    match stmt {
        Stmt::Declare(_, value) => value.as_ref().is_some_and(in_expr),
        Stmt::Assign(place, _, value) => in_expr(place) || in_expr(value),
        Stmt::Push(array, length, value) => array == name || in_expr(length) || in_expr(value),
        Stmt::If(condition, yes, no) => in_expr(condition) || within(yes) || within(no),
        Stmt::For(init, condition, step, body) => {
            init.iter().any(|(_, value)| in_expr(value))
                || in_expr(condition)
                || within(step)
                || within(body)
        }
        Stmt::While(condition, body) | Stmt::DoWhile(body, condition) => {
            in_expr(condition) || within(body)
        }
        Stmt::Return(value) => in_expr(value),
        Stmt::Break | Stmt::Stop(_) => false,
    }
}
