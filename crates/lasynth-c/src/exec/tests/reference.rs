//! Walks the tree, does what it says in 64 bits and looks whether the result fits in 32.

use crate::exec::RunFault;
use crate::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, ForStep, If, Index, LValue, Operand,
    Program, Span, Stmt, StmtKind, UpdateOp, VarId,
};
use lasynth_core::FaultKind;

pub(super) struct Interpreter<'a> {
    list: &'a mut [i32],
    variables: Vec<Option<i32>>,
    steps: u32,
    limit: u32,
}

enum Flow {
    Next,
    Continue,
    Break,
}

fn fit(value: i64, span: Span) -> Result<i32, RunFault> {
    i32::try_from(value).map_err(|_| RunFault {
        kind: FaultKind::Overflow,
        span,
    })
}

impl Interpreter<'_> {
    pub(super) fn run(program: &Program, list: &mut [i32], limit: u32) -> Result<u32, RunFault> {
        let mut interpreter = Interpreter {
            list,
            variables: vec![None; program.names.len()],
            steps: 0,
            limit,
        };
        interpreter.block(&program.body)?;
        Ok(interpreter.steps)
    }

    fn step(&mut self, span: Span) -> Result<(), RunFault> {
        self.steps += 1;
        if self.steps > self.limit {
            return Err(RunFault {
                kind: FaultKind::StepLimit,
                span,
            });
        }
        Ok(())
    }

    fn block(&mut self, statements: &[Stmt]) -> Result<Flow, RunFault> {
        for statement in statements {
            self.step(statement.span)?;
            match self.statement(&statement.kind, statement.span)? {
                Flow::Next => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, statement: &StmtKind, span: Span) -> Result<Flow, RunFault> {
        match statement {
            StmtKind::Declare { var, init } => {
                let value = self.expr(init)?;
                self.set(*var, value);
            }
            StmtKind::Assign { target, op, value } => {
                let place = self.place(target)?;
                let value = self.expr(value)?;
                let old = i64::from(self.read(target, place));
                let new = match op {
                    AssignOp::Set => i64::from(value),
                    AssignOp::Add => old + i64::from(value),
                    AssignOp::Sub => old - i64::from(value),
                };
                self.write(target, place, fit(new, span)?);
            }
            StmtKind::Update { target, op } => {
                let place = self.place(target)?;
                let old = i64::from(self.read(target, place));
                self.write(target, place, fit(old + amount(*op), span)?);
            }
            StmtKind::If(branch) => return self.branch(branch),
            StmtKind::For(head) => {
                let value = self.expr(&head.init)?;
                self.set(head.var, value);
                loop {
                    self.step(span)?;
                    let (l, r) = (self.get(head.test_var), self.operand(head.bound));
                    if !holds(head.test, l, r) {
                        break;
                    }
                    if let Flow::Break = self.block(&head.body)? {
                        break;
                    }
                    let old = i64::from(self.get(head.step_var));
                    let new = match head.step {
                        ForStep::Update(op) => old + amount(op),
                        ForStep::Add(by) => old + i64::from(self.operand(by)),
                        ForStep::Sub(by) => old - i64::from(self.operand(by)),
                        ForStep::SetAdd(from, by) => {
                            i64::from(self.get(from)) + i64::from(self.operand(by))
                        }
                        ForStep::SetSub(from, by) => {
                            i64::from(self.get(from)) - i64::from(self.operand(by))
                        }
                    };
                    self.set(head.step_var, fit(new, span)?);
                }
            }
            StmtKind::Continue => return Ok(Flow::Continue),
            StmtKind::Break => return Ok(Flow::Break),
        }
        Ok(Flow::Next)
    }

    fn branch(&mut self, branch: &If) -> Result<Flow, RunFault> {
        if self.condition(&branch.condition)? {
            return self.block(&branch.then);
        }
        match &branch.otherwise {
            None => Ok(Flow::Next),
            Some(Else::Block(statements)) => self.block(statements),
            Some(Else::If(inner, span)) => {
                self.step(*span)?;
                self.branch(inner)
            }
        }
    }

    fn condition(&mut self, condition: &Condition) -> Result<bool, RunFault> {
        Ok(match condition {
            Condition::Or(l, r) => self.condition(l)? || self.condition(r)?,
            Condition::And(l, r) => self.condition(l)? && self.condition(r)?,
            Condition::Not(inner) => !self.condition(inner)?,
            Condition::Cmp(op, l, r) => {
                let l = self.expr(l)?;
                holds(*op, l, self.expr(r)?)
            }
            Condition::Truth(value) => self.expr(value)? != 0,
        })
    }

    fn expr(&mut self, expr: &Expr) -> Result<i32, RunFault> {
        match expr {
            Expr::Const(value) => Ok(i32::from(*value)),
            Expr::Var(var) => Ok(self.get(*var)),
            Expr::Elem(element) => Ok(self.list[self.index(element)?]),
            Expr::Neg(inner, span) => fit(-i64::from(self.expr(inner)?), *span),
            Expr::Bin(op, l, r, span) => {
                let l = i64::from(self.expr(l)?);
                let r = i64::from(self.expr(r)?);
                match op {
                    BinOp::Add => fit(l + r, *span),
                    BinOp::Sub => fit(l - r, *span),
                }
            }
        }
    }

    fn index(&self, element: &Elem) -> Result<usize, RunFault> {
        let index = match element.index {
            Index::At(x) => i64::from(self.operand(x)),
            Index::Sum(x, y) => i64::from(self.operand(x)) + i64::from(self.operand(y)),
            Index::Diff(x, y) => i64::from(self.operand(x)) - i64::from(self.operand(y)),
        };
        let index = fit(index, element.span)?;
        match usize::try_from(index) {
            Ok(index) if index < self.list.len() => Ok(index),
            _ => Err(RunFault {
                kind: FaultKind::OutOfBounds,
                span: element.span,
            }),
        }
    }

    /// The index of an element that is to be changed; 0 for a variable.
    fn place(&self, target: &LValue) -> Result<usize, RunFault> {
        match target {
            LValue::Var(_) => Ok(0),
            LValue::Elem(element) => self.index(element),
        }
    }

    fn read(&self, target: &LValue, place: usize) -> i32 {
        match target {
            LValue::Var(var) => self.get(*var),
            LValue::Elem(_) => self.list[place],
        }
    }

    fn write(&mut self, target: &LValue, place: usize, value: i32) {
        match target {
            LValue::Var(var) => self.set(*var, value),
            LValue::Elem(_) => self.list[place] = value,
        }
    }

    fn operand(&self, operand: Operand) -> i32 {
        match operand {
            Operand::Const(value) => i32::from(value),
            Operand::Var(var) => self.get(var),
        }
    }

    fn get(&self, var: VarId) -> i32 {
        self.variables[usize::from(var.0)].expect("declared before use")
    }

    fn set(&mut self, var: VarId, value: i32) {
        self.variables[usize::from(var.0)] = Some(value);
    }
}

fn amount(op: UpdateOp) -> i64 {
    match op {
        UpdateOp::PreInc | UpdateOp::PostInc => 1,
        UpdateOp::PreDec | UpdateOp::PostDec => -1,
    }
}

fn holds(op: CmpOp, l: i32, r: i32) -> bool {
    match op {
        CmpOp::Lt => l < r,
        CmpOp::Le => l <= r,
        CmpOp::Gt => l > r,
        CmpOp::Ge => l >= r,
        CmpOp::Eq => l == r,
        CmpOp::Ne => l != r,
    }
}
