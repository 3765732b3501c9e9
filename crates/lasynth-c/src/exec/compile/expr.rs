//! Conditions and expressions -> instructions.

use super::{Compiler, Label, Source, Target};
use crate::exec::{Access, Branch, EQUAL, GREATER, Instr, LESS, Reg};
use crate::syntax::{BinOp, CmpOp, Condition, Elem, Expr, Index, LValue, Operand, Span};

impl Compiler {
    // Conditions.

    /// Goes to `target` where the condition's truth is `when`, falls through otherwise.
    pub(super) fn condition(&mut self, condition: &Condition, target: Label, when: bool) {
        match condition {
            Condition::Not(inner) => self.condition(inner, target, !when),
            Condition::And(l, r) => self.both(l, r, target, when, false),
            Condition::Or(l, r) => self.both(l, r, target, when, true),
            Condition::Cmp(op, l, r) => {
                self.begin_statement();
                let l = self.source(l);
                let r = self.source(r);
                self.compare_if(l, r, relations(*op), target, when);
            }
            Condition::Truth(value) => {
                self.begin_statement();
                let value = self.source(value);
                let nonzero = relations(CmpOp::Ne);
                self.compare_if(value, Source::Const(0), nonzero, target, when);
            }
        }
    }

    /// `l && r` or `l || r`; `decisive` is the truth of `l` that makes `r` irrelevant.
    fn both(&mut self, l: &Condition, r: &Condition, target: Label, when: bool, decisive: bool) {
        if when == decisive {
            self.condition(l, target, when);
            self.condition(r, target, when);
        } else {
            let past = self.label();
            self.condition(l, past, decisive);
            self.condition(r, target, when);
            self.bind(past);
        }
    }

    fn compare_if(&mut self, l: Source, r: Source, relations: u8, target: Label, when: bool) {
        self.compare(l, r, if when { relations } else { !relations }, target);
    }

    /// Goes to `target` where the relation of `l` and `r` is among `when`.
    pub(super) fn compare(&mut self, l: Source, r: Source, when: u8, target: Label) {
        let (l_elem, left) = self.located(l);
        let (r_elem, right) = self.located(r);
        let branch = Branch {
            left,
            right,
            when,
            steps: self.pending(),
            target: self.used(target),
        };
        let instr = match (l_elem, r_elem) {
            (false, false) => Instr::BranchRR(branch),
            (false, true) => Instr::BranchRM(branch),
            (true, false) => Instr::BranchMR(branch),
            (true, true) => Instr::BranchMM(branch),
        };
        self.push(instr, Span::NONE);
        self.begin_block();
    }

    // Expressions.

    pub(super) fn operand(&mut self, operand: Operand) -> Source {
        match operand {
            Operand::Const(value) => Source::Const(value.into()),
            Operand::Var(var) => self.variable(var),
        }
    }

    /// The register of an element's index; the access is noted as the next thing evaluated.
    fn element(&mut self, element: &Elem) -> Reg {
        let index = match element.index {
            Index::At(x) => self.operand(x),
            Index::Sum(x, y) => self.index(BinOp::Add, x, y, element.span),
            Index::Diff(x, y) => self.index(BinOp::Sub, x, y, element.span),
        };
        let index = self.source_register(index);
        self.accesses.push(Access {
            index,
            span: element.span,
        });
        index
    }

    fn index(&mut self, op: BinOp, x: Operand, y: Operand, span: Span) -> Source {
        let x = self.operand(x);
        let y = self.operand(y);
        self.combine(op, x, y, span)
    }

    pub(super) fn target(&mut self, target: &LValue) -> Target {
        match target {
            LValue::Var(var) => Target::Reg(self.variable_register(*var)),
            LValue::Elem(element) => Target::Elem(self.element(element)),
        }
    }

    /// Emits what an expression needs and says where its value is found.
    pub(super) fn source(&mut self, expr: &Expr) -> Source {
        match expr {
            Expr::Const(value) => Source::Const((*value).into()),
            Expr::Var(var) => self.variable(*var),
            Expr::Elem(element) => Source::Elem(self.element(element)),
            Expr::Neg(inner, span) => {
                let inner = self.source(inner);
                self.combine(BinOp::Sub, Source::Const(0), inner, *span)
            }
            Expr::Bin(op, l, r, span) => {
                let l = self.source(l);
                let r = self.source(r);
                self.combine(*op, l, r, *span)
            }
        }
    }

