//! Bytes to texts.

/// Pieces of programs, and of what is nearly one.
const FRAGMENTS: &[&str] = &[
    "int ",
    "* ",
    "func_1",
    "func",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "return ",
    "a",
    "a[",
    "a[0]",
    "a[l_0]",
    "a[p_0 + 1]",
    ";",
    ";\n",
    " = ",
    " += ",
    " -= ",
    "++",
    "--",
    " + ",
    " - ",
    "-",
    "!",
    " && ",
    " || ",
    " < ",
    " <= ",
    " > ",
    " >= ",
    " == ",
    " != ",
    ",",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "(-3)",
    "42",
    "99999999999",
    "0x1",
    "1.5",
    "'c'",
    "\"s\"",
    "l_0",
    "l_1",
    "p_0",
    "p_1",
    "x",
    "if ",
    "if (",
    "else ",
    "for ",
    "for (",
    "for (int p_0 = 0; p_0 < 5; p_0++) ",
    "continue;",
    "break;",
    "while ",
    "do ",
    "goto ",
    "unsigned ",
    "/* c */",
    "// c\n",
    "/*",
    "#include <x>\n",
    "\\",
    "\n",
    "\t",
    " ",
    "ä",
    "\u{0}",
    "$",
    "?",
    ":",
    "%",
    "&",
    "|",
    "^",
    "~",
];

/// Statements and parts of statements, so that whole programs come about.
const STATEMENTS: &[&str] = &[
    "int l_0 = 2; ",
    "int l_1 = a[0] + 1; ",
    "int p_0 = 0; ",
    "a[0]++; ",
    "--a[1]; ",
    "l_0 -= 1; ",
    "a[l_0] = a[4] - a[1] + l_0; ",
    "a[p_0 - 1] += (-2); ",
    "p_0 = 3; ",
    "l_1 = -(a[2] + 1); ",
    "if (a[0] > 2) { ",
    "if (a[l_0]) { ",
    "if (!(a[1] == 0) && l_0 < a[2] || 1) { ",
    "} ",
    "} else { ",
    "} else if (a[3] <= (-1)) { ",
    "for (int p_0 = 0; p_0 < 5; p_0++) { ",
    "for (p_0 = 4; p_0 >= 0; p_0 -= 1) { ",
    "for (int p_1 = a[1]; p_1 != 3; p_1 = p_1 + 2) { ",
    "continue; ",
    "break; ",
    "{ ",
    "; ",
    "if (a[0]) continue; ",
    "x = ",
    "int y = 1; ",
    "y++; ",
];

/// The bytes as they are, where they are text.
pub fn plain(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A fragment for each byte.
pub fn fragments(bytes: &[u8]) -> String {
    pick(FRAGMENTS, bytes)
}

/// A function with a statement for each byte; blocks left open are closed.
pub fn function(bytes: &[u8]) -> String {
    let mut body = pick(STATEMENTS, &bytes[..bytes.len().min(24)]);
    let count = |c: char| body.matches(c).count();
    let open = count('{').saturating_sub(count('}'));
    body.push_str(&"}".repeat(open));
    format!("int * func_1(int a[])\n{{\n{body}\nreturn a;\n}}\n")
}

fn pick(pieces: &[&str], bytes: &[u8]) -> String {
    let piece = |byte: &u8| pieces[usize::from(*byte) % pieces.len()];
    bytes.iter().map(piece).collect()
}
