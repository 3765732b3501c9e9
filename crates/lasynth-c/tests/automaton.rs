//! The automaton against encoding, decoding, parser and printer.

use expect_test::{Expect, expect};
use lasynth_c::automaton::State;
use lasynth_c::kind::Kind;
use lasynth_c::syntax::{MAX_TOKENS, Program};
use lasynth_c::vocab::{decode, encode, vocabulary};
use lasynth_c::{lexer, parser, printer};
use lasynth_core::{GrammarState, TokenId, TokenMask};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::sync::LazyLock;

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
    /// Every kind of token is as likely.
    Even,
    /// Tokens that cost nothing are likely: programs end early.
    Short,
    /// Avoids the end of a program and what is free, so that the limit is met.
    Long,
    /// Prefers what opens a parenthesis or goes on in an expression, condition or block.
    Nested,
    /// Prefers declarations, so that high-numbered variables occur.
    Declaring,
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

/// Names with their numbers taken out. Walks choose a kind first, as there are far more tokens that
/// start an assignment than there are, say, ways to go on after a branch.
static KINDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let kind = |name: &String| name.replace(|c: char| c.is_ascii_digit(), "");
    vocabulary().names().iter().map(kind).collect()
});

fn choose(choices: &[TokenId], rng: &mut ChaCha8Rng) -> TokenId {
    let kind = |token: &TokenId| &KINDS[usize::from(*token)];
    let mut kinds: Vec<_> = choices.iter().map(kind).collect();
    kinds.dedup();
    let chosen = kinds[rng.random_range(0..kinds.len())];
    let of: Vec<_> = choices.iter().filter(|t| kind(t) == chosen).collect();
    *of[rng.random_range(0..of.len())]
}

/// A random complete program.
fn walk(limit: usize, taste: Taste, rng: &mut ChaCha8Rng) -> (Vec<TokenId>, State) {
    let mut state = State::with_limit(limit);
    let mut walked = Vec::new();
    while !state.is_complete() {
        let choices = allowed(&state);
        assert!(!choices.is_empty(), "dead end after {}", names(&walked));
        let mut token = choose(&choices, rng);
        let tries = if matches!(taste, Taste::Declaring) {
            30
        } else {
            3
        };
        for _ in 0..tries {
            let again = match taste {
                Taste::Even => false,
                Taste::Short => !is_free(&state, token),
                Taste::Long => token == vocabulary().end() || is_free(&state, token),
                Taste::Declaring => !vocabulary().name(token).starts_with("int l"),
                Taste::Nested => !NESTING.contains(&vocabulary().name(token)),
            };
            if again {
                token = choose(&choices, rng);
            }
        }
        let before = state.shortest();
        assert!(state.push(token));
        assert!(state.shortest() >= before, "{}", names(&walked));
        walked.push(token);
    }
    (walked, state)
}

