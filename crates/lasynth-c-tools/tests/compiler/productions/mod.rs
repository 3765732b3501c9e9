//! Which productions of the grammar a program uses.

use lasynth_c::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, For, ForStep, If, Index, LValue, Operand,
    Program, Stmt, StmtKind, UpdateOp, VarId,
};
use std::collections::BTreeSet;

macro_rules! productions {
    ($($name:ident),* $(,)?) => {
        /// A production, or one of its alternatives.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Production { $($name),* }

        impl Production {
            pub const ALL: &[Production] = &[$(Production::$name),*];
        }
    };
}

productions!(
    EmptyFunction,
    EmptyBody,
    Declare,
    DeclareInBody,
    SetVar,
    AddVar,
    SubVar,
    SetElem,
    AddElem,
    SubElem,
    PreIncVar,
    PreDecVar,
    PostIncVar,
    PostDecVar,
    PreIncElem,
    PreDecElem,
    PostIncElem,
    PostDecElem,
    If,
    ElseBlock,
    ElseIf,
    Continue,
    Break,
    DeadCode,
    For,
    ForDeclares,
    ForInFor,
    OtherTestVar,
    OtherStepVar,
    BoundVar,
    BoundFive,
    BoundNegative,
    ForLt,
    ForLe,
    ForGt,
    ForGe,
    ForNe,
    StepPreInc,
    StepPreDec,
    StepPostInc,
    StepPostDec,
    StepAddConst,
    StepAddVar,
    StepSubConst,
    StepSubVar,
    StepSetAddConst,
    StepSetAddVar,
    StepSetSubConst,
    StepSetSubVar,
    StepFromOther,
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
    Truth,
    Not,
    NotNot,
    NotTruth,
    NotOr,
    NotAnd,
    And,
    Or,
    OrInAnd,
    AndInOr,
    AndOnRight,
    OrOnRight,
    Const,
    NegativeConst,
    Var,
    Elem,
    Add,
    Sub,
    TwoOperators,
    RightNested,
    NegZero,
    NegVar,
    NegElem,
    NegBin,
    NegNeg,
    IndexConst,
    IndexNegative,
    IndexVar,
    IndexSumConsts,
    IndexSumVar,
    IndexSumVars,
    IndexDiffConsts,
    IndexDiffVar,
    IndexDiffVars,
);

use Production as P;

/// The productions that `program` uses.
pub fn of(program: &Program) -> BTreeSet<Production> {
    let mut finder = Finder::default();
    if program.body.is_empty() {
        finder.found.insert(P::EmptyFunction);
    }
    finder.statements(&program.body);
    finder.found
}

#[derive(Default)]
struct Finder {
    found: BTreeSet<Production>,
    depth: usize,
    loops: usize,
}

impl Finder {
    fn note(&mut self, production: Production) {
        self.found.insert(production);
    }

    fn note_if(&mut self, holds: bool, production: Production) {
        if holds {
            self.note(production);
        }
    }

    fn body(&mut self, statements: &[Stmt]) {
        self.note_if(statements.is_empty(), P::EmptyBody);
        self.depth += 1;
        self.statements(statements);
        self.depth -= 1;
    }

    fn statements(&mut self, statements: &[Stmt]) {
        for (i, statement) in statements.iter().enumerate() {
            let jump = matches!(statement.kind, StmtKind::Continue | StmtKind::Break);
            self.note_if(jump && i + 1 < statements.len(), P::DeadCode);
            match &statement.kind {
                StmtKind::Declare { init, .. } => {
                    self.note(if self.depth > 0 {
                        P::DeclareInBody
                    } else {
                        P::Declare
                    });
                    self.expr(init);
                }
                StmtKind::Assign { target, op, value } => {
                    let is_elem = self.target(target);
                    self.note(match (is_elem, op) {
                        (false, AssignOp::Set) => P::SetVar,
                        (false, AssignOp::Add) => P::AddVar,
                        (false, AssignOp::Sub) => P::SubVar,
                        (true, AssignOp::Set) => P::SetElem,
                        (true, AssignOp::Add) => P::AddElem,
                        (true, AssignOp::Sub) => P::SubElem,
                    });
                    self.expr(value);
                }
                StmtKind::Update { target, op } => {
                    let is_elem = self.target(target);
                    self.note(match (is_elem, op) {
                        (false, UpdateOp::PreInc) => P::PreIncVar,
                        (false, UpdateOp::PreDec) => P::PreDecVar,
                        (false, UpdateOp::PostInc) => P::PostIncVar,
                        (false, UpdateOp::PostDec) => P::PostDecVar,
                        (true, UpdateOp::PreInc) => P::PreIncElem,
                        (true, UpdateOp::PreDec) => P::PreDecElem,
                        (true, UpdateOp::PostInc) => P::PostIncElem,
                        (true, UpdateOp::PostDec) => P::PostDecElem,
                    });
                }
                StmtKind::If(branch) => self.branch(branch),
                StmtKind::For(head) => self.repeat(head),
                StmtKind::Continue => self.note(P::Continue),
                StmtKind::Break => self.note(P::Break),
            }
        }
    }

    fn branch(&mut self, branch: &If) {
        self.note(P::If);
        self.condition(&branch.condition);
        self.body(&branch.then);
        match &branch.otherwise {
            Some(Else::Block(statements)) => {
                self.note(P::ElseBlock);
                self.body(statements);
            }
            Some(Else::If(inner, _)) => {
                self.note(P::ElseIf);
                self.branch(inner);
            }
            None => {}
        }
    }

