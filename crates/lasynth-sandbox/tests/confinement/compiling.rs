//! Texts that are hostile to the compiler, and compilers that are no good.

use crate::{PATIENCE, program};
use expect_test::{Expect, expect};
use lasynth_sandbox::{CcError, Compiler, Limits, Outcome};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// What becomes of a text under limits.
fn check(source: &str, limits: Limits, expected: Expect) {
    let compiler = Compiler::from_env().with_limits(limits);
    let said = match compiler.compile(source, &["-w"], &AtomicBool::new(false)) {
        Ok(_) => "compiled".to_owned(),
        // Every compiler words its complaints differently.
        Err(CcError::Refused(why)) => {
            assert!(!why.is_empty());
            "refused".to_owned()
        }
        Err(CcError::Stopped { outcome, .. }) => format!("{outcome:?}"),
        Err(error) => panic!("{error}"),
    };
    expected.assert_eq(&said);
}

fn limits() -> Limits {
    Limits {
        wall: PATIENCE,
        ..Limits::COMPILER
    }
}

#[test]
fn honest_texts_compile() {
    check(&program("return 0;"), limits(), expect!["compiled"]);
    check(
        "int main(void) { return x; }\n",
        limits(),
        expect!["refused"],
    );
    check("#error no\n", limits(), expect!["refused"]);
}

/// A text whose expansion doubles with every line.
fn doubling(lines: usize) -> String {
    let mut text = "#define X0 1 +\n".to_owned();
    for i in 1..=lines {
        text += &format!("#define X{i} X{0} X{0}\n", i - 1);
    }
    text + &format!("int main(void) {{ return X{lines} 0; }}\n")
}

#[test]
fn bombs_are_stopped() {
    check(&doubling(4), limits(), expect!["compiled"]);
    let limits = Limits {
        cpu: Duration::from_secs(1),
        memory: None,
        ..limits()
    };
    check(&doubling(60), limits, expect!["CpuLimit(1s)"]);
}

#[test]
fn memory_is_limited() {
    let limits = Limits {
        memory: Some(256 << 20),
        ..limits()
    };
    // Whatever the compiler says when it gets no more.
    check(&doubling(60), limits.clone(), expect!["refused"]);
    check("#include \"/dev/zero\"\n", limits, expect!["refused"]);
}

#[test]
fn files_are_limited() {
    let limits = Limits {
        file_size: 1 << 20,
        ..limits()
    };
    let large = "char large[8 << 20] = { 1 };\nint main(void) { return large[0]; }\n";
    check(large, limits, expect!["refused"]);
}

#[test]
fn waiting_is_limited() {
    let limits = Limits {
        wall: Duration::from_millis(500),
        ..limits()
    };
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.h");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    // Nobody ever writes to it.
    check(
        &format!("#include \"{}\"\n", pipe.display()),
        limits,
        expect!["TimedOut(500ms)"],
    );
}

#[test]
fn complaints_are_limited() {
    let limits = Limits {
        output: 10_000,
        ..limits()
    };
    let wrong = format!(
        "{}int main(void) {{ return 0; }}\n",
        "#warning wrong\n".repeat(10_000)
    );
    check(
        &wrong.replace("#warning", "#error"),
        limits,
        expect!["TooMuchOutput(10000)"],
    );
}

/// A compiler made of shell commands.
fn script(commands: &str) -> (tempfile::TempDir, Compiler) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("compiler");
    std::fs::write(&path, commands).unwrap();
    // As `CC` gives it. The shell reads the file; to run it directly would fail where another test
    // starts a process just while it is open here.
    let compiler = Compiler::new(&format!("sh {} first", path.display()));
    (folder, compiler)
}

#[test]
fn the_compiler_gets_its_arguments_first() {
    let (_folder, compiler) = script("echo \"$@\" >&2; exit 1");
    let error = compiler.compile("", &["-a", "-b"], &AtomicBool::new(false));
    expect![[r#"
        the C compiler refused the program:
        first -a -b -o program program.c"#]]
    .assert_eq(&error.unwrap_err().to_string());
}

#[test]
fn temporary_files_of_the_compiler_are_in_the_folder() {
    let (_folder, compiler) = script("test \"$TMPDIR\" = \"$PWD\" && pwd >&2; exit 1");
    let error = compiler
        .compile("", &[], &AtomicBool::new(false))
        .unwrap_err();
    let CcError::Refused(folder) = error else {
        panic!("{error}");
    };
    assert!(folder.contains("lasynth-sandbox-"), "{folder}");
    assert!(!std::path::Path::new(&folder).exists(), "{folder}");
}

#[test]
fn a_compiler_that_crashes_is_no_verdict() {
    let (_folder, compiler) = script("kill -SEGV $$");
    let error = compiler
        .compile("", &[], &AtomicBool::new(false))
        .unwrap_err();
    let CcError::Stopped { outcome, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(outcome, Outcome::Signalled(11));
}

#[test]
fn a_compiler_that_is_not_there_is_named() {
    let compiler = Compiler::new("no-such-compiler -m32");
    let said = compiler
        .check(&AtomicBool::new(false))
        .unwrap_err()
        .to_string();
    // What the system says depends on whether it could look into all folders.
    let (start, end) = (
        "the C compiler `no-such-compiler` cannot be started: ",
        "; install one or set CC",
    );
    assert!(said.starts_with(start) && said.ends_with(end), "{said}");
    let said = compiler.compile("", &[], &AtomicBool::new(false));
    assert!(matches!(said, Err(CcError::Start { .. })));
    Compiler::from_env().check(&AtomicBool::new(false)).unwrap();
}
