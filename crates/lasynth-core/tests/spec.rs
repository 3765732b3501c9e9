//! A user's own specification: both forms, and what is said about text that has neither.

use expect_test::{Expect, expect};
use lasynth_core::{
    Example, Input, MAX_ELEMENTS, Value, check_shapes, parse_csv, parse_spec, parse_value,
};
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
fn arguments_and_signs_of_other_keyboards() {
    check(
        &[
            "[10, 20, 30, 40], 2 -> [30, 40]\n[3], 1 \u{2192} []",
            "[3, 9, 2] -> 9\n[\u{2212}3,\u{2013}9] => \u{2013}3",
            "6, 4 -> 2\n6,\u{2212}4->\u{2212}2",
            "1 2 3 -> 2 3 4\n\u{2212}1 5 \u{2192} 0 6",
            "1 2\u{a0}3 -> 6",
            "3 -> 5\n-3 -> -5",
            "[1, 2], [3], 0 -> 7",
            "1 2 3, 2 -> 1 2",
            "1 2 -> [1]\n[1] -> 2",
            "1-2 -> 3",
            "1, 2, 3 -> 2, 3, 4",
            "1, -> 2",
            "\u{2212} 1 -> 2",
            "\u{2212}\u{2212}1 -> 2",
        ],
        expect![[r#"

            [10, 20, 30, 40], 2 -> [30, 40]\n[3], 1 → []
                line 1: [10, 20, 30, 40], 2 -> [30, 40]
                line 2: [3], 1 -> []
            [3, 9, 2] -> 9\n[−3,–9] => –3
                line 1: [3, 9, 2] -> 9
                line 2: [-3, -9] -> -3
            6, 4 -> 2\n6,−4->−2
                line 1: 6, 4 -> 2
                line 2: 6, -4 -> -2
            1 2 3 -> 2 3 4\n−1 5 → 0 6
                line 1: [1, 2, 3] -> [2, 3, 4]
                line 2: [-1, 5] -> [0, 6]
            1 2\u{a0}3 -> 6
                line 1: [1, 2, 3] -> 6
            3 -> 5\n-3 -> -5
                line 1: 3 -> 5
                line 2: -3 -> -5
            [1, 2], [3], 0 -> 7
                line 1: [1, 2], [3], 0 -> 7
            1 2 3, 2 -> 1 2
                line 1: [1, 2, 3], 2 -> [1, 2]
            1 2 -> [1]\n[1] -> 2
                line 2, column 8: expected the output to be a list as in line 1, found an integer; a list of one number is written `[2]`
            1-2 -> 3
                line 1, column 2: expected `->` and an output, found `-`
            1, 2, 3 -> 2, 3, 4
                line 1, column 13: expected the end of the line (a list with commas stands in brackets: `[2, ...]`), found `,`
            1, -> 2
                line 1, column 4: expected another argument, such as `2`, found `-`
            − 1 -> 2
                line 1, column 1: expected an input, such as `[0, 1, 2, 3, 4]`, found `−`
            −−1 -> 2
                line 1, column 1: expected an input, such as `[0, 1, 2, 3, 4]`, found `−`
        "#]],
    );
}

#[test]
fn pairs_that_are_calls_of_different_functions() {
    check(
        &[
            "[1], 2 -> [3]\n\n[1] -> [3]",
            "[1] -> [3]\n[1], 2, 3 -> [3]",
            "# sums\n[1], 2 -> 3\n[1], [2] -> 3",
            "[1] -> 3\n  5 -> 3",
            "[1] -> 3\n[2] -> [3]",
            "[1] -> 3\n[2] -> 4\n3 -> [3]",
            "{\"examples\": [[[1], 2],\n [{\"args\": [[1], 2]}, 3]]}",
            "{\"examples\": [[{\"args\": [[1], 2]}, 3],\n [{\"args\": [[1], [2]]}, 3]]}",
        ],
        expect![[r#"

            [1], 2 -> [3]\n\n[1] -> [3]
                line 3, column 1: expected 2 arguments as in line 1, found 1
            [1] -> [3]\n[1], 2, 3 -> [3]
                line 2, column 1: expected 1 argument as in line 1, found 3
            # sums\n[1], 2 -> 3\n[1], [2] -> 3
                line 3, column 6: expected argument 2 to be an integer as in line 2, found a list
            [1] -> 3\n  5 -> 3
                line 2, column 3: expected the input to be a list as in line 1, found an integer; a list of one number is written `[5]`
            [1] -> 3\n[2] -> [3]
                line 2, column 8: expected the output to be an integer as in line 1, found a list
            [1] -> 3\n[2] -> 4\n3 -> [3]
                line 3, column 1: expected the input to be a list as in line 1, found an integer; a list of one number is written `[3]`
            {\"examples\": [[[1], 2],\n [{\"args\": [[1], 2]}, 3]]}
                line 2, column 13: expected 1 argument as in line 1, found 2
            {\"examples\": [[{\"args\": [[1], 2]}, 3],\n [{\"args\": [[1], [2]]}, 3]]}
                line 2, column 18: expected argument 2 to be an integer as in line 1, found a list
        "#]],
    );
    let example = |input: &[Value], output: Value| Example {
        input: Input(input.to_vec()),
        output,
    };
    let list = Value::List(vec![1]);
    let examples = [
        example(&[list.clone(), Value::Int(1)], list.clone()),
        example(&[list.clone(), Value::Int(2)], list.clone()),
        example(&[list.clone(), list.clone()], list),
    ];
    assert_eq!(check_shapes(&examples[..2]), Ok(()));
    assert_eq!(check_shapes(&[]), Ok(()));
    let error = check_shapes(&examples).unwrap_err();
    assert_eq!((error.example, error.other), (Some(2), Some(0)));
    expect!["example 3: expected argument 2 to be an integer as in example 1, found a list; all examples are calls of one function."].assert_eq(&error.message);
}

#[test]
fn lists_have_a_limit() {
    let numbers = vec!["7"; MAX_ELEMENTS];
    let texts = [
        format!("[{}] -> {}", numbers.join(","), numbers.join(" ")),
        format!("{{\"examples\": [[[{}], 1]]}}", numbers.join(", ")),
        format!("a,b\n\"{}\",1", numbers.join(",")),
    ];
    for text in texts {
        let pairs = parse_spec(&text).unwrap();
        assert_eq!(
            pairs[0].0.input.as_list().map(<[i32]>::len),
            Some(MAX_ELEMENTS)
        );
    }
    let numbers = vec!["7"; MAX_ELEMENTS + 1];
    let texts = [
        format!("1 -> 1\n1 -> [{}]", numbers.join(",")),
        format!("1 -> {}", numbers.join(" ")),
        format!("{{\"examples\": [[[{}], 1]]}}", numbers.join(", ")),
        format!("a,b\n\"{}\",1", numbers.join(",")),
    ];
    let said = texts.map(|text| format!("{}\n", parse_spec(&text).unwrap_err()));
    expect![[r#"
        line 2, column 6: this list has more than 1000 elements; lists of at most 1000 are supported
        line 1, column 6: this list has more than 1000 elements; lists of at most 1000 are supported
        line 1, column 16: this list has more than 1000 elements; lists of at most 1000 are supported
        line 2, column 2: this list has more than 1000 elements; lists of at most 1000 are supported
    "#]].assert_eq(&said.concat());
}

#[test]
fn csv() {
    check(
        &[
            "a,n,output\n\"[10, 20, 30]\",2,\"[20, 30]\"\n[5],0,[]\n",
            "\u{feff}first list , \"how many\",result\r\n# a comment\r\n\r\n\"1, 2\" , \"2\",\u{2212}3\r\n1 2,3,4",
            "a,b\n\"[1,\n 2]\",3\n\"[4]\",5",
            "a,b",
            "a,b\n1",
            "a,b\n1,2,3",
            "a,b\n[1, 2],3",
            "a,b\n1, 2",
            "a,b\n\"[1, 2],3\n",
            "a,b\n\"[1, 2\",3\n",
            "a,b\n\"[1, 2] 3\",3\n",
            "a,b\n\"1, 2,\",3\n",
            "a,b\n\"1,, 2\",3\n",
            "a,b\n\"\",3\n",
            "a,b\n,3\n",
            "a,b\n1,x\n",
            "a,b\n1,2147483648\n",
            "a,b\n1,2\n\"[1]\",2",
            "a,b\n1,2 \"3\"",
            "a,b\n{},3\n",
            "a,b\n\"{}\",3\n",
            "a,\"b",
        ],
        expect![[r#"

            a,n,output\n\"[10, 20, 30]\",2,\"[20, 30]\"\n[5],0,[]\n
                line 2: [10, 20, 30], 2 -> [20, 30]
                line 3: [5], 0 -> []
            \u{feff}first list , \"how many\",result\r\n# a comment\r\n\r\n\"1, 2\" , \"2\",−3\r\n1 2,3,4
                line 4: [1, 2], 2 -> -3
                line 5: [1, 2], 3 -> 4
            a,b\n\"[1,\n 2]\",3\n\"[4]\",5
                line 2: [1, 2] -> 3
                line 4: [4] -> 5
            a,b
                line 1, column 4: no example found; expected one pair a row below the names
            a,b\n1
                line 2, column 2: expected 2 columns, as many as there are names, found 1
            a,b\n1,2,3
                line 2, column 4: expected the end of the line after 2 columns, as many as there are names, found `,`; a list stands in quotes
            a,b\n[1, 2],3
                line 2: [1, 2] -> 3
            a,b\n1, 2
                line 2: 1 -> 2
            a,b\n\"[1, 2],3\n
                line 2, column 1: expected a second `"` that closes this one
            a,b\n\"[1, 2\",3\n
                line 2, column 7: expected `,` or `]`, found the closing `"`
            a,b\n\"[1, 2] 3\",3\n
                line 2, column 9: expected the closing `"`, found `3`
            a,b\n\"1, 2,\",3\n
                line 2, column 7: expected an integer, found the closing `"`
            a,b\n\"1,, 2\",3\n
                line 2, column 4: expected an integer, found `,`
            a,b\n\"\",3\n
                line 2, column 2: expected a value, such as `2` or `"[1, 2, 3]"`, found the closing `"`
            a,b\n,3\n
                line 2, column 1: expected a value, such as `2` or `"[1, 2, 3]"`, found `,`
            a,b\n1,x\n
                line 2, column 3: expected a value, such as `2` or `"[1, 2, 3]"`, found `x`
            a,b\n1,2147483648\n
                line 2, column 3: expected an integer between -2147483648 and 2147483647, found `2147483648`
            a,b\n1,2\n\"[1]\",2
                line 3, column 1: expected the input to be an integer as in line 2, found a list
            a,b\n1,2 \"3\"
                line 2, column 5: expected `,` or the end of the line, found `"`
            a,b\n{},3\n
                line 2, column 1: expected a value, such as `2` or `"[1, 2, 3]"`, found `{`
            a,b\n\"{}\",3\n
                line 2, column 2: expected a value, such as `2` or `"[1, 2, 3]"`, found `{`
            a,\"b
                line 1, column 1: expected an input, such as `[0, 1, 2, 3, 4]`, found `a`
        "#]],
    );
    let texts = [
        "1,2\n3,4",
        "",
        "# nothing\n\n",
        "a\n1",
        "a,,b\n1,2,3",
        "[1] -> 2",
        "{\"examples\": []}",
        "a,\"b\n1,2\n",
    ];
    let table = texts.map(|text| {
        let error = parse_csv(text).unwrap_err();
        format!("{}\n    {error}\n", text.escape_debug())
    });
    expect![[r#"
        1,2\n3,4
            line 1, column 1: expected the name of a column (the first row of a CSV file names them, such as `a,n,output`), found `1`

            line 1, column 1: no example found; expected a row of names, such as `a,n,output`, and below it one pair a row
        # nothing\n\n
            line 1, column 1: no example found; expected a row of names, such as `a,n,output`, and below it one pair a row
        a\n1
            line 1, column 2: expected a second column: the arguments have one each, and the output the last
        a,,b\n1,2,3
            line 1, column 3: expected the name of a column (the first row of a CSV file names them, such as `a,n,output`), found `,`
        [1] -> 2
            line 1, column 1: expected the name of a column (the first row of a CSV file names them, such as `a,n,output`), found `[`
        {\"examples\": []}
            line 1, column 1: expected the name of a column (the first row of a CSV file names them, such as `a,n,output`), found `{`
        a,\"b\n1,2\n
            line 1, column 3: expected the name of a column (the first row of a CSV file names them, such as `a,n,output`), found `"`
    "#]].assert_eq(&table.concat());
}

#[test]
fn deep_nesting_is_an_error() {
    let text = format!("{{\"id\": {}", "[".repeat(100_000));
    expect!["line 1, column 100007: this is not JSON: EOF while parsing a list"]
        .assert_eq(&parse_spec(&text).unwrap_err().to_string());
}

/// Examples that are calls of one function, with up to three arguments.
fn examples() -> impl Strategy<Value = Vec<Example>> {
    let value = |is_list: bool| match is_list {
        true => prop::collection::vec(any::<i32>(), 0..6)
            .prop_map(Value::List)
            .boxed(),
        false => any::<i32>().prop_map(Value::Int).boxed(),
    };
    let kinds = (prop::collection::vec(any::<bool>(), 1..4), any::<bool>());
    kinds.prop_flat_map(move |(arguments, output)| {
        let input: Vec<_> = arguments.into_iter().map(value).collect();
        let pair = (input.prop_map(Input), value(output)).prop_map(Example::from);
        prop::collection::vec(pair, 1..12)
    })
}

/// A value as people also write it: without brackets, with the minus sign of a text.
fn loosely(value: &Value) -> String {
    let text = value.to_string().replace('-', "\u{2212}");
    match value {
        Value::List(items) if items.len() > 1 => text.replace(['[', ']', ','], ""),
        _ => text,
    }
}

/// A value as a field of a CSV file.
fn quoted(value: &Value) -> String {
    format!("\"{value}\"")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_forms_are_read_back(examples in examples(), gap in 0_usize..3) {
        let numbered = |first: usize| -> Vec<(Example, usize)> {
            let lines = (first..).step_by(gap + 1);
            lines.zip(&examples).map(|(line, example)| (example.clone(), line)).collect()
        };
        let break_line = "\n".repeat(gap + 1);
        let lines: Vec<_> = examples.iter().map(|e| format!("{} -> {}", e.input, e.output)).collect();
        prop_assert_eq!(parse_spec(&lines.join(&break_line)), Ok(numbered(1)));

        let lines: Vec<_> = examples.iter().map(|e| {
            let input: Vec<String> = e.input.0.iter().map(loosely).collect();
            format!("{}\u{2192}{}", input.join(","), loosely(&e.output))
        }).collect();
        prop_assert_eq!(parse_spec(&lines.join(&break_line)), Ok(numbered(1)));

        let pairs: Vec<_> = examples.iter().map(|e| serde_json::to_string(e).unwrap()).collect();
        let json = format!("{{\"examples\": [{}]}}", pairs.join(&format!(",{break_line}")));
        prop_assert_eq!(parse_spec(&json), Ok(numbered(1)));

        let columns = examples[0].input.0.len();
        let rows: Vec<_> = examples.iter().map(|e| {
            let fields: Vec<String> = e.input.0.iter().chain([&e.output]).map(quoted).collect();
            fields.join(",")
        }).collect();
        let csv = format!("{}output\n{}", "x,".repeat(columns), rows.join(&break_line));
        prop_assert_eq!(parse_spec(&csv), Ok(numbered(2)));
        prop_assert_eq!(parse_csv(&csv), Ok(numbered(2)));
    }

    #[test]
    fn any_text_gets_an_answer(text: String) {
        let _ = parse_spec(&text);
        let _ = parse_csv(&text);
        let _ = parse_csv(&format!("a,b\n{text}"));
    }

    /// Pieces of all forms in any order; an error lies within the text.
    #[test]
    fn any_pieces_get_an_answer(start in "\\{?|a,b\n", pieces in prop::collection::vec(prop::sample::select(PIECES), 0..20)) {
        let text = start + &pieces.concat();
        for error in [parse_spec(&text), parse_csv(&text)].into_iter().filter_map(Result::err) {
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
    "\u{2192}",
    "\u{2212}",
    "[1] -> [2]",
    "\"[1]\",2\n",
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
