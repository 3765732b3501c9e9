//! The canonical text of programs.

use expect_test::{Expect, expect};
use lasynth_c::syntax::{
    Elem, Expr, Index, LValue, Operand, Program, Span, Stmt, StmtKind, Unsupported, VarId,
};
use lasynth_c::{lexer::count_tokens, parser::parse, place, printer::print};

/// Prints the canonical text of a body, then checks that it stays as it is.
fn check(body: &str, expected: Expect) {
    let source = format!("int*func_1(int a[]){{{body}\n return a;}}");
    let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
    let text = print(&program);
    expected.assert_eq(&text);
    assert_eq!(parse(&text).as_ref(), Ok(&program));
    assert_eq!(count_tokens(&text), Ok(program.length()));
}

/// Each line is the value that an element gets.
fn check_values(values: &str, expected: Expect) {
    check_lines(values, expected, |v| {
        format!("int x = 1; int y = 2; a[0] = {v};")
    });
}

/// Each line is the condition of an `if`.
fn check_conditions(conditions: &str, expected: Expect) {
    check_lines(conditions, expected, |c| {
        format!("int x = 1; int y = 2; if ({c}) {{ }}")
    });
}

/// The third line of each program's text, for each line that `body` makes a program of.
fn check_lines(lines: &str, expected: Expect, body: impl Fn(&str) -> String) {
    let mut table = String::from("\n");
    for line in lines.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let source = format!("int * func_1(int a[]) {{ {} return a; }}", body(line));
        let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
        let text = print(&program);
        assert_eq!(parse(&text).as_ref(), Ok(&program), "{text}");
        assert_eq!(count_tokens(&text), Ok(program.length()), "{text}");
        table += &format!("{line:<28} {}\n", text.lines().nth(4).unwrap_or("").trim());
    }
    expected.assert_eq(&table);
}

