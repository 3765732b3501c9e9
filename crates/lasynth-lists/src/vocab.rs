//! Functions as sequences of tokens: the types of the arguments, then the term in prefix order.
//!
//! `filter(x -> x > 3, a)` is `list Filter Lt 3 x a end`. An operator is called as in [`Op`], which tells
//! apart what the notation gives one name; every operator says how many terms follow, so that nothing
//! else has to be written. Variables are the five roles of the innermost loop, of the one around it and
//! of the one around that.
//!
//! Functions of more than [`MAX_NODES`] nodes, with more than three loops around a part, or with another
//! constant than those below have no sequence.

use crate::generate::MAX_NESTING;
use crate::notation::{ARGUMENT_NAMES, MAX_ARGUMENTS};
use crate::{Function, Op, Role, Term, Type};
use lasynth_core::{TokenId, Vocabulary};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Nodes of a term that has a sequence at most.
pub const MAX_NODES: usize = 48;

/// Constants that have a token: each number of the first range, tens from the second, a few more.
fn constants() -> impl Iterator<Item = i32> {
    let tens = (2..=10).map(|n| -10 * n);
    (-10..=100).chain(tens).chain([1000, -1000])
}

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Token {
    /// The start symbol, which is never a part of a sequence.
    Start,
    /// The end of every sequence.
    End,
    /// The next argument has this type.
    Takes(Type),
    Argument(u8),
    Variable(u8, Role),
    Constant(i32),
    Apply(Op),
}

/// All tokens with their names.
struct Table {
    tokens: Vec<Token>,
    numbers: FxHashMap<Token, TokenId>,
    vocabulary: Vocabulary,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut tokens = vec![
        Token::Start,
        Token::End,
        Token::Takes(Type::Int),
        Token::Takes(Type::List),
    ];
    tokens.extend((0..MAX_ARGUMENTS).map(|n| Token::Argument(n as u8)));
    for depth in 0..MAX_NESTING {
        tokens.extend(Role::ALL.map(|role| Token::Variable(depth as u8, role)));
    }
    tokens.extend(constants().map(Token::Constant));
    tokens.extend(Op::ALL.iter().map(|op| Token::Apply(*op)));
    let numbered = tokens.iter().enumerate();
    Table {
        numbers: numbered.map(|(n, token)| (*token, n as TokenId)).collect(),
        vocabulary: Vocabulary::new(tokens.iter().map(|token| token.name()).collect(), 1, vec![]),
        tokens,
    }
});

impl Token {
    /// The token with this number.
    pub(crate) fn of(id: TokenId) -> Option<Token> {
        TABLE.tokens.get(usize::from(id)).copied()
    }

    /// Its number, where there is such a token.
    pub(crate) fn id(self) -> Option<TokenId> {
        TABLE.numbers.get(&self).copied()
    }

    /// All tokens, in the order of their numbers.
    pub(crate) fn all() -> &'static [Token] {
        &TABLE.tokens
    }

    fn name(self) -> String {
        match self {
            Token::Start => "<s>".to_owned(),
            Token::End => "end".to_owned(),
            Token::Takes(Type::Int) => "int".to_owned(),
            Token::Takes(_) => "list".to_owned(),
            Token::Argument(n) => ARGUMENT_NAMES[usize::from(n)].to_owned(),
            Token::Variable(depth, role) => {
                let role = match role {
                    Role::Element => "x",
                    Role::Index => "i",
                    Role::Next => "next",
                    Role::Previous => "prev",
                    Role::Accumulator => "acc",
                };
                // One mark for each loop in between.
                role.to_owned() + &"'".repeat(usize::from(depth))
            }
            Token::Constant(value) => value.to_string(),
            Token::Apply(op) => format!("{op:?}"),
        }
    }
}

/// The tokens, in the order of their numbers.
pub fn vocabulary() -> &'static Vocabulary {
    &TABLE.vocabulary
}

/// The sequence of a function, the end included; `None` where it has none.
pub fn encode(function: &Function) -> Option<Vec<TokenId>> {
    if function.body.size() > MAX_NODES {
        return None;
    }
    let types = function.arguments.iter();
    let mut tokens: Vec<TokenId> = types.filter_map(|of| Token::Takes(*of).id()).collect();
    push(&function.body, 0, &mut tokens)?;
    tokens.extend(Token::End.id());
    Some(tokens)
}

fn push(term: &Term, loops: usize, tokens: &mut Vec<TokenId>) -> Option<()> {
    let token = match term {
        Term::Argument(number) => Token::Argument(*number),
        Term::Constant(value) => Token::Constant(*value),
        Term::Variable(depth, role) => Token::Variable(*depth, *role),
        Term::Apply(op, _) => Token::Apply(*op),
    };
    tokens.push(token.id()?);
    let Term::Apply(op, operands) = term else {
        return Some(());
    };
    if op.is_loop() && loops == MAX_NESTING {
        return None;
    }
    for (operand, term) in op.operands().iter().zip(operands) {
        let inside = usize::from(matches!(operand, crate::Operand::Body(_)));
        push(term, loops + inside, tokens)?;
    }
    Some(())
}
