//! The text of expressions and statements.

use super::tree::{Binary, Expr, Stmt};
use std::fmt::Write;

/// How tightly an operator binds; larger binds tighter.
fn strength(expr: &Expr) -> u8 {
    match expr {
        Expr::Int(i32::MIN..0) => 12,
        Expr::Int(_) | Expr::Var(_) | Expr::At(..) => 14,
        Expr::Neg(_) | Expr::Not(_) | Expr::Narrow(_) | Expr::Wide(_) => 12,
        Expr::Binary(op, ..) => of(*op).1,
        Expr::Choice(..) => 1,
    }
}

fn of(op: Binary) -> (&'static str, u8) {
    match op {
        Binary::Mul => ("*", 11),
        Binary::Div => ("/", 11),
        Binary::Mod => ("%", 11),
        Binary::Add => ("+", 10),
        Binary::Sub => ("-", 10),
        Binary::Lt => ("<", 8),
        Binary::Le => ("<=", 8),
        Binary::Gt => (">", 8),
        Binary::Ge => (">=", 8),
        Binary::Eq => ("==", 7),
        Binary::Ne => ("!=", 7),
        Binary::And => ("&&", 3),
        Binary::Or => ("||", 2),
    }
}

/// The text of an expression.
pub(super) fn expression(expr: &Expr) -> String {
    let mut out = String::new();
    print(expr, 0, &mut out);
    out
}

fn print(expr: &Expr, least: u8, out: &mut String) {
    let own = strength(expr);
    if own < least {
        out.push('(');
        print(expr, 0, out);
        out.push(')');
        return;
    }
    match expr {
        Expr::Int(i32::MIN) => out.push_str("(-2147483647 - 1)"),
        Expr::Int(value) => {
            let _ = write!(out, "{value}");
        }
        Expr::Var(name) => out.push_str(name),
        Expr::At(array, position) => {
            out.push_str(array);
            out.push('[');
            print(position, 0, out);
            out.push(']');
        }
        Expr::Neg(a) => {
            out.push('-');
            print(a, 13, out);
        }
        Expr::Not(a) => {
            out.push('!');
            print(a, 12, out);
        }
        Expr::Narrow(a) => {
            out.push_str("(int)");
            print(a, 13, out);
        }
        Expr::Wide(a) => {
            out.push_str("(long long)");
            print(a, 13, out);
        }
        Expr::Binary(op, a, b) => {
            let (sign, own) = of(*op);
            // Compilers and readers want parentheses around `&&` in `||`, and around a comparison
            // of comparisons.
            let (left, right) = match op {
                Binary::Or => (
                    if matches!(**a, Expr::Binary(Binary::Or, ..)) {
                        2
                    } else {
                        4
                    },
                    if matches!(**b, Expr::Binary(Binary::Or, ..)) {
                        2
                    } else {
                        4
                    },
                ),
                Binary::And => (own, own),
                Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge => {
                    (10, 10)
                }
                _ => (own, own + 1),
            };
            // A `!` before a comparison is easily taken for one of the whole.
            let beside_not = |part: &Expr, least| match part {
                Expr::Not(_) if own == 7 || own == 8 => 13,
                _ => least,
            };
            print(a, beside_not(a, left), out);
            let _ = write!(out, " {sign} ");
            print(b, beside_not(b, right), out);
        }
        Expr::Choice(condition, yes, no) => {
            print(condition, 2, out);
            out.push_str(" ? ");
            print(yes, 2, out);
            out.push_str(" : ");
            print(no, 1, out);
        }
    }
}

/// The text of statements, each on lines of its own.
pub(super) fn statements(list: &[Stmt], depth: usize, out: &mut String) {
    let mut rest = list;
    while let [stmt, after @ ..] = rest {
        rest = after;
        // `int j = len++;`
        if let (Stmt::Declare(name, Some(value)), [next, after @ ..]) = (stmt, after)
            && *next == super::tree::increment(value.clone())
        {
            let indent = "    ".repeat(depth);
            let _ = writeln!(out, "{indent}int {name} = {}++;", expression(value));
            rest = after;
            continue;
        }
        statement(stmt, depth, out);
    }
}

