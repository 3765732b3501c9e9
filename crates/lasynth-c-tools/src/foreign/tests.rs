//! Functions that people write: what is taken for their arguments, and what runs of them come to.

use super::*;
use expect_test::{Expect, expect};
use lasynth_core::parse_input;
use proptest::prelude::*;

fn open(source: &str) -> Result<Function, OpenError> {
    Function::open(source, &AtomicBool::new(false))
}

/// Opens a function and runs it on inputs.
fn check(source: &str, inputs: &[&str], expected: Expect) {
    let function = open(source).unwrap_or_else(|error| panic!("{error}\n{source}"));
    let mut table = format!("{} takes {}\n", function.name(), function.takes());
    let inputs: Vec<Input> = inputs
        .iter()
        .map(|text| parse_input(text).unwrap())
        .collect();
    for input in &inputs {
        function.check_input(input).unwrap();
    }
    let runs = function.run(&inputs, &AtomicBool::new(false)).unwrap();
    assert_eq!(runs.outcomes.len(), inputs.len());
    for (input, outcome) in inputs.iter().zip(runs.outcomes) {
        table += &match outcome {
            Ok(value) => format!("  {input} -> {value}\n"),
            Err(fault) => format!("  {input}: {fault}\n"),
        };
    }
    expected.assert_eq(&table);
}

