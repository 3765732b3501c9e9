//! Fuzz targets, which run as tests; ARCHITECTURE.md says for how long and how to run them longer.

use lasynth_core::{GrammarState, Input, TokenId, TokenMask, Value};
use lasynth_lists::{
    Op, State, Type, decode, encode, evaluate_within, normalise, parse, print, probes_for,
};
use std::time::Duration;

/// How long a target runs as a test.
fn test_time() -> Duration {
    let asked = std::env::var("LASYNTH_FUZZ_SECONDS").ok();
    let asked = asked.and_then(|seconds| seconds.parse().ok());
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    Duration::from_secs(asked.unwrap_or(if in_ci { 60 } else { 5 }))
}

/// Pieces of terms beside the names of operators.
const FRAGMENTS: [&str; 40] = [
    "(",
    ")",
    "(",
    ")",
    ", ",
    ", ",
    "a",
    "a",
    "b",
    "c",
    "x",
    "y",
    "i",
    "acc",
    "x -> ",
    "(x, i) -> ",
    "(acc, x) -> ",
    "g -> ",
    "next(x)",
    "prev(x)",
    "0",
    "1",
    "2",
    "-1",
    "99999999999",
    "[",
    "]",
    "if ",
    " then ",
    " else ",
    "not ",
    " and ",
    "f(a: list, b: int) = ",
    "f(a: int) = ",
    "?l",
    "# ",
    "\n",
    "→",
    " > ",
    " >= ",
];

/// Bytes as a text that has more of a term in it than bytes have.
fn fragments(bytes: &[u8]) -> String {
    let piece = |byte: &u8| match FRAGMENTS.get(usize::from(*byte)) {
        Some(piece) => (*piece).to_owned(),
        None => {
            let op = Op::ALL[usize::from(*byte) % Op::ALL.len()];
            let is_name = op.name().starts_with(|c: char| c.is_ascii_alphabetic());
            let open = if is_name && byte.is_multiple_of(2) {
                "("
            } else {
                " "
            };
            format!(" {}{open}", op.name())
        }
    };
    bytes.iter().map(piece).collect()
}

/// What is read is well typed, is printed as it is read, has the tokens that it is decoded from, and keeps
/// its meaning in normal form. Whatever the text, nothing panics, and errors are at a place in it.
#[test]
fn parser() {
    bolero::check!()
        .with_test_time(test_time())
        .for_each(|bytes: &[u8]| {
            let plain = String::from_utf8_lossy(bytes).into_owned();
            for text in [plain, fragments(bytes)] {
                let function = match parse(&text) {
                    Ok(function) => function,
                    Err(error) => {
                        let lines = text.split('\n').count();
                        assert!((1..=lines).contains(&error.place.line), "{text:?}: {error}");
                        continue;
                    }
                };
                assert!(function.check(), "{text}");
                let printed = print(&function);
                assert_eq!(parse(&printed).as_ref(), Ok(&function), "{text}\n{printed}");
                if let Some(tokens) = encode(&function) {
                    assert_eq!(decode(&tokens).as_ref(), Ok(&function), "{printed}");
                }
                assert!(normalise(&function).check(), "{printed}");
            }
        });
}

/// However tokens are chosen among those that are allowed, the end comes, and the sequence is a function
/// with these tokens; what is not allowed is refused.
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
                let allowed = (0..mask.len()).filter(|token| mask[*token]);
                let allowed: Vec<TokenId> = allowed.map(|token| token as TokenId).collect();
                assert!(!allowed.is_empty(), "a dead end after {tokens:?}");
                // What is left when the bytes are used up is as short as it can be.
                let choice = bytes.next().map_or(0, usize::from);
                let token = allowed[choice * 3 % allowed.len()];
                let refused = usize::from(bytes.next().unwrap_or(0)) % mask.len();
                if !mask[refused] {
                    assert!(!state.clone().push(refused as TokenId), "{tokens:?}");
                }
                assert!(state.push(token), "{token} after {tokens:?}");
                tokens.push(token);
            }
            let function = decode(&tokens).expect("what the automaton accepts is a function");
            let printed = print(&function);
            assert_eq!(parse(&printed).as_ref(), Ok(&function), "{printed}");
            assert_eq!(encode(&function), Some(tokens), "{printed}");
            let result = function.result();
            for input in probes_for(&function.arguments).iter().take(8) {
                check(&function, input, result);
            }
        });
}

/// A run ends, and its value is of the type of the function.
fn check(function: &lasynth_lists::Function, input: &Input, result: Option<Type>) {
    match evaluate_within(function, input, 10_000) {
        Ok(Value::Int(_)) => assert_eq!(result, Some(Type::Int)),
        Ok(Value::List(_)) => assert_eq!(result, Some(Type::List)),
        Ok(Value::Grid(_)) => panic!("{} gives a grid", print(function)),
        Err(_) => {}
    }
}
