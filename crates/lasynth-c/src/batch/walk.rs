//! A block of lanes walks through a program.

use super::lanes::Bits;
use super::machine::{Columns, Machine, OUT_OF_BOUNDS, TooNarrow, Value};
use super::simd::{Arithmetic, Lane, Relation};
use crate::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, For, ForStep, If, Index, LValue, Operand,
    Program, Stmt, StmtKind,
};

/// Where a statement writes.
#[derive(Clone, Copy)]
enum Target {
    Variable(crate::syntax::VarId),
    /// The element at an index.
    Element(Value),
}

/// Where a condition holds.
#[expect(
    clippy::large_enum_variant,
    reason = "a box would be an allocation for every condition"
)]
enum Truth {
    /// In all lanes, or in none.
    Same(bool),
    /// In some; lanes that are elsewhere may be among them.
    Lanes(Bits),
}

/// A walk of one block.
pub(super) struct Walk<'a, T> {
    pub machine: &'a mut Machine<T>,
    pub inputs: &'a Columns<'a, T>,
    pub limit: u32,
    /// Depths of the regions of the loops that the walk is in, innermost last.
    pub loops: &'a mut Vec<u8>,
}

type Walked<V> = Result<V, TooNarrow>;

impl<T: Lane> Walk<'_, T> {
    pub fn program(&mut self, program: &Program) -> Walked<()> {
        self.block(&program.body).map(|_| ())
    }

    /// Whether lanes are left here.
    fn goes_on(&self) -> bool {
        !self.machine.regions.here().is_empty()
    }

    /// A step of the lanes that are here; whether any are left.
    fn step(&mut self) -> Walked<bool> {
        self.machine.begin_statement();
        self.machine.step(self.inputs, self.limit)?;
        Ok(self.goes_on())
    }

    /// Returns whether lanes arrive at the end.
    fn block(&mut self, statements: &[Stmt]) -> Walked<bool> {
        for statement in statements {
            if !self.step()? || !self.statement(statement)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn statement(&mut self, statement: &Stmt) -> Walked<bool> {
        match &statement.kind {
            StmtKind::Declare { var, init } => {
                let value = self.expression(init)?;
                self.machine.declare(*var, value);
            }
            StmtKind::Assign { target, op, value } => {
                let target = self.target(target)?;
                let value = self.expression(value)?;
                let op = match op {
                    AssignOp::Set => return self.write(target, value),
                    AssignOp::Add => Arithmetic::Add,
                    AssignOp::Sub => Arithmetic::Sub,
                };
                let old = self.old(target)?;
                let value = self.arithmetic(op, old, value)?;
                return self.write(target, value);
            }
            StmtKind::Update { target, op } => {
                let target = self.target(target)?;
                let by = Value::Same(op.amount().into());
                let old = self.old(target)?;
                let value = self.arithmetic(Arithmetic::Add, old, by)?;
                return self.write(target, value);
            }
            StmtKind::If(branch) => return self.branch(branch),
            StmtKind::For(head) => return self.repeat(head),
            StmtKind::Continue | StmtKind::Break => {
                // Outside a loop, which no parsed program has, they end the block.
                if let Some(depth) = self.loops.last() {
                    let is_break = matches!(statement.kind, StmtKind::Break);
                    let outermost = if is_break { *depth } else { depth + 1 };
                    let here = *self.machine.regions.here();
                    self.machine.regions.take_out(&here, outermost);
                }
                return Ok(false);
            }
        }
        Ok(self.goes_on())
    }

    fn branch(&mut self, branch: &If) -> Walked<bool> {
        let lanes = match self.condition(&branch.condition)? {
            Truth::Same(_) if !self.goes_on() => return Ok(false),
            Truth::Same(true) => return self.block(&branch.then),
            Truth::Same(false) => return self.otherwise(branch),
            Truth::Lanes(lanes) => lanes,
        };
        let taken = lanes.and(self.machine.regions.here());
        let other = self.machine.regions.here().without(&lanes);
        if other.is_empty() {
            return match taken.is_empty() {
                true => Ok(false),
                false => self.block(&branch.then),
            };
        }
        if taken.is_empty() {
            return self.otherwise(branch);
        }
        self.machine.regions.part_ways();
        self.machine.regions.enter_with(taken);
        self.block(&branch.then)?;
        self.machine.regions.leave();
        self.machine.regions.enter_with(other);
        self.otherwise(branch)?;
        self.machine.regions.leave();
        Ok(self.goes_on())
    }

    fn otherwise(&mut self, branch: &If) -> Walked<bool> {
        match &branch.otherwise {
            None => Ok(true),
            Some(Else::Block(statements)) => self.block(statements),
            Some(Else::If(inner, _)) => Ok(self.step()? && self.branch(inner)?),
        }
    }

    fn repeat(&mut self, head: &For) -> Walked<bool> {
        let first = self.expression(&head.init)?;
        // What the head declares belongs to the loop: lanes that have left it do not see it.
        self.machine.regions.enter();
        if head.declares {
            self.machine.declare(head.var, first);
        } else {
            self.machine.set_variable(self.inputs, head.var, first)?;
        }
        self.loops.push(self.machine.regions.depth());
        while self.step()? && self.stays(head)? {
            self.machine.regions.enter();
            self.block(&head.body)?;
            self.machine.regions.leave();
            if !self.goes_on() {
                break;
            }
            self.machine.begin_statement();
            self.next(head)?;
            if !self.goes_on() {
                break;
            }
        }
        self.loops.pop();
        self.machine.regions.leave();
        Ok(self.goes_on())
    }

    /// Takes the lanes in which the test fails out of the loop; whether any stay.
    fn stays(&mut self, head: &For) -> Walked<bool> {
        let left = self.machine.variable(head.test_var);
        let right = self.operand(head.bound);
        let leaving = match self.comparison(head.test, left, right)? {
            Truth::Same(stay) => return Ok(stay),
            Truth::Lanes(lanes) => self.machine.regions.here().without(&lanes),
        };
        if !leaving.is_empty() {
            let depth = self.machine.regions.depth();
            self.machine.regions.take_out(&leaving, depth);
        }
        Ok(self.goes_on())
    }

    fn next(&mut self, head: &For) -> Walked<()> {
        let (op, from, by) = match head.step {
            ForStep::Update(op) => (
                Arithmetic::Add,
                head.step_var,
                Value::Same(op.amount().into()),
            ),
            ForStep::Add(by) => (Arithmetic::Add, head.step_var, self.operand(by)),
            ForStep::Sub(by) => (Arithmetic::Sub, head.step_var, self.operand(by)),
            ForStep::SetAdd(from, by) => (Arithmetic::Add, from, self.operand(by)),
            ForStep::SetSub(from, by) => (Arithmetic::Sub, from, self.operand(by)),
        };
        let from = self.machine.variable(from);
        let value = self.arithmetic(op, from, by)?;
        self.machine.set_variable(self.inputs, head.step_var, value)
    }

    // Conditions.

    fn condition(&mut self, condition: &Condition) -> Walked<Truth> {
        match condition {
            Condition::Not(inner) => Ok(negated(self.condition(inner)?)),
            Condition::And(l, r) => self.both(l, r, false),
            Condition::Or(l, r) => self.both(l, r, true),
            Condition::Cmp(op, l, r) => {
                let l = self.expression(l)?;
                let r = self.expression(r)?;
                self.comparison(*op, l, r)
            }
            Condition::Truth(value) => {
                let value = self.expression(value)?;
                self.comparison(CmpOp::Ne, value, Value::Same(0))
            }
        }
    }

    /// `l && r` or `l || r`; `decisive` is the truth of `l` that makes `r` irrelevant.
    fn both(&mut self, l: &Condition, r: &Condition, decisive: bool) -> Walked<Truth> {
        let left = match self.condition(l)? {
            Truth::Same(left) if left == decisive => return Ok(Truth::Same(left)),
            Truth::Same(_) => return self.condition(r),
            Truth::Lanes(lanes) => lanes,
        };
        let here = *self.machine.regions.here();
        let holds = left.and(&here);
        let fails = here.without(&left);
        let open = if decisive { fails } else { holds };
        if open.is_empty() {
            return Ok(Truth::Lanes(left));
        }
        // The right side is evaluated, and faults, only in the lanes that the left side leaves open.
        self.machine.regions.enter_with(open);
        let right = self.condition(r)?;
        self.machine.regions.leave();
        let mut truth = match right {
            Truth::Same(true) => open,
            Truth::Same(false) => Bits::none(open.words().len()),
            Truth::Lanes(lanes) => lanes.and(&open),
        };
        if decisive {
            truth.add(&holds);
        }
        Ok(Truth::Lanes(truth))
    }

    fn comparison(&mut self, op: CmpOp, l: Value, r: Value) -> Walked<Truth> {
        if let (Value::Same(l), Value::Same(r)) = (l, r) {
            return Ok(Truth::Same(op.holds(l, r)));
        }
        let (relation, l, r, negate) = match op {
            CmpOp::Lt => (Relation::Greater, r, l, false),
            CmpOp::Le => (Relation::Greater, l, r, true),
            CmpOp::Gt => (Relation::Greater, l, r, false),
            CmpOp::Ge => (Relation::Greater, r, l, true),
            CmpOp::Eq => (Relation::Equal, l, r, false),
            CmpOp::Ne => (Relation::Equal, l, r, true),
        };
        let lanes = self.machine.compare(self.inputs, relation, l, r)?;
        let truth = Truth::Lanes(lanes);
        Ok(if negate { negated(truth) } else { truth })
    }

    // Expressions.

    fn expression(&mut self, expression: &Expr) -> Walked<Value> {
        match expression {
            Expr::Const(value) => Ok(Value::Same((*value).into())),
            Expr::Var(variable) => Ok(self.machine.variable(*variable)),
            Expr::Elem(element) => {
                let index = self.index(element)?;
                self.element(index)
            }
            Expr::Neg(inner, _) => {
                let value = self.expression(inner)?;
                self.arithmetic(Arithmetic::Sub, Value::Same(0), value)
            }
            Expr::Bin(op, l, r, _) => {
                let l = self.expression(l)?;
                let r = self.expression(r)?;
                self.arithmetic(arithmetic_of(*op), l, r)
            }
        }
    }

    fn arithmetic(&mut self, op: Arithmetic, l: Value, r: Value) -> Walked<Value> {
        self.machine.arithmetic(self.inputs, op, l, r)
    }

    fn operand(&self, operand: Operand) -> Value {
        match operand {
            Operand::Const(value) => Value::Same(value.into()),
            Operand::Var(variable) => self.machine.variable(variable),
        }
    }

    /// The value of the element at an index that was checked.
    fn element(&mut self, index: Value) -> Walked<Value> {
        match index {
            Value::Same(position) => Ok(self.machine.element(position as usize)),
            _ => self.machine.gather(self.inputs, index),
        }
    }

    /// An element's index. Lanes in which it is outside the list fault.
    fn index(&mut self, element: &Elem) -> Walked<Value> {
        let index = match element.index {
            Index::At(x) => self.operand(x),
            Index::Sum(x, y) => {
                self.arithmetic(Arithmetic::Add, self.operand(x), self.operand(y))?
            }
            Index::Diff(x, y) => {
                self.arithmetic(Arithmetic::Sub, self.operand(x), self.operand(y))?
            }
        };
        let last = self.machine.positions() as i32 - 1;
        if let Value::Same(position) = index {
            if (0..=last).contains(&position) {
                return Ok(index);
            }
            let here = *self.machine.regions.here();
            self.machine.regions.fault(OUT_OF_BOUNDS, &here);
            // No lane that is here sees what is read or written.
            return Ok(Value::Same(0));
        }
        let greater = Relation::Greater;
        let mut outside = self
            .machine
            .compare(self.inputs, greater, Value::Same(0), index)?;
        let above = self
            .machine
            .compare(self.inputs, greater, index, Value::Same(last))?;
        outside.add(&above);
        self.machine.regions.fault(OUT_OF_BOUNDS, &outside);
        Ok(index)
    }

    // Targets.

    fn target(&mut self, target: &LValue) -> Walked<Target> {
        match target {
            LValue::Var(variable) => Ok(Target::Variable(*variable)),
            LValue::Elem(element) => Ok(Target::Element(self.index(element)?)),
        }
    }

    /// The value of a target before the statement.
    fn old(&mut self, target: Target) -> Walked<Value> {
        match target {
            Target::Variable(variable) => Ok(self.machine.variable(variable)),
            Target::Element(index) => self.element(index),
        }
    }

    /// Returns whether lanes are left here.
    fn write(&mut self, target: Target, value: Value) -> Walked<bool> {
        if !self.goes_on() {
            return Ok(false);
        }
        match target {
            Target::Variable(variable) => {
                self.machine.set_variable(self.inputs, variable, value)?;
            }
            Target::Element(Value::Same(position)) => {
                self.machine
                    .set_element(self.inputs, position as usize, value)?;
            }
            Target::Element(index) => self.machine.scatter(self.inputs, index, value)?,
        }
        Ok(true)
    }
}

fn negated(truth: Truth) -> Truth {
    match truth {
        Truth::Same(truth) => Truth::Same(!truth),
        Truth::Lanes(mut lanes) => {
            for word in lanes.words_mut() {
                *word = !*word;
            }
            Truth::Lanes(lanes)
        }
    }
}

fn arithmetic_of(op: BinOp) -> Arithmetic {
    match op {
        BinOp::Add => Arithmetic::Add,
        BinOp::Sub => Arithmetic::Sub,
    }
}
