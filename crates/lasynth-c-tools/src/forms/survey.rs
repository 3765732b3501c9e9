//! The walk over a program that counts its forms.

use super::About;
use lasynth_c::syntax::*;

/// Index of the last form of [`About::Bound`] and [`About::Passes`]: no number from 0 to 5.
const OTHER_NUMBER: usize = 6;

/// Tells `count` every form in a program.
pub(super) fn survey(program: &Program, count: &mut dyn FnMut(About, usize)) {
    count(About::Kind, program.kind() as usize);
    let mut survey = Survey {
        count,
        uses: vec![Use::None; program.names.len()],
        declared: Vec::new(),
    };
    let depth = survey.block(&program.body, About::TopSize);
    (survey.count)(About::Depth, depth);
    survey.variables(program);
}

/// What a variable is used for; what comes later outweighs what comes before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    None,
    Value,
    Index,
}

struct Survey<'d> {
    count: &'d mut dyn FnMut(About, usize),
    /// Of each variable.
    uses: Vec<Use>,
    /// Declarations: the variable, its first value, whether in an inner block.
    declared: Vec<(VarId, Option<i8>, bool)>,
}

impl Survey<'_> {
    /// Counts a block, whose size belongs to `size`; gives its depth of nesting.
    fn block(&mut self, body: &[Stmt], size: About) -> usize {
        let mut statements = 0;
        let mut depth = 0;
        for stmt in body {
            if let StmtKind::Declare { var, init } = &stmt.kind {
                let value = match init {
                    Expr::Const(value) => Some(*value),
                    _ => None,
                };
                self.expr(init);
                self.declared.push((*var, value, size != About::TopSize));
            } else {
                statements += 1;
                depth = depth.max(self.statement(&stmt.kind));
            }
        }
        (self.count)(size, statements);
        depth
    }

    /// Counts a statement; gives its depth of nesting.
    fn statement(&mut self, kind: &StmtKind) -> usize {
        let (form, depth) = match kind {
            StmtKind::Declare { .. } => unreachable!("declarations are no statements here"),
            StmtKind::Assign { target, op, value } => {
                if *op == AssignOp::Set {
                    let form = match target {
                        LValue::Var(_) => 0,
                        LValue::Elem(elem) => 1 + index_form(&elem.index),
                    };
                    (self.count)(About::Target, form);
                    let operators = self.value(value);
                    (self.count)(About::Operators, operators);
                } else {
                    self.expr(value);
                }
                self.lvalue(target);
                (usize::from(*op != AssignOp::Set), 0)
            }
            StmtKind::Update { target, .. } => {
                self.lvalue(target);
                (2, 0)
            }
            StmtKind::If(branch) => {
                let depth = self.branch(branch);
                (if branch.otherwise.is_some() { 3 } else { 4 }, depth)
            }
            StmtKind::For(repeat) => (5, self.repeat(repeat)),
            StmtKind::Continue => (6, 0),
            StmtKind::Break => (7, 0),
        };
        if let 6 | 7 = form {
            (self.count)(About::Jump, form - 6);
        }
        (self.count)(About::Statement, form);
        depth
    }

    /// A jump that a branch guards is counted as that branch: it is no block.
    fn branch(&mut self, branch: &If) -> usize {
        self.condition(&branch.condition);
        let guarded = match (&branch.then[..], &branch.otherwise) {
            ([only], None) => matches!(only.kind, StmtKind::Continue | StmtKind::Break),
            _ => false,
        };
        if guarded {
            return self.statement(&branch.then[0].kind);
        }
        let then = self.block(&branch.then, About::BranchSize);
        let otherwise = match &branch.otherwise {
            None => 0,
            Some(Else::Block(body)) => self.block(body, About::BranchSize),
            Some(Else::If(next, _)) => {
                let depth = self.branch(next);
                (self.count)(About::BranchSize, 1);
                (self.count)(
                    About::Statement,
                    if next.otherwise.is_some() { 3 } else { 4 },
                );
                depth
            }
        };
        1 + then.max(otherwise)
    }

    fn repeat(&mut self, repeat: &For) -> usize {
        self.expr(&repeat.init);
        if let Operand::Var(var) = repeat.bound {
            self.uses(var, Use::Value);
        }
        let (step, form) = step(repeat);
        (self.count)(About::Step, form);
        if let Some(step) = step {
            (self.count)(About::Direction, usize::from(step < 0));
        }
        (self.count)(
            About::LoopRelation,
            match repeat.test {
                CmpOp::Lt => 0,
                CmpOp::Le => 1,
                CmpOp::Gt => 2,
                CmpOp::Ge => 3,
                CmpOp::Eq | CmpOp::Ne => 4,
            },
        );
        let number = |n: Option<usize>| n.filter(|n| *n < OTHER_NUMBER).unwrap_or(OTHER_NUMBER);
        let bound = match repeat.bound {
            Operand::Const(bound) => usize::try_from(bound).ok(),
            Operand::Var(_) => None,
        };
        (self.count)(About::Bound, number(bound));
        (self.count)(About::Passes, number(passes(repeat, step)));
        1 + self.block(&repeat.body, About::LoopSize)
    }

    fn condition(&mut self, condition: &Condition) {
        let form = match condition {
            Condition::Cmp(op, left, right) => {
                (self.count)(About::Relation, *op as usize);
                (self.count)(
                    About::RightSide,
                    match right {
                        Expr::Const(_) => 0,
                        Expr::Var(_) => 1,
                        Expr::Elem(_) => 2,
                        Expr::Neg(..) | Expr::Bin(..) => 3,
                    },
                );
                self.expr(left);
                self.expr(right);
                let plain = |side: &Expr| !matches!(side, Expr::Neg(..) | Expr::Bin(..));
                usize::from(!plain(left) || !plain(right))
            }
            Condition::Truth(value) => {
                self.expr(value);
                2
            }
            Condition::And(left, right) | Condition::Or(left, right) => {
                self.condition_variables(left);
                self.condition_variables(right);
                3
            }
            Condition::Not(inner) => {
                self.condition_variables(inner);
                3
            }
        };
        (self.count)(About::Condition, form);
    }

    /// The variables of a part of a condition.
    fn condition_variables(&mut self, condition: &Condition) {
        match condition {
            Condition::And(left, right) | Condition::Or(left, right) => {
                self.condition_variables(left);
                self.condition_variables(right);
            }
            Condition::Not(inner) => self.condition_variables(inner),
            Condition::Cmp(_, left, right) => {
                self.expr(left);
                self.expr(right);
            }
            Condition::Truth(value) => self.expr(value),
        }
    }

    /// Counts the parts of the value of a plain assignment; gives the number of binary operators.
    fn value(&mut self, value: &Expr) -> usize {
        let operand = match value {
            Expr::Const(_) => 0,
            Expr::Var(var) => {
                self.uses(*var, Use::Value);
                1
            }
            Expr::Elem(elem) => {
                self.elem(elem);
                2 + index_form(&elem.index)
            }
            Expr::Neg(inner, _) => {
                (self.count)(About::Operator, 2);
                return self.value(inner);
            }
            Expr::Bin(op, left, right, _) => {
                (self.count)(About::Operator, *op as usize);
                return 1 + self.value(left) + self.value(right);
            }
        };
        (self.count)(About::Operand, operand);
        0
    }

    // Variables.

    fn uses(&mut self, var: VarId, for_what: Use) {
        let known = &mut self.uses[usize::from(var.0)];
        *known = (*known).max(for_what);
    }

    fn elem(&mut self, elem: &Elem) {
        let mut operand = |operand: &Operand| {
            if let Operand::Var(var) = operand {
                self.uses(*var, Use::Index);
            }
        };
        match &elem.index {
            Index::At(x) => operand(x),
            Index::Sum(x, y) | Index::Diff(x, y) => {
                operand(x);
                operand(y);
            }
        }
    }

    fn lvalue(&mut self, target: &LValue) {
        match target {
            LValue::Var(var) => self.uses(*var, Use::Value),
            LValue::Elem(elem) => self.elem(elem),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Const(_) => {}
            Expr::Var(var) => self.uses(*var, Use::Value),
            Expr::Elem(elem) => self.elem(elem),
            Expr::Neg(inner, _) => self.expr(inner),
            Expr::Bin(_, left, right, _) => {
                self.expr(left);
                self.expr(right);
            }
        }
    }

    /// Counts the variables that drive no loop.
    fn variables(&mut self, program: &Program) {
        let mut locals = 0;
        for (var, first, inner) in std::mem::take(&mut self.declared) {
            let at = usize::from(var.0);
            if matches!(program.names[at], Name::Loop(_)) {
                continue;
            }
            locals += 1;
            let first = first.filter(|value| (-4..=4).contains(value));
            let form = first.map_or(9, |value| (value + 4) as usize);
            (self.count)(About::FirstValue, form);
            let form = match self.uses[at] {
                Use::Index => 0,
                Use::Value => 1,
                Use::None => 2,
            };
            (self.count)(About::Use, form);
            (self.count)(About::Place, usize::from(inner));
        }
        (self.count)(About::Locals, locals);
    }
}

