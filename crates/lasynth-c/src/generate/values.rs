//! What stands inside simple statements and conditions: targets, values, elements, and the variables
//! they need.

use super::{Generator, OPERATORS, Role, pick};
use crate::probes::{MAX_VALUE, MIN_VALUE};
use crate::syntax::*;
use rand::Rng;

impl<R: Rng> Generator<'_, R> {
    /// An assignment or an update.
    pub(super) fn simple(&mut self) -> Stmt {
        let form = pick(self.rng, &[(0, 82), (1, 6), (2, 12)]);
        let target = self.target(form);
        Stmt::new(match form {
            0 => {
                let operators = pick(self.rng, OPERATORS);
                StmtKind::Assign {
                    target,
                    op: AssignOp::Set,
                    value: self.expr(operators),
                }
            }
            1 => StmtKind::Assign {
                target,
                op: if self.chance(60) {
                    AssignOp::Add
                } else {
                    AssignOp::Sub
                },
                value: self.expr(0),
            },
            _ => StmtKind::Update {
                target,
                op: pick(
                    self.rng,
                    &[
                        (UpdateOp::PreInc, 27),
                        (UpdateOp::PreDec, 27),
                        (UpdateOp::PostInc, 27),
                        (UpdateOp::PostDec, 19),
                    ],
                ),
            },
        })
    }

    /// What a statement of the given form assigns: an element, or rarely a variable that holds data.
    fn target(&mut self, form: usize) -> LValue {
        let variable = if self.loops.is_empty() { 15 } else { 17 };
        if self.chance(variable) {
            // An update of a fresh variable would be the only use of it.
            let index = self.chance(4);
            if let Some(var) = self.any_variable(if index { Role::Index } else { Role::Data }) {
                return LValue::Var(var);
            }
            if form == 0 || self.chance(70) {
                return LValue::Var(self.make(Role::Data));
            }
        }
        // Constant, local, variable of a loop.
        let weights = if self.loops.is_empty() {
            [30, 70, 0]
        } else {
            [5, 15, 80]
        };
        LValue::Elem(self.element(weights))
    }

    /// A value with the given number of binary operators.
    fn expr(&mut self, operators: usize) -> Expr {
        if operators == 0 {
            let constant = if self.loops.is_empty() { 40 } else { 38 };
            return self.atom(constant, 14);
        }
        let op = self.binary();
        let (l, r) = if operators == 1 {
            (self.operand(), self.operand())
        } else if self.chance(30) {
            (self.operand(), self.expr(1))
        } else {
            (self.expr(1), self.operand())
        };
        Expr::Bin(op, Box::new(l), Box::new(r), Span::NONE)
    }

    fn operand(&mut self) -> Expr {
        let variable = if self.loops.is_empty() { 15 } else { 19 };
        self.atom(23, variable)
    }

    fn binary(&mut self) -> BinOp {
        if self.chance(47) {
            BinOp::Add
        } else {
            BinOp::Sub
        }
    }

    /// A constant, a variable (both in per cent) or an element of the list.
    fn atom(&mut self, constant: u32, variable: u32) -> Expr {
        let percent = self.rng.random_range(0..100);
        if percent < constant {
            Expr::Const(self.rng.random_range(MIN_VALUE..=MAX_VALUE) as i8)
        } else if percent < constant + variable {
            Expr::Var(self.read())
        } else {
            let weights = if self.loops.is_empty() {
                [27, 73, 0]
            } else {
                [8, 25, 67]
            };
            Expr::Elem(self.element(weights))
        }
    }

    /// A comparison or a bare value. The right side is constant more often than a value in an
    /// assignment is.
    pub(super) fn condition(&mut self) -> Condition {
        if self.chance(14) {
            return Condition::Truth(self.atom(0, 6));
        }
        let left = if self.chance(17) {
            let op = self.binary();
            let (l, r) = (self.atom(3, 15), self.atom(12, 12));
            Expr::Bin(op, Box::new(l), Box::new(r), Span::NONE)
        } else {
            self.atom(0, 20)
        };
        // Two variables would nearly always be decided already.
        let variable = if matches!(left, Expr::Var(_)) { 8 } else { 42 };
        let right = if self.chance(if variable == 8 { 66 } else { 50 }) {
            // Constants near 0 split the inputs more evenly.
            let (a, b) = (
                self.rng.random_range(-2..=2i8),
                self.rng.random_range(-2..=2i8),
            );
            Expr::Const(a + b)
        } else {
            self.atom(0, variable)
        };
        let op = pick(
            self.rng,
            &[
                (CmpOp::Lt, 17),
                (CmpOp::Le, 17),
                (CmpOp::Gt, 13),
                (CmpOp::Ge, 16),
                (CmpOp::Eq, 17),
                (CmpOp::Ne, 20),
            ],
        );
        Condition::Cmp(op, left, right)
    }

    /// An element through a constant, a local or the variable of a loop, with these weights.
    fn element(&mut self, [constant, local, looped]: [u32; 3]) -> Elem {
        let index = match pick(self.rng, &[(0, constant), (1, local), (2, looped)]) {
            0 => Index::At(Operand::Const(self.rng.random_range(0..=4))),
            1 => Index::At(Operand::Var(self.index_variable())),
            _ => {
                let var = Operand::Var(self.loop_variable());
                let one = Operand::Const(1);
                match self.rng.random_range(0..100) {
                    0..3 => Index::Sum(var, one),
                    3..6 => Index::Diff(var, one),
                    _ => Index::At(var),
                }
            }
        };
        Elem {
            index,
            span: Span::NONE,
        }
    }

    /// The innermost loop's variable, or sometimes that of one around it.
    fn loop_variable(&mut self) -> VarId {
        let mut chosen = self.loops.len() - 1;
        while chosen > 0 && self.chance(25) {
            chosen -= 1;
        }
        self.loops[chosen]
    }

    /// A variable that serves as an index, often a new one.
    fn index_variable(&mut self) -> VarId {
        match self.any_variable(Role::Index) {
            Some(var) if !self.chance(36) => var,
            _ => self.make(Role::Index),
        }
    }

    /// A variable to be read for its value.
    fn read(&mut self) -> VarId {
        if !self.loops.is_empty() && self.chance(12) {
            return self.loop_variable();
        }
        let role = if self.chance(62) {
            Role::Index
        } else {
            Role::Data
        };
        match self.any_variable(role) {
            Some(var) if !self.chance(28) => var,
            _ => self.make(Role::Data),
        }
    }

    /// A variable in scope, none of a loop that is running.
    fn any_variable(&mut self, role: Role) -> Option<VarId> {
        // A variable that drives loops is rarely used outside of them.
        let skip_p0 = self.p0.filter(|_| self.looping && !self.chance(60));
        let in_scope: Vec<VarId> = self
            .blocks
            .iter()
            .flat_map(|block| &block.variables)
            .filter(|(var, its)| *its == role && !self.loops.contains(var) && skip_p0 != Some(*var))
            .map(|(var, _)| *var)
            .collect();
        (!in_scope.is_empty()).then(|| in_scope[self.rng.random_range(0..in_scope.len())])
    }

    /// A new variable, nearly always declared at the start of the function.
    fn make(&mut self, role: Role) -> VarId {
        let inner = self.blocks.len() > 1 && self.chance(6);
        let depth = if inner { self.blocks.len() - 1 } else { 0 };
        self.declare(depth, role)
    }

    pub(super) fn declare(&mut self, depth: usize, role: Role) -> VarId {
        let var = self.fresh();
        let value = match role {
            Role::Index => self.rng.random_range(0..=4),
            Role::Data if self.chance(40) => self.rng.random_range(0..=4),
            Role::Data => self.rng.random_range(MIN_VALUE..=MAX_VALUE),
        };
        self.blocks[depth].variables.push((var, role));
        self.blocks[depth]
            .declared
            .push(Stmt::new(StmtKind::Declare {
                var,
                init: Expr::Const(value as i8),
            }));
        var
    }

    pub(super) fn fresh(&mut self) -> VarId {
        self.next += 1;
        VarId(self.next - 1)
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }
}
