//! Expressions as text that knows how tightly it binds.

use std::fmt;

/// An expression.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    text: String,
    /// How tightly the outermost operator binds; larger binds tighter.
    strength: u8,
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Text {
    pub(crate) fn new(text: String, strength: u8) -> Text {
        Text { text, strength }
    }

    /// Something that never needs parentheses.
    pub(crate) fn atom(text: &str) -> Text {
        Text::new(text.to_owned(), 11)
    }

    pub(crate) fn number(value: i32) -> Text {
        match value {
            0.. => Text::atom(&value.to_string()),
            _ => Text::new(value.to_string(), 8),
        }
    }

    /// The text as an operand of something that binds this tightly.
    pub(crate) fn within(&self, least: u8) -> String {
        match self.strength < least {
            true => format!("({})", self.text),
            false => self.text.clone(),
        }
    }

    /// The text without `list(...)` around it, for what only goes through the elements.
    pub(crate) fn gone_through(self) -> Text {
        let Some(inner) = self
            .text
            .strip_prefix("list(")
            .and_then(|text| text.strip_suffix(')'))
        else {
            return self;
        };
        let mut depth = 0_i32;
        for c in inner.chars() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth < 0 {
                return self;
            }
        }
        Text::new(inner.to_owned(), 11)
    }

    pub(crate) fn is_name(&self) -> bool {
        self.text.chars().all(|c| c.is_ascii_alphanumeric())
    }

    /// `yes if condition else no`.
    pub(crate) fn choice(condition: Text, yes: Text, no: Text) -> Text {
        Text::new(
            format!(
                "{} if {} else {}",
                yes.within(2),
                condition.within(2),
                no.within(1)
            ),
            1,
        )
    }
}

/// `a sign b`, grouped to the left.
pub(crate) fn infix(a: Text, sign: &str, b: Text, strength: u8) -> Text {
    Text::new(
        format!("{} {sign} {}", a.within(strength), b.within(strength + 1)),
        strength,
    )
}

/// `name(arguments)`.
pub(crate) fn call(name: &str, arguments: &[Text]) -> Text {
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    Text::atom(&format!("{name}({})", arguments.join(", ")))
}
