//! Places in source text, for messages.

use crate::syntax::Span;
use lasynth_core::{Place, SourceError};

/// Longest quotation of source text in a message, in characters.
const QUOTE: usize = 40;

/// What a [`lasynth_core::Fault`] says about a part of the program: `line 7: a[l_3]`. The span must
/// refer to `source`; for one that does not, or covers nothing, only the line is named.
pub fn describe(source: &str, span: Span) -> String {
    let line = Place::of(source, span.start as usize).line;
    let text = source
        .get(span.start as usize..span.end as usize)
        .unwrap_or("");
    match quote(text) {
        text if text.is_empty() => format!("line {line}"),
        text => format!("line {line}: {text}"),
    }
}

/// A piece of text on one line: white space squeezed, cut at about 40 characters.
pub fn quote(text: &str) -> String {
    let mut squeezed = String::new();
    for (count, word) in text.split_whitespace().enumerate() {
        if count > 0 {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
        if squeezed.chars().count() > QUOTE {
            let mut cut: String = squeezed.chars().take(QUOTE - 3).collect();
            cut.truncate(cut.trim_end().len());
            cut.push_str("...");
            return cut;
        }
    }
    squeezed
}

/// An error at a byte offset.
pub fn error(source: &str, offset: usize, message: impl Into<String>) -> SourceError {
    SourceError {
        place: Place::of(source, offset),
        message: message.into(),
        unsupported: false,
    }
}
