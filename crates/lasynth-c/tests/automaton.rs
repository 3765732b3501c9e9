//! The automaton against encoding, decoding, parser and printer.

use expect_test::{Expect, expect};
use lasynth_c::automaton::State;
use lasynth_c::syntax::{MAX_TOKENS, Program};
use lasynth_c::vocab::{decode, encode, vocabulary};
use lasynth_c::{lexer, parser, printer};
use lasynth_core::{GrammarState, Kind, TokenId, TokenMask};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

fn names(tokens: &[TokenId]) -> String {
    let names: Vec<_> = tokens.iter().map(|t| vocabulary().name(*t)).collect();
    names.join(" ")
}

/// The token sequence spelled by names, which are separated by `|`.
fn tokens(text: &str) -> Vec<TokenId> {
    let id = |name: &str| {
        let found = vocabulary().names().iter().position(|n| n == name);
        found.unwrap_or_else(|| panic!("no token `{name}`")) as TokenId
    };
    // `||` is written `or`.
    text.split('|')
        .map(|name| match name.trim() {
            "or" => id("||"),
            name => id(name),
        })
        .collect()
}

fn allowed(state: &State) -> Vec<TokenId> {
    let mut mask = TokenMask::new();
    state.allowed(&mut mask);
    assert_eq!(mask.len(), vocabulary().len());
    (0..mask.len() as TokenId)
        .filter(|t| mask[usize::from(*t)])
        .collect()
}

/// Whether a token leaves the length of the shortest program as it is.
fn is_free(state: &State, token: TokenId) -> bool {
    let mut next = state.clone();
    assert!(next.push(token));
    next.shortest() == state.shortest()
}

/// What a walk prefers. All of them choose among all allowed tokens, so that rare ones occur too.
#[derive(Clone, Copy, Debug)]
enum Taste {
    /// Every allowed token is as likely.
    Even,
    /// Tokens that cost nothing are likely: programs end early.
    Short,
    /// Avoids the end of a program and what is free, so that the limit is met.
    Long,
    /// As `Long`, but within conditions and expressions: prefers tokens of one kind.
    Nested,
}

const NESTING: [&str; 9] = [
    "(",
    "(?",
    "!",
    "neg",
    "&&",
    "||",
    "if (",
    "+",
    "for (int p =",
];

/// A random complete program.
fn walk(limit: usize, taste: Taste, rng: &mut ChaCha8Rng) -> (Vec<TokenId>, State) {
    let nesting: Vec<TokenId> = NESTING.iter().map(|n| tokens_of_name(n)).collect();
    let mut state = State::with_limit(limit);
    let mut walked = Vec::new();
    while !state.is_complete() {
        let choices = allowed(&state);
        assert!(!choices.is_empty(), "dead end after {}", names(&walked));
        let mut token = choices[rng.random_range(0..choices.len())];
        for _ in 0..3 {
            let again = match taste {
                Taste::Even => false,
                Taste::Short => !is_free(&state, token),
                Taste::Long => token == vocabulary().end() || is_free(&state, token),
                Taste::Nested => !nesting.contains(&token),
            };
            if again {
                token = choices[rng.random_range(0..choices.len())];
            }
        }
        let before = state.shortest();
        assert!(state.push(token));
        assert!(state.shortest() >= before, "{}", names(&walked));
        walked.push(token);
    }
    (walked, state)
}

fn tokens_of_name(name: &str) -> TokenId {
    vocabulary().names().iter().position(|n| n == name).unwrap() as TokenId
}

fn tastes() -> impl Strategy<Value = Taste> {
    prop_oneof![
        Just(Taste::Even),
        Just(Taste::Short),
        Just(Taste::Long),
        Just(Taste::Nested)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    /// Every walk through allowed tokens is the one encoding of a program that parser and printer know.
    #[test]
    fn walks_are_programs(seed: u64, limit in prop_oneof![3 => Just(MAX_TOKENS), 1 => 14..MAX_TOKENS], taste in tastes()) {
        let (walked, state) = walk(limit, taste, &mut ChaCha8Rng::seed_from_u64(seed));
        let text = names(&walked);
        let program = decode(&walked).unwrap_or_else(|e| panic!("{e}: {text}"));
        prop_assert_eq!(state.shortest(), program.length(), "{}", &text);
        prop_assert!(program.length() <= limit, "{}", &text);
        prop_assert_eq!(names(&encode(&program)), text);
        let source = printer::print(&program);
        prop_assert_eq!(lexer::count_tokens(&source), Ok(program.length()), "{}", &source);
        let parsed = parser::parse(&source).unwrap_or_else(|e| panic!("{e}: {source}"));
        prop_assert_eq!(&parsed, &program, "{}", source);
    }

    /// The length of the shortest completion is exact: it never falls, and there is always a way on
    /// that does not raise it. So a token is refused only if nothing fits behind it.
    #[test]
    fn shortest_completions_exist(seed: u64, taste in tastes()) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (walked, _) = walk(MAX_TOKENS, taste, &mut rng);
        let mut state = State::new();
        for token in &walked[..rng.random_range(0..walked.len())] {
            prop_assert!(state.push(*token));
        }
        let shortest = state.shortest();
        let mut completed = state.clone();
        let mut steps = 0;
        while !completed.is_complete() {
            let choices: Vec<_> = allowed(&completed).into_iter().filter(|t| is_free(&completed, *t)).collect();
            prop_assert!(!choices.is_empty(), "{}", names(&walked));
            // Free minus signs do not exist, but free digressions might: prefer what closes.
            let closing = choices.iter().find(|t| CLOSING.contains(&vocabulary().name(**t)));
            completed.push(*closing.unwrap_or(&choices[0]));
            steps += 1;
            prop_assert!(steps < 1000);
        }
        prop_assert_eq!(completed.shortest(), shortest);
    }

    /// Under every limit exactly those tokens are allowed behind which a completion within the limit
    /// was found without one.
    #[test]
    fn limits_only_cut(seed: u64, taste in tastes()) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (walked, end) = walk(120, taste, &mut rng);
        let limit = rng.random_range(14..=end.shortest());
        let (mut free, mut bound) = (State::new(), State::with_limit(limit));
        for token in &walked {
            for choice in 0..vocabulary().len() as TokenId {
                let mut next = free.clone();
                let fits = next.push(choice) && next.shortest() <= limit;
                prop_assert_eq!(bound.clone().push(choice), fits, "{}", vocabulary().name(choice));
            }
            free.push(*token);
            if !bound.push(*token) {
                prop_assert!(free.shortest() > limit);
                break;
            }
        }
    }
}

