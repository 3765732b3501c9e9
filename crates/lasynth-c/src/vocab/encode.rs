//! Trees to tokens.

use super::token::{Effect, Head, Slot, TARGET_VARS, TARGETS, Token, is_loop, slot_of};
use crate::syntax::*;
use lasynth_core::TokenId;

/// The token sequence of a program, start symbol excluded, end token included.
///
/// Constants outside the language's range have no token; such trees do not come from the parser, and
/// giving one is a bug of the caller.
pub fn encode(program: &Program) -> Vec<TokenId> {
    let mut writer = Writer {
        slots: program.names.iter().map(|n| slot_of(*n)).collect(),
        out: Vec::new(),
    };
    writer.block(&program.body);
    writer.put(Token::End);
    writer.out.into_iter().map(Token::id).collect()
}

struct Writer {
    slots: Vec<Slot>,
    out: Vec<Token>,
}

impl Writer {
    fn put(&mut self, token: Token) {
        self.out.push(token);
    }

    fn slot(&self, v: VarId) -> Slot {
        self.slots[usize::from(v.0)]
    }

    fn var(&mut self, v: VarId) {
        self.put(Token::Var(self.slot(v)));
    }

    fn block(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.stmt(&stmt.kind);
        }
    }

    fn stmt(&mut self, stmt: &StmtKind) {
        match stmt {
            StmtKind::Declare { var, init } => {
                let is_loop = is_loop(self.slot(*var));
                if let Expr::Const(c) = init {
                    return self.put(Token::DeclareConst(is_loop, *c));
                }
                self.put(Token::Declare(is_loop));
                self.expr(init);
                self.put(Token::Semicolon);
            }
            StmtKind::Assign { target, op, value } => {
                match self.short_target(target) {
                    Some(short) => self.put(Token::Target(short, Effect::Assign(*op))),
                    None => {
                        self.target(target);
                        self.put(Token::Assign(*op));
                    }
                }
                self.expr(value);
                self.put(Token::Semicolon);
            }
            StmtKind::Update { target, op } => match self.short_target(target) {
                Some(short) => self.put(Token::Target(short, Effect::Update(*op))),
                None if matches!(op, UpdateOp::PreInc | UpdateOp::PreDec) => {
                    self.put(Token::Update(*op));
                    self.target(target);
                    self.put(Token::Semicolon);
                }
                None => {
                    self.target(target);
                    self.put(Token::Update(*op));
                }
            },
            StmtKind::If(branch) => {
                self.put(Token::If);
                self.branch(branch);
            }
            StmtKind::For(head) => {
                self.head(head);
                self.block(&head.body);
                self.put(Token::BlockEnd);
            }
            StmtKind::Continue => self.put(Token::Continue),
            StmtKind::Break => self.put(Token::Break),
        }
    }

    /// From the condition to the last `}`.
    fn branch(&mut self, branch: &If) {
        self.condition(&branch.condition);
        self.put(Token::HeadEnd);
        self.block(&branch.then);
        match &branch.otherwise {
            None => self.put(Token::BlockEnd),
            Some(Else::Block(body)) => {
                self.put(Token::Else);
                self.block(body);
                self.put(Token::BlockEnd);
            }
            Some(Else::If(inner, _)) => {
                self.put(Token::ElseIf);
                self.branch(inner);
            }
        }
    }

    fn usual_head(&self, f: &For) -> Option<Head> {
        let up = match f.step {
            ForStep::Update(UpdateOp::PostInc) => true,
            ForStep::Update(UpdateOp::PostDec) => false,
            _ => return None,
        };
        let (Expr::Const(first), Operand::Const(bound)) = (&f.init, f.bound) else {
            return None;
        };
        let one_variable = f.test_var == f.var && f.step_var == f.var;
        (one_variable && (f.declares || self.slot(f.var) == 0))
            .then(|| Head::usual(f.declares, *first, f.test, bound, up))
            .flatten()
    }

    fn head(&mut self, f: &For) {
        if let Some(head) = self.usual_head(f) {
            self.put(Token::Head(head));
            return;
        }
        self.put(if f.declares {
            Token::ForDeclare
        } else {
            Token::For(self.slot(f.var))
        });
        self.expr(&f.init);
        self.var(f.test_var);
        self.put(Token::Cmp(f.test));
        self.operand(f.bound);
        match f.step {
            ForStep::Update(op @ (UpdateOp::PreInc | UpdateOp::PreDec)) => {
                self.put(Token::Update(op));
                self.var(f.step_var);
                self.put(Token::HeadEnd);
            }
            ForStep::Update(op) => {
                self.var(f.step_var);
                self.put(Token::StepEnd(op == UpdateOp::PostInc));
            }
            ForStep::Add(by) => self.step(f.step_var, AssignOp::Add, None, by),
            ForStep::Sub(by) => self.step(f.step_var, AssignOp::Sub, None, by),
            ForStep::SetAdd(from, by) => {
                self.step(f.step_var, AssignOp::Set, Some((from, Token::Add)), by);
            }
            ForStep::SetSub(from, by) => {
                self.step(f.step_var, AssignOp::Set, Some((from, Token::Sub)), by);
            }
        }
    }

    fn step(&mut self, var: VarId, op: AssignOp, from: Option<(VarId, Token)>, by: Operand) {
        self.var(var);
        self.put(Token::Assign(op));
        if let Some((from, sign)) = from {
            self.var(from);
            self.put(sign);
        }
        self.operand(by);
        self.put(Token::HeadEnd);
    }

    /// The target's number where statements on it have tokens of their own.
    fn short_target(&self, target: &LValue) -> Option<u8> {
        match target {
            LValue::Elem(Elem {
                index: Index::At(Operand::Const(i @ 0..=4)),
                ..
            }) => Some(*i as u8),
            LValue::Elem(Elem {
                index: Index::At(Operand::Var(v)),
                ..
            }) => Some(self.slot(*v) + TARGET_VARS).filter(|t| *t < TARGETS),
            _ => None,
        }
    }

    fn target(&mut self, target: &LValue) {
        match target {
            LValue::Var(v) => self.var(*v),
            LValue::Elem(elem) => self.elem(elem.index),
        }
    }

    fn elem(&mut self, index: Index) {
        let loop_slot = |v| Some(self.slot(v)).filter(|s| is_loop(*s));
        let (first, rest) = match index {
            Index::At(Operand::Const(i @ 0..=4)) => return self.put(Token::Elem(i)),
            Index::At(Operand::Var(v)) => return self.put(Token::ElemVar(self.slot(v))),
            Index::At(first) => (first, None),
            Index::Sum(first, second) => (first, Some((Token::Add, second))),
            Index::Diff(first, second) => (first, Some((Token::Sub, second))),
        };
        if let (Operand::Var(v), Some((sign, Operand::Const(1)))) = (first, rest)
            && let Some(slot) = loop_slot(v)
        {
            return self.put(match sign {
                Token::Add => Token::ElemNext(slot),
                _ => Token::ElemPrev(slot),
            });
        }
        self.put(Token::ElemOpen);
        self.operand(first);
        if let Some((sign, second)) = rest {
            self.put(sign);
            self.operand(second);
        }
        self.put(Token::ElemClose);
    }

    fn operand(&mut self, operand: Operand) {
        match operand {
            Operand::Const(c) => self.put(Token::Const(c)),
            Operand::Var(v) => self.var(v),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Const(c) => self.put(Token::Const(*c)),
            Expr::Var(v) => self.var(*v),
            Expr::Elem(elem) => self.elem(elem.index),
            Expr::Neg(inner, _) => {
                self.put(Token::Neg);
                self.single(inner);
            }
            Expr::Bin(op, left, right, _) => {
                self.expr(left);
                self.put(match op {
                    BinOp::Add => Token::Add,
                    BinOp::Sub => Token::Sub,
                });
                self.single(right);
            }
        }
    }

    /// An expression where only a single term may stand.
    fn single(&mut self, expr: &Expr) {
        if let Expr::Bin(..) = expr {
            self.put(Token::Open);
            self.expr(expr);
            self.put(Token::Close);
        } else {
            self.expr(expr);
        }
    }

    fn condition(&mut self, condition: &Condition) {
        use Condition::*;
        match condition {
            Or(left, right) => {
                self.condition(left);
                self.put(Token::Or);
                self.group_if(matches!(**right, Or(..)), right);
            }
            And(left, right) => {
                self.group_if(matches!(**left, Or(..)), left);
                self.put(Token::And);
                self.group_if(matches!(**right, Or(..) | And(..)), right);
            }
            Not(inner) => {
                self.put(Token::Not);
                match &**inner {
                    Truth(expr) => self.single(expr),
                    inner => self.group_if(!matches!(inner, Not(_)), inner),
                }
            }
            Cmp(op, left, right) => {
                self.expr(left);
                self.put(Token::Cmp(*op));
                self.expr(right);
            }
            Truth(expr) => self.expr(expr),
        }
    }

    fn group_if(&mut self, grouped: bool, condition: &Condition) {
        if grouped {
            self.put(Token::Group);
        }
        self.condition(condition);
        if grouped {
            self.put(Token::Close);
        }
    }
}