    /// `l op r`, in a temporary register where it is not known.
    fn combine(&mut self, op: BinOp, l: Source, r: Source, span: Span) -> Source {
        if let Some(value) = fold(op, l, r) {
            return Source::Const(value);
        }
        let reg = self.temporary();
        self.arithmetic(op, Target::Reg(reg), l, r, span);
        Source::Reg(reg)
    }

    /// Puts the value of an expression into `target`, without a detour through a temporary.
    pub(super) fn compute(&mut self, target: Target, expr: &Expr) {
        let (op, l, r, span) = match expr {
            Expr::Bin(op, l, r, span) => {
                let l = self.source(l);
                (*op, l, self.source(r), *span)
            }
            Expr::Neg(inner, span) => (BinOp::Sub, Source::Const(0), self.source(inner), *span),
            _ => {
                let value = self.source(expr);
                return self.copy(target, value);
            }
        };
        match fold(op, l, r) {
            Some(value) => self.copy(target, Source::Const(value)),
            None => self.arithmetic(op, target, l, r, span),
        }
    }

    pub(super) fn copy(&mut self, target: Target, value: Source) {
        self.arithmetic(BinOp::Add, target, value, Source::Const(0), Span::NONE);
    }

    pub(super) fn source_register(&mut self, source: Source) -> Reg {
        self.located(source).1
    }

    /// Whether a value is an element, and the register that holds it or its index.
    fn located(&mut self, source: Source) -> (bool, Reg) {
        match source {
            Source::Const(value) => (false, self.constant(value)),
            Source::Reg(reg) => (false, reg),
            Source::Elem(index) => (true, index),
        }
    }

    /// `target = l op r`
    pub(super) fn arithmetic(
        &mut self,
        op: BinOp,
        target: Target,
        l: Source,
        r: Source,
        span: Span,
    ) {
        let (op, r) = as_addition(op, r);
        let (to_elem, d) = match target {
            Target::Reg(reg) => (false, reg),
            Target::Elem(index) => (true, index),
        };
        let (l_elem, l) = self.located(l);
        let (r_elem, r) = self.located(r);
        let add = op == BinOp::Add;
        let make = match (add, to_elem, l_elem, r_elem) {
            (true, false, false, false) => Instr::AddRRR,
            (true, false, false, true) => Instr::AddRRM,
            (true, false, true, false) => Instr::AddRMR,
            (true, false, true, true) => Instr::AddRMM,
            (true, true, false, false) => Instr::AddMRR,
            (true, true, false, true) => Instr::AddMRM,
            (true, true, true, false) => Instr::AddMMR,
            (true, true, true, true) => Instr::AddMMM,
            (false, false, false, false) => Instr::SubRRR,
            (false, false, false, true) => Instr::SubRRM,
            (false, false, true, false) => Instr::SubRMR,
            (false, false, true, true) => Instr::SubRMM,
            (false, true, false, false) => Instr::SubMRR,
            (false, true, false, true) => Instr::SubMRM,
            (false, true, true, false) => Instr::SubMMR,
            (false, true, true, true) => Instr::SubMMM,
        };
        self.push(make(d, l, r), span);
    }
}

impl From<Target> for Source {
    fn from(target: Target) -> Source {
        match target {
            Target::Reg(reg) => Source::Reg(reg),
            Target::Elem(index) => Source::Elem(index),
        }
    }
}

/// `x - c` as `x + (-c)`, which overflows exactly where the former does.
pub(super) fn as_addition(op: BinOp, r: Source) -> (BinOp, Source) {
    if let (BinOp::Sub, Source::Const(value)) = (op, r)
        && let Some(negated) = value.checked_neg()
    {
        return (BinOp::Add, Source::Const(negated));
    }
    (op, r)
}

/// The value of `l op r` where it is known and fits.
fn fold(op: BinOp, l: Source, r: Source) -> Option<i32> {
    match (op, l, r) {
        (BinOp::Add, Source::Const(l), Source::Const(r)) => l.checked_add(r),
        (BinOp::Sub, Source::Const(l), Source::Const(r)) => l.checked_sub(r),
        _ => None,
    }
}

/// The relations of two values under which a comparison holds.
pub(super) fn relations(op: CmpOp) -> u8 {
    match op {
        CmpOp::Lt => LESS,
        CmpOp::Le => LESS | EQUAL,
        CmpOp::Gt => GREATER,
        CmpOp::Ge => GREATER | EQUAL,
        CmpOp::Eq => EQUAL,
        CmpOp::Ne => LESS | GREATER,
    }
}
