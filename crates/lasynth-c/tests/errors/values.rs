//! Constants, expressions, conditions.

use crate::check_bodies;
use expect_test::expect;

#[test]
fn constants() {
    check_bodies(
        "
        a[0] = 5;
        a[0] = -5;
        a[0] = 07;
        a[0] = 0x1;
        a[0] = 1L;
        a[0] = 1.5;
        a[0] = 99999999999;
        a[0] = 0x1-2;
        a[5] = 1;
        a[-1] = 1;
        a[(-1)] = 1;
        a[(-5)] = 1;
        a[(1)] = 1;
        for (int i = 0; i < 5; i++) { }
        for (int i = 5; i > 0; i--) { }
        for (int i = 0; i < 6; i++) { }
        for (int i = 0; i < 05; i++) { }
        for (int i = 0; i > (-5); i--) { }
        for (int i = 0; i > -4; i--) { }
        for (int i = 0; i < 4; i += 5) { }
        for (int i = 4; i > 0; i += -1) { }
        ",
        expect![[r#"

            a[0] = 5;
                2:8 the constant 5 may only bound a `for`; constants here are -4..4 [unsupported]
            a[0] = -5;
                2:9 the constant 5 may only bound a `for`; constants here are -4..4 [unsupported]
            a[0] = 07;
                2:8 `07` is octal in C and not supported; constants are plain decimal numbers from 0 to 4 [unsupported]
            a[0] = 0x1;
                2:8 `0x1` is not supported; constants are plain decimal numbers from 0 to 4 [unsupported]
            a[0] = 1L;
                2:8 `1L` is not supported; constants are plain decimal numbers from 0 to 4 [unsupported]
            a[0] = 1.5;
                2:8 `1.5` is not supported; constants are plain decimal numbers from 0 to 4 [unsupported]
            a[0] = 99999999999;
                2:8 the constant `99999999999` is out of range; constants are in -4..4 [unsupported]
            a[0] = 0x1-2;
                2:8 `0x1` is not supported; constants are plain decimal numbers from 0 to 4 [unsupported]
            a[5] = 1;
                2:3 the constant 5 may only bound a `for`; constants here are -4..4 [unsupported]
            a[-1] = 1;
                2:3 a negative constant needs parentheses here: write `(-1)`
            a[(-1)] = 1;
                fine
            a[(-5)] = 1;
                2:5 the constant `-5` is out of range; constants are in -4..4 [unsupported]
            a[(1)] = 1;
                2:3 only a negative constant has parentheses here, as in `(-1)`
            for (int i = 0; i < 5; i++) { }
                fine
            for (int i = 5; i > 0; i--) { }
                2:14 the constant 5 may only bound a `for`; constants here are -4..4 [unsupported]
            for (int i = 0; i < 6; i++) { }
                2:21 the constant `6` is out of range; the bound of a `for` is in -4..5 [unsupported]
            for (int i = 0; i < 05; i++) { }
                2:21 `05` is octal in C and not supported; constants are plain decimal numbers from 0 to 5 [unsupported]
            for (int i = 0; i > (-5); i--) { }
                2:23 the constant `-5` is out of range; constants are in -4..4 [unsupported]
            for (int i = 0; i > -4; i--) { }
                2:21 a negative constant needs parentheses here: write `(-4)`
            for (int i = 0; i < 4; i += 5) { }
                2:29 the constant 5 may only bound a `for`; constants here are -4..4 [unsupported]
            for (int i = 4; i > 0; i += -1) { }
                2:29 a negative constant needs parentheses here: write `(-1)`
        "#]],
    );
}

#[test]
fn expressions() {
    check_bodies(
        "
        a[0] = a[1] + a[2] - a[3];
        a[0] = a[1] + a[2] - a[3] + 1;
        a[0] = (a[1] + a[2]) + (a[3] - 1);
        a[0] = a[1 + 1] + a[2 - 1] - a[3 + 0];
        if (a[0] + 1 - 2 < a[1] + 1 - 2) { }
        if (a[0] + 1 - 2 + 1 < 2) { }
        a[0] = a[1] * 2;
        a[0] = +1;
        a[0] = ~1;
        a[0] = a[1]++;
        a[0] = --a[1];
        a[0] = a[1] < 2;
        a[0] = !a[1];
        a[0] = a[1] && 1;
        a[0] = (1 < 2) + 1;
        a[0] = -(1 < 2);
        a[0] = a[1] ? 1 : 2;
        a[0] = 1, 2;
        a[0] = (1;
        a[0] = 1);
        a[0] = ;
        a[a[0]] = 1;
        a[1 + 2 + 3] = 1;
        a[] = 1;
        ",
        expect![[r#"

            a[0] = a[1] + a[2] - a[3];
                fine
            a[0] = a[1] + a[2] - a[3] + 1;
                2:27 more than 2 operators in one expression; compute a part of it in an earlier statement [unsupported]
            a[0] = (a[1] + a[2]) + (a[3] - 1);
                2:22 more than 2 operators in one expression; compute a part of it in an earlier statement [unsupported]
            a[0] = a[1 + 1] + a[2 - 1] - a[3 + 0];
                fine
            if (a[0] + 1 - 2 < a[1] + 1 - 2) { }
                fine
            if (a[0] + 1 - 2 + 1 < 2) { }
                2:18 more than 2 operators in one expression; compute a part of it in an earlier statement [unsupported]
            a[0] = a[1] * 2;
                2:13 `*` is not supported; values are computed by `+` and `-` [unsupported]
            a[0] = +1;
                2:8 `+` before a value is not supported, only `-` is [unsupported]
            a[0] = ~1;
                2:8 `~` before a value is not supported, only `-` is [unsupported]
            a[0] = a[1]++;
                2:12 `++` cannot be part of an expression; it is a statement of its own [unsupported]
            a[0] = --a[1];
                2:8 `--` cannot be part of an expression; it is a statement of its own [unsupported]
            a[0] = a[1] < 2;
                2:8 `a[1] < 2` is a condition; comparisons, `!`, `&&` and `||` may stand only in the condition of an `if` [unsupported]
            a[0] = !a[1];
                2:8 `!a[1]` is a condition; comparisons, `!`, `&&` and `||` may stand only in the condition of an `if` [unsupported]
            a[0] = a[1] && 1;
                2:8 `a[1] && 1` is a condition; comparisons, `!`, `&&` and `||` may stand only in the condition of an `if` [unsupported]
            a[0] = (1 < 2) + 1;
                2:8 `(1 < 2)` is a condition and cannot be used as a number [unsupported]
            a[0] = -(1 < 2);
                2:9 `(1 < 2)` is a condition and cannot be used as a number [unsupported]
            a[0] = a[1] ? 1 : 2;
                2:13 `? :` is not supported; write an `if` [unsupported]
            a[0] = 1, 2;
                2:9 expected `;` at the end of the statement, found `,`
            a[0] = (1;
                2:10 expected an operator or `)` for the `(` of line 2, found `;`
            a[0] = 1);
                2:9 expected `;` at the end of the statement, found `)`
            a[0] = ;
                2:8 expected a value (a constant, a variable, an element of `a`), found `;`
            a[a[0]] = 1;
                2:3 an element of `a` cannot stand here, only a constant or a variable; copy it into a variable first [unsupported]
            a[1 + 2 + 3] = 1;
                2:9 expected `]`, found `+`: an index is a constant or a variable, or the sum or difference of two of them
            a[] = 1;
                2:3 expected a constant or a variable, found `]`
        "#]],
    );
}

#[test]
fn conditions() {
    check_bodies(
        "
        if (!a[0] < 3) { }
        if (!a[0] + 1 < 3) { }
        if (!(a[0]) == a[1]) { }
        if (!(a[0] < 3)) { }
        if (!a[0] && !!a[1]) { }
        if (!-a[0]) { }
        if (-!a[0]) { }
        if (3 < !a[0]) { }
        if (0 < a[0] < 3) { }
        if (a[0] < 1 == a[1] < 2) { }
        if ((a[0] < 3) == 1) { }
        if (1 == (a[0] && a[1])) { }
        if ((a[0] < 3) - 1) { }
        if (a[0] = 3) { }
        if ((a[0] = 3) < 2) { }
        if (a[0] & a[1]) { }
        if (a[0] < 3 { }
        if (((a[0])) < ((3))) { }
        if (((a[0] < 3))) { }
        if ((a[0] < 3 || a[1]) && (a[2])) { }
        if (a[0] <> 3) { }
        if (a[0] => 3) { }
        ",
        expect![[r#"

            if (!a[0] < 3) { }
                2:5 in C this `!` applies to `a[0]` alone, which is not supported here; to negate all of it write `!(a[0] < 3)` [unsupported]
            if (!a[0] + 1 < 3) { }
                2:5 in C this `!` applies to `a[0]` alone, which is not supported here; to negate all of it write `!(a[0] + 1 < 3)` [unsupported]
            if (!(a[0]) == a[1]) { }
                2:5 in C this `!` applies to `(a[0])` alone, which is not supported here; to negate all of it write `!((a[0]) == a[1])` [unsupported]
            if (!(a[0] < 3)) { }
                fine
            if (!a[0] && !!a[1]) { }
                fine
            if (!-a[0]) { }
                fine
            if (-!a[0]) { }
                2:6 `!a[0]` is a condition and cannot be used as a number [unsupported]
            if (3 < !a[0]) { }
                2:9 `!a[0]` is a condition and cannot be compared; join comparisons by `&&` or `||` [unsupported]
            if (0 < a[0] < 3) { }
                2:14 `0 < a[0]` is a condition and cannot be compared; join comparisons by `&&` or `||` [unsupported]
            if (a[0] < 1 == a[1] < 2) { }
                2:14 `a[0] < 1` is a condition and cannot be compared; join comparisons by `&&` or `||` [unsupported]
            if ((a[0] < 3) == 1) { }
                2:16 `(a[0] < 3)` is a condition and cannot be compared; join comparisons by `&&` or `||` [unsupported]
            if (1 == (a[0] && a[1])) { }
                2:10 `(a[0] && a[1])` is a condition and cannot be compared; join comparisons by `&&` or `||` [unsupported]
            if ((a[0] < 3) - 1) { }
                2:5 `(a[0] < 3)` is a condition and cannot be used as a number [unsupported]
            if (a[0] = 3) { }
                2:10 an assignment is no condition; `==` compares
            if ((a[0] = 3) < 2) { }
                2:11 an assignment is no condition; `==` compares
            if (a[0] & a[1]) { }
                2:10 `&` is not supported; values are computed by `+` and `-` [unsupported]
            if (a[0] < 3 { }
                2:14 expected an operator or `)` to end the condition of line 2, found `{`
            if (((a[0])) < ((3))) { }
                fine
            if (((a[0] < 3))) { }
                fine
            if ((a[0] < 3 || a[1]) && (a[2])) { }
                fine
            if (a[0] <> 3) { }
                2:11 expected a value (a constant, a variable, an element of `a`), found `>`
            if (a[0] => 3) { }
                2:10 an assignment is no condition; `==` compares
        "#]],
    );
}