fn statement(stmt: &Stmt, depth: usize, out: &mut String) {
    let indent = "    ".repeat(depth);
    out.push_str(&indent);
    match stmt {
        Stmt::If(condition, yes, no) => {
            out.push_str("if (");
            out.push_str(&expression(condition));
            out.push(')');
            chain(yes, no, depth, out);
        }
        Stmt::For(init, condition, step, body) => {
            out.push_str("for (");
            for (n, (name, value)) in init.iter().enumerate() {
                let start = if n == 0 { "int " } else { ", " };
                let _ = write!(out, "{start}{name} = {}", expression(value));
            }
            let _ = write!(out, "; {};", expression(condition));
            let steps: Vec<String> = step.iter().map(simple).collect();
            if !steps.is_empty() {
                let _ = write!(out, " {}", steps.join(", "));
            }
            out.push(')');
            block(body, needs_braces(body), depth, out);
        }
        Stmt::While(condition, body) => {
            let _ = write!(out, "while ({})", expression(condition));
            block(body, needs_braces(body), depth, out);
        }
        Stmt::DoWhile(body, condition) => {
            out.push_str("do {\n");
            statements(body, depth + 1, out);
            let _ = writeln!(out, "{indent}}} while ({});", expression(condition));
        }
        other => {
            out.push_str(&simple(other));
            out.push_str(";\n");
        }
    }
}

/// What follows after `if (...)`.
fn chain(yes: &[Stmt], no: &[Stmt], depth: usize, out: &mut String) {
    let indent = "    ".repeat(depth);
    let braces = needs_braces(yes)
        || (!no.is_empty() && (needs_braces(no) && !is_else_if(no) || holds_if(yes)));
    block(yes, braces, depth, out);
    if no.is_empty() {
        return;
    }
    if braces {
        out.pop();
        out.push_str(" else");
    } else {
        out.push_str(&indent);
        out.push_str("else");
    }
    match no {
        [Stmt::If(condition, yes, no)] => {
            let _ = write!(out, " if ({})", expression(condition));
            chain(yes, no, depth, out);
        }
        _ => block(no, braces || needs_braces(no), depth, out),
    }
}

fn is_else_if(no: &[Stmt]) -> bool {
    matches!(no, [Stmt::If(..)])
}

/// Whether an `else` after this could be taken for one of an `if` in it.
fn holds_if(body: &[Stmt]) -> bool {
    match body {
        [Stmt::If(..)] => true,
        [Stmt::For(_, _, _, body) | Stmt::While(_, body)] => holds_if(body),
        _ => false,
    }
}

/// Whether a body is more than one statement that is read at a glance.
fn needs_braces(body: &[Stmt]) -> bool {
    match body {
        [Stmt::If(_, yes, no)] => !no.is_empty() || needs_braces(yes),
        [Stmt::For(_, _, _, body) | Stmt::While(_, body)] => needs_braces(body),
        [Stmt::DoWhile(..)] => true,
        [_] => false,
        _ => true,
    }
}

fn block(body: &[Stmt], braces: bool, depth: usize, out: &mut String) {
    out.push_str(if braces { " {\n" } else { "\n" });
    statements(body, depth + 1, out);
    if braces {
        out.push_str(&"    ".repeat(depth));
        out.push_str("}\n");
    }
}

/// A statement without a body, without its semicolon.
fn simple(stmt: &Stmt) -> String {
    match stmt {
        Stmt::Declare(name, None) => format!("int {name}"),
        Stmt::Declare(name, Some(value)) => format!("int {name} = {}", expression(value)),
        Stmt::Assign(place, Some(Binary::Add), Expr::Int(1)) => {
            format!("{}++", expression(place))
        }
        Stmt::Assign(place, Some(Binary::Sub), Expr::Int(1)) => {
            format!("{}--", expression(place))
        }
        Stmt::Assign(place, op, value) => {
            let sign = op.map_or("", |op| of(op).0);
            format!("{} {sign}= {}", expression(place), expression(value))
        }
        Stmt::Push(array, length, value) => {
            format!("{array}[{}++] = {}", expression(length), expression(value))
        }
        Stmt::Break => "break".to_owned(),
        Stmt::Return(value) => format!("return {}", expression(value)),
        Stmt::Stop(_) => unreachable!("stops are lowered before anything is printed"),
        other => unreachable!("{other:?} has a body"),
    }
}