    fn repeat(&mut self, head: &For) {
        self.note(if head.declares {
            P::ForDeclares
        } else {
            P::For
        });
        self.note_if(self.loops > 0, P::ForInFor);
        self.note_if(head.test_var != head.var, P::OtherTestVar);
        self.note_if(head.step_var != head.var, P::OtherStepVar);
        match head.bound {
            Operand::Var(_) => self.note(P::BoundVar),
            Operand::Const(5) => self.note(P::BoundFive),
            Operand::Const(value) => self.note_if(value < 0, P::BoundNegative),
        }
        self.expr(&head.init);
        match head.test {
            CmpOp::Lt => self.note(P::ForLt),
            CmpOp::Le => self.note(P::ForLe),
            CmpOp::Gt => self.note(P::ForGt),
            CmpOp::Ge => self.note(P::ForGe),
            CmpOp::Ne => self.note(P::ForNe),
            CmpOp::Eq => panic!("the grammar has no == in the head of a for"),
        }
        let other = |from: VarId| from != head.step_var;
        match head.step {
            ForStep::Update(UpdateOp::PreInc) => self.note(P::StepPreInc),
            ForStep::Update(UpdateOp::PreDec) => self.note(P::StepPreDec),
            ForStep::Update(UpdateOp::PostInc) => self.note(P::StepPostInc),
            ForStep::Update(UpdateOp::PostDec) => self.note(P::StepPostDec),
            ForStep::Add(Operand::Const(_)) => self.note(P::StepAddConst),
            ForStep::Add(Operand::Var(_)) => self.note(P::StepAddVar),
            ForStep::Sub(Operand::Const(_)) => self.note(P::StepSubConst),
            ForStep::Sub(Operand::Var(_)) => self.note(P::StepSubVar),
            ForStep::SetAdd(from, by) => {
                self.note_if(other(from), P::StepFromOther);
                self.note(match by {
                    Operand::Const(_) => P::StepSetAddConst,
                    Operand::Var(_) => P::StepSetAddVar,
                });
            }
            ForStep::SetSub(from, by) => {
                self.note_if(other(from), P::StepFromOther);
                self.note(match by {
                    Operand::Const(_) => P::StepSetSubConst,
                    Operand::Var(_) => P::StepSetSubVar,
                });
            }
        }
        self.loops += 1;
        self.body(&head.body);
        self.loops -= 1;
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Or(l, r) => {
                self.note(P::Or);
                for side in [l, r] {
                    self.note_if(matches!(**side, Condition::And(..)), P::AndInOr);
                    self.condition(side);
                }
                self.note_if(matches!(**r, Condition::Or(..)), P::OrOnRight);
            }
            Condition::And(l, r) => {
                self.note(P::And);
                for side in [l, r] {
                    self.note_if(matches!(**side, Condition::Or(..)), P::OrInAnd);
                    self.condition(side);
                }
                self.note_if(matches!(**r, Condition::And(..)), P::AndOnRight);
            }
            Condition::Not(inner) => {
                self.note(match **inner {
                    Condition::Not(_) => P::NotNot,
                    Condition::Truth(_) => P::NotTruth,
                    Condition::Or(..) => P::NotOr,
                    Condition::And(..) => P::NotAnd,
                    Condition::Cmp(..) => P::Not,
                });
                self.condition(inner);
            }
            Condition::Cmp(op, l, r) => {
                self.note(match op {
                    CmpOp::Lt => P::Lt,
                    CmpOp::Le => P::Le,
                    CmpOp::Gt => P::Gt,
                    CmpOp::Ge => P::Ge,
                    CmpOp::Eq => P::Eq,
                    CmpOp::Ne => P::Ne,
                });
                self.expr(l);
                self.expr(r);
            }
            Condition::Truth(value) => {
                self.note(P::Truth);
                self.expr(value);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Const(value) => self.note(if *value < 0 {
                P::NegativeConst
            } else {
                P::Const
            }),
            Expr::Var(_) => self.note(P::Var),
            Expr::Elem(element) => {
                self.note(P::Elem);
                self.element(element);
            }
            Expr::Neg(inner, _) => {
                self.note(match **inner {
                    Expr::Const(0) => P::NegZero,
                    Expr::Const(value) => panic!("-({value}) is a constant"),
                    Expr::Var(_) => P::NegVar,
                    Expr::Elem(_) => P::NegElem,
                    Expr::Bin(..) => P::NegBin,
                    Expr::Neg(..) => P::NegNeg,
                });
                self.expr(inner);
            }
            Expr::Bin(op, l, r, _) => {
                self.note(match op {
                    BinOp::Add => P::Add,
                    BinOp::Sub => P::Sub,
                });
                self.note_if(matches!(**l, Expr::Bin(..)), P::TwoOperators);
                self.note_if(matches!(**r, Expr::Bin(..)), P::RightNested);
                self.expr(l);
                self.expr(r);
            }
        }
    }

    /// Whether the target is an element.
    fn target(&mut self, target: &LValue) -> bool {
        match target {
            LValue::Var(_) => false,
            LValue::Elem(element) => {
                self.element(element);
                true
            }
        }
    }

    fn element(&mut self, element: &Elem) {
        use Operand::{Const, Var};
        self.note(match element.index {
            Index::At(Const(value)) if value < 0 => P::IndexNegative,
            Index::At(Const(_)) => P::IndexConst,
            Index::At(Var(_)) => P::IndexVar,
            Index::Sum(Const(_), Const(_)) => P::IndexSumConsts,
            Index::Sum(Var(_), Var(_)) => P::IndexSumVars,
            Index::Sum(..) => P::IndexSumVar,
            Index::Diff(Const(_), Const(_)) => P::IndexDiffConsts,
            Index::Diff(Var(_), Var(_)) => P::IndexDiffVars,
            Index::Diff(..) => P::IndexDiffVar,
        });
    }
}
