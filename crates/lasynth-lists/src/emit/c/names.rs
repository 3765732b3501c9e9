//! Which name each variable has in the end.
//!
//! While a function is written, a variable is called by all names that would suit it, and a number that
//! nothing else has. The first of the names that is free where the variable is declared becomes its own.

use super::tree::{Expr, Stmt};
use std::collections::HashMap;

/// What a variable is called while the function is written.
pub(super) fn provisional(wanted: &[&str], number: u32) -> String {
    format!("{}#{number}", wanted.join(","))
}

/// The statements with their final names, where these names are taken already.
pub(super) fn settle(body: &[Stmt], taken: Vec<String>) -> Vec<Stmt> {
    let mut scope = Scope {
        taken,
        names: HashMap::new(),
    };
    scope.block(body)
}

struct Scope {
    /// Names in sight.
    taken: Vec<String>,
    names: HashMap<String, String>,
}

impl Scope {
    fn block(&mut self, body: &[Stmt]) -> Vec<Stmt> {
        let outside = self.taken.len();
        let settled = body.iter().map(|stmt| self.stmt(stmt)).collect();
        self.taken.truncate(outside);
        settled
    }

    fn declare(&mut self, provisional: &str) -> String {
        let Some((wanted, _)) = provisional.split_once('#') else {
            return provisional.to_owned();
        };
        let free = |name: &str| !self.taken.iter().any(|other| other == name);
        let name = match wanted.split(',').find(|name| free(name)) {
            Some(name) => name.to_owned(),
            None => {
                let (first, _) = wanted.split_once(',').unwrap_or((wanted, ""));
                let mut numbered = (2..).map(|n| format!("{first}{n}"));
                numbered
                    .find(|name| free(name))
                    .expect("there is no end of names")
            }
        };
        self.taken.push(name.clone());
        self.names.insert(provisional.to_owned(), name.clone());
        name
    }

    fn stmt(&mut self, stmt: &Stmt) -> Stmt {
        match stmt {
            Stmt::Declare(name, value) => {
                let value = value.as_ref().map(|value| self.expr(value));
                Stmt::Declare(self.declare(name), value)
            }
            Stmt::Assign(place, op, value) => Stmt::Assign(self.expr(place), *op, self.expr(value)),
            Stmt::Push(array, length, value) => {
                Stmt::Push(array.clone(), self.expr(length), self.expr(value))
            }
            Stmt::If(condition, yes, no) => {
                Stmt::If(self.expr(condition), self.block(yes), self.block(no))
            }
            Stmt::For(init, condition, step, body) => {
                let outside = self.taken.len();
                let init = init.iter().map(|(name, value)| {
                    let value = self.expr(value);
                    (self.declare(name), value)
                });
                let init = init.collect();
                let settled = Stmt::For(
                    init,
                    self.expr(condition),
                    step.iter().map(|stmt| self.stmt(stmt)).collect(),
                    self.block(body),
                );
                self.taken.truncate(outside);
                settled
            }
            Stmt::While(condition, body) => Stmt::While(self.expr(condition), self.block(body)),
            Stmt::DoWhile(body, condition) => {
                let body = self.block(body);
                Stmt::DoWhile(body, self.expr(condition))
            }
            Stmt::Return(value) => Stmt::Return(self.expr(value)),
            Stmt::Break => Stmt::Break,
            Stmt::Stop(_) => unreachable!("stops are lowered before names are settled"),
        }
    }

    fn expr(&self, expr: &Expr) -> Expr {
        expr.replaced(&|part| match part {
            Expr::Var(name) => self.names.get(name).map(|name| Expr::Var(name.clone())),
            _ => None,
        })
    }
}
