//! Bytes to the text of task files.

/// Lines that are tasks.
const TASKS: &[&str] = &[
    r#"{"examples":[[[0,0,0,0,0],[1,0,0,0,0]]]}"#,
    r#"{"id":"c-1","domain":"c","program":"int * func_1(int a[])\n{\n    a[0]++;\n    return a;\n}\n","tokens":18,"kind":"seq","examples":[[[0,1,2,3,4],[1,1,2,3,4]]],"heldout":[[[1,1,1,1,1],[2,1,1,1,1]]]}"#,
    r#"{"id":"ü","name":"first up","description":"\u00e4\ud83d\ude00","examples":[],"heldout":[],"weight":0.5,"from":{"file":"x","at":[1,-2.5e3,null,true]}}"#,
    r#"  {"examples" : [ [ [ -4 ] , [ 4 ] ] , [ [ ] , [ ] ] ], "kind":"mixed" }  "#,
];

/// Pieces of tasks, and of what is nearly one.
const FRAGMENTS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "[[",
    "]]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "\"examples\"",
    "\"examples\":[",
    "\"heldout\":",
    "\"id\":",
    "\"kind\":",
    "\"tokens\":",
    "\"program\":",
    "\"domain\":",
    "\"other\":",
    "\"for\"",
    "\"c\"",
    "[[1,2,3,4,0],[0,0,0,0,0]]",
    "[1,2]",
    "0",
    "-",
    "1",
    "-4",
    "2147483647",
    "-2147483649",
    "99999999999999999999",
    "0.1",
    "1e3",
    "1e400",
    "-0",
    "007",
    "null",
    "true",
    "false",
    "nul",
    " ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\n\n",
    "\u{0}",
    "\u{feff}",
    "é",
    "{}",
    "{\"examples\":[]}",
    "//",
    "NaN",
];

/// A file: each byte pair decides on a line or on a piece of one.
pub fn file(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut bytes = bytes.iter().copied();
    while let Some(choice) = bytes.next() {
        let argument = bytes.next().unwrap_or(0);
        match choice % 8 {
            0..3 => whole(&mut text, argument),
            3 => {
                // With one byte changed, left out or put in.
                let start = text.len();
                whole(&mut text, argument);
                let at = start + usize::from(bytes.next().unwrap_or(0)) % (text.len() - start);
                let byte = bytes.next().unwrap_or(0);
                match argument / 64 {
                    0 => text[at] = byte,
                    1 => drop(text.remove(at)),
                    2 => text.insert(at, byte),
                    _ => text.truncate(at),
                }
            }
            4..7 => {
                let fragment = FRAGMENTS[usize::from(argument) % FRAGMENTS.len()];
                text.extend_from_slice(fragment.as_bytes());
            }
            _ => text.push(argument),
        }
    }
    text
}

fn whole(text: &mut Vec<u8>, argument: u8) {
    text.extend_from_slice(TASKS[usize::from(argument) % TASKS.len()].as_bytes());
    text.push(b'\n');
}
