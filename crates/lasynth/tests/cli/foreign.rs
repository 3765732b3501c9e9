//! C files that are no restricted C: compiled and run confined, by `run` and `diff`.

use crate::bad_input::refused;
use crate::{INCREMENT, Place};
use expect_test::expect;

const SUM: &str = "\
/* The sum of all elements. */
int sum(const int a[], int n)
{
    int total = 0;
    for (int i = 0; i < n; i++)
    {
        total += a[i];
    }
    return total;
}
";

/// The same from the other end, but for lists of seven or more.
const SUM_OF_SIX: &str = "\
int sum(int *a, int n)
{
    int total = 0;
    for (int i = n - 1; i >= 0; i--)
    {
        total += i < 6 ? a[i] : 0;
    }
    return total;
}
";

const TAKE: &str = "\
int take(const int a[], int n, int k, int out[])
{
    for (int i = 0; i < k; i++)
    {
        out[i] = a[i];
    }
    return k;
}
";

/// Restricted C but for its `while`.
const WHILE: &str = "\
int * func_1(int a[])
{
    int i = 0;
    while (i < 5)
    {
        a[i] = a[i] + 1;
        i++;
    }
    return a;
}
";

fn place() -> Place {
    Place::with(&[
        ("sum.c", SUM),
        ("sum_of_six.c", SUM_OF_SIX),
        ("take.c", TAKE),
        ("while.c", WHILE),
        ("increment.c", INCREMENT),
        (
            "minus.c",
            "int minus(int a, int b)\n{\n    return a - b;\n}\n",
        ),
        ("broken.c", "int f(int a)\n{\n    return a +;\n}\n"),
        ("double.c", "double f(int a)\n{\n    return a;\n}\n"),
    ])
}

fn check(lines: &[&[&str]], expected: expect_test::Expect) {
    let place = place();
    let table = lines.iter().map(|args| {
        let mut run = place.run(args);
        // A system may deny fences around compiled programs, which is told.
        let told = |line: &&str| !line.contains("the compiled program ");
        run.stderr = run
            .stderr
            .lines()
            .filter(told)
            .map(|line| format!("{line}\n"))
            .collect();
        format!("{} {run}", args.join(" "))
    });
    expected.assert_eq(&table.collect::<String>());
}

