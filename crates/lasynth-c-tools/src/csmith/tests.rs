//! The parser of Csmith's text.

use super::parse;
use expect_test::{Expect, expect};
use proptest::prelude::*;

fn check(source: &str, shown: Expect) {
    shown.assert_eq(&parse(source).unwrap().to_string());
}

/// A function with the given body, which starts on line 2 in column 3.
fn function(body: &str) -> String {
    format!("static uint32_t  func_1(void)\n{{ {body}\n}}\n")
}

/// The error in each text. C that other flags give rise to is marked with a `*`.
fn check_errors<'t>(texts: impl IntoIterator<Item = &'t str>, wrap: bool, shown: Expect) {
    let lines = texts.into_iter().map(|text| {
        let source = if wrap {
            function(text)
        } else {
            text.to_owned()
        };
        let error = parse(&source).unwrap_err();
        let mark = if error.unsupported { "* " } else { "" };
        format!("{text:?}\n  {mark}{error}\n")
    });
    shown.assert_eq(&lines.collect::<String>());
}

#[test]
fn branches_and_guarded_jumps() {
    check(
        include_str!("fixtures/nested.c"),
        expect![[r#"
        declare
        for
          declare
          if
            assign
            if
              break
          else
            declare
            assign
            assign
            if
              break
          assign
          if
            continue
        assign
        return
    "#]],
    );
}

/// The loop that fills an array is no part of the structure, a loop over an array's element is.
#[test]
fn arrays() {
    check(
        include_str!("fixtures/arrays.c"),
        expect![[r#"
        declare array
        declare
        for
          for
            assign
        return
    "#]],
    );
}

#[test]
fn loops() {
    check(
        include_str!("fixtures/loops.c"),
        expect![[r#"
        declare array
        for
          for
            declare
            for
              assign
        return
    "#]],
    );
}

#[test]
fn returns_inside_branches() {
    check(
        include_str!("fixtures/returns.c"),
        expect![[r#"
        declare
        update
        if
          assign
          update
          assign
          return
        else
          update
          return
    "#]],
    );
}

#[test]
fn statements() {
    let check_body = |body: &str, shown: Expect| check(&function(body), shown);
    check_body(
        "const int32_t l_1[3] = {(-1),0x5U,2};",
        expect![[r#"
        declare array
    "#]],
    );
    check_body(
        "l_1 ^= (-(int16_t)l_2[(l_3 + 1)]);",
        expect![[r#"
        assign
    "#]],
    );
    check_body(
        "l_1[g_2[0]] = 1U; --l_2[1]; g_3++;",
        expect![[r#"
        assign
        update
        update
    "#]],
    );
    check_body(
        "if (l_1) return 7;",
        expect![[r#"
        if
          return
    "#]],
    );
    check_body(
        "if (l_1) { } else { }",
        expect![[r#"
        if
        else
    "#]],
    );
    check_body("", expect![]);
}

#[test]
fn other_c_is_refused_where_it_stands() {
    check_errors(
        [
            "goto lbl_3;",
            "lbl_3: l_1 = 2;",
            "if (l_1) goto lbl_3;",
            "while (l_1) { }",
            "func_2(l_1);",
            "l_1 = func_2(3);",
            "l_1 = (l_2 = 3);",
            "l_1 = (l_2 , 3);",
            "l_1 = l_2++;",
            "int32_t *l_1 = &g_2;",
            "const volatile int32_t l_1 = 3;",
            "static int32_t l_1 = 3;",
            "(*l_1) = 3;",
            "break;",
            "if (l_1) l_2 = 1;",
            "for (l_1 = 0; l_1 < 3; l_1++) continue;",
            "for (l_1 = 0; l_1 < 3; l_1) { }",
            "for (; ; ) { }",
            "{ l_1 = 2; }",
        ],
        true,
        expect![[r#"
            "goto lbl_3;"
              * line 2, column 3: expected a statement, found `goto`: run csmith with --no-jumps
            "lbl_3: l_1 = 2;"
              * line 2, column 8: expected an assignment, found `:`: run csmith with --no-jumps
            "if (l_1) goto lbl_3;"
              * line 2, column 12: expected a statement, found `goto`: run csmith with --no-jumps
            "while (l_1) { }"
              line 2, column 3: expected a statement that csmith writes: a declaration, an assignment, `++`, `--`, `if`, `for`, `continue`, `break` or `return`, found `while`
            "func_2(l_1);"
              * line 2, column 9: expected an assignment, found `(`: run csmith with --max-funcs 1
            "l_1 = func_2(3);"
              * line 2, column 15: expected an operator, found `(`: run csmith with --max-funcs 1 --no-safe-math
            "l_1 = (l_2 = 3);"
              * line 2, column 14: expected an expression that changes nothing, found `=`: run csmith with --no-embedded-assigns --no-comma-operators
            "l_1 = (l_2 , 3);"
              * line 2, column 14: expected an expression that changes nothing, found `,`: run csmith with --no-embedded-assigns --no-comma-operators
            "l_1 = l_2++;"
              * line 2, column 12: expected an expression that changes nothing, found `++`: run csmith with --no-embedded-assigns --no-comma-operators
            "int32_t *l_1 = &g_2;"
              * line 2, column 11: expected the name of a variable, found `*`: run csmith with --no-pointers
            "const volatile int32_t l_1 = 3;"
              * line 2, column 9: expected an integer type, found `volatile`: run csmith with --no-volatiles --no-structs --no-unions
            "static int32_t l_1 = 3;"
              * line 2, column 3: expected an integer type, found `static`: run csmith with --no-volatiles --no-structs --no-unions
            "(*l_1) = 3;"
              line 2, column 3: expected a statement that csmith writes: a declaration, an assignment, `++`, `--`, `if`, `for`, `continue`, `break` or `return`, found `(`
            "break;"
              line 2, column 3: `break` stands outside a loop
            "if (l_1) l_2 = 1;"
              line 2, column 12: expected `{` or a jump, found `l_2`
            "for (l_1 = 0; l_1 < 3; l_1++) continue;"
              line 2, column 41: expected `=`, found `;`
            "for (l_1 = 0; l_1 < 3; l_1) { }"
              line 2, column 29: expected an assignment operator, found `)`
            "for (; ; ) { }"
              line 2, column 8: expected the name of a variable, found `;`
            "{ l_1 = 2; }"
              line 2, column 3: expected a statement that csmith writes: a declaration, an assignment, `++`, `--`, `if`, `for`, `continue`, `break` or `return`, found `{`
        "#]],
    );
}

#[test]
fn damaged_text_is_refused_where_it_ends() {
    check_errors(
        [
            "",
            "static int32_t g_2 = 3",
            "static int32_t  func_1(void);",
            "static int32_t  func_1(void)\n{ l_1 = (3;\n}",
            "static int32_t  func_1(void)\n{ l_1 = ",
            "static int32_t  func_1(void)\n{ l_1 = ;\n}",
            "static int32_t  func_1(void)\n{ l_1 = 3);\n}",
            "static int32_t  func_1(void)\n{ l_1 = 3\n}",
            "static int32_t  func_1(void)\n{ if (l_1) {",
        ],
        false,
        expect![[r#"
            ""
              line 1, column 1: expected the definition of `func_1`, found the end of the text
            "static int32_t g_2 = 3"
              line 1, column 23: expected `;`, found the end of the text
            "static int32_t  func_1(void);"
              line 1, column 30: expected the definition of `func_1`, found the end of the text
            "static int32_t  func_1(void)\n{ l_1 = (3;\n}"
              line 2, column 11: expected `)`, found `;`
            "static int32_t  func_1(void)\n{ l_1 = "
              line 2, column 9: expected `;`, found the end of the text
            "static int32_t  func_1(void)\n{ l_1 = ;\n}"
              line 2, column 9: expected an expression, found `;`
            "static int32_t  func_1(void)\n{ l_1 = 3);\n}"
              line 2, column 10: expected an operand or an operator, found `)`
            "static int32_t  func_1(void)\n{ l_1 = 3\n}"
              line 3, column 1: expected `;`, found `}`
            "static int32_t  func_1(void)\n{ if (l_1) {"
              line 2, column 13: expected a statement that csmith writes: a declaration, an assignment, `++`, `--`, `if`, `for`, `continue`, `break` or `return`, found the end of the text
        "#]],
    );
}

#[test]
fn one_function_is_read() {
    check_errors(
        [
            "int main (int argc, char* argv[])\n{\n}\n",
            "static int32_t  func_1(void)\n{ return 3;\n}\nint main(void) { }",
            "struct S0 {\n int32_t f0;\n};",
        ],
        false,
        expect![[r#"
            "int main (int argc, char* argv[])\n{\n}\n"
              * line 2, column 1: expected globals and the function `func_1`, found `{`: run csmith with --nomain --max-funcs 1 --no-structs --no-unions
            "static int32_t  func_1(void)\n{ return 3;\n}\nint main(void) { }"
              * line 4, column 1: expected the end of the text, found `int`: run csmith with --nomain --max-funcs 1
            "struct S0 {\n int32_t f0;\n};"
              * line 1, column 11: expected globals and the function `func_1`, found `{`: run csmith with --nomain --max-funcs 1 --no-structs --no-unions
        "#]],
    );
}

#[test]
fn deep_nesting_is_refused() {
    let text = format!(
        "static int32_t  func_1(void)\n{{ {}",
        "if (1) {".repeat(100_000)
    );
    let error = parse(&text).unwrap_err();
    assert!(error.unsupported, "{error}");
}

proptest! {
    /// Any text is a skeleton or an error with a place.
    #[test]
    fn no_text_makes_it_panic(pieces in proptest::collection::vec(
        proptest::sample::select(&[
            "if", "else", "for", "(", ")", "{", "}", "[", "]", ";", "=", "^=", "++", "l_1", "3",
            "int32_t", "int", "return", "break", "continue", ",", "<", "#", "\n", "func_1(void)",
        ][..]),
        0..60,
    )) {
        let text = format!("func_1(void) {{ {}", pieces.join(" "));
        match parse(&text) {
            Ok(skeleton) => prop_assert!(skeleton.to_string().lines().count() <= pieces.len()),
            Err(error) => prop_assert!(error.place.line >= 1 && !error.message.is_empty()),
        }
    }
}
