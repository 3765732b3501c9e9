//! Prices: what a token adds to the length of the shortest program that begins with a prefix.
//!
//! Everything that a token makes necessary is paid with it: `if (` pays for `if (0) {}`. What is
//! chosen later pays for the difference.

use super::at::{At, Before, Expr, IndexStart, MAX_BINARY, Place, Side};
use super::{State, is_prefix, target_in_scope};
use crate::syntax::{AssignOp, CmpOp, MAX_LOCAL_VARS, MAX_LOOP_VARS};
use crate::vocab::token::{Effect, Slot, TARGET_VARS, TARGETS, Token};

/// `int * func_1 ( int a [ ] ) {` and `return a ; }`
pub const EMPTY_PROGRAM: u16 = 14;
/// `for ( p = 0 ; p < 0 ; p ++ ) { }`
const FOR: u16 = 15;
/// `+ 0`, `< 0`, `&& 0`
const MORE: u16 = 2;
/// `a [ v ]` in place of `0`
const ELEM: u16 = 3;
/// `a [ 0 + 0 ]` in place of `0`
const ELEM_SUM: u16 = 5;
/// `( 0 + 0 )` or the like in place of `0`
const PARENTHESIS: u16 = 4;

/// An opening and a closing parenthesis.
const PAIR: u16 = 2;

/// A constant in place of `0`, a negative one in parentheses.
fn constant(c: i8) -> u16 {
    if c < 0 { 1 + PAIR } else { 0 }
}

/// What a minus sign costs at the start of a term: `(-x)` after another sign or `!`.
fn minus(before: Before) -> u16 {
    if before == Before::First { 1 } else { 1 + PAIR }
}

fn when(condition: bool, price: u16) -> Option<u16> {
    condition.then_some(price)
}

impl State {
    /// What `token` adds to the length of the shortest program; `None` if the grammar forbids it here.
    pub(super) fn price(&self, token: Token) -> Option<u16> {
        match self.at {
            At::Statement => self.statement_price(token),
            At::Effect => match token {
                Token::Assign(_) => Some(1),
                Token::Update(op) => when(!is_prefix(op), 0),
                _ => None,
            },
            At::PrefixTarget => self.prefix_target_price(token),
            At::PrefixEnd => when(token == Token::Semicolon, 0),
            At::Operand(before) if self.expr.starts_declaration(before) => {
                let price = self.term_price(token, before, self.expr)?;
                let operator = if matches!(token, Token::Const(_)) {
                    MORE
                } else {
                    0
                };
                Some(price + operator - self.no_variable())
            }
            At::Operand(before) => self.term_price(token, before, self.expr),
            At::Operator => self.after_term_price(token),
            At::IndexFirst(_) => match token {
                Token::Const(c @ 0..=4) => Some(constant(c)),
                // The index may end after it, which saves `+ 0`.
                Token::Const(c @ ..0) => Some(constant(c) - MORE),
                Token::Var(v) => when(self.in_scope(v), 0),
                _ => None,
            },
            At::IndexSign(_, start) => match token {
                Token::Add | Token::Sub if start == IndexStart::Negative => Some(MORE),
                Token::Add | Token::Sub => Some(0),
                Token::ElemClose => when(start == IndexStart::Negative, 0),
                _ => None,
            },
            At::IndexSecond(_, bar) => match token {
                Token::Const(1) if bar => None,
                _ => self.operand_price(token),
            },
            At::IndexEnd(_) => when(token == Token::ElemClose, 0),
            At::Condition(side) => self.condition_price(token, side),
            At::Junction(follow) => self.join_price(token, follow),
            At::ForTest => match token {
                Token::Cmp(op) => when(op != CmpOp::Eq, 0),
                _ => None,
            },
            At::ForBound => match token {
                Token::Const(5) => Some(0),
                _ => self.operand_price(token),
            },
            At::ForStep => match token {
                Token::Update(op) => when(is_prefix(op), 0),
                Token::Var(v) => when(self.in_scope(v), 0),
                _ => None,
            },
            At::ForStepTarget | At::ForStepFrom => self.variable_price(token),
            At::ForStepEffect(v) => match token {
                Token::StepEnd(up) => when(!self.head.is_usual(v, up), 0),
                Token::Assign(AssignOp::Set) => Some(3),
                Token::Assign(_) => Some(1),
                _ => None,
            },
            At::ForStepOperand => self.operand_price(token),
            At::ForStepSign => when(matches!(token, Token::Add | Token::Sub), 0),
            At::ForEnd => when(token == Token::HeadEnd, 0),
            At::Done => None,
        }
    }

    fn variable_price(&self, token: Token) -> Option<u16> {
        match token {
            Token::Var(v) => when(self.in_scope(v), 0),
            _ => None,
        }
    }

    fn operand_price(&self, token: Token) -> Option<u16> {
        match token {
            Token::Const(c @ ..=4) => Some(constant(c)),
            _ => self.variable_price(token),
        }
    }