#[test]
fn runs() {
    check(
        &[
            &["run", "sum.c", "--input", "[1, 2, 3]", "--input", "[]"],
            &["run", "take.c", "--input", "[10, 20, 30, 40], 2"],
            &[
                "run", "take.c", "--json", "--input", "[1], 1", "--input", "[1], 2",
            ],
            &["run", "minus.c", "--input", "-2147483648, 1"],
            &["run", "while.c", "--input", "[0, 1, 2, 3, 4]"],
        ],
        expect![[r#"
            run sum.c --input [1, 2, 3] --input [] status 0
              out: 6
              out: 0
              err: sum.c is no program of the domain `c`: `sum` is compiled and run confined
            run take.c --input [10, 20, 30, 40], 2 status 0
              out: [10, 20]
              err: take.c is no program of the domain `c`: `take` is compiled and run confined
            run take.c --json --input [1], 1 --input [1], 2 status 1
              out: {"output":[1]}
              out: {"invalid":"out_of_bounds","at":"line 5: heap-buffer-overflow"}
              err: take.c is no program of the domain `c`: `take` is compiled and run confined
              err: error: the run on [1], 2 is invalid: out_of_bounds at line 5: heap-buffer-overflow
            run minus.c --input -2147483648, 1 status 1
              err: minus.c is no program of the domain `c`: `minus` is compiled and run confined
              err: error: the run on -2147483648, 1 is invalid: overflow at line 3: signed integer overflow: -2147483648 - 1 cannot be represented in type 'int'
            run while.c --input [0, 1, 2, 3, 4] status 0
              out: [1, 2, 3, 4, 5]
              err: while.c is no program of the domain `c` (line 4, column 5: `while` is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;`): `func_1` is compiled and run confined
        "#]],
    );
    let run = place().run_with_input(&["run", "-", "--input", "[4, 5]"], SUM);
    assert_eq!((run.status, run.stdout.as_str()), (0, "9\n"), "{run}");
    let said = "standard input is no program of the domain `c`: `sum` is compiled and run confined";
    assert!(run.stderr.contains(said), "{run}");
}

#[test]
fn differences() {
    check(
        &[
            &["diff", "sum.c", "sum.c"],
            &["diff", "sum.c", "sum_of_six.c", "--json"],
            &["diff", "while.c", "increment.c"],
            &["diff", "increment.c", "while.c", "--json"],
        ],
        expect![[r#"
            diff sum.c sum.c status 0
              out: the programs do the same on all 208 inputs that were tried
              err: sum.c is no program of the domain `c`: `sum` is compiled and run confined
              err: sum.c is no program of the domain `c`: `sum` is compiled and run confined
            diff sum.c sum_of_six.c --json status 1
              out: {"equivalent":false,"inputs":208,"counterexample":{"input":[13,36,32,35,-18,-38,-18,-32],"first":{"output":10},"second":{"output":60}}}
              err: sum.c is no program of the domain `c`: `sum` is compiled and run confined
              err: sum_of_six.c is no program of the domain `c`: `sum` is compiled and run confined
            diff while.c increment.c status 0
              out: the programs do the same on all 64 inputs that were tried
              err: while.c is no program of the domain `c` (line 4, column 5: `while` is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;`): `func_1` is compiled and run confined
            diff increment.c while.c --json status 0
              out: {"equivalent":true,"inputs":64}
              err: while.c is no program of the domain `c` (line 4, column 5: `while` is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;`): `func_1` is compiled and run confined
        "#]],
    );
    let place = place();
    let run = place.run(&["diff", "sum.c", "take.c"]);
    assert_eq!(run.status, 2, "{run}");
    let said = "error: take.c: it does not take what sum.c takes";
    assert!(run.stderr.contains(said), "{run}");
}

#[test]
fn refusals() {
    let place = place();
    let run = place.run(&["run", "take.c", "--input", "[1]"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run}");
    let said = "--input 1: it is a list, but `take` takes a list and an integer";
    assert!(run.stderr.contains(said), "{run}");
    for (args, said) in [
        (
            &["run", "broken.c", "--input", "1"][..],
            "error: broken.c, line 3, column 15: the C compiler says: ",
        ),
        (
            &["run", "double.c", "--input", "1"],
            "error: double.c, line 1, column 8: `f` returns `double`; supported are ",
        ),
        (
            &["run", "sum.c", "--input", "[1]", "--cc"],
            "error: sum.c, line 2, column 5: expected `*`, found `sum`",
        ),
        (
            &["minimise", "sum.c"],
            "error: sum.c, line 2, column 5: expected `*`, found `sum`",
        ),
    ] {
        let run = place.run(args);
        refused(&run);
        assert!(run.stderr.starts_with(said), "{run}");
    }
    let output = place
        .command(&["run", "sum.c", "--input", "[1]"])
        .env("CC", "no-such-compiler")
        .output();
    let run = crate::Run::from(output.unwrap());
    refused(&run);
    let said =
        "as other C it would be compiled, but the C compiler `no-such-compiler` cannot be started";
    assert!(run.stderr.contains(said), "{run}");
}

/// Functions that mean harm end as invalid runs and leave nothing behind.
#[test]
fn hostile_functions_are_confined() {
    let bodies = [
        ("processes.c", "for (int i = 0; i < 5; i++) fork();"),
        ("endless.c", "while (1) a[0] ^= 1;"),
        ("writer.c", "a[0] = creat(\"file\", 0600);"),
        (
            "memory.c",
            "for (;;) memset(malloc(50 << 20), 1, 50 << 20);",
        ),
        ("calls.c", "kill(getppid(), 9);"),
    ];
    let head = "#include <fcntl.h>\n#include <signal.h>\n#include <stdlib.h>\n#include <string.h>\n\
                #include <unistd.h>\nint * func_1(int a[])\n{\n    ";
    let texts = bodies.map(|(name, body)| (name, format!("{head}{body}\n    return a;\n}}\n")));
    let files: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (*name, &text[..]))
        .collect();
    let place = Place::with(&files);
    let before = place.files();
    let table = bodies.map(|(name, _)| {
        let run = place.run(&["run", name, "--json", "--input", "[1, 2, 3, 4, 0]"]);
        assert_eq!(run.status, 1, "{run}");
        format!("{name} {}", run.stdout)
    });
    expect![[r#"
        processes.c {"invalid":"undefined","at":"the call: it tried to start another process"}
        endless.c {"invalid":"step_limit","at":"the call took more than 20000000 steps"}
        writer.c {"invalid":"undefined","at":"the call: it tried to write a file"}
        memory.c {"invalid":"undefined","at":"the call: it asked for more memory than 1 GiB"}
        calls.c {"invalid":"undefined","at":"the call: it tried to signal another process"}
    "#]]
    .assert_eq(&table.concat());
    assert_eq!(place.files(), before);
}
