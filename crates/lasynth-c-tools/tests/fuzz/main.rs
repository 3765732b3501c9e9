//! A fuzz target, which runs as a test; ARCHITECTURE.md says for how long and how to run it longer:
//! pairs of the published format.

use lasynth_c_tools::published::{c_text, out_text, read_pair};
use std::time::Duration;

/// How long a target runs as a test.
fn test_time() -> Duration {
    let asked = std::env::var("LASYNTH_FUZZ_SECONDS").ok();
    let asked = asked.and_then(|seconds| seconds.parse().ok());
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    Duration::from_secs(asked.unwrap_or(if in_ci { 60 } else { 5 }))
}

/// A pair that can be read.
const C: &str = "\
/* by hand */
#include <stdio.h>
static int32_t a0[5] = {1, (-1), 0, 2, 3};
int a1[5] = {0, 0, 0, 0, 0};
int a2[5] = {1, 2, 3, 4, (-4)};
int a3[] = {1, 1, 1, 1, 1};
int a4[5] = {0, 1, 2, 3, 4};
int * func_1(int a[]);
int * func_1(int a[])
{
    int p_0 = 0;
    for (p_0 = 0; p_0 < 1; p_0++)
    {
        a[p_0]++;
    }
    if (a[1] > 2)
    {
        a[4] = a[3] - 1;
    }
    return a;
}
int main(void) { printf(\"%d {\", func_1(a0)[0]); return 0; }
";

const OUT: &str = "2 0 1 1 0 \n0 0 2 1 1 \n1 0 3 1 2 \n3 0 4 1 3 \n4 0 -4 1 4 \n";

/// Pieces that are put in.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    "=",
    "-",
    "/*",
    "*/",
    "//",
    "\"",
    "'",
    "\\",
    "#",
    "\n",
    " ",
    "a0",
    "a5",
    "a",
    "func_1",
    "int",
    "main",
    "5",
    "4",
    "(-4)",
    "99999999999",
    "-",
    "1 ",
    "é",
    "int a1[5] = {0, 0, 0, 0, 0};",
    "int * func_1(int a[]) { return a; }",
    "a[0]++;",
    "\u{0}",
];

/// `text` with pieces cut out, put in and doubled, as the bytes say.
fn mutate(text: &str, bytes: &[u8]) -> String {
    let mut text = text.to_owned();
    for edit in bytes.chunks_exact(4) {
        let place = |low: u8, high: u8| {
            let at = usize::from(u16::from_le_bytes([low, high])) % (text.len() + 1);
            text.floor_char_boundary(at)
        };
        let (from, piece) = (place(edit[0], edit[1]), edit[2]);
        let to = text.floor_char_boundary((from + usize::from(piece)).min(text.len()));
        match edit[3] % 4 {
            0 => text.replace_range(from..to, ""),
            1 => text.insert_str(from, PIECES[usize::from(piece) % PIECES.len()]),
            2 => {
                let end = text.floor_char_boundary((from + 1).min(text.len()));
                text.replace_range(from..end, PIECES[usize::from(piece) % PIECES.len()]);
            }
            _ => {
                let doubled = text[from..to].to_owned();
                text.insert_str(from, &doubled);
            }
        }
    }
    text
}

/// Whatever the files hold, they are a pair or there is a reason at a place in them; a pair that is
/// written in our own spelling is read as the same pair.
#[test]
fn published_pairs() {
    let original = read_pair(0, C, OUT).expect("a pair");
    assert_eq!(original.examples.len(), 5);
    bolero::check!()
        .with_test_time(test_time())
        .for_each(|bytes: &[u8]| {
            let (head, tail) = bytes.split_at(bytes.len().min(16));
            let edits = usize::from(head.first().copied().unwrap_or(0) % 8) * 4;
            let c = mutate(C, &tail[..tail.len().min(edits)]);
            let out = match head.get(1).is_some_and(|byte| byte % 4 == 0) {
                true => mutate(OUT, head),
                false => OUT.to_owned(),
            };
            match read_pair(0, &c, &out) {
                Ok(pair) => {
                    let again = read_pair(
                        0,
                        &c_text(pair.program.as_ref(), &pair.examples),
                        &out_text(&pair.examples),
                    )
                    .unwrap_or_else(|problem| panic!("{problem}\n{c}"));
                    assert_eq!(again.examples, pair.examples, "{c}");
                    assert_eq!(again.program.source(), pair.program.source(), "{c}");
                }
                Err(problem) => {
                    let text = if problem.file == "code_0.c" { &c } else { &out };
                    if let Some(line) = problem.line {
                        let lines = text.split('\n').count();
                        assert!((1..=lines).contains(&line), "{problem}\n{text}");
                    }
                }
            }
        });
}