    fn statement_price(&self, token: Token) -> Option<u16> {
        match token {
            Token::Target(target, effect) => {
                let price = match effect {
                    Effect::Assign(_) => 7,
                    Effect::Update(_) => 6,
                };
                when(target_in_scope(target, self.scope), price)
            }
            Token::Var(v) => when(self.in_scope(v), 3),
            Token::ElemVar(v) => when(self.in_scope(v) && !has_target(v), 6),
            Token::ElemNext(v) | Token::ElemPrev(v) => when(self.in_scope(v), 8),
            Token::ElemOpen => Some(8),
            Token::Update(op) => when(is_prefix(op), if self.scope == 0 { 8 } else { 3 }),
            Token::Declare(is_loop) => self.declaration_price(is_loop, self.no_variable()),
            Token::DeclareConst(is_loop, c) => {
                self.declaration_price(is_loop, if c < 0 { 1 } else { 0 })
            }
            Token::If => Some(6),
            Token::Head(head) if !head.declares => self.for_price(0),
            Token::Head(_) | Token::ForDeclare => when(self.has_free_loop_var(), 1 + FOR),
            Token::For(v) => self.for_price(v),
            Token::Continue | Token::Break => when(self.blocks.in_loop(), 2),
            Token::BlockEnd => when(self.may_close(), 0),
            Token::Else => when(self.may_close() && self.blocks.in_then(), 3),
            Token::ElseIf => when(self.may_close() && self.blocks.in_then(), 7),
            Token::End => when(self.blocks.depth() == 0 && self.owed == 0, 0),
            _ => None,
        }
    }

    /// `int l = 0 ;` and something more.
    fn declaration_price(&self, is_loop: bool, more: u16) -> Option<u16> {
        if is_loop {
            when(self.has_free_loop_var(), 5 + FOR + more)
        } else {
            when(usize::from(self.local_vars) < MAX_LOCAL_VARS, 5 + more)
        }
    }

    /// The price of a value other than a bare constant, `-0`, where there is no variable.
    fn no_variable(&self) -> u16 {
        u16::from(self.scope == 0)
    }

    fn has_free_loop_var(&self) -> bool {
        usize::from(self.loop_vars) < MAX_LOOP_VARS
    }

    /// A loop over a declared variable, which was paid for with the declaration if it is the first.
    fn for_price(&self, v: Slot) -> Option<u16> {
        when(
            self.in_scope(v),
            if self.owed >> v & 1 == 1 { 0 } else { FOR },
        )
    }

    fn may_close(&self) -> bool {
        self.blocks.depth() > 0 && (self.owed == 0 || self.owed & self.declared_here() == 0)
    }

    /// After `++`, which paid for a variable, or for a whole element where there is none.
    fn prefix_target_price(&self, token: Token) -> Option<u16> {
        match token {
            Token::Var(v) => when(self.in_scope(v), 0),
            Token::ElemVar(v) => when(self.in_scope(v) && !has_target(v), ELEM),
            Token::ElemNext(v) | Token::ElemPrev(v) => when(self.in_scope(v), ELEM_SUM),
            Token::ElemOpen => Some(if self.scope == 0 { 0 } else { ELEM_SUM }),
            _ => None,
        }
    }

    /// A term in place of `0`.
    fn term_price(&self, token: Token, before: Before, expr: Expr) -> Option<u16> {
        match token {
            // A minus and a positive constant make a negative constant.
            Token::Const(c @ 1..) if before == Before::Minus || c == 5 => None,
            Token::Const(c) => Some(if c < 0 { minus(before) } else { 0 }),
            Token::Var(v) => when(self.in_scope(v), 0),
            Token::Elem(_) => Some(ELEM),
            Token::ElemVar(v) => when(self.in_scope(v), ELEM),
            Token::ElemNext(v) | Token::ElemPrev(v) => when(self.in_scope(v), ELEM_SUM),
            Token::ElemOpen => Some(ELEM_SUM),
            Token::Neg => Some(minus(before)),
            Token::Open => when(
                before != Before::First && expr.count < MAX_BINARY,
                PARENTHESIS,
            ),
            _ => None,
        }
    }

    fn after_term_price(&self, token: Token) -> Option<u16> {
        let expr = self.expr;
        match token {
            Token::Add | Token::Sub => {
                if expr.awaits_binary() {
                    Some(0)
                } else {
                    let single = expr.place == Place::Negated && expr.depth == 0;
                    when(!single && expr.count < MAX_BINARY, MORE)
                }
            }
            _ if expr.depth > 0 => when(token == Token::Close && !expr.awaits_binary(), 0),
            _ => match expr.place {
                Place::Value | Place::Declaration { .. } => {
                    when(token == Token::Semicolon && !expr.awaits_binary(), 0)
                }
                Place::ForInit => match token {
                    Token::Var(v) => {
                        let new = self.head.declares && v == self.head.var;
                        when(self.in_scope(v) || new, 0)
                    }
                    _ => None,
                },
                Place::Truth if matches!(token, Token::Cmp(_)) => {
                    Some(self.groups.current.cmp_price())
                }
                _ => self.join_price(token, false),
            },
        }
    }

    fn join_price(&self, token: Token, follow: bool) -> Option<u16> {
        match token {
            Token::And if follow => Some(0),
            _ if follow => None,
            Token::And => Some(self.groups.current.and_price()),
            Token::Or => Some(self.groups.current.or_price()),
            Token::Close => when(self.groups.depth() > 0 && self.groups.current.met, 0),
            Token::HeadEnd => when(self.groups.depth() == 0, 0),
            _ => None,
        }
    }

    fn condition_price(&self, token: Token, side: Side) -> Option<u16> {
        match token {
            Token::Not => Some(1),
            Token::Group => Some(match side {
                // `&&` must follow and may be what the outer group needs.
                Side::First => PARENTHESIS + self.groups.current.and_price(),
                _ => PARENTHESIS,
            }),
            _ => {
                let before = if side == Side::Not {
                    Before::Not
                } else {
                    Before::First
                };
                self.term_price(token, before, Expr::new(Place::Truth))
            }
        }
    }
}

/// Whether statements on `a[v]` have tokens of their own.
fn has_target(v: Slot) -> bool {
    v < TARGETS - TARGET_VARS
}