fn tastes() -> impl Strategy<Value = Taste> {
    prop_oneof![
        Just(Taste::Even),
        Just(Taste::Short),
        Just(Taste::Long),
        Just(Taste::Nested),
        Just(Taste::Declaring)
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
    expect!["a[0]++;  a[0]--;  ++a[0];  --a[0];  int p = -4;  int p = -3;  int p = -2;  int p = -1;  int p = 0;  int p = 1;  int p = 2;  int p = 3;  int p = 4;  int l = -4;  int l = -3;  int l = -2;  int l = -1;  int l = 0;  int l = 1;  int l = 2;  int l = 3;  int l = 4;  ++;  --;  ;  continue;  break;"].assert_eq(&ends.join("  "));
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
    check_encoding(
        "int x = -3; int y = x; int i = 0; int z = 0 + -1; for (i = 0; i < 5; ++i) { x = y; }",
        expect![[r#"
            int l = -3;
            int l = l_0 ;
            int p = 0;
            int l = 0 + (-1) ;
            for (p_0 = 0 p_0 < 5 ++ p_0 ) {
            l_0 = l_1 ;
            } return a;
            }"#]],
    );
    check_encoding(
        "a[2] = -a[0] - (a[1] + 1); ++a[4]; a[(-1)] += 0; for (int i = 4; i >= 0; i--) { a[i] -= a[i + 1]; a[i + 2]--; ++a[i - 1]; }",
        expect![[r#"
            a[2] = neg a[0] - ( a[1] + 1 ) ;
            ++a[4];
            a[ (-1) ] += 0 ;
            for (int p = 4;
            p >= 0;
            p--) {
            a[p_0] -= a[p_0 + 1] ;
            a[ p_0 + 2 ] --;
            ++ a[p_0 - 1] ;
            } return a;
            }"#]],
    );
    check_encoding(
        "int i = 1; for (i = 0; i <= 4; i++) { for (int j = 0; j > i; i = j + 2) { if (a[j] > a[i]) continue; else if (!(a[0] < 3 && i)) break; else { } } }",
        expect![[r#"
            int p = 1;
            for (p_0 = 0;
            p_0 <= 4;
            p_0++) {
            for (int p = 0 p_1 > p_0 p_0 = p_1 + 2 ) {
            if ( a[p_1] > a[p_0] ) {
            continue;
            } else if ( ! (? a[0] < 3 && p_0 ) ) {
            break;
            } else {
            } } } return a;
            }"#]],
    );
    check_encoding(
        "if ((a[0] || a[1]) && !a[2] || !(a[0] - 1)) { if (a[0] && a[1] || a[2]) { } }",
        expect![[r#"
            if ( (? a[0] || a[1] ) && ! a[2] || ! ( a[0] - 1 ) ) {
            if ( a[0] && a[1] || a[2] ) {
            } } return a;
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
    for (text, expected) in [
        // Cut off, or going on after the end.
        ("a[0] =", "1 end of the sequence"),
        ("if (|0|) {|}", "4 end of the sequence"),
        ("return a; }|return a; }", "1 return a; }"),
        ("<s>|return a; }", "0 <s>"),
        // Variables: declared, in scope, few.
        ("p_0|++;", "0 p_0"),
        ("int l =|l_0", "1 l_0"),
        ("++a[p_0];", "0 ++a[p_0];"),
        ("int p = 0;|a[p_1] =", "1 a[p_1] ="),
        ("if (|0|) {|int l = 0;|}|l_0", "5 l_0"),
        ("for (int p = 0; p < 5; p++) {|}|a[0] =|a[p_0]", "3 a[p_0]"),
        ("if (|0|) {|int l = 0;|}|int l = 1;|l_0", "6 l_0"),
        (
            "int p = 0;|int p = 0;|int p = 0;|int p = 0;",
            "3 int p = 0;",
        ),
        (
            "int p = 0;|int p = 0;|int p = 0;|for (int p =",
            "3 for (int p =",
        ),
        // A loop variable drives a loop before it goes.
        ("int p = 0;|return a; }", "1 return a; }"),
        ("if (|0|) {|int p = 0;|}", "4 }"),
        ("if (|0|) {|int p = 0;|} else {", "4 } else {"),
        (
            "int p = 0;|if (|0|) {|for (p_0 = 0; p_0 < 5; p_0++) {|}|}|for (int p = 0; p < 5; p++) {|int p = 0;|}",
            "9 }",
        ),
        // Blocks.
        ("}", "0 }"),
        ("continue;", "0 continue;"),
        ("if (|0|) {|break;", "3 break;"),
        ("if (|0|) {|} else {|} else {", "4 } else {"),
        ("for (int p = 0; p < 5; p++) {|} else {", "1 } else {"),
        ("if (|0|) {|return a; }", "3 return a; }"),
        // The long way round.
        ("a[0]", "0 a[0]"),
        ("++|a[0]", "1 a[0]"),
        ("a[|0|]", "2 ]"),
        ("int p = 0;|a[|p_0|+|1", "4 1"),
        ("int p = 0;|a[|p_0|]", "3 ]"),
        ("int l =|0|;", "2 ;"),
        ("int p = 0;|for (p_0 =|0|p_0|<|5|p_0|++) {", "7 ++) {"),
        ("for (int p =|4|p_0|>=|0|p_0|--) {", "6 --) {"),
        // Parentheses that change nothing.
        ("a[0] =|(", "1 ("),
        ("a[0] =|0|+|(|0|)", "5 )"),
        ("a[0] =|neg|1", "2 1"),
        ("if (|(", "1 ("),
        ("if (|(?|0|&&|0|)", "5 )"),
        ("if (|(?|0|or|0|)|) {", "6 ) {"),
        ("if (|(?|0|or|0|)|or", "6 ||"),
        ("if (|0|or|(?|0|&&|0|)", "7 )"),
        ("if (|!|(?|!|0|)", "5 )"),
        ("if (|!|(?|0|)", "4 )"),
        // Expressions and conditions.
        ("a[0] =|0|+|0|-|0|+", "6 +"),
        ("a[0] =|0|+|0|-|(", "5 ("),
        ("a[0] =|5", "1 5"),
        ("a[0] =|0|<", "2 <"),
        ("a[0] =|!", "1 !"),
        ("if (|0|<|0|<", "4 <"),
        ("if (|!|0|<", "3 <"),
        ("if (|!|0|+", "3 +"),
        ("for (int p =|0|p_0|==", "3 =="),
        ("for (int p =|0|p_0|<|0|p_0|+=|5", "7 5"),
    ] {
        check_refused(text, expected);
    }
    let unknown = vocabulary().len() as TokenId;
    assert!(!State::new().push(unknown));
    expect!["token 0 (`break;`) cannot stand there"].assert_eq(
        &decode(&[tokens("break;")[0], 9999]).map_or_else(|e| e.to_string(), |_| String::new()),
    );
}

#[test]
fn every_token_occurs() {
    let mut seen = vec![false; vocabulary().len()];
    seen[0] = true;
    for seed in 0..1000 {
        let taste = [Taste::Even, Taste::Long, Taste::Nested, Taste::Declaring][seed as usize % 4];
        for token in walk(MAX_TOKENS, taste, &mut ChaCha8Rng::seed_from_u64(seed)).0 {
            seen[usize::from(token)] = true;
        }
    }
    let never = (0..seen.len()).filter(|t| !seen[*t]);
    let never: Vec<_> = never.map(|t| vocabulary().name(t as TokenId)).collect();
    assert_eq!(never, [""; 0]);
}

/// Nothing fits into less than the empty program, and the empty program just fits.
#[test]
fn smallest_limits() {
    assert!(allowed(&State::with_limit(13)).is_empty());
    assert_eq!(allowed(&State::with_limit(14)), [vocabulary().end()]);
    // `a[0]++;` is 6 tokens.
    assert!(!State::with_limit(19).push(tokens("a[0]++;")[0]));
    assert!(State::with_limit(20).push(tokens("a[0]++;")[0]));
}
