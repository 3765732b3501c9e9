//! A process that is killed drops nothing. Its programs go with it, and the next process finds its
//! folder.
//!
//! This file is both the test and the process that it kills, and so not one of those that the harness
//! runs.

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("only Linux kills a process with its parent");
}

#[cfg(target_os = "linux")]
fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("endless") => linux::compile_and_run("int main(void) { for (;;) ; }\n"),
        Some("honest") => linux::compile_and_run("int main(void) { return 0; }\n"),
        _ => linux::test(),
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use lasynth_sandbox::{Compiler, Limits};
    use std::fs::File;
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command};
    use std::sync::atomic::AtomicBool;
    use std::time::{Duration, SystemTime};

    pub fn compile_and_run(source: &str) {
        let interrupt = AtomicBool::new(false);
        let compiled = Compiler::from_env().compile(source, &[], &interrupt);
        let limits = Limits {
            wall: Duration::from_secs(3600),
            cpu: Duration::from_secs(3600),
            ..Limits::PROGRAM
        };
        compiled.unwrap().run(&limits, &interrupt).unwrap();
    }

    pub fn test() {
        let place = tempfile::tempdir().unwrap();
        let mut victim = start("endless", place.path());
        wait_until(|| programs(place.path()) == 1);
        victim.kill().unwrap();
        victim.wait().unwrap();
        wait_until(|| programs(place.path()) == 0);

        let left = folders(place.path());
        assert_eq!(left.len(), 1, "{left:?}");
        // A folder so young might be one that is just being made.
        let hour_ago = SystemTime::now() - Duration::from_secs(3600);
        File::open(&left[0])
            .unwrap()
            .set_modified(hour_ago)
            .unwrap();
        assert!(start("honest", place.path()).wait().unwrap().success());
        assert_eq!(folders(place.path()), [""; 0].map(PathBuf::from));
        println!("ok: a killed process leaves a folder, and the next one removes it");
    }

    fn start(role: &str, place: &Path) -> Child {
        let this = std::env::current_exe().unwrap();
        Command::new(this)
            .arg(role)
            .env("TMPDIR", place)
            .spawn()
            .unwrap()
    }

    /// Processes that run a program from this folder, which may be gone.
    fn programs(place: &Path) -> usize {
        let entries = std::fs::read_dir("/proc").unwrap();
        let links =
            entries.filter_map(|entry| std::fs::read_link(entry.unwrap().path().join("exe")).ok());
        links.filter(|link| link.starts_with(place)).count()
    }

    fn folders(place: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(place).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    fn wait_until(condition: impl Fn() -> bool) {
        for _ in 0..30_000 {
            if condition() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("it never came true");
    }
}