/// 0 for a constant, 1 for a variable, 2 for a sum or a difference.
fn index_form(index: &Index) -> usize {
    match index {
        Index::At(Operand::Const(_)) => 0,
        Index::At(Operand::Var(_)) => 1,
        Index::Sum(..) | Index::Diff(..) => 2,
    }
}

/// By how much the variable of a loop changes, and the form of [`About::Step`].
fn step(repeat: &For) -> (Option<i32>, usize) {
    let constant = |operand: Operand, sign: i32| match operand {
        Operand::Const(value) => Some(sign * i32::from(value)),
        Operand::Var(_) => None,
    };
    let (step, form) = match repeat.step {
        ForStep::Update(UpdateOp::PostInc) => (Some(1), 0),
        ForStep::Update(UpdateOp::PostDec) => (Some(-1), 0),
        ForStep::Update(UpdateOp::PreInc) => (Some(1), 1),
        ForStep::Update(UpdateOp::PreDec) => (Some(-1), 1),
        ForStep::Add(by) => (constant(by, 1), 2),
        ForStep::Sub(by) => (constant(by, -1), 2),
        ForStep::SetAdd(from, by) if from == repeat.step_var => (constant(by, 1), 3),
        ForStep::SetSub(from, by) if from == repeat.step_var => (constant(by, -1), 3),
        ForStep::SetAdd(..) | ForStep::SetSub(..) => (None, 5),
    };
    let form = match step.map(i32::abs) {
        Some(1) => form,
        Some(2) => 4,
        _ => 5,
    };
    (step, form)
}

/// How often a loop runs if its body neither leaves it nor assigns its variable; `None` where that is
/// not constant, or more often than is of interest.
fn passes(repeat: &For, step: Option<i32>) -> Option<usize> {
    let (Expr::Const(first), Operand::Const(bound), Some(step)) =
        (&repeat.init, repeat.bound, step)
    else {
        return None;
    };
    if repeat.test_var != repeat.var || repeat.step_var != repeat.var {
        return None;
    }
    let bound = i32::from(bound);
    let values = (0..=OTHER_NUMBER as i32).map(|pass| i32::from(*first) + pass * step);
    Some(
        values
            .take_while(|value| repeat.test.holds(*value, bound))
            .count(),
    )
}
