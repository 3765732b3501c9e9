//! Splits source text into plain C tokens, maximal munch, with spans.

use crate::place;
use crate::syntax::Span;
use lasynth_core::SourceError;

/// What sort of token it is; which one exactly, its text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An identifier or a keyword.
    Word,
    /// A preprocessing number: whatever starts with a digit.
    Number,
    /// An operator or a separator.
    Punctuation,
    /// A character constant or a string.
    Literal,
    /// The end of the text.
    End,
}

/// A plain C token.
#[derive(Clone, Copy, Debug)]
pub struct Token<'s> {
    /// Which of the five sorts it belongs to.
    pub kind: TokenKind,
    /// Its spelling; empty at the end of the text.
    pub text: &'s str,
    /// Where it stands.
    pub span: Span,
}

/// C99's operators and separators, the longer before their prefixes.
const PUNCTUATION: [&str; 54] = [
    "%:%:", "<<=", ">>=", "...", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "&&",
    "||", "<=", ">=", "==", "!=", "<<", ">>", "->", "##", "<:", ":>", "<%", "%>", "%:", "{", "}",
    "(", ")", "[", "]", ";", ",", ".", "=", "+", "-", "*", "/", "%", "<", ">", "!", "&", "|", "^",
    "~", "?", ":", "#",
];

/// Longest text that is read, in bytes: far beyond any program within the token limit.
const MAX_BYTES: usize = 1 << 24;

/// Number of plain C tokens in a text, comments and white space not counted. Any C-like text will
/// do, whether or not it is a program of the language.
///
/// # Errors
/// Where the text contains something that is no token of C.
pub fn count_tokens(source: &str) -> Result<usize, SourceError> {
    let mut lexer = Lexer::new(source);
    let mut count = 0;
    while lexer.next_token()?.kind != TokenKind::End {
        count += 1;
    }
    Ok(count)
}

/// Reads tokens one after the other.
pub struct Lexer<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Lexer<'s> {
    /// Starts before the first token of a text.
    pub fn new(source: &'s str) -> Self {
        // C compilers skip a byte order mark.
        let at = if source.starts_with('\u{feff}') { 3 } else { 0 };
        Lexer { source, at }
    }

    /// The next token; at the end of the text an empty one, however often it is asked for.
    ///
    /// # Errors
    /// Where the text contains something that is no token of C, and where it is too long.
    pub fn next_token(&mut self) -> Result<Token<'s>, SourceError> {
        if self.source.len() > MAX_BYTES {
            return Err(place::error(
                self.source,
                0,
                format!(
                    "{} bytes are no program; at most {MAX_BYTES} are read",
                    self.source.len()
                ),
            ));
        }
        self.skip_blank()?;
        let rest = &self.source[self.at..];
        let Some(first) = rest.chars().next() else {
            return Ok(self.take(TokenKind::End, 0));
        };
        if first.is_ascii_alphabetic() || first == '_' {
            let length = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            return Ok(self.take(TokenKind::Word, length));
        }
        if first.is_ascii_digit() {
            return Ok(self.take(TokenKind::Number, number_length(rest)));
        }
        if first == '"' || first == '\'' {
            let length = self.literal_length(rest, first)?;
            return Ok(self.take(TokenKind::Literal, length));
        }
        match PUNCTUATION.iter().find(|p| rest.starts_with(**p)) {
            Some(found) => Ok(self.take(TokenKind::Punctuation, found.len())),
            None => Err(self.error(self.at, format!("{first:?} is no part of a C program"))),
        }
    }

    fn take(&mut self, kind: TokenKind, length: usize) -> Token<'s> {
        let start = self.at;
        self.at += length;
        Token {
            kind,
            text: &self.source[start..self.at],
            span: Span {
                start: start as u32,
                end: self.at as u32,
            },
        }
    }

    /// Skips white space and comments.
    fn skip_blank(&mut self) -> Result<(), SourceError> {
        loop {
            let rest = &self.source[self.at..];
            if rest.starts_with("//") {
                let length = rest.find('\n').unwrap_or(rest.len());
                self.refuse_continuation(&rest[..length])?;
                self.at += length;
            } else if let Some(comment) = rest.strip_prefix("/*") {
                let Some(length) = comment.find("*/") else {
                    return Err(self.error(self.at, "this comment has no `*/` to end it"));
                };
                self.refuse_continuation(&rest[..length + 4])?;
                self.at += length + 4;
            } else {
                let blank = rest
                    .find(|c: char| !matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c'))
                    .unwrap_or(rest.len());
                if blank == 0 {
                    return Ok(());
                }
                self.at += blank;
            }
        }
    }

    /// C joins a line that ends in a backslash (or its trigraph) with the next, which could move
    /// the end of a comment: rather than mean something else than C, such text is an error.
    fn refuse_continuation(&self, comment: &str) -> Result<(), SourceError> {
        let mut offset = self.at;
        for line in comment.split_inclusive('\n') {
            let text = line.trim_end();
            if text.ends_with('\\') || text.ends_with("??/") {
                return Err(self.error(
                    offset + text.len() - 1,
                    "a line of a comment must not end in a backslash: C would join it with the next",
                ));
            }
            offset += line.len();
        }
        Ok(())
    }

    /// Length of the character constant or string that `rest` starts with.
    fn literal_length(&self, rest: &str, delimiter: char) -> Result<usize, SourceError> {
        let mut escaped = false;
        for (offset, c) in rest.char_indices().skip(1) {
            match c {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if c == delimiter => return Ok(offset + 1),
                _ => {}
            }
        }
        Err(self.error(
            self.at,
            format!("this {delimiter} has no partner on its line"),
        ))
    }

    fn error(&self, offset: usize, message: impl Into<String>) -> SourceError {
        place::error(self.source, offset, message)
    }
}

/// Length of the preprocessing number that `text` starts with (C99 6.4.8).
fn number_length(text: &str) -> usize {
    let mut previous = ' ';
    text.find(|c: char| {
        let part = c.is_ascii_alphanumeric()
            || matches!(c, '_' | '.')
            || (matches!(c, '+' | '-') && matches!(previous, 'e' | 'E' | 'p' | 'P'));
        previous = c;
        !part
    })
    .unwrap_or(text.len())
}
