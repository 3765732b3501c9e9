//! Tokens to trees.

use super::token::{Effect, SLOTS, Slot, TARGET_VARS, Token};
use crate::automaton::State;
use crate::syntax::*;
use lasynth_core::{DecodeError, GrammarState, TokenId};

/// The program of a complete token sequence, start symbol excluded, end token included.
///
/// The error names the first token that the automaton refuses; where the sequence is cut off, its
/// position is the length.
pub fn decode(tokens: &[TokenId]) -> Result<Program, DecodeError> {
    let mut state = State::new();
    let mut known = Vec::with_capacity(tokens.len());
    for (position, id) in tokens.iter().enumerate() {
        let refuse = |found: String| DecodeError { position, found };
        let token = Token::from_id(*id).ok_or_else(|| refuse(format!("number {id}")))?;
        if !state.push_token(token) {
            return Err(refuse(token.to_string()));
        }
        known.push(token);
    }
    let cut_off = || DecodeError {
        position: tokens.len(),
        found: "end of the sequence".into(),
    };
    if !state.is_complete() {
        return Err(cut_off());
    }
    // What the automaton accepts can be read to the end and is within the limits.
    let mut reader = Reader {
        tokens: &known,
        slots: [VarId(0); SLOTS],
        loop_vars: 0,
        local_vars: 0,
    };
    let body = reader.block().ok_or_else(cut_off)?;
    Program::new(body).map_err(|_| cut_off())
}

struct Reader<'a> {
    tokens: &'a [Token],
    /// The variable of each name declared so far; a name is never used again.
    slots: [VarId; SLOTS],
    loop_vars: u8,
    local_vars: u8,
}

