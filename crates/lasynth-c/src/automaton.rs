//! The grammar automaton: which tokens may follow a prefix.
//!
//! A state knows `committed`, the length in plain C tokens of the shortest program that begins with
//! its prefix. Each token has a *price*: by how much it raises that length. A token may follow if the
//! grammar lets it and its price fits below the limit; so nothing that is allowed is ever a dead end.
//! The price of a token depends on few flags of the state and is 0 or more, and in every incomplete
//! state some token is free: together this makes `committed` exact.

mod at;
mod nesting;
mod price;

use crate::syntax::{AssignOp, CmpOp, MAX_LOOP_VARS, MAX_TOKENS, UpdateOp};
use crate::vocab::token::{Effect, SLOTS, Slot, TARGET_VARS, Token, is_loop};
use at::{At, Before, Expr, ForHead, In, IndexStart, Place, Side};
use lasynth_core::{GrammarState, TokenId, TokenMask};
use nesting::{Block, Blocks, Group, Groups, Need};

/// The state of the automaton after a prefix of a program.
#[derive(Clone, Debug)]
pub struct State {
    limit: u16,
    committed: u16,
    at: At,
    /// Variables in scope, as a set of slots.
    scope: u16,
    /// Those of them that are `p_k` and have not driven a `for` yet: they must before their scope ends.
    owed: u16,
    loop_vars: u8,
    local_vars: u8,
    /// Depth of the block that declares each variable in scope.
    declared_at: [u8; SLOTS],
    blocks: Blocks,
    groups: Groups,
    expr: Expr,
    head: ForHead,
}

impl Default for State {
    fn default() -> Self {
        State::new()
    }
}

impl State {
    /// Before the first token, with the limit of the language.
    pub fn new() -> State {
        State::with_limit(MAX_TOKENS)
    }

    /// Before the first token, with another limit of at most [`MAX_TOKENS`] plain C tokens. Below the
    /// length of the empty program nothing is allowed.
    pub fn with_limit(limit: usize) -> State {
        State {
            limit: limit.min(MAX_TOKENS) as u16,
            committed: price::EMPTY_PROGRAM,
            at: At::Statement,
            scope: 0,
            owed: 0,
            loop_vars: 0,
            local_vars: 0,
            declared_at: [0; SLOTS],
            blocks: Blocks::default(),
            groups: Groups::default(),
            expr: Expr::new(Place::Value),
            head: ForHead {
                declares: false,
                var: 0,
                first: None,
                same_test: false,
                test: CmpOp::Lt,
                bound: None,
            },
        }
    }

    /// Length in plain C tokens of the shortest program that begins with this prefix; of the program
    /// itself once it is complete.
    pub fn shortest(&self) -> usize {
        usize::from(self.committed)
    }

    /// Whether `token` may come next, by grammar and limit.
    pub(crate) fn allows(&self, token: Token) -> bool {
        self.price(token)
            .is_some_and(|p| self.committed + p <= self.limit)
    }

    /// Appends a token; `false`, and no change, if it is not allowed.
    pub(crate) fn push_token(&mut self, token: Token) -> bool {
        match self.price(token) {
            Some(price) if self.committed + price <= self.limit => {
                self.committed += price;
                self.advance(token);
                true
            }
            _ => false,
        }
    }

    fn in_scope(&self, v: Slot) -> bool {
        self.scope >> v & 1 == 1
    }

