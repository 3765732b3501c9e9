//! A user's own specification: both forms, and what is said about text that has neither.

use expect_test::{Expect, expect};
use lasynth_core::{Example, Input, Value, parse_spec, parse_value};
use proptest::prelude::*;

fn check(texts: &[&str], expected: Expect) {
    let mut table = String::from("\n");
    for text in texts {
        table += &format!("{}\n", text.escape_debug());
        match parse_spec(text) {
            Ok(examples) => {
                for (Example { input, output }, line) in examples {
                    table += &format!("    line {line}: {input} -> {output}\n");
                }
            }
            Err(error) => table += &format!("    {error}\n"),
        }
    }
    expected.assert_eq(&table);
}

#[test]
fn plain_text() {
    check(
        &[
            "[0, 1, -2, 3, 2] -> [1, 2, -1, 4, 3]",
            "# add one\n\n[0,1]->[1,2]  # first\r\n\t[ 3 ,3 ]  ->  [ 4,-4 ]\r\n",
            "\u{feff}# \u{e4}\n[] -> [2147483647, -2147483648, -0]",
        ],
        expect![[r#"

            [0, 1, -2, 3, 2] -> [1, 2, -1, 4, 3]
                line 1: [0, 1, -2, 3, 2] -> [1, 2, -1, 4, 3]
            # add one\n\n[0,1]->[1,2]  # first\r\n\t[ 3 ,3 ]  ->  [ 4,-4 ]\r\n
                line 3: [0, 1] -> [1, 2]
                line 4: [3, 3] -> [4, -4]
            \u{feff}# ä\n[] -> [2147483647, -2147483648, -0]
                line 2: [] -> [2147483647, -2147483648, 0]
        "#]],
    );
}

#[test]
fn json() {
    check(
        &[
            r#"{"examples": [[[1,0,-2],[2,0,-2]], [[3],[4]]]}"#,
            "\n{\n \"id\": \"x\",\n \"examples\" : [\n  [[1], [2]],\n\n  [\n   [3],\n   [4]\n  ]\n ],\n \"heldout\": [[[\"]}\", {\"examples\": 1}]]]\n}\n",
            r#"{"ex\u0061mples": [[[],[]]]}"#,
        ],
        expect![[r#"

            {\"examples\": [[[1,0,-2],[2,0,-2]], [[3],[4]]]}
                line 1: [1, 0, -2] -> [2, 0, -2]
                line 1: [3] -> [4]
            \n{\n \"id\": \"x\",\n \"examples\" : [\n  [[1], [2]],\n\n  [\n   [3],\n   [4]\n  ]\n ],\n \"heldout\": [[[\"]}\", {\"examples\": 1}]]]\n}\n
                line 5: [1] -> [2]
                line 7: [3] -> [4]
            {\"ex\\u0061mples\": [[[],[]]]}
                line 1: [] -> []
        "#]],
    );
}

#[test]
fn plain_text_errors() {
    check(
        &[
            "",
            " \n\n",
            "# nothing\n",
            "hello",
            "[1] [2]",
            "[1] => [2]",
            "[1] \u{2192} [2]",
            "[1] ->",
            "[1] -> # [2]",
            "[1] -> [2] [3]",
            "[1] -> [2],",
            "[1] -> 2",
            "[1, 2 -> [2]",
            "[1 2] -> [2]",
            "[1,] -> [2]",
            "[,1] -> [2]",
            "[1.5] -> [2]",
            "[1e2] -> [2]",
            "[0x1] -> [2]",
            "[01] -> [2]",
            "[+1] -> [2]",
            "[- 1] -> [2]",
            "[--1] -> [2]",
            "[\u{2212}1] -> [2]",
            "[a] -> [2]",
            "[1] -> [2]\n[1] -> [99999999999]",
            "[1] -> [2]\n# \u{e4}\n  [-2147483649] -> [1]",
            "[1] -> [123456789012345678901234567890]",
            "[[1], [2]]",
            "[1] -> [2]\n{\"examples\": []}",
            "(1, 2) -> (2, 3)",
            "1 2 3 -> 2 3 4",
        ],
        expect![[r#"


                line 1, column 1: no example found; expected one pair a line, such as `[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]`, or JSON that starts with `{`
             \n\n
                line 1, column 1: no example found; expected one pair a line, such as `[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]`, or JSON that starts with `{`
            # nothing\n
                line 1, column 1: no example found; expected one pair a line, such as `[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]`, or JSON that starts with `{`
            hello
                line 1, column 1: expected an input, such as `[0, 1, 2, 3, 4]`, found `hello`
            [1] [2]
                line 1, column 5: expected `->` and an output, found `[`
            [1] => [2]
                line 1: [1] -> [2]
            [1] → [2]
                line 1: [1] -> [2]
            [1] ->
                line 1, column 7: expected an output, such as `[0, 1, 2, 3, 4]`, found the end of the line
            [1] -> # [2]
                line 1, column 8: expected an output, such as `[0, 1, 2, 3, 4]`, found the end of the line
            [1] -> [2] [3]
                line 1, column 12: expected the end of the line, found `[`
            [1] -> [2],
                line 1, column 11: expected the end of the line, found `,`
            [1] -> 2
                line 1: [1] -> 2
            [1, 2 -> [2]
                line 1, column 7: expected `,` or `]`, found `-`
            [1 2] -> [2]
                line 1, column 4: expected `,` or `]`, found `2`
            [1,] -> [2]
                line 1, column 4: expected an integer, found `]`
            [,1] -> [2]
                line 1, column 2: expected an integer, found `,`
            [1.5] -> [2]
                line 1, column 2: expected an integer, found `1.5`
            [1e2] -> [2]
                line 1, column 2: expected an integer, found `1e2`
            [0x1] -> [2]
                line 1, column 2: expected an integer, found `0x1`
            [01] -> [2]
                line 1, column 2: expected an integer without leading zeros, found `01`
            [+1] -> [2]
                line 1, column 2: expected an integer, found `+`
            [- 1] -> [2]
                line 1, column 2: expected an integer, found `-`
            [--1] -> [2]
                line 1, column 2: expected an integer, found `-`
            [−1] -> [2]
                line 1: [-1] -> [2]
            [a] -> [2]
                line 1, column 2: expected an integer, found `a`
            [1] -> [2]\n[1] -> [99999999999]
                line 2, column 9: expected an integer between -2147483648 and 2147483647, found `99999999999`
            [1] -> [2]\n# ä\n  [-2147483649] -> [1]
                line 3, column 4: expected an integer between -2147483648 and 2147483647, found `-2147483649`
            [1] -> [123456789012345678901234567890]
                line 1, column 9: expected an integer between -2147483648 and 2147483647, found `12345678901234567890...`
            [[1], [2]]
                line 1, column 2: expected an integer, found `[`
            [1] -> [2]\n{\"examples\": []}
                line 2, column 1: this is no grid: missing field `rows`
            (1, 2) -> (2, 3)
                line 1, column 1: expected an input, such as `[0, 1, 2, 3, 4]`, found `(`
            1 2 3 -> 2 3 4
                line 1: [1, 2, 3] -> [2, 3, 4]
        "#]],
    );
}

#[test]
fn json_errors() {
    check(
        &[
            "{",
            "{}",
            "{\"examples\"}",
            "{\"examples\": }",
            "{\"examples\": []}",
            "{\"examples\": {}}",
            "{\"examples\": null}",
            "{\"examples\": [[1]]}",
            "{\"examples\": [[[1]]]}",
            "{\"examples\": [[[1],[2],[3]]]}",
            "{\"examples\": [[[1],[2]]",
            "{\"examples\": [[[1],[2]],]}",
            "{\"examples\": [[[1],[2]]],}",
            "{\"examples\": [[[1],[2.0]]]}",
            "{\"examples\": [\n[[1],[\"2\"]]]}",
            "{\"examples\": [[[1],[2147483648]]]}",
            "{\"examples\": [[[1],[2]]]} {}",
            "{\"examples\": [[[1],[2]]]}\n{\"examples\": [[[1],[2]]]}",
            "{\"examples\": [[[1],[2]]], \"examples\": []}",
            "{\"input\": [1], \"output\": [2]}",
            "{examples: []}",
            "{'examples': []}",
            "{\"id\": nope, \"examples\": []}",
            "{\"id\":\n  [1, \u{e4}], \"examples\": []}",
            "{\"id\": \"open",
            "{\"id: 1}\n",
            "{\"examples\": [[[1] -> [2]]]}",
            "{ // comment\n \"examples\": []}",
        ],
        expect![[r#"

            {
                line 1, column 2: expected the name of a field, such as `"examples"`, found the end of the text
            {}
                line 1, column 1: this object has no field `examples`; expected `{"examples": [[[..], [..]], ...]}`
            {\"examples\"}
                line 1, column 12: expected `:` after the name of a field, found `}`
            {\"examples\": }
                line 1, column 14: expected the list of examples, found `}`
            {\"examples\": []}
                line 1, column 14: `examples` is empty; expected at least one pair
            {\"examples\": {}}
                line 1, column 14: expected the list of examples, found `{`
            {\"examples\": null}
                line 1, column 14: expected the list of examples, found `null`
            {\"examples\": [[1]]}
                line 1, column 17: expected `,` and an output, found `]`
            {\"examples\": [[[1]]]}
                line 1, column 19: expected `,` and an output, found `]`
            {\"examples\": [[[1],[2],[3]]]}
                line 1, column 23: expected `]` after the output: a pair is `[input, output]`, found `,`
            {\"examples\": [[[1],[2]]
                line 1, column 24: expected `,` or `]`, found the end of the text
            {\"examples\": [[[1],[2]],]}
                line 1, column 25: expected `[` to open a pair `[input, output]`, found `]`
            {\"examples\": [[[1],[2]]],}
                line 1, column 26: expected the name of a field, such as `"examples"`, found `}`
            {\"examples\": [[[1],[2.0]]]}
                line 1, column 21: expected an integer, found `2.0`
            {\"examples\": [\n[[1],[\"2\"]]]}
                line 2, column 7: expected an integer, found `"`
            {\"examples\": [[[1],[2147483648]]]}
                line 1, column 21: expected an integer between -2147483648 and 2147483647, found `2147483648`
            {\"examples\": [[[1],[2]]]} {}
                line 1, column 27: expected the end of the text: a specification is one JSON object, found `{`
            {\"examples\": [[[1],[2]]]}\n{\"examples\": [[[1],[2]]]}
                line 2, column 1: expected the end of the text: a specification is one JSON object, found `{`
            {\"examples\": [[[1],[2]]], \"examples\": []}
                line 1, column 27: a second field `examples`; expected only one
            {\"input\": [1], \"output\": [2]}
                line 1, column 1: this object has no field `examples`; expected `{"examples": [[[..], [..]], ...]}`
            {examples: []}
                line 1, column 2: expected the name of a field, such as `"examples"`, found `examples`
            {\'examples\': []}
                line 1, column 2: expected the name of a field, such as `"examples"`, found `'`
            {\"id\": nope, \"examples\": []}
                line 1, column 9: this is not JSON: expected ident
            {\"id\":\n  [1, ä], \"examples\": []}
                line 2, column 7: this is not JSON: expected value
            {\"id\": \"open
                line 1, column 12: this is not JSON: EOF while parsing a string
            {\"id: 1}\n
                line 2, column 1: this is not JSON: control character (\u0000-\u001F) found while parsing a string
            {\"examples\": [[[1] -> [2]]]}
                line 1, column 20: expected `,` and an output, found `-`
            { // comment\n \"examples\": []}
                line 1, column 3: expected the name of a field, such as `"examples"`, found `/`
        "#]],
    );
}

#[test]
fn deep_nesting_is_an_error() {
    let text = format!("{{\"id\": {}", "[".repeat(100_000));
    expect!["line 1, column 100007: this is not JSON: EOF while parsing a list"]
        .assert_eq(&parse_spec(&text).unwrap_err().to_string());
}

fn examples() -> impl Strategy<Value = Vec<Example>> {
    let value = || {
        let list = prop::collection::vec(any::<i32>(), 0..6).prop_map(Value::List);
        prop_oneof![any::<i32>().prop_map(Value::Int), list]
    };
    let input = prop::collection::vec(value(), 1..4).prop_map(Input);
    let pair = (input, value()).prop_map(Example::from);
    prop::collection::vec(pair, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_forms_are_read_back(examples in examples(), gap in 0_usize..3) {
        let numbered: Vec<_> = (1..).step_by(gap + 1).zip(&examples).map(|(line, e)| (e.clone(), line)).collect();
        let break_line = "\n".repeat(gap + 1);
        let lines: Vec<_> = examples.iter().map(|e| format!("{} -> {}", e.input, e.output)).collect();
        prop_assert_eq!(parse_spec(&lines.join(&break_line)), Ok(numbered.clone()));
        let pairs: Vec<_> = examples.iter().map(|e| serde_json::to_string(e).unwrap()).collect();
        let json = format!("{{\"examples\": [{}]}}", pairs.join(&format!(",{break_line}")));
        prop_assert_eq!(parse_spec(&json), Ok(numbered));
    }

    #[test]
    fn any_text_gets_an_answer(text: String) {
        let _ = parse_spec(&text);
    }

    /// Pieces of both forms in any order; an error lies within the text.
    #[test]
    fn any_pieces_get_an_answer(start in "\\{?", pieces in prop::collection::vec(prop::sample::select(PIECES), 0..20)) {
        let text = start + &pieces.concat();
        if let Err(error) = parse_spec(&text) {
            let line = text.split('\n').nth(error.place.line - 1).unwrap_or_default();
            prop_assert!((1..=line.chars().count() + 1).contains(&error.place.column), "{}\n{}", error, text);
        }
    }
}

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"examples\":",
    "\"x\":",
    "[[1],[2]]",
    "[1]",
    "->",
    "[1] -> [2]",
    "-",
    "1",
    "99999999999",
    "null",
    "\"",
    "\\",
    "#",
    "\n",
    " ",
    "\u{e4}",
    "\u{1f600}",
    ".",
    "a",
];

#[test]
fn single_values() {
    let texts = [
        "[1, -2]",
        " [ ]\n",
        "",
        "1, 2",
        "[1, 2",
        "[1] [2]",
        "[2147483648]",
    ];
    let table: String = texts
        .map(|text| match parse_value(text) {
            Ok(value) => format!("{value}\n"),
            Err(error) => format!("{error}\n"),
        })
        .concat();
    expect![[r#"
        [1, -2]
        []
        line 1, column 1: expected a value, such as `[0, 1, 2, 3, 4]`, found the end of the text
        line 1, column 2: expected the end of the text, found `,`
        line 1, column 6: expected `,` or `]`, found the end of the text
        line 1, column 5: expected the end of the text, found `[`
        line 1, column 2: expected an integer between -2147483648 and 2147483647, found `2147483648`
    "#]]
    .assert_eq(&table);
}
