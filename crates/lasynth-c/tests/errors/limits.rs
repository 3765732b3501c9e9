//! Variables, tokens, nesting.

use crate::report;
use expect_test::expect;

#[test]
fn limits() {
    let declare = |count: usize| {
        (0..count)
            .map(|k| format!("int v{k} = 1; "))
            .collect::<String>()
    };
    let loops = |count: usize| "for (int i = 0; i < 3; i++) { } ".repeat(count);
    let deep = |count: usize| format!("a[0] = {}1{};", "(".repeat(count), ")".repeat(count));
    let table = [
        ("12 variables", declare(12)),
        ("13 variables", declare(13)),
        ("3 loops", loops(3)),
        ("4 loops", loops(4)),
        ("256 tokens", "a[0]++;".repeat(39) + "a[0] = -1;"),
        ("257 tokens", "a[0]++;".repeat(39) + "a[0] = 1 + 1;"),
        (
            "256 without parentheses",
            "a[0]++;".repeat(39) + "a[0] = (-1);",
        ),
        (
            "257 with braces",
            "a[0]++;".repeat(34)
                + "a[0] = 1; a[0] = 1; a[0] = 1; for (int i = 0; i < 3; i++) continue;",
        ),
        ("100 parentheses", deep(100)),
        ("101 parentheses", deep(101)),
        ("100,000 parentheses", "(".repeat(100_000)),
        (
            "100,000 signs",
            format!("a[0] = {}1;", "- ".repeat(100_000)),
        ),
        (
            "100,000 negations",
            format!("if ({}1) {{ }}", "!".repeat(100_000)),
        ),
        ("300 negations", format!("if ({}1) {{ }}", "!".repeat(300))),
        (
            "100,000 conjunctions",
            format!("if (1{}) {{ }}", " && 1".repeat(100_000)),
        ),
        ("100,000 blocks", "if (1) {".repeat(100_000)),
        (
            "100,000 else",
            format!("if (1) {{ }} {}", "else if (1) { }".repeat(100_000)),
        ),
        ("100,000 statements", "a[0] = 1;".repeat(100_000)),
    ];
    let mut lines = String::from("\n");
    for (name, body) in table {
        let source = format!("int * func_1(int a[]) {{\n{body}\nreturn a; }}\n");
        lines += &format!("{name}: {}\n", report(&source));
    }
    expect![[r#"

        12 variables: fine
        13 variables: 2:151 13 variables besides those that drive a for; at most 12 are supported [unsupported]
        3 loops: fine
        4 loops: 2:106 4 variables drive a for; at most 3 are supported [unsupported]
        256 tokens: fine
        257 tokens: 3:11 257 tokens; at most 256 are supported [unsupported]
        256 without parentheses: fine
        257 with braces: 3:12 257 tokens; at most 256 are supported [unsupported]
        100 parentheses: fine
        101 parentheses: 2:109 nested more than 100 deep; no program of at most 256 tokens needs that [unsupported]
        100,000 parentheses: 2:1 a parenthesis cannot start a statement; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;` [unsupported]
        100,000 signs: 2:2026 more than 1024 tokens; at most 256 are supported [unsupported]
        100,000 negations: 2:1017 more than 1024 tokens; at most 256 are supported [unsupported]
        300 negations: 2:249 320 tokens; at most 256 are supported [unsupported]
        100,000 conjunctions: 2:2535 more than 1024 tokens; at most 256 are supported [unsupported]
        100,000 blocks: 2:808 nested more than 100 deep; no program of at most 256 tokens needs that [unsupported]
        100,000 else: 2:1509 nested more than 100 deep; no program of at most 256 tokens needs that [unsupported]
        100,000 statements: 2:1305 more than 1024 tokens; at most 256 are supported [unsupported]
    "#]].assert_eq(&lines);
}
