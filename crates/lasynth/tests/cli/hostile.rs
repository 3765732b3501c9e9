//! Programs that mean harm. What the fences around a compiled program do about them is tested in
//! `lasynth-sandbox`, below the parser; here none gets as far as a compiler, since `--cc` is for programs of
//! the language. Without it they are compiled: see `foreign`.

use crate::bad_input::refused;
use crate::data::{interrupt, wait_until};
use crate::{INCREMENT, Place, Run, names};
use expect_test::{Expect, expect};

/// Each body between the head and `return a;`.
fn check(bodies: &[(&str, &str)], expected: Expect) {
    let texts: Vec<(&str, String)> = bodies
        .iter()
        .map(|(name, body)| {
            let text = format!("int * func_1(int a[])\n{{\n{body}    return a;\n}}\n");
            (*name, text)
        })
        .collect();
    check_texts(&texts, expected);
}

fn check_texts(texts: &[(&str, String)], expected: Expect) {
    let files: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let place = Place::with(&files);
    let before = place.files();
    let mut table = String::new();
    for (name, _) in files {
        // A compiler that cannot be started would be complained of.
        let output = place
            .command(&["run", name, "--cc", "--input", "[1,2,3,4,0]"])
            .env("CC", "no-such-compiler")
            .output()
            .unwrap();
        let run = Run::from(output);
        refused(&run);
        table += &run.stderr;
    }
    expected.assert_eq(&table);
    assert_eq!(place.files(), before);
}

#[test]
fn hostile_functions_are_not_restricted_c() {
    check(
        &[
            (
                "processes.c",
                "    for (int p_0 = 0; p_0 < 5; p_0++)\n    {\n        fork();\n    }\n",
            ),
            (
                "endless.c",
                "    while (1)\n    {\n        a[0] = 1;\n    }\n",
            ),
            ("memory.c", "    int l_0[2684354560];\n    l_0[0] = 1;\n"),
            ("writer.c", "    a[0] = creat(\"file\", 0600);\n"),
        ],
        expect![[r#"
            error: processes.c, line 5, column 9: calls are not supported, found `fork(`
            error: endless.c, line 3, column 5: `while` is not supported; a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;`
            error: memory.c, line 3, column 12: further arrays are not supported
            error: writer.c, line 3, column 12: calls are not supported, found `creat(`
        "#]],
    );
}

#[test]
fn hostile_whole_programs_are_not_restricted_c() {
    let main = |body: &str| format!("int main(void)\n{{\n    {body}\n}}\n");
    check_texts(
        &[
            (
                "processes.c",
                format!(
                    "#include <unistd.h>\n{}",
                    main("for (int i = 0; i < 1000; i++) if (fork() == 0) pause();")
                ),
            ),
            ("endless.c", main("for (;;) ;")),
            (
                "memory.c",
                main("memset(malloc(10737418240), 1, 10737418240);"),
            ),
            ("writer.c", main("fputs(\"text\", fopen(\"file\", \"w\"));")),
        ],
        expect![[r#"
            error: processes.c, line 1, column 1: expected `int`, found `#`: a program is one function that starts `int * func_1(int a[])`
            error: endless.c, line 1, column 5: expected `*`, found `main`: a program is one function that starts `int * func_1(int a[])`
            error: memory.c, line 1, column 5: expected `*`, found `main`: a program is one function that starts `int * func_1(int a[])`
            error: writer.c, line 1, column 5: expected `*`, found `main`: a program is one function that starts `int * func_1(int a[])`
        "#]],
    );
}

#[test]
fn an_interrupted_compiler_leaves_nothing_behind() {
    let place = Place::with(&[("p.c", INCREMENT)]);
    let started = place.path("started");
    let script = format!("touch '{}'\nsleep 600\n", started.display());
    std::fs::write(place.path("compiler.sh"), script).unwrap();
    let temporary = place.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let child = place
        .command(&["run", "p.c", "--cc", "--input", "[1,2,3,4,0]"])
        .env("CC", format!("sh {}", place.path("compiler.sh").display()))
        .env("TMPDIR", &temporary)
        .spawn()
        .unwrap();
    wait_until("a compiler", || started.exists());
    assert_eq!(names(&temporary).len(), 1);
    interrupt(child.id());
    let run = Run::from(child.wait_with_output().unwrap());
    expect![[r#"
        status 1
          err: error: interrupted
    "#]]
    .assert_eq(&run.to_string());
    assert_eq!(names(&temporary), [""; 0]);
}
