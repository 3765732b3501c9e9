//! Programs that do what no program may.

use crate::{check, check_text, compile, patient, program, run};
use expect_test::expect;
use lasynth_sandbox::{CallFilter, Limits, Network, Outcome};
use std::path::Path;

#[test]
fn a_thousand_processes_are_not_even_two() {
    check(
        "for (int i = 0; i < 1000; i++) if (fork() == 0) { sleep(1); _exit(0); }\n\
         puts(\"started\"); return 0;",
        &patient(),
        expect!["TooManyProcesses"],
    );
    check(
        "vfork(); return 0;",
        &patient(),
        expect!["TooManyProcesses"],
    );
    check(
        "return system(\"true\");",
        &patient(),
        expect!["TooManyProcesses"],
    );
    check_text(
        "#include <pthread.h>\n\
         static void *nothing(void *p) { return p; }\n\
         int main(void) { pthread_t t; return pthread_create(&t, 0, nothing, 0); }\n",
        &patient(),
        expect!["TooManyProcesses"],
    );
    // What it becomes is bound as it was.
    check(
        "return execl(\"/bin/sh\", \"sh\", \"-c\", \"true & true\", (char *)0);",
        &patient(),
        expect!["TooManyProcesses"],
    );
}

#[test]
fn ten_gigabytes_are_too_much() {
    check(
        "size_t size = 10ul << 30; char *p = malloc(size); memset(p, 1, size); return p[size - 1];",
        &patient(),
        expect!["OutOfMemory(1073741824)"],
    );
    for piece in ["100", "5000", "1 << 20"] {
        let main = format!(
            "for (size_t left = 10ul << 30; left > {piece}; left -= {piece})\n\
             {{ char *p = malloc({piece}); if (!p) return 1; *p = 1; }}\n\
             return 0;"
        );
        // Less than a gigabyte, so that the test is over sooner.
        let limits = Limits {
            memory: Some(64 << 20),
            ..patient()
        };
        check(&main, &limits, expect!["OutOfMemory(67108864)"]);
    }
    check(
        "char *p = mmap(0, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n\
         p = mremap(p, 4096, 10ul << 30, MREMAP_MAYMOVE); return p == MAP_FAILED;",
        &patient(),
        expect!["OutOfMemory(1073741824)"],
    );
    // There is no room for this one to begin with.
    check_text(
        "static char all[1900000000];\nint main(void) { return all[1234567]; }\n",
        &patient(),
        expect!["OutOfMemory(1073741824)"],
    );
}

#[test]
fn no_file_is_written() {
    let outside = tempfile::tempdir().unwrap();
    let victim = outside.path().join("victim");
    std::fs::write(&victim, "text").unwrap();
    let at = |name: &str| outside.path().join(name).display().to_string();
    let new = at("new");
    let old = at("victim");
    for deed in [
        "FILE *f = fopen(\"inside\", \"w\"); fputs(\"text\", f); return fclose(f);".to_owned(),
        format!("FILE *f = fopen(\"{new}\", \"w\"); fputs(\"text\", f); return fclose(f);"),
        format!("return creat(\"{new}\", 0600) < 0;"),
        format!("return open(\"{old}\", O_RDWR) < 0;"),
        format!("return open(\"{old}\", O_RDONLY | O_TRUNC) < 0;"),
        format!("return open(\"{}\", O_TMPFILE | O_RDWR, 0600) < 0;", at("")),
        format!("return truncate(\"{old}\", 0);"),
        format!("return unlink(\"{old}\");"),
        format!("return remove(\"{old}\");"),
        format!("return rename(\"{old}\", \"{new}\");"),
        format!("return link(\"{old}\", \"{new}\");"),
        format!("return symlink(\"{old}\", \"{new}\");"),
        format!("return chmod(\"{old}\", 0777);"),
        format!("return chown(\"{old}\", 1, 1);"),
        format!("return mkdir(\"{new}\", 0700);"),
        format!("return mkfifo(\"{new}\", 0600);"),
        format!("return rmdir(\"{}\");", at("")),
        "return unlink(\"program\");".to_owned(),
    ] {
        let binary = compile(&program(&deed), &["-w"]);
        let run = run(&binary, &patient());
        assert_eq!(run.outcome, Outcome::WroteFile, "{deed}");
        let folder = binary.path().parent().unwrap().to_owned();
        assert_eq!(names(&folder), ["program", "program.c"], "{deed}");
        assert_eq!(names(outside.path()), ["victim"], "{deed}");
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "text", "{deed}");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn no_socket_is_opened() {
    for domain in ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"] {
        let main = format!("return socket({domain}, SOCK_DGRAM, 0) < 0;");
        check(&main, &patient(), expect!["UsedNetwork"]);
    }
    let main = "int pair[2]; return socketpair(AF_UNIX, SOCK_STREAM, 0, pair);";
    check(main, &patient(), expect!["UsedNetwork"]);
}

