//! The published format: what can be read, what is said about the rest, and that what is written is
//! read again and compiles.

use expect_test::{Expect, expect};
use lasynth_c::domain::RestrictedC;
use lasynth_c_tools::published::{Exporter, Folder, LatentExecution, SPLITS, read_pair};
use lasynth_core::{DrawRules, Language, Task, Tasks, Value};
use lasynth_data::formats::{
    Counts, Export, ExportError, Format, ImportError, ImportOptions, OpenError, Problem, Records,
    split_of,
};
use lasynth_data::tasks::TaskFileError;
use lasynth_sandbox::{Compiler, Limits, Outcome};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use tempfile::tempdir;

const C: &str = "\
#include <stdio.h>

int a0[5] = {1, (-1), 0, 2, 3};
int a1[5] = {0, 0, 0, 0, 0};
int a2[5] = {1, 2, 3, 4, (-4)};
int a3[5] = {1, 1, 1, 1, 1};
int a4[5] = {0, 1, 2, 3, 4};

int * func_1(int a[]);

int * func_1(int a[])
{
    a[0]++;
    return a;
}

int main(void) { return 0; }
";

const OUT: &str = "2 0 1 1 0 \n0 0 2 1 1 \n1 0 3 1 2 \n3 0 4 1 3 \n4 0 -4 1 4 \n";

/// What is said about a pair in which something is replaced.
fn say(replace: &[(&str, &str)], out: &str) -> String {
    let mut c = C.to_owned();
    for (from, to) in replace {
        assert!(c.contains(from), "{from}");
        c = c.replace(from, to);
    }
    match read_pair(7, &c, out) {
        Ok(pair) => {
            let outputs: Vec<String> = pair.examples.iter().map(|e| e.output.to_string()).collect();
            format!("{} {}", outputs.join(" "), pair.program.kind().name())
        }
        Err(problem) => problem.to_string(),
    }
}

fn check(cases: &[&[(&str, &str)]], expected: Expect) {
    let said: Vec<String> = cases.iter().map(|case| say(case, OUT) + "\n").collect();
    expected.assert_eq(&said.concat());
}

#[test]
fn spellings_that_mean_the_same() {
    let cases: [&[(&str, &str)]; 8] = [
        &[],
        &[("int a0[5]", "static int32_t a0[5]")],
        &[(
            "int a0[5] = {1, (-1), 0",
            "int a0[] = {\n   1, -1,\n\t((0))",
        )],
        &[("2, 3, 4, (-4)}", "2, 3, 4, (-4),}")],
        &[("int a1", "/* int a1[5] = {1}; { */ int /* x */ a1")],
        &[(
            "int a1",
            "const char *name = \"int a1[5] = {1}; // \\\" }\";\nint a1",
        )],
        &[(
            "#include <stdio.h>",
            "#include <stdio.h> /* { */\n#define X {{{\nint x(void) { return 0; }",
        )],
        &[("{\n    a[0]++;", "{ // first\n    a[0]++; /* one */")],
    ];
    let said: Vec<String> = cases.iter().map(|case| say(case, OUT)).collect();
    let plain =
        "[2, 0, 1, 1, 0] [0, 0, 2, 1, 1] [1, 0, 3, 1, 2] [3, 0, 4, 1, 3] [4, 0, -4, 1, 4] seq";
    assert_eq!(said, [plain; 8]);
}

