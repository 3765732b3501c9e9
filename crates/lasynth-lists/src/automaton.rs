//! The grammar automaton of the token sequences, and what a complete sequence stands for.
//!
//! A state is the terms that are still to come, each with its type and the loops around it. The smallest
//! term of a type does not depend on what is around it ([`smallest`]), so the length that a state still
//! needs is a sum. A token is allowed if it has the type that is wanted next and what is needed then
//! still fits into [`MAX_NODES`]: every prefix that is allowed can be completed.

use crate::generate::{MAX_NESTING, smallest};
use crate::notation::MAX_ARGUMENTS;
use crate::vocab::{MAX_NODES, Token, vocabulary};
use crate::{Function, Op, Operand, Scope, Term, Type};
use lasynth_core::{DecodeError, GrammarState, TokenId, TokenMask};

/// A term that is still to come.
#[derive(Clone, Copy, Debug)]
struct Hole {
    /// `None` for the whole term, which is an integer or a list.
    of: Option<Type>,
    /// The loops around it, the innermost last.
    scopes: [Option<Scope>; MAX_NESTING],
}

impl Hole {
    fn needs(self) -> usize {
        self.of.map_or(1, smallest)
    }

    fn takes(self, of: Type) -> bool {
        match self.of {
            Some(wanted) => of == wanted,
            None => matches!(of, Type::Int | Type::List),
        }
    }

    fn loops(self) -> usize {
        self.scopes.iter().flatten().count()
    }

    /// The type of a variable there, where it exists.
    fn variable(self, depth: u8, role: crate::Role) -> Option<Type> {
        let at = self.loops().checked_sub(1 + usize::from(depth))?;
        self.scopes[at]?.variable(role)
    }

    /// The operand of an operator that stands there.
    fn operand(self, op: Op, operand: Operand) -> Hole {
        let mut scopes = self.scopes;
        if let Operand::Body(_) = operand {
            scopes[self.loops()] = Some(Scope::of(op));
        }
        Hole {
            of: Some(operand.result()),
            scopes,
        }
    }
}

/// What may come after a prefix of tokens.
#[derive(Clone, Debug)]
pub struct State {
    arguments: Vec<Type>,
    /// The next one last.
    holes: Vec<Hole>,
    /// Nodes so far.
    nodes: usize,
    /// Nodes that the holes need.
    needed: usize,
    is_complete: bool,
}

impl Default for State {
    fn default() -> State {
        State::new()
    }
}

impl State {
    /// Before the first token.
    pub fn new() -> State {
        let whole = Hole {
            of: None,
            scopes: [None; MAX_NESTING],
        };
        State {
            arguments: Vec::new(),
            holes: vec![whole],
            nodes: 0,
            needed: whole.needs(),
            is_complete: false,
        }
    }

    fn allows(&self, token: Token) -> bool {
        if self.is_complete {
            return false;
        }
        let Some(hole) = self.holes.last() else {
            return token == Token::End;
        };
        if let Token::Takes(_) = token {
            return self.nodes == 0 && self.arguments.len() < MAX_ARGUMENTS;
        }
        if self.arguments.is_empty() {
            return false;
        }
        let of = match token {
            Token::Argument(number) => self.arguments.get(usize::from(number)).copied(),
            Token::Constant(_) => Some(Type::Int),
            Token::Variable(depth, role) => hole.variable(depth, role),
            Token::Apply(op) if op.is_loop() && hole.loops() == MAX_NESTING => None,
            Token::Apply(op) => Some(op.result()),
            _ => None,
        };
        // A leaf fits wherever its type does.
        let Some(of) = of.filter(|of| hole.takes(*of)) else {
            return false;
        };
        debug_assert!(self.nodes + self.needed <= MAX_NODES, "{of:?}");
        match token {
            Token::Apply(op) => {
                let operands = op.operands().iter();
                let more: usize = operands.map(|operand| smallest(operand.result())).sum();
                self.nodes + 1 + self.needed - hole.needs() + more <= MAX_NODES
            }
            _ => true,
        }
    }

    fn advance(&mut self, token: Token) {
        match token {
            Token::End => self.is_complete = true,
            Token::Takes(of) => self.arguments.push(of),
            _ => {
                let hole = self.holes.pop().expect("the token is allowed");
                self.nodes += 1;
                self.needed -= hole.needs();
                if let Token::Apply(op) = token {
                    let operands = op.operands().iter().rev();
                    let operands = operands.map(|operand| hole.operand(op, *operand));
                    let before = self.holes.len();
                    self.holes.extend(operands);
                    self.needed += self.holes[before..]
                        .iter()
                        .map(|hole| hole.needs())
                        .sum::<usize>();
                }
            }
        }
    }
}

impl GrammarState for State {
    fn allowed(&self, mask: &mut TokenMask) {
        mask.clear();
        mask.extend(Token::all().iter().map(|token| self.allows(*token)));
    }

    fn push(&mut self, token: TokenId) -> bool {
        match Token::of(token).filter(|token| self.allows(*token)) {
            Some(token) => {
                self.advance(token);
                true
            }
            None => false,
        }
    }

    fn is_complete(&self) -> bool {
        self.is_complete
    }

    fn clone_box(&self) -> Box<dyn GrammarState> {
        Box::new(self.clone())
    }
}

