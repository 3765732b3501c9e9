//! Loops that overflow, or nearly, and loops that never end.

use super::{Role, Writer};
use crate::syntax::{
    AssignOp, BinOp, CmpOp, Expr, For, ForStep, LValue, Operand, Stmt, StmtKind, UpdateOp,
};
use rand::Rng;

impl<R: Rng> Writer<'_, R> {
    /// Loops that double a value until it overflows, or nearly.
    pub(super) fn growth(&mut self) -> Vec<Stmt> {
        let mut statements = Vec::new();
        let (target, grow) = if self.chance(0.5) {
            let init = Expr::Const(self.rng.random_range(1..=4));
            let var = self.declare(Role::Data);
            statements.push(Stmt::new(StmtKind::Declare { var, init }));
            (LValue::Var(var), Expr::Var(var))
        } else {
            let element = self.element();
            (LValue::Elem(element), Expr::Elem(element))
        };
        self.tokens -= 20;
        let (op, value) = if self.chance(0.5) {
            (AssignOp::Add, grow)
        } else {
            (AssignOp::Set, self.binary(BinOp::Add, grow.clone(), grow))
        };
        let mut body = vec![Stmt::new(StmtKind::Assign { target, op, value })];
        if self.chance(0.5) {
            body.push(self.assignment());
        }
        for _ in 0..self.rng.random_range(1..=3) {
            if !self.can_declare(true) {
                break;
            }
            self.tokens -= 17;
            let var = self.declare(Role::Loop);
            // The scope ends with the loop, which is written from the inside out.
            self.scope.pop();
            let bound = Operand::Const(self.rng.random_range(2..=5));
            body = vec![Stmt::new(StmtKind::For(For {
                declares: true,
                var,
                init: Expr::Const(self.rng.random_range(-2..=0)),
                test_var: var,
                test: CmpOp::Lt,
                bound,
                step_var: var,
                step: ForStep::Update(UpdateOp::PreInc),
                body,
            }))];
        }
        statements.extend(body);
        statements
    }

    /// A loop that does not end by its own condition.
    pub(super) fn endless(&mut self) -> Stmt {
        let Some((var, declares)) = self.loop_variable() else {
            return self.update();
        };
        self.tokens -= 17;
        let (init, test, bound, step) = self.pick(&[
            (0, CmpOp::Ge, 0, ForStep::Update(UpdateOp::PostInc)),
            (0, CmpOp::Ne, 3, ForStep::Add(Operand::Const(2))),
            (4, CmpOp::Lt, 5, ForStep::Sub(Operand::Const(1))),
            (1, CmpOp::Le, 5, ForStep::SetAdd(var, Operand::Const(0))),
            (2, CmpOp::Gt, -4, ForStep::SetSub(var, Operand::Var(var))),
        ]);
        let visible = self.scope.len();
        self.loops += 1;
        self.roles[usize::from(var.0)] = Role::Loop;
        let body = self.body();
        self.loops -= 1;
        if declares {
            self.scope.truncate(visible - 1);
        }
        Stmt::new(StmtKind::For(For {
            declares,
            var,
            init: Expr::Const(init),
            test_var: var,
            test,
            bound: Operand::Const(bound),
            step_var: var,
            step,
            body,
        }))
    }
}
