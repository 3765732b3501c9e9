//! Tokens, the heading, the end of the text.

use crate::check;
use expect_test::expect;

#[test]
fn heading_and_end() {
    check(
        &[
            "",
            "// nothing\n\t/* else */",
            "int main(void) { return 0; }",
            "int * func_2(int a[]) { return a; }",
            "int * func_1(int *a) { return a; }",
            "int * func_1(int b[]) { return b; }",
            "int * func_1(int a[5]) { return a; }",
            "int * func_1(int a[], int n) { return a; }",
            "int * func_1(int a[]);",
            "static int * func_1(int a[]) { return a; }",
            "#include <stdio.h>\nint * func_1(int a[]) { return a; }",
            "int * func_1(int a[]) { return a; } int x;",
            "int * func_1(int a[]) { return a; };",
            "int * func_1(int a[]) { }",
            "int * func_1(int a[]) { return 0; }",
            "int * func_1(int a[]) { return a; a[0] = 1; }",
            "int * func_1(int a[]) { a[0] = 1;",
            "int * func_1(int a[]) { a[0] = 1; return a;",
        ],
        expect![[r#"


                1:1 expected `int`, found the end of the text: a program is one function that starts `int * func_1(int a[])`
            // nothing
            	/* else */
                2:12 expected `int`, found the end of the text: a program is one function that starts `int * func_1(int a[])`
            int main(void) { return 0; }
                1:5 expected `*`, found `main`: a program is one function that starts `int * func_1(int a[])`
            int * func_2(int a[]) { return a; }
                1:7 expected `func_1`, found `func_2`: a program is one function that starts `int * func_1(int a[])`; the function must be called `func_1`
            int * func_1(int *a) { return a; }
                1:18 expected `a`, found `*`: a program is one function that starts `int * func_1(int a[])`; write the list as `int a[]`
            int * func_1(int b[]) { return b; }
                1:18 expected `a`, found `b`: a program is one function that starts `int * func_1(int a[])`; the list must be called `a`
            int * func_1(int a[5]) { return a; }
                1:20 expected `]`, found `5`: a program is one function that starts `int * func_1(int a[])`; the list has no length here
            int * func_1(int a[], int n) { return a; }
                1:21 expected `)`, found `,`: a program is one function that starts `int * func_1(int a[])`; the list is the only parameter
            int * func_1(int a[]);
                1:22 expected `{`, found `;`: a prototype is not supported, only the function itself
            static int * func_1(int a[]) { return a; }
                1:1 expected `int`, found `static`: a program is one function that starts `int * func_1(int a[])`
            #include <stdio.h>
            int * func_1(int a[]) { return a; }
                1:1 expected `int`, found `#`: a program is one function that starts `int * func_1(int a[])`
            int * func_1(int a[]) { return a; } int x;
                1:37 expected the end of the text, found `int`: a program is one function and nothing else
            int * func_1(int a[]) { return a; };
                1:36 expected the end of the text, found `;`: a program is one function and nothing else
            int * func_1(int a[]) { }
                1:25 expected `return a;` before the `}` of the function
            int * func_1(int a[]) { return 0; }
                1:32 the function must end in `return a;` [unsupported]
            int * func_1(int a[]) { return a; a[0] = 1; }
                1:35 expected `}` after `return a;`, which is the last statement, found `a`
            int * func_1(int a[]) { a[0] = 1;
                1:34 expected `return a;` and `}`, found the end of the text
            int * func_1(int a[]) { a[0] = 1; return a;
                1:44 expected `}` after `return a;`, which is the last statement, found the end of the text
        "#]],
    );
}

#[test]
fn lexical() {
    check(
        &[
            "int * func_1(int a[]) { a[0] = 'x'; return a; }",
            "int * func_1(int a[]) { a[0] = \"x\"; return a; }",
            "int * func_1(int a[]) { a[0] = 'x; return a; }",
            "int * func_1(int a[]) { \u{e4} = 1; return a; }",
            "/* \u{e4} */ \u{201c}",
            "int * func_1(int a[]) { /* return a; }",
            "int * func_1(int a[]) { // \\\n return a; }",
            "int * func_1(int a[]) { // ??/\n return a; }",
            "int * func_1(int a[]) { \\\n return a; }",
            "int * func_1(int a[]) { a[0] = 1 @ 2; return a; }",
        ],
        expect![[r#"

            int * func_1(int a[]) { a[0] = 'x'; return a; }
                1:32 expected a value (a constant, a variable, an element of `a`), found `'x'`
            int * func_1(int a[]) { a[0] = "x"; return a; }
                1:32 expected a value (a constant, a variable, an element of `a`), found `"x"`
            int * func_1(int a[]) { a[0] = 'x; return a; }
                1:32 this ' has no partner on its line
            int * func_1(int a[]) { ä = 1; return a; }
                1:25 'ä' is no part of a C program
            /* ä */ “
                1:9 '“' is no part of a C program
            int * func_1(int a[]) { /* return a; }
                1:25 this comment has no `*/` to end it
            int * func_1(int a[]) { // \
             return a; }
                1:28 a line of a comment must not end in a backslash: C would join it with the next
            int * func_1(int a[]) { // ??/
             return a; }
                1:30 a line of a comment must not end in a backslash: C would join it with the next
            int * func_1(int a[]) { \
             return a; }
                1:25 '\\' is no part of a C program
            int * func_1(int a[]) { a[0] = 1 @ 2; return a; }
                1:34 '@' is no part of a C program
        "#]],
    );
}