    /// Moves on by a token that has a price.
    fn advance(&mut self, token: Token) {
        match self.at {
            At::Statement => self.begin(token),
            At::Effect => {
                self.at = match token {
                    Token::Assign(_) => self.expression(Place::Value),
                    _ => At::Statement,
                }
            }
            At::PrefixTarget => {
                self.at = match token {
                    Token::ElemOpen => At::IndexFirst(In::PrefixTarget),
                    _ => At::PrefixEnd,
                }
            }
            At::PrefixEnd => self.at = At::Statement,
            At::Operand(_) => self.term(token),
            At::Operator => self.after_term(token),
            At::IndexFirst(of) => {
                let start = match token {
                    Token::Const(c) if c < 0 => IndexStart::Negative,
                    Token::Var(v) if is_loop(v) => IndexStart::Loop,
                    _ => IndexStart::Other,
                };
                self.at = At::IndexSign(of, start);
            }
            At::IndexSign(of, start) => {
                self.at = match token {
                    Token::ElemClose => self.after_element(of),
                    _ => At::IndexSecond(of, start == IndexStart::Loop),
                }
            }
            At::IndexSecond(of, _) => self.at = At::IndexEnd(of),
            At::IndexEnd(of) => self.at = self.after_element(of),
            At::Condition(side) => match token {
                Token::Not => self.at = At::Condition(Side::Not),
                Token::Group => {
                    let (need, follow) = match side {
                        Side::First => (Need::Or, true),
                        Side::Or => (Need::Or, false),
                        Side::And => (Need::Junction, false),
                        Side::Not => (Need::Compound, false),
                    };
                    self.groups.open(Group::new(need, follow));
                    self.at = At::Condition(Side::First);
                }
                _ => {
                    let place = if side == Side::Not {
                        Place::Negated
                    } else {
                        Place::Truth
                    };
                    self.expr = Expr::new(place);
                    self.term(token);
                }
            },
            At::Junction(_) => self.join(token),
            At::ForTest => {
                if let Token::Cmp(op) = token {
                    self.head.test = op;
                }
                self.at = At::ForBound;
            }
            At::ForBound => {
                self.head.bound = match token {
                    Token::Const(c) => Some(c),
                    _ => None,
                };
                self.at = At::ForStep;
            }
            At::ForStep => {
                self.at = match token {
                    Token::Var(v) => At::ForStepEffect(v),
                    _ => At::ForStepTarget,
                }
            }
            At::ForStepTarget | At::ForStepOperand => self.at = At::ForEnd,
            At::ForStepEffect(_) => match token {
                Token::StepEnd(_) => self.open_block(Block::For),
                Token::Assign(AssignOp::Set) => self.at = At::ForStepFrom,
                _ => self.at = At::ForStepOperand,
            },
            At::ForStepFrom => self.at = At::ForStepSign,
            At::ForStepSign => self.at = At::ForStepOperand,
            At::ForEnd => self.open_block(Block::For),
            At::Done => {}
        }
    }

    /// The first token of a statement, or what ends the block.
    fn begin(&mut self, token: Token) {
        match token {
            Token::End => self.at = At::Done,
            Token::Target(_, Effect::Assign(_)) => self.at = self.expression(Place::Value),
            Token::Target(..) | Token::Continue | Token::Break => {}
            Token::Update(_) => self.at = At::PrefixTarget,
            Token::ElemOpen => self.at = At::IndexFirst(In::Target),
            Token::Declare(is_loop) => self.at = self.expression(Place::Declaration { is_loop }),
            Token::DeclareConst(is_loop, _) => self.declare(is_loop, self.blocks.depth()),
            Token::If => self.condition(),
            Token::Head(head) => {
                if head.declares {
                    self.declare(true, self.blocks.depth() + 1);
                }
                let var = if head.declares { self.loop_vars - 1 } else { 0 };
                self.owed &= !(1 << var);
                self.open_block(Block::For);
            }
            Token::ForDeclare => self.for_head(true, self.loop_vars),
            Token::For(var) => self.for_head(false, var),
            Token::BlockEnd => self.close_block(),
            Token::Else => {
                self.close_block();
                self.open_block(Block::Else);
            }
            Token::ElseIf => {
                self.close_block();
                self.condition();
            }
            _ => self.at = At::Effect,
        }
    }

    fn for_head(&mut self, declares: bool, var: Slot) {
        self.head.declares = declares;
        self.head.var = var;
        self.head.first = None;
        if !declares {
            self.owed &= !(1 << var);
        }
        self.at = self.expression(Place::ForInit);
    }

    fn expression(&mut self, place: Place) -> At {
        self.expr = Expr::new(place);
        At::Operand(Before::First)
    }

    fn condition(&mut self) {
        self.groups = Groups::default();
        self.at = At::Condition(Side::First);
    }

    fn after_element(&self, of: In) -> At {
        match of {
            In::Expr => At::Operator,
            In::Target => At::Effect,
            In::PrefixTarget => At::PrefixEnd,
        }
    }

