//! Bytes to syntax trees, and the executors on them.

use lasynth_c::batch::{Batch, Inputs, Level, Outcomes};
use lasynth_c::exec::Executable;
use lasynth_c::syntax::*;

/// The limit of steps: low, so that endless loops cost little.
const LIMIT: u32 = 60;
/// More declarations than any tree has are one variable.
const VARIABLES: u16 = 100;

/// Reads bytes; zeros when they are used up.
struct Bytes<'a> {
    left: &'a [u8],
    /// Variables that are in scope, if that matters.
    scope: Option<Vec<VarId>>,
    declared: u16,
}

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        match self.left.split_first() {
            Some((first, rest)) => {
                self.left = rest;
                *first
            }
            None => 0,
        }
    }

    /// Runs `make` in a scope of its own.
    fn scoped<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let outside = self.scope.as_ref().map_or(0, Vec::len);
        let made = make(self);
        if let Some(scope) = &mut self.scope {
            scope.truncate(outside);
        }
        made
    }

    fn declare(&mut self) -> VarId {
        let Some(scope) = &mut self.scope else {
            return self.variable();
        };
        let var = VarId(self.declared.min(VARIABLES - 1));
        self.declared += 1;
        scope.push(var);
        var
    }

    fn below(&mut self, n: u8) -> u8 {
        self.next() % n
    }

    /// A variable to read or write. The first one is declared at the beginning of every program.
    fn variable(&mut self) -> VarId {
        let byte = usize::from(self.next());
        match &self.scope {
            Some(scope) => scope[byte % scope.len()],
            None => VarId((byte % 6) as u16),
        }
    }

    fn constant(&mut self) -> i8 {
        self.below(11) as i8 - 5
    }

    fn operand(&mut self) -> Operand {
        match self.below(2) {
            0 => Operand::Const(self.constant()),
            _ => Operand::Var(self.variable()),
        }
    }

    fn elem(&mut self) -> Elem {
        let index = match self.below(4) {
            0 | 1 => Index::At(self.operand()),
            2 => Index::Sum(self.operand(), self.operand()),
            _ => Index::Diff(self.operand(), self.operand()),
        };
        Elem {
            index,
            span: Span::NONE,
        }
    }

    fn target(&mut self) -> LValue {
        match self.below(2) {
            0 => LValue::Var(self.variable()),
            _ => LValue::Elem(self.elem()),
        }
    }

    fn op(&mut self) -> BinOp {
        [BinOp::Add, BinOp::Sub][usize::from(self.below(2))]
    }

    fn update(&mut self) -> UpdateOp {
        use UpdateOp::{PostDec, PostInc, PreDec, PreInc};
        [PreInc, PreDec, PostInc, PostDec][usize::from(self.below(4))]
    }

    fn relation(&mut self) -> CmpOp {
        use CmpOp::{Eq, Ge, Gt, Le, Lt, Ne};
        [Lt, Le, Gt, Ge, Eq, Ne][usize::from(self.below(6))]
    }

    fn expr(&mut self, depth: u8) -> Expr {
        match self.below(if depth == 0 { 3 } else { 6 }) {
            0 => Expr::Const(self.constant()),
            1 => Expr::Var(self.variable()),
            2 => Expr::Elem(self.elem()),
            3 => Expr::Neg(Box::new(self.expr(depth - 1)), Span::NONE),
            _ => {
                let (op, l) = (self.op(), self.expr(depth - 1));
                Expr::Bin(op, Box::new(l), Box::new(self.expr(depth - 1)), Span::NONE)
            }
        }
    }

    fn condition(&mut self, depth: u8) -> Condition {
        match self.below(if depth == 0 { 2 } else { 5 }) {
            0 => Condition::Truth(self.expr(2)),
            1 => Condition::Cmp(self.relation(), self.expr(2), self.expr(2)),
            2 => Condition::Not(Box::new(self.condition(depth - 1))),
            3 => {
                let l = self.condition(depth - 1);
                Condition::And(Box::new(l), Box::new(self.condition(depth - 1)))
            }
            _ => {
                let l = self.condition(depth - 1);
                Condition::Or(Box::new(l), Box::new(self.condition(depth - 1)))
            }
        }
    }

    fn block(&mut self, depth: u8, in_loop: bool) -> Vec<Stmt> {
        let count = self.below(4);
        self.scoped(|bytes| (0..count).map(|_| bytes.stmt(depth, in_loop)).collect())
    }

    fn branch(&mut self, depth: u8, in_loop: bool) -> If {
        If {
            condition: self.condition(2),
            then: self.block(depth, in_loop),
            otherwise: match self.below(3) {
                0 => None,
                1 if depth > 0 => Some(Else::If(
                    Box::new(self.branch(depth - 1, in_loop)),
                    Span::NONE,
                )),
                _ => Some(Else::Block(self.block(depth, in_loop))),
            },
        }
    }

    fn head(&mut self, depth: u8) -> For {
        let init = self.expr(1);
        let declares = self.below(2) == 0;
        let var = match declares {
            true => self.declare(),
            false => self.variable(),
        };
        let or_other = |bytes: &mut Self| match bytes.below(4) {
            0 => bytes.variable(),
            _ => var,
        };
        For {
            declares,
            var,
            init,
            test_var: or_other(self),
            test: self.relation(),
            bound: self.operand(),
            step_var: or_other(self),
            step: match self.below(6) {
                0 => ForStep::Add(self.operand()),
                1 => ForStep::Sub(self.operand()),
                2 => ForStep::SetAdd(self.variable(), self.operand()),
                3 => ForStep::SetSub(self.variable(), self.operand()),
                _ => ForStep::Update(self.update()),
            },
            body: self.block(depth, true),
        }
    }

    fn stmt(&mut self, depth: u8, in_loop: bool) -> Stmt {
        let kind = match self.below(if depth == 0 { 5 } else { 8 }) {
            0 => {
                let init = self.expr(3);
                let var = self.declare();
                StmtKind::Declare { var, init }
            }
            1 | 2 => StmtKind::Assign {
                target: self.target(),
                op: [AssignOp::Set, AssignOp::Add, AssignOp::Sub][usize::from(self.below(3))],
                value: self.expr(3),
            },
            4 if in_loop => match self.below(2) {
                0 => StmtKind::Continue,
                _ => StmtKind::Break,
            },
            3 | 4 => StmtKind::Update {
                target: self.target(),
                op: self.update(),
            },
            5 | 6 => StmtKind::If(self.branch(depth - 1, in_loop)),
            _ => StmtKind::For(self.scoped(|bytes| bytes.head(depth - 1))),
        };
        Stmt::new(kind)
    }
}

