//! Fuzz targets, which run as tests; ARCHITECTURE.md says for how long and how to run them longer.

mod text;
mod trees;

use lasynth_c::automaton::State;
use lasynth_c::lexer::count_tokens;
use lasynth_c::parser::parse;
use lasynth_c::printer::print;
use lasynth_c::vocab::{decode, encode};
use lasynth_core::{GrammarState, TokenId, TokenMask};
use std::time::Duration;

/// How long a target runs as a test.
fn test_time() -> Duration {
    let asked = std::env::var("LASYNTH_FUZZ_SECONDS").ok();
    let asked = asked.and_then(|seconds| seconds.parse().ok());
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    Duration::from_secs(asked.unwrap_or(if in_ci { 60 } else { 5 }))
}

/// Every text has a number of tokens or an error at a place in it, and two texts have those of both.
#[test]
fn lexer() {
    let count = |source: &str| match count_tokens(source) {
        Ok(count) => Some(count),
        Err(error) => {
            let lines = source.split('\n').count();
            assert!(
                (1..=lines).contains(&error.place.line),
                "{source:?}: {error}"
            );
            None
        }
    };
    bolero::check!()
        .with_test_time(test_time())
        .for_each(|bytes: &[u8]| {
            let (head, tail) = bytes.split_at(bytes.len() / 2);
            for text in [text::plain, text::fragments, text::function] {
                let (head, tail) = (text(head), text(tail));
                if let (Some(first), Some(second)) = (count(&head), count(&tail)) {
                    let both = format!("{head}\n{tail}");
                    assert_eq!(count(&both), Some(first + second), "{both:?}");
                }
            }
        });
}

/// What parses prints as it parses, and the automaton accepts it; nothing panics.
#[test]
fn parser() {
    bolero::check!()
        .with_test_time(test_time())
        .for_each(|bytes: &[u8]| {
            for source in [
                text::plain(bytes),
                text::fragments(bytes),
                text::function(bytes),
            ] {
                let Ok(program) = parse(&source) else {
                    continue;
                };
                let printed = print(&program);
                assert_eq!(parse(&printed).as_ref(), Ok(&program), "{source}{printed}");
                let tokens = encode(&program);
                let mut state = State::new();
                for token in &tokens {
                    assert!(state.push(*token), "{token} in\n{printed}");
                }
                assert!(state.is_complete(), "{printed}");
                assert_eq!(decode(&tokens).as_ref(), Ok(&program), "{printed}");
            }
        });
}

/// A sequence of tokens that the automaton accepts to the end is a program that parses, prints and
/// encodes as that sequence. What it does not allow it refuses.
#[test]
fn automaton() {
    bolero::check!()
        .with_test_time(test_time())
        .for_each(|bytes: &[u8]| {
            let mut state = State::new();
            let mut mask = TokenMask::new();
            let mut tokens = Vec::new();
            let mut bytes = bytes.iter().copied();
            while !state.is_complete() {
                state.allowed(&mut mask);
                let allowed: Vec<TokenId> = (0..mask.len())
                    .filter(|token| mask[*token])
                    .map(|token| token as TokenId)
                    .collect();
                assert!(!allowed.is_empty(), "a dead end after {tokens:?}");
                // What is left when the bytes are used up ends the program soon.
                let choice = bytes.next().map_or(allowed.len() - 1, usize::from);
                let token = allowed[choice % allowed.len()];
                let refused = usize::from(bytes.next().unwrap_or(0)) % mask.len();
                if !mask[refused] {
                    assert!(!state.clone().push(refused as TokenId), "{tokens:?}");
                }
                assert!(state.push(token), "{token} after {tokens:?}");
                tokens.push(token);
            }
            let program = decode(&tokens).expect("what the automaton accepts is a program");
            let printed = print(&program);
            let parsed = parse(&printed).unwrap_or_else(|error| panic!("{error}\n{printed}"));
            assert_eq!(parsed, program, "{printed}");
            assert_eq!(encode(&parsed), tokens, "{printed}");
        });
}

/// Trees that no text gives run to an outcome, the same one at a time and all at once.
#[test]
fn executor() {
    bolero::check!()
        .with_test_time(test_time())
        .for_each(|bytes: &[u8]| trees::check(bytes));
}