    fn term(&mut self, token: Token) {
        self.at = match token {
            Token::Neg => At::Operand(Before::Minus),
            Token::Open => {
                self.expr.depth += 1;
                self.expr.await_binary();
                At::Operand(Before::First)
            }
            Token::ElemOpen => At::IndexFirst(In::Expr),
            Token::Const(c) => {
                if self.at == At::Operand(Before::First) {
                    if self.expr.place == Place::ForInit {
                        self.head.first = Some(c);
                    } else if self.expr.starts_declaration(Before::First) {
                        self.expr.await_binary();
                    }
                }
                At::Operator
            }
            _ => At::Operator,
        };
    }

    fn after_term(&mut self, token: Token) {
        match token {
            Token::Add | Token::Sub => {
                if !self.expr.awaits_binary() {
                    self.expr.count += 1;
                }
                self.expr.awaits &= !(1 << self.expr.depth);
                self.head.first = None;
                self.at = At::Operand(Before::Binary);
            }
            Token::Close if self.expr.depth > 0 => self.expr.depth -= 1,
            Token::Semicolon => {
                if let Place::Declaration { is_loop } = self.expr.place {
                    self.declare(is_loop, self.blocks.depth());
                }
                self.at = At::Statement;
            }
            Token::Var(test) => {
                if self.head.declares {
                    self.declare(true, self.blocks.depth() + 1);
                    self.owed &= !(1 << self.head.var);
                }
                self.head.same_test = test == self.head.var;
                self.at = At::ForTest;
            }
            Token::Cmp(_) => {
                self.groups.compare();
                self.at = self.expression(Place::Compared);
            }
            _ => self.join(token),
        }
    }

    /// What may follow a complete operand of a condition.
    fn join(&mut self, token: Token) {
        match token {
            Token::And => {
                self.groups.and();
                self.at = At::Condition(Side::And);
            }
            Token::Or => {
                self.groups.or();
                self.at = At::Condition(Side::Or);
            }
            Token::Close => {
                let group = self.groups.close();
                self.at = At::Junction(group.follow);
            }
            _ => self.open_block(Block::Then),
        }
    }

    /// The next variable of its kind comes into scope.
    fn declare(&mut self, is_loop: bool, depth: u8) {
        let slot = if is_loop {
            self.loop_vars += 1;
            self.loop_vars - 1
        } else {
            self.local_vars += 1;
            MAX_LOOP_VARS as u8 + self.local_vars - 1
        };
        self.scope |= 1 << slot;
        if is_loop {
            self.owed |= 1 << slot;
        }
        self.declared_at[usize::from(slot)] = depth;
    }

    fn open_block(&mut self, block: Block) {
        self.blocks.open(block);
        self.at = At::Statement;
    }

    fn close_block(&mut self) {
        self.scope &= !self.declared_here();
        self.blocks.close();
        self.at = At::Statement;
    }

    /// Variables in scope that the innermost block declares, or the head of its loop.
    fn declared_here(&self) -> u16 {
        let depth = self.blocks.depth();
        let mut set = 0;
        for (slot, at) in self.declared_at.iter().enumerate() {
            set |= u16::from(*at == depth) << slot;
        }
        set & self.scope
    }
}

impl GrammarState for State {
    fn allowed(&self, mask: &mut TokenMask) {
        let tokens = Token::table();
        mask.clear();
        mask.extend(tokens.iter().map(|t| self.allows(*t)));
    }

    fn push(&mut self, token: TokenId) -> bool {
        Token::from_id(token).is_some_and(|t| self.push_token(t))
    }

    fn is_complete(&self) -> bool {
        self.at == At::Done
    }

    fn clone_box(&self) -> Box<dyn GrammarState> {
        Box::new(self.clone())
    }
}

/// Whether an update stands before its target.
fn is_prefix(op: UpdateOp) -> bool {
    matches!(op, UpdateOp::PreInc | UpdateOp::PreDec)
}

/// Whether a statement token's target is in scope.
fn target_in_scope(target: u8, scope: u16) -> bool {
    target < TARGET_VARS || scope >> (target - TARGET_VARS) & 1 == 1
}
