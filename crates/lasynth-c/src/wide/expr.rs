//! Conditions and expressions.

use super::{COMPARISONS, Role, Writer};
use crate::syntax::{BinOp, Condition, Elem, Expr, Index, Operand, Span};
use rand::Rng;
use rand::seq::IndexedRandom;

impl<R: Rng> Writer<'_, R> {
    // Conditions and expressions.

    pub(super) fn condition(&mut self, depth: usize) -> Condition {
        let kind = if depth == 0 || self.tokens < 20 {
            self.rng.random_range(40..100)
        } else {
            self.rng.random_range(0..100)
        };
        match kind {
            0..14 => {
                self.tokens -= 3;
                let l = self.condition(depth - 1);
                Condition::Or(Box::new(l), Box::new(self.condition(depth - 1)))
            }
            14..28 => {
                self.tokens -= 3;
                let l = self.condition(depth - 1);
                Condition::And(Box::new(l), Box::new(self.condition(depth - 1)))
            }
            28..40 => {
                self.tokens -= 3;
                Condition::Not(Box::new(self.condition(depth - 1)))
            }
            40..60 => Condition::Truth(self.expr()),
            _ => {
                self.tokens -= 1;
                let op = self.pick(&COMPARISONS);
                let l = self.expr();
                Condition::Cmp(op, l, self.expr())
            }
        }
    }

    pub(super) fn expr(&mut self) -> Expr {
        let operators = self.pick(&[0, 0, 0, 0, 1, 1, 1, 2, 2]);
        self.expr_with(operators)
    }

    /// An expression with this many binary operators.
    fn expr_with(&mut self, operators: usize) -> Expr {
        if self.chance(0.08) {
            self.tokens -= 3;
            let inner = self.expr_with(operators);
            return match inner {
                // That would be another spelling of a constant.
                Expr::Const(value) if value != 0 => Expr::Const(-value),
                _ => Expr::Neg(Box::new(inner), Span::NONE),
            };
        }
        if operators == 0 {
            return self.atom();
        }
        self.tokens -= 2;
        let op = self.pick(&[BinOp::Add, BinOp::Sub]);
        let left = self.rng.random_range(0..operators);
        let l = self.expr_with(left);
        let r = self.expr_with(operators - 1 - left);
        self.binary(op, l, r)
    }

    pub(super) fn binary(&self, op: BinOp, l: Expr, r: Expr) -> Expr {
        Expr::Bin(op, Box::new(l), Box::new(r), Span::NONE)
    }

    fn atom(&mut self) -> Expr {
        self.tokens -= 1;
        match self.rng.random_range(0..10) {
            0..3 => Expr::Const(self.rng.random_range(-4..=4)),
            3..6 => match self.scope.choose(self.rng) {
                Some(var) => Expr::Var(*var),
                None => Expr::Const(self.rng.random_range(-4..=4)),
            },
            _ => Expr::Elem(self.element()),
        }
    }

    pub(super) fn operand(&mut self) -> Operand {
        if self.chance(0.4)
            && let Some(var) = self.scope.choose(self.rng)
        {
            return Operand::Var(*var);
        }
        Operand::Const(self.rng.random_range(-4..=4))
    }

    pub(super) fn element(&mut self) -> Elem {
        self.tokens -= 4;
        let index = if self.wild() {
            let (x, y) = (self.operand(), self.operand());
            self.pick(&[Index::At(x), Index::Sum(x, y), Index::Diff(x, y)])
        } else {
            self.tame_index()
        };
        Elem {
            index,
            span: Span::NONE,
        }
    }

    /// An index that is inside a list of 5, unless the program is wild elsewhere.
    fn tame_index(&mut self) -> Index {
        let position = self.rng.random_range(0..=4);
        let constant = Index::At(Operand::Const(position));
        match self.rng.random_range(0..20) {
            0..11 => self
                .variable(&[Role::Index, Role::ActiveLoop])
                .map_or(constant, |var| Index::At(Operand::Var(var))),
            11 => {
                let part = self.rng.random_range(position - 4..=4);
                Index::Sum(Operand::Const(part), Operand::Const(position - part))
            }
            12 => {
                let part = self.rng.random_range(-position..=4 - position);
                Index::Diff(Operand::Const(position + part), Operand::Const(part))
            }
            13 => self
                .variable(&[Role::Index, Role::ActiveLoop])
                .map_or(constant, |var| {
                    Index::Diff(Operand::Const(4), Operand::Var(var))
                }),
            14 => self
                .variable(&[Role::Index, Role::ActiveLoop])
                .map_or(constant, |var| {
                    Index::Sum(Operand::Var(var), Operand::Const(0))
                }),
            _ => constant,
        }
    }
}