#[test]
fn shapes() {
    check(
        "int f(int a, int b)\n{\n    return a * b;\n}\n",
        &["3, 4", "65536, 65536", "-2, 5"],
        expect![[r#"
            f takes an integer and an integer
              3, 4 -> 12
              65536, 65536: overflow at line 3: signed integer overflow: 65536 * 65536 cannot be represented in type 'int'
              -2, 5 -> -10
        "#]],
    );
    check(
        "int sum(const int a[], int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }",
        &["[1, 2, 3]", "[]", "[2147483647, 1]", "[-5]"],
        expect![[r#"
            sum takes a list
              [1, 2, 3] -> 6
              [] -> 0
              [2147483647, 1]: overflow at line 1: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'
              [-5] -> -5
        "#]],
    );
    check(
        "#include <stddef.h>\n/* int f(int x) { } */\nint take(int const *a, size_t n, const int k, int *const out)\n\
         {\n    int i;\n    for (i = 0; i < k && i < n; i++) out[i] = a[i];\n    return i;\n}\n",
        &["[10, 20, 30], 2", "[10], 5", "[], 0", "[1], -1"],
        expect![[r#"
            take takes a list and an integer
              [10, 20, 30], 2 -> [10, 20]
              [10], 5 -> [10]
              [], 0 -> []
              [1], -1 -> []
        "#]],
    );
    check(
        "static int id(int x) { return x; }\n\
         int append(int a[], int n, int b[static 1], int m, int out[]) {\n\
             for (int i = 0; i < n; i++) out[i] = id(a[i]);\n\
             for (int i = 0; i < m; i++) out[n + i] = b[i];\n\
             return n + m;\n}\n\
         int main(void) { return 0; }\n",
        &["[1, 2], [3]", "[], [4]"],
        expect![[r#"
            append takes a list and a list
              [1, 2], [3] -> [1, 2, 3]
              [], [4] -> [4]
        "#]],
    );
    check(
        "void rotate(int *a, int n) { int first = a[0]; for (int i = 0; i + 1 < n; i++) a[i] = a[i + 1]; a[n - 1] = first; }",
        &["[1, 2, 3]", "[7]", "[]"],
        expect![[r#"
            rotate takes a list
              [1, 2, 3] -> [2, 3, 1]
              [7] -> [7]
              []: out_of_bounds at line 1: heap-buffer-overflow
        "#]],
    );
    check(
        "int *twice(const int a[], int n) { static int b[100]; for (int i = 0; i < n; i++) b[i] = 2 * a[i]; return b; }",
        &["[1, 2, 3]", "[]"],
        expect![[r#"
            twice takes a list
              [1, 2, 3] -> [2, 4, 6]
              [] -> []
        "#]],
    );
    check(
        "int * func_1(int a[])\n{\n    int i = 0;\n    while (a[i] != 0) { a[i] = 1; i++; }\n    return a;\n}\n",
        &["[3, 2, 0, 4, 4]", "[0]", "[3, 3]"],
        expect![[r#"
            func_1 takes a list
              [3, 2, 0, 4, 4] -> [1, 1, 0, 4, 4]
              [0] -> [0]
              [3, 3]: out_of_bounds at line 4: heap-buffer-overflow
        "#]],
    );
    check(
        "int range(int n, int out[]) { for (int i = 0; i < n; i++) out[i] = i; return n; }",
        &["3", "0", "-1"],
        expect![[r#"
            range takes an integer
              3 -> [0, 1, 2]
              0 -> []
              -1: out_of_bounds at the result: its length is -1, but `out` has room for 1001
        "#]],
    );
}

#[test]
fn a_last_list_called_tmp_is_work_space() {
    check(
        "int last_but_one(const int a[], int n, int tmp[])\n\
         {\n    for (int i = 0; i < n; i++) tmp[i] = a[i];\n    return n > 1 ? tmp[n - 2] : 0;\n}\n",
        &["[1, 2, 3]", "[]"],
        expect![[r#"
            last_but_one takes a list
              [1, 2, 3] -> 2
              [] -> 0
        "#]],
    );
    check(
        "int back(const int a[], int n, int out[], int tmp[])\n\
         {\n    for (int i = 0; i < n; i++) tmp[n - 1 - i] = a[i];\n    \
         for (int i = 0; i < n; i++) out[i] = tmp[i];\n    return n;\n}\n",
        &["[1, 2, 3]", "[]"],
        expect![[r#"
            back takes a list
              [1, 2, 3] -> [3, 2, 1]
              [] -> []
        "#]],
    );
    check(
        "int first(int tmp[], int n) { return tmp[0]; }",
        &["[4, 5]"],
        expect![[r#"
            first takes a list
              [4, 5] -> 4
        "#]],
    );
    check(
        "int unset(int k, int tmp[]) { return tmp[k]; }",
        &["2"],
        expect![[r#"
            unset takes an integer
              2: undefined at the result: a second call gives another one, so it depends on memory that was never set or on earlier calls
        "#]],
    );
}

/// Functions may have the names of those that the system or the harness has.
#[test]
fn names() {
    for name in [
        "remove", "index", "write", "read", "malloc", "length", "out", "result", "copy", "text",
        "x0", "div",
    ] {
        let source = format!(
            "static int rename(int x) {{ return x + 1; }}\n\
             int {name}(const int a[], int n, int out[]) {{\n\
                 for (int i = 0; i < n; i++) out[i] = rename(a[i]);\n    return n;\n}}\n"
        );
        let function = open(&source).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(function.name(), name);
        let input = [Input::list(&[1, -2147483648])];
        let runs = function.run(&input, &AtomicBool::new(false)).unwrap();
        let expected = Ok(Value::List(vec![2, -2147483647]));
        assert_eq!(runs.outcomes, [expected], "{name}");
    }
}

#[test]
fn invalid_runs() {
    check(
        "int f(int a, int b)\n{\n    if (a == 0) for (;;) b++;\n    if (a == 1) for (;;) b ^= 1;\n\
             if (a == 2) return 7 / b;\n    if (a == 3) return 1 << b;\n    if (a == 4) return f(a, b) + 1;\n\
             if (a == 5) return *(int *)0;\n    return -b;\n}\n",
        &[
            "0, 0",
            "1, 0",
            "2, 0",
            "2, 2",
            "3, 40",
            "4, 1",
            "5, 0",
            "6, 1",
            "6, -2147483648",
        ],
        expect![[r#"
            f takes an integer and an integer
              0, 0: step_limit at the call took more than 20000000 steps
              1, 0: step_limit at the call took more than 20000000 steps
              2, 0: undefined at line 5: division by zero
              2, 2 -> 3
              3, 40: undefined at line 6: shift exponent 40 is too large for 32-bit type 'int'
              4, 1: step_limit at the call: it calls functions without an end
              5, 0: out_of_bounds at line 8: load of null pointer of type 'int'
              6, 1 -> -1
              6, -2147483648: overflow at line 9: negation of -2147483648 cannot be represented in type 'int'; cast to an unsigned type to negate this value to itself
        "#]],
    );
    check(
        "#include <stdlib.h>\n#include <stdio.h>\n#include <unistd.h>\n\
         static int calls;\nint f(const int a[], int n, int out[])\n{\n\
             if (a[0] == 1) exit(0);\n    if (a[0] == 2) printf(\"lasynth-result 5\");\n\
             if (a[0] == 3) return 7;\n    if (a[0] == 4) return 100000;\n    if (a[0] == 5) return -1;\n\
             if (a[0] == 6) { out[0] = ++calls; return 1; }\n    if (a[0] == 7) fork();\n\
             if (a[0] == 8) fopen(\"x\", \"w\");\n    if (a[0] == 9) abort();\n\
             out[0] = a[0];\n    return 1;\n}\n",
        &[
            "[0]", "[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "[7]", "[8]", "[9]", "[10]", "[]",
        ],
        expect![[r#"
            f takes a list
              [0] -> [0]
              [1]: undefined at the call: it ended the program with status 0
              [2] -> [2]
              [3]: undefined at the result: a second call gives another one, so it depends on memory that was never set or on earlier calls
              [4]: out_of_bounds at the result: its length is 100000, but `out` has room for 1004
              [5]: out_of_bounds at the result: its length is -1, but `out` has room for 1004
              [6]: undefined at the result: a second call gives another one, so it depends on memory that was never set or on earlier calls
              [7]: undefined at the call: it tried to start another process
              [8]: undefined at the call: it tried to write a file
              [9]: undefined at the call: it died of signal 6
              [10] -> [10]
              []: out_of_bounds at line 7: heap-buffer-overflow
        "#]],
    );
}

#[test]
fn texts_that_cannot_be_run() {
    let mut table = String::new();
    for source in [
        "",
        "Dear compiler,\n",
        "int f;\nint g(int);\n",
        "int main(void) { return 0; }",
        "double f(int a) { return a; }",
        "int f(void) { return 1; }",
        "\nint f(double x) { return x; }",
        "void f(int x) { }",
        "void f(const int a[], int n) { }",
        "int f(const char *text) { return 0; }",
        "int f(int **a, int n) { return 0; }",
        "int f(size_t n) { return 0; }",
        "int f(int a, int b, int c, int d, int e, int f, int g, int h, int i) { return a; }",
        "int f(int a)\n{\n    return a +;\n}\n",
        "int f(int a)\n{\n    return g(a);\n}\n",
        "int f(int a)\n{\n    return a;\n",
        "int * func_1(int a[])\n{\n    a[0] = 1\n    return a;\n}\n",
    ] {
        let error = open(source).unwrap_err();
        let place = match &error {
            OpenError::Shape { place, .. }
            | OpenError::Refused {
                place: Some(place), ..
            } => format!("line {}, column {}: ", place.line, place.column),
            _ => String::new(),
        };
        let restricted = match &error {
            OpenError::Refused {
                restricted_form: true,
                ..
            } => " (restricted C)",
            _ => "",
        };
        // Every compiler words its complaints differently.
        let error = error.to_string();
        let error = error
            .split("the C compiler says: ")
            .next()
            .unwrap_or_default();
        table += &format!("{source:?}\n  {place}{error}{restricted}\n");
    }
    expect![[r#"
        ""
          there is no function in it
        "Dear compiler,\n"
          there is no function in it
        "int f;\nint g(int);\n"
          there is no function in it
        "int main(void) { return 0; }"
          there is no function in it
        "double f(int a) { return a; }"
          line 1, column 8: `f` returns `double`; supported are functions of `int`s and of lists, each with its length behind it, such as `int f(const int a[], int n, int k)`, with the result as a value, in a last parameter `int out[]` whose length is returned, or in place
        "int f(void) { return 1; }"
          line 1, column 7: `f` has the parameter `void`; supported are functions of `int`s and of lists, each with its length behind it, such as `int f(const int a[], int n, int k)`, with the result as a value, in a last parameter `int out[]` whose length is returned, or in place
        "\nint f(double x) { return x; }"
          line 2, column 7: `f` has the parameter `double x`; supported are functions of `int`s and of lists, each with its length behind it, such as `int f(const int a[], int n, int k)`, with the result as a value, in a last parameter `int out[]` whose length is returned, or in place
        "void f(int x) { }"
          line 1, column 6: `f` returns `void`; supported are functions of `int`s and of lists, each with its length behind it, such as `int f(const int a[], int n, int k)`, with the result as a value, in a last parameter `int out[]` whose length is returned, or in place
        "void f(const int a[], int n) { }"
          line 1, column 6: `f` returns `void`; supported are functions of `int`s and of lists, each with its length behind it, such as `int f(const int a[], int n, int k)`, with the result as a value, in a last parameter `int out[]` whose length is returned, or in place
        "int f(const char *text) { return 0; }"
          line 1, column 7: `f` has the parameter `const char * text`; supported are functions of `int`s and of lists, each with its length behind it, such as `int f(const int a[], int n, int k)`, with the result as a value, in a last parameter `int out[]` whose length is returned, or in place
        "int f(int **a, int n) { return 0; }"
          line 1, column 7: `f` has the parameter `int * * a`; supported are functions of `int`s and of lists, each with its length behind it, such as `int f(const int a[], int n, int k)`, with the result as a value, in a last parameter `int out[]` whose length is returned, or in place
        "int f(size_t n) { return 0; }"
          line 1, column 7: `f` has a length that follows no list; supported are functions of `int`s and of lists, each with its length behind it, such as `int f(const int a[], int n, int k)`, with the result as a value, in a last parameter `int out[]` whose length is returned, or in place
        "int f(int a, int b, int c, int d, int e, int f, int g, int h, int i) { return a; }"
          line 1, column 5: `f` has 9 parameters, more than 8; supported are functions of `int`s and of lists, each with its length behind it, such as `int f(const int a[], int n, int k)`, with the result as a value, in a last parameter `int out[]` whose length is returned, or in place
        "int f(int a)\n{\n    return a +;\n}\n"
          line 3, column 15: 
        "int f(int a)\n{\n    return g(a);\n}\n"
          line 3, column 12: 
        "int f(int a)\n{\n    return a;\n"
          line 2, column 1: this `{` is never closed
        "int * func_1(int a[])\n{\n    a[0] = 1\n    return a;\n}\n"
          line 3, column 13:  (restricted C)
    "#]].assert_eq(&table);
}

proptest! {
    #[test]
    fn any_text_gets_an_answer(text: String) {
        let _ = Signature::find(&text);
        let _ = signature::unclosed(&text);
    }

    #[test]
    fn any_pieces_get_an_answer(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        let text = pieces.concat();
        let _ = signature::unclosed(&text);
        if let Ok(signature) = Signature::find(&text) {
            prop_assert!(!signature.arguments.is_empty(), "{}", text);
        }
    }
}

const PIECES: &[&str] = &[
    "int",
    " ",
    "f",
    "(",
    ")",
    "{",
    "}",
    "a",
    "[",
    "]",
    ",",
    ";",
    "*",
    "const",
    "static",
    "\n",
    "#",
    "\\",
    "\"",
    "'",
    "//",
    "/*",
    "*/",
    "5",
    "void",
    "int f(int a[], int n) {",
    "int out[]",
    "\u{e4}",
    "size_t n",
    "=",
    "",
];

#[test]
fn inputs_fit_and_are_always_the_same() {
    for (source, at_least) in [
        ("int f(int a) { return a; }", 25),
        ("int f(const int a[], int n) { return n; }", 200),
        ("int f(int a[], int n, int k, int out[]) { return 0; }", 300),
        ("int * func_1(int a[]) { return a; }", 200),
    ] {
        let function = open(source).unwrap();
        let inputs = function.inputs();
        assert!(inputs.len() >= at_least, "{source}: {}", inputs.len());
        assert_eq!(inputs, function.inputs());
        for input in &inputs {
            assert_eq!(function.check_input(input), Ok(()));
        }
    }
    let function = open("int f(const int a[3], int k) { return k; }").unwrap();
    let refused = ["[1], 2", "3", "[1], [2]", "1, 2"]
        .map(|text| format!("{:?}\n", function.check_input(&parse_input(text).unwrap())));
    expect![[r#"
        Err("it is a list and an integer, but `f` takes a list")
        Err("it is an integer, but `f` takes a list")
        Err("it is a list and a list, but `f` takes a list")
        Err("it is an integer and an integer, but `f` takes a list")
    "#]]
    .assert_eq(&refused.concat());
}