#[test]
fn c_files_that_cannot_be_used() {
    check(
        &[
            &[("int a0[5] = {1,", "int a0[5] = {")],
            &[("int a0[5] = {1,", "int a0[5] = {5,")],
            &[("int a0[5] = {1,", "int a0[5] = {1 2,")],
            &[("int a0[5] = {1,", "int a0[5] = {x,")],
            &[("int a0[5] = {1, (-1),", "int a0[5] = {1, (-1,")],
            &[("int a0[5] = {1,", "int a0[5] = {99999999999,")],
            &[("int a0[5]", "int b0[5]")],
            &[("int a1[5]", "int a0[5]")],
            &[(
                "    return a;\n}\n",
                "    return a;\n}\nint * func_1(int a[]) { return a; }\n",
            )],
            &[("int * func_1(int a[])\n{", "int * func_2(int a[])\n{")],
            &[("    a[0]++;", "    a[0] *= 2;")],
            &[("    a[0]++;", "    a[0] = \"x\";")],
            &[(
                "    a[0]++;",
                "    a[4] = a[4] - 3;\n    int l_0 = a[4];\n    a[l_0]++;",
            )],
            &[("int main(void) { return 0; }\n", "/* ")],
            &[("    return a;\n}\n\nint main(void) { return 0; }\n", "")],
            &[("#include", "}\n#include")],
        ],
        expect![[r#"
            code_7.c, line 3, column 5: `a0` has 4 values, expected 5
            code_7.c, line 3, column 14: found the value 5; only values from -4 to 4 are supported
            code_7.c, line 3, column 16: expected `,`, found `2`
            code_7.c, line 3, column 14: expected a number such as 3 or (-3), found `x`
            code_7.c, line 3, column 20: expected `)`, found `,`
            code_7.c, line 3, column 14: expected a number such as 3 or (-3), found `99999999999`
            code_7.c, line 18, column 1: the global `a0` with position 0 of the examples is missing; expected `int a0[5] = {...};`
            code_7.c, line 4, column 5: `a0` is defined for the second time
            code_7.c, line 16, column 7: `func_1` is defined for the second time
            code_7.c, line 18, column 1: there is no definition of `int * func_1(int a[])`
            code_7.c, line 13, column 10: expected an assignment (`=`, `+=`, `-=`, `++` or `--`), found `*=`
            code_7.c, line 13, column 12: expected a value (a constant, a variable, an element of `a`), found `"x"`
            code_7.c: the run on example 1, [1, 0, 1, 1, 0], is invalid: out_of_bounds at line 15: a[l_0]
            code_7.c, line 17, column 1: this comment has no `*/` to end it
            code_7.c, line 11, column 7: the file ends in the middle of `func_1` (is it cut off?)
            code_7.c, line 1, column 1: this `}` has no `{`
        "#]],
    );
}

#[test]
fn out_files_that_cannot_be_used() {
    let cases = [
        "",
        "2 0 1 1 0 \n0 0 2 1 1 \n1 0 3",
        &OUT.replace("0 0 2 1 1 ", "0 0 2 1 "),
        &OUT.replace("0 0 2 1 1 ", "0 0 x 1 1"),
        &OUT.replace("0 0 2 1 1 ", "0 0 5 1 1"),
        &OUT.replace("0 0 2 1 1 ", "0 0 2 1 0"),
        &format!("{OUT}1 2 3 4 0\n"),
        &OUT.replace(" \n", "\n"),
        &format!("{OUT}\n\n"),
    ];
    let said: Vec<String> = cases.iter().map(|out| say(&[], out) + "\n").collect();
    expect![[r#"
        code_7.out, line 1, column 1: the file has 0 lines, expected 5, one for each example (is it cut off?)
        code_7.out, line 3, column 6: the file has 3 lines, expected 5, one for each example (is it cut off?)
        code_7.out, line 2, column 1: found 4 values, expected 5
        code_7.out, line 2, column 5: expected a number, found `x`
        code_7.out, line 2, column 5: found the value 5; only values from -4 to 4 are supported
        code_7.out, line 2, column 1: found [0, 0, 2, 1, 0], but on [-1, 0, 2, 1, 1] the program gives [0, 0, 2, 1, 1]
        code_7.out, line 6, column 1: found a line after the 5 of the examples
        [2, 0, 1, 1, 0] [0, 0, 2, 1, 1] [1, 0, 3, 1, 2] [3, 0, 4, 1, 3] [4, 0, -4, 1, 4] seq
        [2, 0, 1, 1, 0] [0, 0, 2, 1, 1] [1, 0, 3, 1, 2] [3, 0, 4, 1, 3] [4, 0, -4, 1, 4] seq
    "#]].assert_eq(&said.concat());
}

/// Imports a folder: the tasks, the problems, and the counts.
fn import_all(folder: &Folder, seed: u64) -> (Vec<Task>, Vec<Problem>, Counts) {
    let (mut tasks, mut problems) = (Vec::new(), Vec::new());
    let options = ImportOptions {
        seed,
        ..ImportOptions::default()
    };
    let mut sink = |_, task| -> Result<(), TaskFileError> {
        match task {
            Ok(task) => tasks.push(task),
            Err(problem) => problems.push(problem),
        }
        Ok(())
    };
    let counts = folder.import(&options, &mut sink, &mut |_| ControlFlow::Continue(()));
    let counts = counts.unwrap_or_else(|error| panic!("{error}"));
    (tasks, problems, counts)
}

fn drawn(count: usize) -> Vec<Task> {
    let rules = DrawRules::default();
    (0..)
        .filter_map(|seed| RestrictedC.draw(&rules, seed).ok())
        .take(count)
        .map(|draw| Task {
            program: Some(draw.program.source()),
            tokens: Some(draw.program.length()),
            kind: Some(draw.program.kind().name().to_owned()),
            examples: draw.examples,
            ..Task::default()
        })
        .collect()
}

fn export(path: &Path, tasks: &[Task]) {
    let mut exporter = Exporter::create(path).expect("created");
    for (index, task) in (0..).zip(tasks) {
        exporter.write(index, task).expect("written");
    }
    Box::new(exporter).finish().expect("finished");
}

#[test]
fn what_is_exported_is_imported_again() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("data");
    let tasks = drawn(150);
    export(&path, &tasks);
    assert_eq!(fs::read_dir(&path).expect("a folder").count(), 300);
    let scanned = Folder::open(&path).expect("opened");
    assert_eq!((scanned.len(), scanned.gaps().len()), (150, 0));
    let (again, problems, counts) = import_all(&scanned, 1);
    assert_eq!(problems, []);
    assert_eq!((counts.tasks, counts.unusable), (150, 0));
    for (number, (before, after)) in tasks.iter().zip(&again).enumerate() {
        assert_eq!(after.id, format!("code_{number}"));
        assert_eq!(before.program, after.program);
        assert_eq!((before.tokens, &before.kind), (after.tokens, &after.kind));
        assert_eq!(before.examples, after.examples);
        let heldout = after.heldout.as_ref().expect("held-out pairs");
        let mut inputs: Vec<String> = (heldout.iter().chain(&after.examples))
            .map(|pair| pair.input.to_string())
            .collect();
        inputs.sort();
        inputs.dedup();
        assert_eq!(
            (heldout.len(), inputs.len()),
            (5, 10),
            "all inputs are distinct"
        );
        let program = RestrictedC.parse(after.program.as_ref().expect("a program"));
        let program = program.expect("a program");
        for pair in heldout {
            assert_eq!(program.run(&pair.input).as_ref(), Ok(&pair.output));
            let output = pair.output.as_list().expect("a list");
            assert!(output.iter().all(|value| (-4..=4).contains(value)));
        }
    }

    // The seed decides on the held-out pairs, the threads and the other files do not.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let alone = pool.expect("a pool").install(|| import_all(&scanned, 1).0);
    assert_eq!(alone, again);
    assert_ne!(import_all(&scanned, 2).0, again);
    for number in 0..100 {
        fs::remove_file(path.join(format!("code_{number}.c"))).expect("removed");
        fs::remove_file(path.join(format!("code_{number}.out"))).expect("removed");
    }
    let fewer = Folder::open(&path).expect("opened");
    assert_eq!(import_all(&fewer, 1).0, again[100..]);
}

#[test]
fn an_exported_folder_compiles_and_prints_its_out_files() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("data");
    export(&path, &drawn(8));
    let interrupt = AtomicBool::new(false);
    for number in 0..8 {
        let text = |extension: &str| {
            fs::read_to_string(path.join(format!("code_{number}.{extension}"))).expect("a text")
        };
        let flags = ["-std=c99", "-pedantic-errors"];
        let binary = Compiler::from_env()
            .compile(&text("c"), &flags, &interrupt)
            .unwrap_or_else(|error| panic!("{error}\n{}", text("c")));
        let run = binary.run(&Limits::PROGRAM, &interrupt).expect("a run");
        assert_eq!(run.outcome, Outcome::Finished(0));
        assert_eq!(String::from_utf8_lossy(&run.stdout), text("out"));
    }
}

#[test]
fn a_c_file_is_a_whole_program() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("data");
    let pair = read_pair(0, C, OUT).expect("a pair");
    let task = Task {
        program: Some(pair.program.source()),
        examples: pair.examples,
        ..Task::default()
    };
    export(&path, &[task]);
    expect![[r##"
        #include <stdio.h>

        int a0[5] = {1, (-1), 0, 2, 3};
        int a1[5] = {0, 0, 0, 0, 0};
        int a2[5] = {1, 2, 3, 4, (-4)};
        int a3[5] = {1, 1, 1, 1, 1};
        int a4[5] = {0, 1, 2, 3, 4};

        int * func_1(int a[]);

        int * func_1(int a[])
        {
            a[0]++;
            return a;
        }

        int main(void)
        {
            int i, j;
            for (i = 0; i < 5; i++)
            {
                int a[5] = {a0[i], a1[i], a2[i], a3[i], a4[i]};
                int *r = func_1(a);
                for (j = 0; j < 5; j++)
                    printf("%d ", r[j]);
                printf("\n");
            }
            return 0;
        }
    "##]]
    .assert_eq(&fs::read_to_string(path.join("code_0.c")).expect("a text"));
    assert_eq!(
        fs::read_to_string(path.join("code_0.out")).expect("a text"),
        OUT
    );
}

#[test]
fn files_without_a_partner_gaps_and_other_files_are_named() {
    let folder = tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for (name, text) in [
        ("code_3.c", C),
        ("code_3.out", OUT),
        ("code_4.c", C),
        ("code_9.out", OUT),
        ("code_12.c", C),
        ("code_12.out", OUT),
        ("code_007.c", C),
        ("code_x.out", ""),
        ("README", ""),
    ] {
        fs::write(at(name), text).expect("written");
    }
    fs::write(at("code_5.c"), b"\xff").expect("written");
    fs::write(at("code_5.out"), OUT).expect("written");
    fs::create_dir(at("code_6.c")).expect("made");
    fs::write(at("code_6.out"), OUT).expect("written");
    fs::write(at("code_13.c"), " ".repeat(2 << 20)).expect("written");
    fs::write(at("code_13.out"), OUT).expect("written");
    let scanned = Folder::open(folder.path()).expect("opened");
    assert_eq!(scanned.gaps(), [7..=8, 10..=11]);
    assert_eq!(scanned.others(), ["README", "code_007.c", "code_x.out"]);
    let (tasks, problems, _) = import_all(&scanned, 0);
    let ids: Vec<&str> = tasks.iter().map(|task| &task.id[..]).collect();
    assert_eq!(ids, ["code_3", "code_12"]);
    let said: Vec<String> = problems
        .iter()
        .map(|problem| format!("{problem}\n"))
        .collect();
    expect![[r#"
        code_4.c: it has no partner code_4.out; a task needs both
        code_5.c: it is not UTF-8 text
        code_6.c: cannot read it: Is a directory (os error 21)
        code_9.out: it has no partner code_9.c; a task needs both
        code_13.c: cannot read it: it has 2097152 bytes, at most 1048576 are read
    "#]]
    .assert_eq(&said.concat());
}

#[test]
fn a_program_with_too_few_fitting_inputs_is_no_task() {
    // Only lists that begin with 4, 4, 4 stay in range.
    let c = C.replace("{1, (-1), 0, 2, 3}", "{4, 4, 4, 4, 4}");
    let c = c.replace("{0, 0, 0, 0, 0}", "{4, 4, 4, 4, 4}");
    let c = c.replace("{1, 2, 3, 4, (-4)}", "{4, 4, 4, 4, 4}");
    let c = c.replace(
        "a[0]++;",
        "if (a[0] != 4 || a[1] != 4 || a[2] != 4) { a[0] = 4 + 4; }",
    );
    let out: String = (0..5).map(|i| format!("4 4 4 1 {i}\n")).collect();
    let folder = tempdir().expect("a folder");
    fs::write(folder.path().join("code_0.c"), c).expect("written");
    fs::write(folder.path().join("code_0.out"), out).expect("written");
    let (tasks, problems, _) = import_all(&Folder::open(folder.path()).expect("opened"), 0);
    assert_eq!(tasks, []);
    expect!["code_0.c: no held-out pairs can be made: of 300 random inputs only 1 besides the 5 examples give a list of values from -4 to 4, 5 are needed"].assert_eq(&problems[0].to_string());
}

#[test]
fn tasks_that_do_not_fit_are_refused() {
    let folder = tempdir().expect("a folder");
    let mut exporter = Exporter::create(folder.path().join("data")).expect("created");
    let good = drawn(1).remove(0);
    let mut said = String::new();
    let changes: [fn(&mut Task); 10] = [
        |task| drop(task.examples.pop()),
        |task| task.examples[2].input = Value::List(vec![1; 4]).into(),
        |task| task.examples[2].output = Value::List(vec![1; 6]),
        |task| task.examples[1].input = Value::List(vec![0, 0, 5, 0, 0]).into(),
        |task| task.examples[0].input.0.push(Value::Int(2)),
        |task| task.examples[0].output = Value::Int(2),
        |task| task.program = None,
        |task| task.program = Some("int main(void) { }".to_owned()),
        |task| task.domain = Some("karel".to_owned()),
        |task| task.examples[4].output = Value::List(vec![-4, 4, -4, 4, -4]),
    ];
    for change in changes {
        let mut task = good.clone();
        change(&mut task);
        let error = exporter.write(0, &task).expect_err("refused");
        assert!(matches!(error, ExportError::Task(_)));
        said += &format!("{error}\n");
    }
    expect![[r#"
        the task has 4 examples, but the format holds exactly 5
        the input of example 3 has 4 values, but the format holds lists of exactly 5
        the output of example 3 has 6 values, but the format holds lists of exactly 5
        in the input of example 2, found the value 5; only values from -4 to 4 are supported
        the input of example 1 is no list, but the format holds lists of exactly 5
        the output of example 1 is no list, but the format holds lists of exactly 5
        the task has no program, but the format needs one
        the field `program` does not hold a program: line 1, column 5: expected `*`, found `main`: a program is one function that starts `int * func_1(int a[])`
        the task is of the domain `karel`, but the format holds C programs
        on the input of example 5 the program comes to [-2, 3, 3, 0, 3], not to [-4, 4, -4, 4, -4]
    "#]].assert_eq(&said);
}

#[test]
fn a_folder_appears_when_it_is_complete() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("data");
    let names = || -> Vec<PathBuf> {
        let entries = fs::read_dir(folder.path()).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    };
    let mut exporter = Exporter::create(&path).expect("created");
    exporter.write(0, &drawn(1)[0]).expect("written");
    assert!(!path.exists());
    drop(exporter);
    assert!(names().is_empty(), "nothing is left behind");

    // An empty folder is filled; anything else is left alone.
    fs::create_dir(&path).expect("made");
    export(&path, &drawn(1));
    assert_eq!(names(), std::slice::from_ref(&path));
    let file = path.join("code_0.c");
    for taken in [&path, &file] {
        let error = Exporter::create(taken).expect_err("refused");
        assert!(matches!(error, ExportError::Exists(_)), "{error}");
    }
    let error = Exporter::create(folder.path().join("none").join("data")).expect_err("refused");
    assert!(matches!(error, ExportError::Io { .. }), "{error}");
}

#[test]
fn an_import_can_be_stopped() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("data");
    export(&path, &drawn(1));
    let scanned = Folder::open(&path).expect("opened");
    let mut sink = |_, _| -> Result<(), TaskFileError> { Ok(()) };
    let stop = &mut |_| ControlFlow::Break(());
    let stopped = scanned.import(&ImportOptions::default(), &mut sink, stop);
    assert!(matches!(stopped, Err(ImportError::Interrupted)));
}

#[test]
fn a_folder_without_pairs_is_refused() {
    let folder = tempdir().expect("a folder");
    let error = |path: &Path| LatentExecution.open(path).err().expect("refused");
    let empty = error(folder.path());
    assert!(matches!(empty, OpenError::Empty(_)), "{empty}");
    let missing = error(&folder.path().join("none"));
    assert!(matches!(missing, OpenError::Io(_)), "{missing}");
}

#[test]
fn numbers_decide_on_the_split() {
    let of = |number| split_of(&SPLITS, number).map(|split| split.name);
    let numbers = [0, 499_999, 500_000, 500_999, 501_000, 501_999, 502_000];
    assert_eq!(
        numbers.map(of).map(|name| name.unwrap_or("none")),
        ["train", "train", "valid", "valid", "test", "test", "none"]
    );
}

/// Outside data: three good pairs in two spellings, and one whose `.out` was cut off.
#[test]
fn the_published_format_of_others() {
    let Some(bench) = std::env::var_os("LASYNTH_BENCH_DIR") else {
        let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!in_ci, "LASYNTH_BENCH_DIR must be set in CI");
        eprintln!("skipped: LASYNTH_BENCH_DIR is not set");
        return;
    };
    let path = Path::new(&bench).join("c").join("published_format");
    let scanned = Folder::open(path).expect("opened");
    let (tasks, problems, counts) = import_all(&scanned, 0);
    assert_eq!((counts.tasks, counts.unusable), (3, 1));
    assert!(scanned.gaps().is_empty() && scanned.others().is_empty());
    let kinds: Vec<&str> = tasks
        .iter()
        .filter_map(|task| task.kind.as_deref())
        .collect();
    assert_eq!(kinds, ["seq", "for", "mixed"]);
    expect!["code_3.out, line 4, column 1: the file has 3 lines, expected 5, one for each example (is it cut off?)"]
        .assert_eq(&problems[0].to_string());
}