/// The function of a complete sequence.
///
/// # Errors
/// At the first token that cannot stand where it does.
pub fn decode(tokens: &[TokenId]) -> Result<Function, DecodeError> {
    let mut state = State::new();
    for (position, token) in tokens.iter().enumerate() {
        if !state.push(*token) {
            let name = vocabulary().names().get(usize::from(*token));
            return Err(DecodeError {
                position,
                found: name.cloned().unwrap_or_default(),
            });
        }
    }
    if !state.is_complete {
        return Err(DecodeError {
            position: tokens.len(),
            found: String::new(),
        });
    }
    let mut terms =
        (tokens.iter().filter_map(|token| Token::of(*token))).skip(state.arguments.len());
    Ok(Function {
        arguments: state.arguments,
        body: term(&mut terms),
    })
}

/// The next term of a sequence that the automaton accepted.
fn term(tokens: &mut impl Iterator<Item = Token>) -> Term {
    match tokens.next() {
        Some(Token::Argument(number)) => Term::Argument(number),
        Some(Token::Constant(value)) => Term::Constant(value),
        Some(Token::Variable(depth, role)) => Term::Variable(depth, role),
        Some(Token::Apply(op)) => {
            let operands = op.operands().iter().map(|_| term(tokens));
            Term::Apply(op, operands.collect())
        }
        other => unreachable!("{other:?} does not begin a term"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::any_function;
    use crate::vocab::encode;
    use crate::{parse, print};
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::seq::IndexedRandom;
    use rand_chacha::ChaCha8Rng;

    fn words(text: &str) -> String {
        let tokens = encode(&parse(text).unwrap()).expect("the term has tokens");
        let words = tokens.iter().map(|token| vocabulary().name(*token));
        words.collect::<Vec<&str>>().join(" ")
    }

    #[test]
    fn sequences_are_terms_in_prefix_order() {
        let check = |text: &str, expected: &str| assert_eq!(words(text), expected, "{text}");
        check("filter(x -> x > 3, a)", "list Filter Lt 3 x a end");
        check(
            "f(a: list, b: int) = fold((acc, x, i) -> acc + sum(map(y -> x * y, a)), b, a)",
            "list int Fold Add acc Sum Map Mul x' x a b a end",
        );
        check("f(a: int) = -100 ", "int -100 end");
        let has_tokens = |text: &str| encode(&parse(text).unwrap()).is_some();
        assert!(!has_tokens("a[0] + 101") && !has_tokens("2000000000"));
        let nested = |n: usize| format!("{}a{}", "map(x -> sum(".repeat(n), "), a)".repeat(n));
        assert!(has_tokens(&nested(3)) && !has_tokens(&nested(4)));
        let size = |n: usize| "abs(".repeat(n - 1) + "1" + &")".repeat(n - 1);
        assert!(has_tokens(&size(MAX_NODES)) && !has_tokens(&size(MAX_NODES + 1)));
    }

    #[test]
    fn names_of_tokens_are_different() {
        let mut names = vocabulary().names().to_vec();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), vocabulary().len());
        assert_eq!(Token::End.id(), Some(vocabulary().end()));
    }

    #[test]
    fn sequences_that_are_no_functions_are_refused_where_they_end() {
        let ids = |text: &str| -> Vec<TokenId> {
            let id = |word| vocabulary().names().iter().position(|name| name == word);
            text.split(' ')
                .map(|word| id(word).unwrap() as TokenId)
                .collect()
        };
        let check = |text: &str, position: usize, found: &str| {
            let error = decode(&ids(text)).unwrap_err();
            assert_eq!(
                (error.position, &error.found[..]),
                (position, found),
                "{text}"
            );
        };
        check("a end", 0, "a");
        check("list", 1, "");
        check("list a", 2, "");
        check("list b end", 1, "b");
        check("list Sum 3 end", 2, "3");
        check("list Map x x end", 3, "x");
        check("list Map next' a end", 2, "next'");
        check("list Runs a end", 1, "Runs");
        check("list a end end", 3, "end");
        check("list a list end", 2, "list");
        check("int int int int a end", 3, "int");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// No dead ends: however the next token is chosen, the end comes, and the sequence is a function
        /// that has it for its tokens.
        #[test]
        fn walks_end_in_functions(seed: u64, longing in 0u32..4) {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let (mut state, mut mask, mut tokens) = (State::new(), TokenMask::new(), vec![]);
            while !state.is_complete() {
                state.allowed(&mut mask);
                let allowed = (0..mask.len() as TokenId).filter(|id| mask[usize::from(*id)]);
                let allowed: Vec<TokenId> = allowed.collect();
                prop_assert!(!allowed.is_empty(), "a dead end after {:?}", tokens);
                // Most tokens are constants: operators are chosen more often.
                let weight = |id: &TokenId| match Token::of(*id) {
                    Some(Token::Apply(_)) => 4u32.pow(longing),
                    _ => 1,
                };
                let token = *allowed.choose_weighted(&mut rng, weight).unwrap();
                prop_assert!(state.push(token));
                tokens.push(token);
            }
            let function = decode(&tokens).unwrap();
            prop_assert!(function.check(), "{:?}", function);
            prop_assert_eq!(encode(&function), Some(tokens));
            let printed = print(&function);
            prop_assert_eq!(parse(&printed), Ok(function), "{}", printed);
        }

        #[test]
        fn functions_come_back_from_their_tokens(seed: u64, size in 1usize..=MAX_NODES) {
            let function = any_function(size, &mut ChaCha8Rng::seed_from_u64(seed));
            if let Some(tokens) = encode(&function) {
                prop_assert_eq!(decode(&tokens), Ok(function));
            }
        }
    }
}