const CLOSING: [&str; 7] = [";", ")", ") {", "}", "]", "return a; }", "++;"];

#[test]
fn tokens_are_numbered_and_named_apart() {
    let names: std::collections::HashSet<_> = vocabulary().names().iter().collect();
    assert_eq!(names.len(), vocabulary().len());
    assert!(vocabulary().len() <= 300);
    assert_eq!(vocabulary().name(0), "<s>");
    let ends: Vec<_> = vocabulary()
        .names()
        .iter()
        .enumerate()
        .filter(|(t, _)| vocabulary().ends_statement(*t as TokenId))
        .map(|(_, name)| name.as_str())
        .filter(|name| !name.starts_with("for ("))
        .filter(|name| !name.contains("a[") || name.contains("a[0]"))
        .collect();
    expect!["a[0]++;  a[0]--;  ++a[0];  --a[0];  int p = -4;  int p = -3;  int p = -2;  int p = -1;  int p = 0;  int p = 1;  int p = 2;  int p = 3;  int p = 4;  int l = -4;  int l = -3;  int l = -2;  int l = -1;  int l = 0;  int l = 1;  int l = 2;  int l = 3;  int l = 4;  ++;  --;  ++) {  --) {  ;  ) {  }  } else {  continue;  break;"].assert_eq(&ends.join("  "));
}

/// Programs whose encoding shows what the tokens are.
fn check_encoding(body: &str, expected: Expect) {
    let source = format!("int * func_1(int a[])\n{{\n{body}\nreturn a;\n}}\n");
    let program = parser::parse(&source).unwrap();
    let encoded = encode(&program);
    assert_eq!(decode(&encoded).as_ref(), Ok(&program));
    expected.assert_eq(&names(&encoded).replace("; ", ";\n").replace("{ ", "{\n"));
}

#[test]
fn encodings() {
    check_encoding(
        "",
        expect![[r#"
        return a;
        }"#]],
    );
}

fn bench_file(file: &str) -> Option<Vec<(String, Program)>> {
    let Some(folder) = std::env::var_os("LASYNTH_BENCH_DIR") else {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "LASYNTH_BENCH_DIR must be set"
        );
        eprintln!("skipped: LASYNTH_BENCH_DIR is not set");
        return None;
    };
    let text = std::fs::read_to_string(std::path::Path::new(&folder).join(file)).expect(file);
    let task = |line: &str| {
        let task: serde_json::Value = serde_json::from_str(line).expect("a task");
        let source = task["program"].as_str().expect("a program");
        (
            task["id"].to_string(),
            parser::parse(source).expect("parses"),
        )
    };
    Some(text.lines().map(task).collect())
}

fn check_bench(file: &str) {
    let Some(programs) = bench_file(file) else {
        return;
    };
    let mut lengths: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
    for (id, program) in &programs {
        let encoded = encode(program);
        let mut state = State::new();
        for (position, token) in encoded.iter().enumerate() {
            let name = vocabulary().name(*token);
            assert!(
                allowed(&state).contains(token),
                "{id}: {name} at {position}"
            );
            assert!(state.push(*token));
        }
        assert!(state.is_complete(), "{id}");
        assert_eq!(state.shortest(), program.length(), "{id}");
        assert_eq!(decode(&encoded).as_ref(), Ok(program), "{id}");
        lengths
            .entry(program.kind())
            .or_default()
            .push(encoded.len());
    }
    for (kind, of) in lengths {
        let mean = of.iter().sum::<usize>() as f64 / of.len() as f64;
        println!(
            "{file}: {} programs `{}`, {mean:.1} tokens",
            of.len(),
            kind.name()
        );
    }
}

#[test]
fn random_programs_of_the_benchmark() {
    check_bench("c/sample_200.jsonl");
}

#[test]
fn written_programs_of_the_benchmark() {
    check_bench("c/human_30.jsonl");
}

/// The first token that does not fit, or nothing.
fn check_refused(text: &str, expected: &str) {
    let tokens = tokens(text);
    let error = decode(&tokens).expect_err(text);
    assert_eq!(
        format!("{} {}", error.position, error.found),
        expected,
        "{text}"
    );
}

#[test]
fn refused() {
    check_refused("a[0] =", "1 end of the sequence");
}
