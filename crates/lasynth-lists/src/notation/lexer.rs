//! Text into words.

use super::Problem;

/// A word of the notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word<'t> {
    /// A name, or one of `if`, `then`, `else`, `not`, `and`, `or`.
    Name(&'t str),
    /// Decimal digits.
    Number(&'t str),
    /// A sign such as `+` or `->`.
    Sign(&'static str),
    /// After the last word.
    End,
}

impl Word<'_> {
    /// The word in a message.
    pub(super) fn found(self) -> String {
        match self {
            Word::Name(text) | Word::Number(text) | Word::Sign(text) => format!("`{text}`"),
            Word::End => "the end".to_owned(),
        }
    }
}

/// All signs, those that begin like a shorter one before it; beside them other ways to write some.
const SIGNS: [(&str, &str); 27] = [
    ("->", "->"),
    ("→", "->"),
    ("??", "??"),
    ("==", "=="),
    ("!=", "!="),
    ("≠", "!="),
    ("<=", "<="),
    ("≤", "<="),
    (">=", ">="),
    ("≥", ">="),
    ("++", "++"),
    ("<", "<"),
    (">", ">"),
    ("+", "+"),
    ("-", "-"),
    ("−", "-"),
    ("*", "*"),
    ("/", "/"),
    ("%", "%"),
    ("(", "("),
    (")", ")"),
    ("[", "["),
    ("]", "]"),
    (",", ","),
    ("=", "="),
    (":", ":"),
    (";", ";"),
];

/// The words of a text, each with the byte where it begins; [`Word::End`] is the last one.
pub(super) fn words(text: &str) -> Result<Vec<(usize, Word<'_>)>, Problem> {
    let mut words = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else {
            let end = text.trim_end().len();
            words.push((end, Word::End));
            return Ok(words);
        };
        let run = |fits: fn(char) -> bool| {
            let end = rest.find(|c: char| !fits(c)).unwrap_or(rest.len());
            &rest[..end]
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mark = usize::from(first == '?');
        let begins_name = |c: char| c.is_ascii_alphabetic() || c == '_';
        let (length, word) = if first.is_whitespace() {
            (first.len_utf8(), None)
        } else if first == '#' {
            (run(|c| c != '\n').len(), None)
        } else if first.is_ascii_digit() {
            let digits = run(|c| c.is_ascii_digit());
            (digits.len(), Some(Word::Number(digits)))
        } else if rest[mark..].starts_with(begins_name) {
            let end = rest[mark..].find(|c| !is_name(c));
            let name = &rest[..end.map_or(rest.len(), |end| mark + end)];
            (name.len(), Some(Word::Name(name)))
        } else if let Some((spelling, sign)) =
            (SIGNS.iter()).find(|(spelling, _)| rest.starts_with(spelling))
        {
            (spelling.len(), Some(Word::Sign(sign)))
        } else {
            let message = format!("`{}` has no meaning in a term", first.escape_debug());
            return Err(Problem::new(at, message));
        };
        words.extend(word.map(|word| (at, word)));
        at += length;
    }
}