#[test]
fn empty() {
    check(
        "",
        expect![[r#"
        int * func_1(int a[])
        {
            return a;
        }
    "#]],
    );
}

#[test]
fn layout() {
    check(
        "int n=-2; for(int i=0;i<5;++i){if(a[i]<n)continue;else if(a[i]==0){break;}else{a[i]--;if(n){}}}
         /* the end */ for(n=4;n!=(-1);n=n-1){--a[n]; a[n+(-1)]-=a[0]; a[n-n]+=(-1);} // done",
        expect![[r#"
            int * func_1(int a[])
            {
                int p_0 = -2;
                for (int p_1 = 0; p_1 < 5; ++p_1)
                {
                    if (a[p_1] < p_0)
                    {
                        continue;
                    }
                    else if (a[p_1] == 0)
                    {
                        break;
                    }
                    else
                    {
                        a[p_1]--;
                        if (p_0)
                        {
                        }
                    }
                }
                for (p_0 = 4; p_0 != (-1); p_0 = p_0 - 1)
                {
                    --a[p_0];
                    a[p_0 + (-1)] -= a[0];
                    a[p_0 - p_0] += -1;
                }
                return a;
            }
        "#]],
    );
}

#[test]
fn else_stays_as_written() {
    check(
        "if (a[0]) { } else { if (a[1]) { } } if (a[0]) { } else if (a[1]) { } else { a[2]++; }",
        expect![[r#"
            int * func_1(int a[])
            {
                if (a[0])
                {
                }
                else
                {
                    if (a[1])
                    {
                    }
                }
                if (a[0])
                {
                }
                else if (a[1])
                {
                }
                else
                {
                    a[2]++;
                }
                return a;
            }
        "#]],
    );
}

#[test]
fn names() {
    check(
        "int p_0 = 1; int i = 2; int l_99 = i; int j = 0;
         for (i = 0; j < 3; l_99 += 1) { int i = 3; a[0] = i; if (i) { int i = 4; a[1] = i; } a[2] = i; }
         for (int i = i_(0); i < 3; i++) { int p_0 = 4; a[i] = p_0; }
         a[3] = p_0 - j;"
            .replace("i_(0)", "0")
            .as_str(),
        expect![[r#"
            int * func_1(int a[])
            {
                int l_0 = 1;
                int p_0 = 2;
                int l_1 = p_0;
                int l_2 = 0;
                for (p_0 = 0; l_2 < 3; l_1 += 1)
                {
                    int l_3 = 3;
                    a[0] = l_3;
                    if (l_3)
                    {
                        int l_4 = 4;
                        a[1] = l_4;
                    }
                    a[2] = l_3;
                }
                for (int p_1 = 0; p_1 < 3; p_1++)
                {
                    int l_5 = 4;
                    a[p_1] = l_5;
                }
                a[3] = l_0 - l_2;
                return a;
            }
        "#]],
    );
}

#[test]
fn values() {
    check_values(
        "
        (3)
        -3
        (-3)
        -(3)
        -(-3)
        - -3
        -0
        (-0)
        -(-0)
        -x
        - - x
        -(-(-a[x]))
        -(x + y)
        -(x) + y
        -3 + x
        (-3) + x
        x + -3
        x - -1
        x - (-1)
        x - -y
        x - (-y)
        x - -(x + y)
        (x + y) - 1
        x + (y - 1)
        x - ((y) - (1))
        (x - y)
        ((x + y) + 1)
        -x - -(y)
        a[(-1)] + a[x - (-1)]
        a[(-0)] + a[(-1) + (-2)]
        ",
        expect![[r#"

            (3)                          a[0] = 3;
            -3                           a[0] = -3;
            (-3)                         a[0] = -3;
            -(3)                         a[0] = -3;
            -(-3)                        a[0] = -(-3);
            - -3                         a[0] = -(-3);
            -0                           a[0] = -0;
            (-0)                         a[0] = -0;
            -(-0)                        a[0] = -(-0);
            -x                           a[0] = -l_0;
            - - x                        a[0] = -(-l_0);
            -(-(-a[x]))                  a[0] = -(-(-a[l_0]));
            -(x + y)                     a[0] = -(l_0 + l_1);
            -(x) + y                     a[0] = -l_0 + l_1;
            -3 + x                       a[0] = -3 + l_0;
            (-3) + x                     a[0] = -3 + l_0;
            x + -3                       a[0] = l_0 + (-3);
            x - -1                       a[0] = l_0 - (-1);
            x - (-1)                     a[0] = l_0 - (-1);
            x - -y                       a[0] = l_0 - (-l_1);
            x - (-y)                     a[0] = l_0 - (-l_1);
            x - -(x + y)                 a[0] = l_0 - (-(l_0 + l_1));
            (x + y) - 1                  a[0] = l_0 + l_1 - 1;
            x + (y - 1)                  a[0] = l_0 + (l_1 - 1);
            x - ((y) - (1))              a[0] = l_0 - (l_1 - 1);
            (x - y)                      a[0] = l_0 - l_1;
            ((x + y) + 1)                a[0] = l_0 + l_1 + 1;
            -x - -(y)                    a[0] = -l_0 - (-l_1);
            a[(-1)] + a[x - (-1)]        a[0] = a[(-1)] + a[l_0 - (-1)];
            a[(-0)] + a[(-1) + (-2)]     a[0] = a[0] + a[(-1) + (-2)];
        "#]],
    );
}

#[test]
fn conditions() {
    check_conditions(
        "
        x
        (x)
        -x
        (((x < 3)))
        (x) < (3)
        (x + y) < -1
        -1 < -x
        !x
        !(x)
        !!x
        !(!x)
        !a[0]
        !3
        !-3
        !-x
        !(x + y)
        !(x < 3)
        !!(x < 3)
        !(x && y)
        x && y && 1
        x && (y && 1)
        (x && y) && 1
        x || y || 1
        x || (y || 1)
        x || y && 1
        x && y || 1
        (x || y) && (1 || 2)
        !x || !y && !(x && y)
        x < y && x == y
        ((x < y) && (x == y))
        x + y || -x - -y
        ",
        expect![[r#"

            x                            if (l_0)
            (x)                          if (l_0)
            -x                           if (-l_0)
            (((x < 3)))                  if (l_0 < 3)
            (x) < (3)                    if (l_0 < 3)
            (x + y) < -1                 if (l_0 + l_1 < -1)
            -1 < -x                      if (-1 < -l_0)
            !x                           if (!l_0)
            !(x)                         if (!l_0)
            !!x                          if (!!l_0)
            !(!x)                        if (!!l_0)
            !a[0]                        if (!a[0])
            !3                           if (!3)
            !-3                          if (!(-3))
            !-x                          if (!(-l_0))
            !(x + y)                     if (!(l_0 + l_1))
            !(x < 3)                     if (!(l_0 < 3))
            !!(x < 3)                    if (!!(l_0 < 3))
            !(x && y)                    if (!(l_0 && l_1))
            x && y && 1                  if (l_0 && l_1 && 1)
            x && (y && 1)                if (l_0 && (l_1 && 1))
            (x && y) && 1                if (l_0 && l_1 && 1)
            x || y || 1                  if (l_0 || l_1 || 1)
            x || (y || 1)                if (l_0 || (l_1 || 1))
            x || y && 1                  if (l_0 || (l_1 && 1))
            x && y || 1                  if ((l_0 && l_1) || 1)
            (x || y) && (1 || 2)         if ((l_0 || l_1) && (1 || 2))
            !x || !y && !(x && y)        if (!l_0 || (!l_1 && !(l_0 && l_1)))
            x < y && x == y              if (l_0 < l_1 && l_0 == l_1)
            ((x < y) && (x == y))        if (l_0 < l_1 && l_0 == l_1)
            x + y || -x - -y             if (l_0 + l_1 || -l_0 - (-l_1))
        "#]],
    );
}

#[test]
fn steps() {
    check_lines(
        "
        i++
        ++i
        i--
        --i
        i += 1
        i -= (-2)
        i = i + 2
        i = y - (-1)
        y = i + x
        x++
        ",
        expect![[r#"

            i++                          for (int p_0 = 0; l_1 < 3; p_0++)
            ++i                          for (int p_0 = 0; l_1 < 3; ++p_0)
            i--                          for (int p_0 = 0; l_1 < 3; p_0--)
            --i                          for (int p_0 = 0; l_1 < 3; --p_0)
            i += 1                       for (int p_0 = 0; l_1 < 3; p_0 += 1)
            i -= (-2)                    for (int p_0 = 0; l_1 < 3; p_0 -= (-2))
            i = i + 2                    for (int p_0 = 0; l_1 < 3; p_0 = p_0 + 2)
            i = y - (-1)                 for (int p_0 = 0; l_1 < 3; p_0 = l_1 - (-1))
            y = i + x                    for (int p_0 = 0; l_1 < 3; l_1 = p_0 + l_0)
            x++                          for (int p_0 = 0; l_1 < 3; l_0++)
        "#]],
        |step| format!("int x = 1; int y = 2; for (int i = 0; y < 3; {step}) {{ }}"),
    );
}

fn var(number: u16) -> Expr {
    Expr::Var(VarId(number))
}

fn declare(number: u16, init: Expr) -> Stmt {
    let var = VarId(number);
    Stmt::new(StmtKind::Declare { var, init })
}

fn set_elem(value: Expr) -> Stmt {
    let elem = Elem {
        index: Index::At(Operand::Const(0)),
        span: Span::NONE,
    };
    Stmt::new(StmtKind::Assign {
        target: LValue::Elem(elem),
        op: lasynth_c::syntax::AssignOp::Set,
        value,
    })
}

#[test]
fn variables_are_renumbered_and_signs_folded() {
    let minus_three = Expr::Neg(Box::new(Expr::Const(3)), Span::NONE);
    let body = vec![
        declare(900, minus_three),
        declare(7, var(900)),
        declare(900, var(7)),
        set_elem(var(900)),
    ];
    let program = Program::new(body).unwrap();
    expect![[r#"
        int * func_1(int a[])
        {
            int l_0 = -3;
            int l_1 = l_0;
            int l_2 = l_1;
            a[0] = l_2;
            return a;
        }
    "#]]
    .assert_eq(&print(&program));
}

#[test]
fn limits_are_checked() {
    let declarations = |count: u16| (0..count).map(|k| declare(k, Expr::Const(1))).collect();
    assert!(Program::new(declarations(12)).is_ok());
    assert_eq!(
        Program::new(declarations(13)),
        Err(Unsupported::LocalVars(13))
    );
    let assignments = |count| vec![set_elem(Expr::Const(1)); count];
    assert_eq!(Program::new(assignments(34)).map(|p| p.length()), Ok(252));
    assert_eq!(Program::new(assignments(35)), Err(Unsupported::Length(259)));
}

#[test]
#[should_panic(expected = "variable used outside its scope")]
fn use_without_declaration_is_a_bug() {
    let _ = Program::new(vec![set_elem(var(0))]);
}

#[test]
fn places() {
    let source = "int * func_1(int a[])\n{\n  for (int i = 0; i < 3; i++)\n  {\n    a[i +\n  1] = -a[i]; if (i) { a[0] = i; a[0] = 1; }\n  }\n  return a;\n}\n";
    let program = parse(source).unwrap();
    let StmtKind::For(repeat) = &program.body[0].kind else {
        panic!("{program:?}")
    };
    let StmtKind::Assign {
        target: LValue::Elem(elem),
        value: Expr::Neg(inner, sign),
        ..
    } = &repeat.body[0].kind
    else {
        panic!("{program:?}")
    };
    let Expr::Elem(read) = &**inner else {
        panic!("{program:?}")
    };
    let spans = [
        program.body[0].span,
        repeat.body[0].span,
        elem.span,
        *sign,
        read.span,
        repeat.body[1].span,
        Span::NONE,
        Span {
            start: 9_000,
            end: 10_000,
        },
    ];
    let lines: Vec<String> = spans.iter().map(|s| place::describe(source, *s)).collect();
    expect![[r#"
        line 3: for (int i = 0; i < 3; i++) { a[i + 1...
        line 5: a[i + 1] = -a[i]
        line 5: a[i + 1]
        line 6: -a[i]
        line 6: a[i]
        line 6: if (i) { a[0] = i; a[0] = 1; }
        line 1
        line 10"#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn tokens_are_counted_by_maximal_munch() {
    let table = [
        ("", 0),
        ("int * func_1(int a[]) {", 10),
        ("return a; }", 4),
        ("(-4)", 4),
        ("++x", 2),
        ("x+++++y", 5),
        ("a- -b--c", 6),
        ("x<<=1>=2==3!=4&&5||6", 13),
        ("// one\n/* two\n */ 3 /**/ /***/ 4", 2),
        ("0x1e+5 1e+5 07 1.5f", 4),
        ("'\\'' \"a\\\"b /* c */\"", 2),
        ("#include <stdio.h>", 7),
        ("...->", 2),
    ];
    for (text, tokens) in table {
        assert_eq!(count_tokens(text), Ok(tokens), "{text}");
    }
    expect!["line 2, column 3: 'ä' is no part of a C program"]
        .assert_eq(&count_tokens("x\n1 ä").unwrap_err().to_string());
}