#[test]
fn nobody_is_signalled() {
    let main = |target: u32| format!("return kill({target}, SIGKILL);");
    check(
        &main(std::process::id()),
        &patient(),
        expect!["SignalledOthers"],
    );
    check(
        "return kill(-1, SIGKILL);",
        &patient(),
        expect!["SignalledOthers"],
    );
    check(
        "return kill(getppid(), SIGKILL);",
        &patient(),
        expect!["SignalledOthers"],
    );
}

#[test]
fn limits_and_ties_cannot_be_thrown_off() {
    check_text(
        "#define _GNU_SOURCE\n\
         #include <errno.h>\n\
         #include <stdio.h>\n\
         #include <sys/prctl.h>\n\
         #include <sys/ptrace.h>\n\
         #include <sys/resource.h>\n\
         #include <sys/syscall.h>\n\
         #include <unistd.h>\n\
         #define TRY(call) (errno = 0, printf(\"%d \", (call) < 0 && errno == ENOSYS))\n\
         int main(void)\n\
         {\n\
             struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };\n\
             TRY(setrlimit(RLIMIT_CPU, &all));\n\
             TRY(prctl(PR_SET_PDEATHSIG, 0));\n\
             TRY(setsid());\n\
             TRY(setpgid(0, 0));\n\
             TRY(setuid(0));\n\
             TRY(ptrace(PTRACE_ATTACH, getppid(), 0, 0));\n\
             TRY(syscall(SYS_io_uring_setup, 1, 0));\n\
             TRY(syscall(SYS_bpf, 0, 0, 0));\n\
             TRY(syscall(SYS_unshare, 0));\n\
             TRY(syscall(SYS_mount, 0, 0, 0, 0, 0));\n\
             TRY(syscall(SYS_sendmsg, 1000, 0, 0));\n\
             return 0;\n\
         }\n",
        &patient(),
        expect![[r#"Finished(0), stdout "1 1 1 1 1 1 1 1 1 1 1 ""#]],
    );
}

#[cfg(target_arch = "x86_64")]
#[test]
fn calls_by_other_numbers_do_not_evade_the_filter() {
    // `fork` and `write`, as 32-bit programs call them; on kernels that never heard of such programs
    // the instruction itself is a fault.
    let main = |number: u32| {
        format!(
            "int r = {number}; asm volatile(\"int $0x80\" : \"+a\"(r) : : \"memory\"); return 0;"
        )
    };
    for number in [2, 4] {
        let run = run(&compile(&program(&main(number)), &[]), &patient());
        let outcomes = [Outcome::ForbiddenCall, Outcome::Signalled(11)];
        assert!(outcomes.contains(&run.outcome), "{:?}", run.outcome);
    }
    // `fork` by its number with the bit of the x32 calls.
    check(
        "return syscall(0x40000000 + 57) == -1 && errno == ENOSYS;",
        &patient(),
        expect!["Finished(1)"],
    );
}

#[test]
fn fences_are_reported() {
    let run = run(&compile(&program("return 0;"), &[]), &patient());
    assert_eq!(run.calls, CallFilter::Watched);
    match run.network {
        Network::Isolated => assert_eq!(run.missing_fences(), [""; 0]),
        Network::Filtered(_) => assert_eq!(run.missing_fences().len(), 1),
        Network::Open(_) => panic!("sockets are filtered"),
    }
}
