//! Terms as text.

use super::ARGUMENT_NAMES;
use crate::{Notation, Op, Operand, Role, Scope, Term, Type};
use std::fmt::Write;

/// Strength of what needs no parentheses anywhere.
const TIGHTEST: u8 = u8::MAX;

/// `f(a: list, b: int) = `.
pub(super) fn header(arguments: &[Type]) -> String {
    let word = |of: &Type| match of {
        Type::Int => "int",
        _ => "list",
    };
    let named = ARGUMENT_NAMES.iter().zip(arguments);
    let named: Vec<String> = named
        .map(|(name, of)| format!("{name}: {}", word(of)))
        .collect();
    format!("f({}) = ", named.join(", "))
}

/// A term inside of these loops, the outermost first.
pub(super) fn term(term: &Term, scopes: &[Scope]) -> String {
    let mut printer = Printer {
        out: String::new(),
        scopes: scopes.to_vec(),
    };
    printer.term(term, 0);
    printer.out
}

struct Printer {
    out: String,
    scopes: Vec<Scope>,
}

impl Printer {
    /// Writes a term where operators have to bind at least so strongly.
    fn term(&mut self, term: &Term, weakest: u8) {
        let opened = strength(term) < weakest;
        if opened {
            self.out.push('(');
        }
        match term {
            Term::Argument(number) => self.out.push_str(ARGUMENT_NAMES[usize::from(*number)]),
            Term::Constant(value) => self.write(format_args!("{value}")),
            Term::Variable(depth, role) => {
                let at = self.scopes.len() - 1 - usize::from(*depth);
                self.variable(at, *role);
            }
            Term::Apply(op, operands) => self.apply(*op, operands),
        }
        if opened {
            self.out.push(')');
        }
    }

    fn write(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.out
            .write_fmt(arguments)
            .expect("strings take all text");
    }

    /// A variable of the loop with this number, counted from outside.
    fn variable(&mut self, at: usize, role: Role) {
        let scope = self.scopes[at];
        let around = &self.scopes[..at];
        let alike = around
            .iter()
            .filter(|other| other.element == scope.element)
            .count();
        let accumulating = around
            .iter()
            .filter(|other| other.accumulator.is_some())
            .count();
        match role {
            Role::Element if scope.element == Type::Int => self.numbered(&["x", "y", "z"], alike),
            Role::Element => self.numbered(&["g", "h"], alike),
            Role::Index => self.numbered(&["i", "j", "k"], at),
            Role::Accumulator => self.numbered(&["acc"], accumulating),
            Role::Next | Role::Previous => {
                self.out.push_str(match role {
                    Role::Next => "next(",
                    _ => "prev(",
                });
                self.variable(at, Role::Element);
                self.out.push(')');
            }
        }
    }

    /// The name with this number; when they are used up, the first one with the number.
    fn numbered(&mut self, names: &[&str], number: usize) {
        match names.get(number) {
            Some(name) => self.out.push_str(name),
            None => self.write(format_args!("{}{}", names[0], number + 1)),
        }
    }

    fn apply(&mut self, op: Op, operands: &[Term]) {
        match op.notation() {
            Notation::Infix(strength) => {
                let (left, name, right) = match (op, operands) {
                    (Op::Lt | Op::Le, [constant @ Term::Constant(_), other])
                        if !matches!(other, Term::Constant(_)) =>
                    {
                        let name = if op == Op::Lt { ">" } else { ">=" };
                        (other, name, constant)
                    }
                    _ => (&operands[0], op.name(), &operands[1]),
                };
                self.term(left, strength);
                self.write(format_args!(" {name} "));
                self.term(right, strength + 1);
            }
            Notation::Prefix(strength) => {
                self.write(format_args!("{} ", op.name()));
                self.term(&operands[0], strength);
            }
            Notation::If => {
                self.out.push_str("if ");
                self.term(&operands[0], 0);
                self.out.push_str(" then ");
                self.term(&operands[1], 1);
                self.out.push_str(" else ");
                self.term(&operands[2], 0);
            }
            Notation::Subscript => {
                self.term(&operands[0], TIGHTEST);
                self.out.push('[');
                self.term(&operands[1], 0);
                self.out.push(']');
            }
            Notation::Brackets => self.items(&[&operands[0]]),
            Notation::Empty => self.out.push_str(op.name()),
            Notation::Call => match items(op, operands) {
                Some(items) => self.items(&items),
                None => self.call(op, operands),
            },
        }
    }

    fn items(&mut self, items: &[&Term]) {
        self.out.push('[');
        for (n, item) in items.iter().enumerate() {
            self.out.push_str(if n > 0 { ", " } else { "" });
            self.term(item, 0);
        }
        self.out.push(']');
    }

    fn call(&mut self, op: Op, operands: &[Term]) {
        self.write(format_args!("{}(", op.name()));
        for (n, (operand, term)) in op.operands().iter().zip(operands).enumerate() {
            self.out.push_str(if n > 0 { ", " } else { "" });
            match operand {
                Operand::Value(_) => self.term(term, 0),
                Operand::Body(_) => self.body(op, term),
            }
        }
        self.out.push(')');
    }

    fn body(&mut self, op: Op, body: &Term) {
        let at = self.scopes.len();
        self.scopes.push(Scope::of(op));
        let mut names = vec![Role::Element];
        if op.accumulates() {
            names.insert(0, Role::Accumulator);
        }
        if body.uses(0, Role::Index) {
            names.push(Role::Index);
        }
        let several = names.len() > 1;
        self.out.push_str(if several { "(" } else { "" });
        for (n, role) in names.into_iter().enumerate() {
            self.out.push_str(if n > 0 { ", " } else { "" });
            self.variable(at, role);
        }
        self.out.push_str(if several { ") -> " } else { " -> " });
        self.term(body, 0);
        self.scopes.pop();
    }
}

/// How strongly the outermost operator of a text binds its operands; 0 is the weakest.
fn strength(term: &Term) -> u8 {
    match term {
        Term::Apply(op, _) => match op.notation() {
            Notation::Infix(strength) | Notation::Prefix(strength) => strength,
            Notation::If => 0,
            _ => TIGHTEST,
        },
        _ => TIGHTEST,
    }
}

/// The items of `cons(s, [t])` as `[s, t]`, where the chain ends in `[t]`.
fn items(op: Op, operands: &[Term]) -> Option<Vec<&Term>> {
    let mut items = Vec::new();
    let mut rest = (op, operands);
    loop {
        match rest {
            (Op::Cons, [item, Term::Apply(next, operands)]) => {
                items.push(item);
                rest = (*next, operands);
            }
            (Op::Single, [item]) if !items.is_empty() => {
                items.push(item);
                return Some(items);
            }
            _ => return None,
        }
    }
}
