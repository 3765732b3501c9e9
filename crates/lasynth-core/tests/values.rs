//! Integers, lists and several arguments in all their forms, and that values of every kind are read
//! again as they are printed. What is said of grids is in `grids.rs`.

use expect_test::{Expect, expect};
use lasynth_core::{
    Example, Grid, Input, Value, check_shapes, parse_input, parse_spec, parse_value,
};
use proptest::prelude::*;

fn told(text: &str) -> String {
    match parse_spec(text) {
        Ok(examples) => examples
            .iter()
            .map(|(Example { input, output }, line)| format!("line {line}: {input} -> {output}\n"))
            .collect(),
        Err(error) => format!("{error}\n"),
    }
}

/// One specification a line of the table.
fn check(texts: &[&str], expected: Expect) {
    let row = |text: &&str| format!("{}\n    {}", text.escape_debug(), told(text));
    expected.assert_eq(&texts.iter().map(row).collect::<String>());
}

#[test]
fn integers_lists_and_several_arguments() {
    check(
        &[
            "[3, 9, 2] -> 9",
            "6, 4 -> 2",
            "[10, 20, 30, 40], 2 -> [30, 40]",
            "2, [], [1] -> []",
            "7 -> -7",
            "0 -> 2147483647",
            r#"{"examples": [[{"args": [[1, 2, 3], 2]}, 3], [{"args": [[], -1]}, 0]]}"#,
            r#"{"examples": [[[1], 1], [{"args": [[2]]}, 7]]}"#,
            r#"{"examples": [[5, []], [{"args": [7]}, [7]]]}"#,
        ],
        expect![[r#"
            [3, 9, 2] -> 9
                line 1: [3, 9, 2] -> 9
            6, 4 -> 2
                line 1: 6, 4 -> 2
            [10, 20, 30, 40], 2 -> [30, 40]
                line 1: [10, 20, 30, 40], 2 -> [30, 40]
            2, [], [1] -> []
                line 1: 2, [], [1] -> []
            7 -> -7
                line 1: 7 -> -7
            0 -> 2147483647
                line 1: 0 -> 2147483647
            {\"examples\": [[{\"args\": [[1, 2, 3], 2]}, 3], [{\"args\": [[], -1]}, 0]]}
                line 1: [1, 2, 3], 2 -> 3
            line 1: [], -1 -> 0
            {\"examples\": [[[1], 1], [{\"args\": [[2]]}, 7]]}
                line 1: [1] -> 1
            line 1: [2] -> 7
            {\"examples\": [[5, []], [{\"args\": [7]}, [7]]]}
                line 1: 5 -> []
            line 1: 7 -> [7]
        "#]],
    );
}

#[test]
fn brackets_may_be_left_out_of_lists_of_two_and_more() {
    check(
        &[
            "1 2 3 -> 2 3 4",
            "1 2, 3 4, 5 -> 6",
            "\u{2212}1 2 \u{2013}3 \u{2192} [1] # one",
            "-1 -2 => 3",
            "1 [2] -> 3",
            "[1] 2 -> 3",
            "1, 2 -> 3, 4",
            "1 2",
            "1 2 -> 3 x",
            "1 -2- -> 3",
            ", 1 -> 2",
            "1, -> 2",
            "1,, 2 -> 2",
            "[1, 2] -> 2147483648",
            "1 02 -> 3",
            "\u{2212}\u{2212}1 -> 3",
            "-2147483649, 1 -> 3",
        ],
        expect![[r#"
            1 2 3 -> 2 3 4
                line 1: [1, 2, 3] -> [2, 3, 4]
            1 2, 3 4, 5 -> 6
                line 1: [1, 2], [3, 4], 5 -> 6
            −1 2 –3 → [1] # one
                line 1: [-1, 2, -3] -> [1]
            -1 -2 => 3
                line 1: [-1, -2] -> 3
            1 [2] -> 3
                line 1, column 3: expected `->` and an output, found `[`
            [1] 2 -> 3
                line 1, column 5: expected `->` and an output, found `2`
            1, 2 -> 3, 4
                line 1, column 10: expected the end of the line (a list with commas stands in brackets: `[3, ...]`), found `,`
            1 2
                line 1, column 4: expected `->` and an output, found the end of the line
            1 2 -> 3 x
                line 1, column 10: expected the end of the line, found `x`
            1 -2- -> 3
                line 1, column 5: expected `->` and an output, found `-`
            , 1 -> 2
                line 1, column 1: expected an input, such as `[0, 1, 2, 3, 4]`, found `,`
            1, -> 2
                line 1, column 4: expected another argument, such as `2`, found `-`
            1,, 2 -> 2
                line 1, column 3: expected another argument, such as `2`, found `,`
            [1, 2] -> 2147483648
                line 1, column 11: expected an integer between -2147483648 and 2147483647, found `2147483648`
            1 02 -> 3
                line 1, column 3: expected an integer without leading zeros, found `02`
            −−1 -> 3
                line 1, column 1: expected an input, such as `[0, 1, 2, 3, 4]`, found `−`
            -2147483649, 1 -> 3
                line 1, column 1: expected an integer between -2147483648 and 2147483647, found `-2147483649`
        "#]],
    );
}

#[test]
fn arguments_in_json() {
    check(
        &[
            r#"{"examples": [[{"args": []}, 3]]}"#,
            r#"{"examples": [[{"args": [[1], [2]], "more": 1}, 3]]}"#,
            r#"{"examples": [[{"args": 7}, 3]]}"#,
            r#"{"examples": [[{"args": [1.5]}, 3]]}"#,
            r#"{"examples": [[{"args": [[1], "2"]}, 3]]}"#,
            "{\"examples\": [[{\"args\":\n [1, 99999999999]}, 3]]}",
            r#"{"examples": [[{"arguments": [1]}, 3]]}"#,
            r#"{"examples": [[3, {"args": [1, 2]}]]}"#,
            r#"{"examples": [[{"args": [1, 2}, 3]]}"#,
        ],
        expect![[r#"
            {\"examples\": [[{\"args\": []}, 3]]}
                line 1, column 16: `args` is empty; expected at least one argument
            {\"examples\": [[{\"args\": [[1], [2]], \"more\": 1}, 3]]}
                line 1, column 16: expected no other field beside `args`
            {\"examples\": [[{\"args\": 7}, 3]]}
                line 1, column 25: expected the list of arguments, found `7`
            {\"examples\": [[{\"args\": [1.5]}, 3]]}
                line 1, column 26: expected an integer, found `1.5`
            {\"examples\": [[{\"args\": [[1], \"2\"]}, 3]]}
                line 1, column 31: expected an argument, such as `[1, 2, 3]` or `2`, found `"`
            {\"examples\": [[{\"args\":\n [1, 99999999999]}, 3]]}
                line 2, column 6: expected an integer between -2147483648 and 2147483647, found `99999999999`
            {\"examples\": [[{\"arguments\": [1]}, 3]]}
                line 1, column 16: this is no grid: missing field `rows`
            {\"examples\": [[3, {\"args\": [1, 2]}]]}
                line 1, column 19: this is no grid: missing field `rows`
            {\"examples\": [[{\"args\": [1, 2}, 3]]}
                line 1, column 30: this is not JSON: expected `,` or `]`
        "#]],
    );
}

/// A task file is read by another reader, which has no places but knows the same forms.
#[test]
fn arguments_in_task_files() {
    let texts = [
        r#"[{"args": [[1, 2], 2]}, 3]"#,
        r#"[{"args": [7]}, 3]"#,
        r#"[{"args": []}, 3]"#,
        r#"[{"args": [1], "more": 2}, 3]"#,
        r#"[3, {"args": [1, 2]}]"#,
        "[[1, 2.5], 3]",
        "[2147483648, 3]",
        "[-2147483649, 3]",
        "[null, 3]",
        r#"[{"rows": 2, "cols": 2, "hero": "0:2:east"}, 1]"#,
    ];
    let row = |text: &str| match serde_json::from_str::<Example>(text) {
        Ok(Example { input, output }) => format!("{text}\n    {input} -> {output}\n"),
        Err(error) => format!("{text}\n    {error}\n"),
    };
    expect![[r#"
        [{"args": [[1, 2], 2]}, 3]
            [1, 2], 2 -> 3
        [{"args": [7]}, 3]
            7 -> 3
        [{"args": []}, 3]
            `args` is empty, expected at least one argument at line 1 column 13
        [{"args": [1], "more": 2}, 3]
            unknown field `more`, expected `args` at line 1 column 21
        [3, {"args": [1, 2]}]
            missing field `rows` at line 1 column 20
        [[1, 2.5], 3]
            invalid type: floating point `2.5`, expected an integer between -2147483648 and 2147483647 at line 1 column 8
        [2147483648, 3]
            invalid value: integer `2147483648`, expected an integer between -2147483648 and 2147483647 at line 1 column 11
        [-2147483649, 3]
            invalid value: integer `-2147483649`, expected an integer between -2147483648 and 2147483647 at line 1 column 12
        [null, 3]
            invalid type: null, expected an integer, a list of integers or a grid, or several of them as {"args": [...]} at line 1 column 5
        [{"rows": 2, "cols": 2, "hero": "0:2:east"}, 1]
            `0:2:east` is no place `row:column:what` in 2 rows and 2 columns at line 1 column 43
    "#]].assert_eq(&texts.map(row).concat());
}

#[test]
fn single_inputs_and_values() {
    let texts = [
        "[1, 2, 3], 2",
        "7",
        "1 2 3",
        "####\n#^.#\n#..#\n####\nrobot: 4\n",
        "####\n#^.#\n#..#\n####\n\n",
        "####\n#^.#\n#..#\n####\n7",
        "#### -> ####\n#^.#    #.>#\n#..#    #..#\n####    ####\n",
        "",
        "[1] -> [2]",
        r#"{"rows": 2, "cols": 2, "hero": "0:0:north"}"#,
        r#"{"args": [1, 2]}"#,
    ];
    let row = |text: &str| {
        let input = parse_input(text).map_or_else(|error| error.to_string(), |i| i.to_string());
        let value = parse_value(text).map_or_else(|error| error.to_string(), |v| v.to_string());
        format!("{}\n    {input}\n    {value}\n", text.escape_debug())
    };
    expect![[r#"
        [1, 2, 3], 2
            [1, 2, 3], 2
            line 1, column 10: expected the end of the text, found `,`
        7
            7
            7
        1 2 3
            [1, 2, 3]
            line 1, column 3: expected the end of the text, found `2`
        ####\n#^.#\n#..#\n####\nrobot: 4\n
            ####
        #^.#
        #..#
        ####
        robot: 4
            ####
        #^.#
        #..#
        ####
        robot: 4
        ####\n#^.#\n#..#\n####\n\n
            ####
        #^.#
        #..#
        ####
            ####
        #^.#
        #..#
        ####
        ####\n#^.#\n#..#\n####\n7
            line 5, column 1: expected the end of the text, found `7`
            line 5, column 1: expected the end of the text, found `7`
        #### -> ####\n#^.#    #.>#\n#..#    #..#\n####    ####\n
            line 1, column 1: two maps side by side, expected one
            line 1, column 1: two maps side by side, expected one

            line 1, column 1: expected an input, such as `[0, 1, 2, 3, 4]`, found the end of the text
            line 1, column 1: expected a value, such as `[0, 1, 2, 3, 4]`, found the end of the text
        [1] -> [2]
            line 1, column 5: expected the end of the text, found `-`
            line 1, column 5: expected the end of the text, found `-`
        {\"rows\": 2, \"cols\": 2, \"hero\": \"0:0:north\"}
            ####
        #..#
        #^.#
        ####
            ####
        #..#
        #^.#
        ####
        {\"args\": [1, 2]}
            line 1, column 1: this is no grid: missing field `rows`
            line 1, column 1: this is no grid: missing field `rows`
    "#]].assert_eq(&texts.map(row).concat());
}

/// What stands on a cell: blocked, or markers.
fn ground() -> impl Strategy<Value = u16> {
    prop_oneof![
        3 => Just(0),
        1 => Just(1 << 4),
        2 => (1_u16..=10).prop_map(|markers| 1 << (5 + markers)),
    ]
}

fn grid() -> impl Strategy<Value = Grid> {
    let sides = (Grid::SIDES, Grid::SIDES);
    sides.prop_flat_map(|(rows, cols)| {
        let cells = prop::collection::vec(ground(), rows * cols);
        (cells, 0..rows * cols, 0_u16..4).prop_map(move |(mut cells, at, direction)| {
            cells[at] = cells[at] & !(1 << 4) | 1 << direction;
            Grid::new(rows, cols, cells).expect("a grid")
        })
    })
}

fn plain() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i32>().prop_map(Value::Int),
        prop::collection::vec(any::<i32>(), 0..6).prop_map(Value::List),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![2 => plain(), 1 => grid().prop_map(Value::Grid)]
}

/// Inputs that have a text form: grids stand alone in it.
fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        3 => prop::collection::vec(plain(), 1..4).prop_map(Input),
        1 => grid().prop_map(|grid| Value::Grid(grid).into()),
    ]
}

/// Examples of one language, whose values are plain, or grids.
fn example() -> impl Strategy<Value = Example> {
    let plain = (
        prop::collection::vec(plain(), 1..4).prop_map(Input),
        plain(),
    );
    let grids = (grid(), grid())
        .prop_map(|(input, output)| (Value::Grid(input).into(), Value::Grid(output)));
    prop_oneof![2 => plain, 1 => grids].prop_map(Example::from)
}

/// A pair in its text form.
fn text(example: &Example) -> String {
    let Example { input, output } = example;
    match output {
        Value::Grid(_) => format!("{input}\n->\n{output}\n\n"),
        _ => format!("{input} -> {output}\n"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printed_values_are_read_again(value in value(), input in input()) {
        prop_assert_eq!(parse_value(&value.to_string()), Ok(value));
        prop_assert_eq!(parse_input(&input.to_string()), Ok(input));
    }

    #[test]
    fn json_is_read_again(
        values in prop::collection::vec(value(), 1..4),
        output in value(),
    ) {
        let example = Example { input: Input(values), output };
        let text = serde_json::to_string(&example).unwrap();
        prop_assert_eq!(serde_json::from_str::<Example>(&text).unwrap(), example.clone());
        let spec = format!("{{\"examples\":\n[{text}]}}");
        prop_assert_eq!(parse_spec(&spec), Ok(vec![(example, 2)]));
    }

    #[test]
    fn printed_specifications_are_read_again(mut examples in prop::collection::vec(example(), 1..9)) {
        // Pairs that are calls of one function.
        let first = examples[0].clone();
        examples.retain(|example| check_shapes(&[first.clone(), example.clone()]).is_ok());
        let mut whole = String::from("# pairs\n");
        let mut numbered = Vec::new();
        for example in examples {
            numbered.push((example.clone(), whole.matches('\n').count() + 1));
            whole += &text(&example);
        }
        prop_assert_eq!(parse_spec(&whole), Ok(numbered));
    }
}
