//! C text that runs one program on all inputs, for timing compilers.

use super::{EmitOptions, emit};
use crate::batch::{Batch, Inputs, Outcomes};
use crate::probes::{LIST_LEN, MAX_VALUE, MIN_VALUE};
use crate::syntax::Program;
use std::fmt::Write;

/// What a checksum is multiplied by before the next value is added: that of FNV-1a.
const FACTOR: u32 = 16_777_619;

/// A C99 file that runs the program on all 59,049 lists of [`Inputs::all`] and prints
/// [`checksum_on_all`]. It makes the lists itself, so that the compiler's time is spent on the program
/// and not on data. Only for programs of which every run is valid.
pub fn harness_on_all(program: &Program) -> String {
    let mut out = String::from("#include <stdio.h>\n");
    out.push_str(&emit(program, "f", EmitOptions::PLAIN));
    out.push_str("\nint main(void)\n{\n    unsigned sum = 0;\n");
    let _ = writeln!(out, "    int in[{LIST_LEN}], a[{LIST_LEN}], i;");
    for position in 0..LIST_LEN {
        let _ = writeln!(
            out,
            "    for (in[{position}] = {MIN_VALUE}; in[{position}] <= {MAX_VALUE}; in[{position}]++)"
        );
    }
    let _ = write!(
        out,
        "    {{
        for (i = 0; i < {LIST_LEN}; i++)
            a[i] = in[i];
        f(a);
        for (i = 0; i < {LIST_LEN}; i++)
            sum = sum * {FACTOR}u + (unsigned)a[i];
    }}
    printf(\"%u\\n\", sum);
    return 0;
}}
"
    );
    out
}

/// A checksum of what the program returns on all 59,049 lists of [`Inputs::all`], in their order;
/// `None` where a run is invalid.
pub fn checksum_on_all(program: &Program) -> Option<u32> {
    let mut outcomes = Outcomes::new();
    Batch::new().run(program, Inputs::all(), &mut outcomes);
    let mut sum = 0_u32;
    let mut list = [0; LIST_LEN];
    for lane in 0..outcomes.count() {
        outcomes.get(lane, &mut list).ok()?;
        for value in list {
            sum = sum.wrapping_mul(FACTOR).wrapping_add(value as u32);
        }
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::{checksum_on_all, harness_on_all};
    use crate::parser::parse;
    use lasynth_sandbox::{Compiler, Limits};
    use std::sync::atomic::AtomicBool;

    #[test]
    fn a_compiler_comes_to_the_same_checksum() {
        let interrupt = AtomicBool::new(false);
        for body in [
            "a[0] = a[4] - a[1] - 3;",
            "for (int p_0 = 1; p_0 < 5; p_0++) { a[p_0] += a[p_0 - 1]; }",
        ] {
            let source = format!("int * func_1(int a[]) {{ {body} return a; }}");
            let program = parse(&source).expect("a program");
            let text = harness_on_all(&program);
            let flags = ["-std=c99", "-Wall", "-Werror"];
            let binary = Compiler::from_env()
                .compile(&text, &flags, &interrupt)
                .unwrap_or_else(|error| panic!("{error}\n{text}"));
            let run = binary.run(&Limits::PROGRAM, &interrupt).expect("a run");
            let expected = checksum_on_all(&program).expect("no run is invalid");
            assert_eq!(
                String::from_utf8_lossy(&run.stdout),
                format!("{expected}\n")
            );
        }
        let some = parse("int * func_1(int a[]) { int l_0 = a[0]; a[l_0] = 1; return a; }");
        assert_eq!(checksum_on_all(&some.expect("a program")), None);
    }
}
