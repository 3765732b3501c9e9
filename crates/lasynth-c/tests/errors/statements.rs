//! Declarations and the other statements.

use crate::check_bodies;
use expect_test::expect;

#[test]
fn names() {
    check_bodies(
        "
        x = 1;
        int x = x;
        int x = 1; int x = 2;
        int x = 1; if (x) { int x = 2; x++; }
        int x = 1; if (x) { int x = x + 1; }
        if (a[0]) { int x = 1; } x = 2;
        int a = 1;
        if (a[0]) { int a = 1; }
        int func_1 = 1;
        int while = 1;
        int x;
        int x, y;
        int x = 1, y = 2;
        int *x = a;
        int x[2] = 1;
        int 3 = 1;
        for (i = 0; i < 3; i++) { }
        for (int i = i; i < 3; i++) { }
        for (int i = 0; j < 3; i++) { }
        for (int i = 0; i < 3; i++) { int i = 1; a[i] = 1; }
        for (int i = 0; i < 3; i++) { } a[i] = 1;
        for (int i = 0; i < 3; i++) { } for (int i = 0; i < 3; i++) { }
        for (int a = 0; a < 3; a++) { }
        a = 1;
        a[0] = a;
        int x = 1; x[0] = 1;
        int x = 1; a[0] = x[0];
        unsigned x = 1;
        ",
        expect![[r#"

            x = 1;
                2:1 `x` is not declared here
            int x = x;
                2:9 `x` cannot be part of its own initial value: in C it would stand for the new variable, which has no value yet
            int x = 1; int x = 2;
                2:16 `x` is already declared in this block
            int x = 1; if (x) { int x = 2; x++; }
                fine
            int x = 1; if (x) { int x = x + 1; }
                2:29 `x` cannot be part of its own initial value: in C it would stand for the new variable, which has no value yet
            if (a[0]) { int x = 1; } x = 2;
                2:26 `x` is not declared here
            int a = 1;
                2:5 expected the name of a variable, found `a`, which is the list
            if (a[0]) { int a = 1; }
                2:17 expected the name of a variable, found `a`, which is the list
            int func_1 = 1;
                2:5 expected the name of a variable, found `func_1`, which is the function
            int while = 1;
                2:5 expected the name of a variable, found `while`, a word that C keeps for itself
            int x;
                2:6 `x` needs an initial value: write `int x = 0;` [unsupported]
            int x, y;
                2:6 `x` needs an initial value: write `int x = 0;` [unsupported]
            int x = 1, y = 2;
                2:10 expected `;`, found `,`: every variable has a declaration of its own [unsupported]
            int *x = a;
                2:5 pointers are not supported; variables are of type `int` [unsupported]
            int x[2] = 1;
                2:6 further arrays are not supported [unsupported]
            int 3 = 1;
                2:5 expected the name of a variable, found `3`
            for (i = 0; i < 3; i++) { }
                2:6 `i` is not declared here
            for (int i = i; i < 3; i++) { }
                2:14 `i` cannot be part of its own initial value: in C it would stand for the new variable, which has no value yet
            for (int i = 0; j < 3; i++) { }
                2:17 `j` is not declared here
            for (int i = 0; i < 3; i++) { int i = 1; a[i] = 1; }
                fine
            for (int i = 0; i < 3; i++) { } a[i] = 1;
                2:35 `i` is not declared here
            for (int i = 0; i < 3; i++) { } for (int i = 0; i < 3; i++) { }
                fine
            for (int a = 0; a < 3; a++) { }
                2:10 expected the name of a variable, found `a`, which is the list
            a = 1;
                2:1 the list itself cannot be assigned, only its elements
            a[0] = a;
                2:9 expected `[` after `a`, found `;`: `a` is the list, its elements are `a[0]`, `a[1]`, ...
            int x = 1; x[0] = 1;
                2:13 `x` is an integer; only `a` has elements [unsupported]
            int x = 1; a[0] = x[0];
                2:20 `x` is an integer; only `a` has elements [unsupported]
            unsigned x = 1;
                2:1 `unsigned` is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;` [unsupported]
        "#]],
    );
}

#[test]
fn statements() {
    check_bodies(
        "
        ;
        { a[0] = 1; }
        a[0];
        a[0] = 1
        a[0] = a[1] = 2;
        a[0] *= 2;
        a[0] == 2;
        *a = 1;
        (a[0])++;
        ++a[0]++;
        a[0][1] = 2;
        f(1);
        a[0] = f(1);
        a[0] = sizeof(int);
        a[0] = (int) 1;
        while (1) { }
        do { } while (1);
        switch (a[0]) { }
        goto end;
        end: a[0] = 1;
        if (a[0]) { return a; }
        if (a[0]) a[1] = 1;
        if a[0] { }
        if () { }
        if (a[0]) { } else a[1] = 1;
        else { }
        continue;
        if (a[0]) break;
        for (int i = 0; i < 3; i++) { if (i) { break; } else continue; }
        for (int i = 0; i < 3; i++) continue;
        for (int i = 0; i < 3; i++) a[i] = 1;
        for (int i = 0; i < 3; i++);
        for (;;) { }
        for (int i = 0, j = 0; i < 3; i++) { }
        for (int i = 0; i == 3; i++) { }
        for (int i = 0; 3 > i; i++) { }
        for (int i = 0; i < a[0]; i++) { }
        for (int i = 0; i < 2 + 1; i++) { }
        for (int i = 0; i < 3 && a[i]; i++) { }
        for (int i = 0; i; i++) { }
        for (int i = 0; i < 3; ) { }
        for (int i = 0; i < 3; i = 1 + i) { }
        for (int i = 0; i < 3; i = i * 2) { }
        for (int i = 0; i < 3; i++, i++) { }
        for (int i = 0; i < 3; i) { }
        int end = 1; a[0] = end
        ",
        expect![[r#"

            ;
                2:1 an empty statement is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;` [unsupported]
            { a[0] = 1; }
                2:1 a block of its own is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;` [unsupported]
            a[0];
                2:5 expected an assignment (`=`, `+=`, `-=`, `++` or `--`), found `;`
            a[0] = 1
                3:1 expected `;` at the end of the statement, found `return`
            a[0] = a[1] = 2;
                2:13 expected `;`, found `=`: only one assignment in a statement [unsupported]
            a[0] *= 2;
                2:6 expected an assignment (`=`, `+=`, `-=`, `++` or `--`), found `*=` [unsupported]
            a[0] == 2;
                2:6 expected an assignment (`=`, `+=`, `-=`, `++` or `--`), found `==`
            *a = 1;
                2:1 pointers are not supported; the elements of the list are `a[0]`, `a[1]`, ... [unsupported]
            (a[0])++;
                2:1 a parenthesis cannot start a statement; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;` [unsupported]
            ++a[0]++;
                2:7 expected `;` at the end of the statement, found `++`
            a[0][1] = 2;
                2:5 `a` is a list of integers; its elements have no elements [unsupported]
            f(1);
                2:1 calls are not supported, found `f(` [unsupported]
            a[0] = f(1);
                2:8 calls are not supported, found `f(` [unsupported]
            a[0] = sizeof(int);
                2:8 `sizeof` is not supported [unsupported]
            a[0] = (int) 1;
                2:9 casts are not supported [unsupported]
            while (1) { }
                2:1 `while` is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;` [unsupported]
            do { } while (1);
                2:1 `do` is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;` [unsupported]
            switch (a[0]) { }
                2:1 `switch` is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;` [unsupported]
            goto end;
                2:1 `goto` is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;` [unsupported]
            end: a[0] = 1;
                2:1 labels are not supported [unsupported]
            if (a[0]) { return a; }
                2:13 `return` may stand only at the end of the function; is a `}` missing before it? [unsupported]
            if (a[0]) a[1] = 1;
                2:11 expected `{` to open the body of the `if`, found `a`: only `continue;` and `break;` go without braces
            if a[0] { }
                2:4 expected `(` after `if`, found `a`
            if () { }
                2:5 expected a value (a constant, a variable, an element of `a`), found `)`
            if (a[0]) { } else a[1] = 1;
                2:20 expected `{` to open the body of the `else`, found `a`: only `continue;` and `break;` go without braces
            else { }
                2:1 `else` without an `if` before it
            continue;
                2:1 `continue` outside of any `for`
            if (a[0]) break;
                2:11 `break` outside of any `for`
            for (int i = 0; i < 3; i++) { if (i) { break; } else continue; }
                fine
            for (int i = 0; i < 3; i++) continue;
                fine
            for (int i = 0; i < 3; i++) a[i] = 1;
                2:29 expected `{` to open the body of the `for`, found `a`: only `continue;` and `break;` go without braces
            for (int i = 0; i < 3; i++);
                2:28 expected `{` to open the body of the `for`, found `;`: only `continue;` and `break;` go without braces
            for (;;) { }
                2:6 expected the name of a variable, found `;`: this part of a `for` has the form `name = value`
            for (int i = 0, j = 0; i < 3; i++) { }
                2:15 expected `;`, found `,`: a `for` has one variable [unsupported]
            for (int i = 0; i == 3; i++) { }
                2:19 a `for` cannot test by `==`, only by `<`, `<=`, `>`, `>=` and `!=` [unsupported]
            for (int i = 0; 3 > i; i++) { }
                2:17 expected the name of a variable, found `3`: this part of a `for` has the form `name < bound`
            for (int i = 0; i < a[0]; i++) { }
                2:21 an element of `a` cannot stand here, only a constant or a variable; copy it into a variable first [unsupported]
            for (int i = 0; i < 2 + 1; i++) { }
                2:23 the bound of a `for` is a constant or a variable; compute it in an earlier statement [unsupported]
            for (int i = 0; i < 3 && a[i]; i++) { }
                2:23 the test of a `for` is one comparison; put the rest into an `if` with a `break` [unsupported]
            for (int i = 0; i; i++) { }
                2:18 expected a comparison (`<`, `<=`, `>`, `>=` or `!=`), found `;`
            for (int i = 0; i < 3; ) { }
                2:24 expected the name of a variable, found `)`: this part of a `for` has the form `name++`
            for (int i = 0; i < 3; i = 1 + i) { }
                2:28 expected the name of a variable, found `1`: this part of a `for` has the form `name = name + value`
            for (int i = 0; i < 3; i = i * 2) { }
                2:30 expected `+` or `-`, found `*`: the step of a `for` has the form `name = name + value`
            for (int i = 0; i < 3; i++, i++) { }
                2:27 expected `)`, found `,`: a `for` has one step [unsupported]
            for (int i = 0; i < 3; i) { }
                2:25 expected the step of the `for` (`++`, `--`, `+=`, `-=` or `=`), found `)`
            int end = 1; a[0] = end
                3:1 expected `;` at the end of the statement, found `return`
        "#]],
    );
}