/// A program that need not be canonical or within the limits of the language.
fn program(bytes: &mut Bytes) -> Program {
    let first = Stmt::new(StmtKind::Declare {
        var: bytes.declare(),
        init: Expr::Const(bytes.constant()),
    });
    let count = 1 + bytes.below(5);
    let rest: Vec<Stmt> = (0..count).map(|_| bytes.stmt(3, false)).collect();
    Program {
        names: (0..VARIABLES).map(|_| Name::Local(0)).collect(),
        body: [vec![first], rest].concat(),
    }
}

pub fn check(bytes: &[u8]) {
    for scope in [Some(Vec::new()), None] {
        let is_scoped = scope.is_some();
        let mut bytes = Bytes {
            left: bytes,
            scope,
            declared: 0,
        };
        let lists = lists(&mut bytes);
        compare(&program(&mut bytes), &lists, is_scoped);
    }
}

fn lists(bytes: &mut Bytes) -> Vec<Vec<i32>> {
    let length = 1 + usize::from(bytes.below(6));
    let mut value = || match bytes.next() {
        255 => i32::MAX,
        254 => i32::MIN,
        byte => i32::from(byte % 11) - 5,
    };
    (0..12)
        .map(|_| (0..length).map(|_| value()).collect())
        .collect()
}

/// Runs a program both ways; where its variables are in scope the outcomes have to be the same.
fn compare(program: &Program, lists: &[Vec<i32>], is_scoped: bool) {
    let executable = Executable::new(program);
    let mut outcomes = Outcomes::new();
    Batch::with(Level::detect(), LIMIT).run(program, &Inputs::new(lists), &mut outcomes);
    for (lane, list) in lists.iter().enumerate() {
        let (mut one, mut many) = (list.clone(), list.clone());
        let alone = executable.run_with_limit(&mut one, LIMIT);
        let alone = alone.map(|_| one).map_err(|fault| fault.kind);
        let together = outcomes.get(lane, &mut many).map(|()| many);
        assert!(!is_scoped || alone == together, "{program:?} on {list:?}");
    }
}