/// Reads tokens that the automaton has accepted; `None` never occurs then.
impl Reader<'_> {
    fn peek(&self) -> Option<Token> {
        self.tokens.first().copied()
    }

    fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(*first)
    }

    fn var(&self, slot: Slot) -> Option<VarId> {
        self.slots.get(usize::from(slot)).copied()
    }

    fn next_var(&mut self) -> Option<VarId> {
        match self.next()? {
            Token::Var(v) => self.var(v),
            _ => None,
        }
    }

    fn declare(&mut self, is_loop: bool) -> VarId {
        let var = VarId(u16::from(self.loop_vars + self.local_vars));
        let slot = if is_loop {
            self.loop_vars += 1;
            usize::from(self.loop_vars - 1)
        } else {
            self.local_vars += 1;
            MAX_LOOP_VARS + usize::from(self.local_vars - 1)
        };
        if let Some(place) = self.slots.get_mut(slot) {
            *place = var;
        }
        var
    }

    /// Statements up to what ends their block, which is left to the caller.
    fn block(&mut self) -> Option<Vec<Stmt>> {
        let mut body = Vec::new();
        loop {
            match self.peek()? {
                Token::End | Token::BlockEnd | Token::Else | Token::ElseIf => return Some(body),
                _ => body.push(Stmt::new(self.stmt()?)),
            }
        }
    }

    /// A block and the `}` after it.
    fn closed_block(&mut self) -> Option<Vec<Stmt>> {
        let body = self.block()?;
        self.next()?;
        Some(body)
    }

    fn stmt(&mut self) -> Option<StmtKind> {
        let first = self.next()?;
        Some(match first {
            Token::Declare(is_loop) => {
                let init = self.value()?;
                let var = self.declare(is_loop);
                StmtKind::Declare { var, init }
            }
            Token::DeclareConst(is_loop, c) => StmtKind::Declare {
                var: self.declare(is_loop),
                init: Expr::Const(c),
            },
            Token::Target(target, effect) => {
                let index = match target.checked_sub(TARGET_VARS) {
                    Some(slot) => Operand::Var(self.var(slot)?),
                    None => Operand::Const(target as i8),
                };
                let target = LValue::Elem(elem(Index::At(index)));
                match effect {
                    Effect::Update(op) => StmtKind::Update { target, op },
                    Effect::Assign(op) => StmtKind::Assign {
                        target,
                        op,
                        value: self.value()?,
                    },
                }
            }
            Token::Update(op) => {
                let first = self.next()?;
                let target = self.target(first)?;
                self.next()?;
                StmtKind::Update { target, op }
            }
            Token::If => StmtKind::If(self.branch()?),
            Token::Head(_) | Token::ForDeclare | Token::For(_) => StmtKind::For(self.for_(first)?),
            Token::Continue => StmtKind::Continue,
            Token::Break => StmtKind::Break,
            _ => {
                let target = self.target(first)?;
                match self.next()? {
                    Token::Update(op) => StmtKind::Update { target, op },
                    Token::Assign(op) => StmtKind::Assign {
                        target,
                        op,
                        value: self.value()?,
                    },
                    _ => return None,
                }
            }
        })
    }

    /// An expression and the `;` after it.
    fn value(&mut self) -> Option<Expr> {
        let value = self.expr()?;
        self.next()?;
        Some(value)
    }

    fn target(&mut self, first: Token) -> Option<LValue> {
        Some(match first {
            Token::Var(v) => LValue::Var(self.var(v)?),
            _ => LValue::Elem(self.elem(first)?),
        })
    }

    fn elem(&mut self, first: Token) -> Option<Elem> {
        let one = Operand::Const(1);
        Some(elem(match first {
            Token::Elem(i) => Index::At(Operand::Const(i)),
            Token::ElemVar(v) => Index::At(Operand::Var(self.var(v)?)),
            Token::ElemNext(v) => Index::Sum(Operand::Var(self.var(v)?), one),
            Token::ElemPrev(v) => Index::Diff(Operand::Var(self.var(v)?), one),
            Token::ElemOpen => {
                let first = self.operand()?;
                let sign = self.next()?;
                if sign == Token::ElemClose {
                    return Some(elem(Index::At(first)));
                }
                let second = self.operand()?;
                self.next()?;
                match sign {
                    Token::Add => Index::Sum(first, second),
                    _ => Index::Diff(first, second),
                }
            }
            _ => return None,
        }))
    }

    fn operand(&mut self) -> Option<Operand> {
        Some(match self.next()? {
            Token::Const(c) => Operand::Const(c),
            Token::Var(v) => Operand::Var(self.var(v)?),
            _ => return None,
        })
    }

    fn expr(&mut self) -> Option<Expr> {
        let mut left = self.term()?;
        loop {
            let op = match self.peek()? {
                Token::Add => BinOp::Add,
                Token::Sub => BinOp::Sub,
                _ => return Some(left),
            };
            self.next()?;
            left = Expr::Bin(op, Box::new(left), Box::new(self.term()?), Span::NONE);
        }
    }

    fn term(&mut self) -> Option<Expr> {
        Some(match self.next()? {
            Token::Const(c) => Expr::Const(c),
            Token::Var(v) => Expr::Var(self.var(v)?),
            Token::Neg => Expr::Neg(Box::new(self.term()?), Span::NONE),
            Token::Open => {
                let inner = self.expr()?;
                self.next()?;
                inner
            }
            first => Expr::Elem(self.elem(first)?),
        })
    }

    /// From the condition to the last `}`.
    fn branch(&mut self) -> Option<If> {
        let condition = self.condition()?;
        self.next()?;
        let then = self.block()?;
        let otherwise = match self.next()? {
            Token::Else => Some(Else::Block(self.closed_block()?)),
            Token::ElseIf => Some(Else::If(Box::new(self.branch()?), Span::NONE)),
            _ => None,
        };
        Some(If {
            condition,
            then,
            otherwise,
        })
    }

    fn condition(&mut self) -> Option<Condition> {
        let mut left = self.conjunction()?;
        while self.peek()? == Token::Or {
            self.next()?;
            left = Condition::Or(Box::new(left), Box::new(self.conjunction()?));
        }
        Some(left)
    }

    fn conjunction(&mut self) -> Option<Condition> {
        let mut left = self.negation()?;
        while self.peek()? == Token::And {
            self.next()?;
            left = Condition::And(Box::new(left), Box::new(self.negation()?));
        }
        Some(left)
    }

    fn negation(&mut self) -> Option<Condition> {
        match self.peek()? {
            Token::Not => {
                self.next()?;
                let inner = match self.peek()? {
                    Token::Not | Token::Group => self.negation()?,
                    _ => Condition::Truth(self.term()?),
                };
                Some(Condition::Not(Box::new(inner)))
            }
            Token::Group => {
                self.next()?;
                let inner = self.condition()?;
                self.next()?;
                Some(inner)
            }
            _ => {
                let left = self.expr()?;
                let Token::Cmp(op) = self.peek()? else {
                    return Some(Condition::Truth(left));
                };
                self.next()?;
                Some(Condition::Cmp(op, left, self.expr()?))
            }
        }
    }

    fn for_(&mut self, first: Token) -> Option<For> {
        if let Token::Head(head) = first {
            let var = if head.declares {
                self.declare(true)
            } else {
                self.var(0)?
            };
            let (first, test, bound, step) = head.parts();
            return Some(For {
                declares: head.declares,
                var,
                init: Expr::Const(first),
                test_var: var,
                test,
                bound: Operand::Const(bound),
                step_var: var,
                step: ForStep::Update(step),
                body: self.closed_block()?,
            });
        }
        let init = self.expr()?;
        let (declares, var) = match first {
            Token::For(v) => (false, self.var(v)?),
            _ => (true, self.declare(true)),
        };
        let test_var = self.next_var()?;
        let Token::Cmp(test) = self.next()? else {
            return None;
        };
        let bound = self.operand()?;
        let (step_var, step) = self.step()?;
        let body = self.closed_block()?;
        Some(For {
            declares,
            var,
            init,
            test_var,
            test,
            bound,
            step_var,
            step,
            body,
        })
    }

    /// The last part of a loop head, to its `) {`.
    fn step(&mut self) -> Option<(VarId, ForStep)> {
        let var = match self.next()? {
            Token::Update(op) => {
                let var = self.next_var()?;
                self.next()?;
                return Some((var, ForStep::Update(op)));
            }
            Token::Var(v) => self.var(v)?,
            _ => return None,
        };
        let step = match self.next()? {
            Token::StepEnd(true) => return Some((var, ForStep::Update(UpdateOp::PostInc))),
            Token::StepEnd(false) => return Some((var, ForStep::Update(UpdateOp::PostDec))),
            Token::Assign(AssignOp::Add) => ForStep::Add(self.operand()?),
            Token::Assign(AssignOp::Sub) => ForStep::Sub(self.operand()?),
            _ => {
                let from = self.next_var()?;
                match self.next()? {
                    Token::Add => ForStep::SetAdd(from, self.operand()?),
                    _ => ForStep::SetSub(from, self.operand()?),
                }
            }
        };
        self.next()?;
        Some((var, step))
    }
}

fn elem(index: Index) -> Elem {
    Elem {
        index,
        span: Span::NONE,
    }
}
