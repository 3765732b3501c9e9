//! Which function a text is about, and what it takes and gives.

use super::OpenError;
use lasynth_core::Place;

/// What a function takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) name: String,
    /// What a user gives, in order: lengths are no arguments of their own.
    pub(super) arguments: Vec<Argument>,
    pub(super) result: Gives,
    /// Whether the last parameter is work space, [`WORK`], which says nothing before the call and after.
    pub(super) has_work: bool,
}

/// The name of a list without a length that is work space, if it is the last parameter.
const WORK: &str = "tmp";

/// One argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    Int,
    /// A list.
    List {
        /// Whether its length follows it.
        length: bool,
        /// The number in brackets, as in `int a[5]`.
        fixed: Option<usize>,
        /// Whether the function may not change it.
        is_const: bool,
    },
}

/// Where the result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    /// The value that is returned.
    Int,
    /// The last parameter, in so many elements as the value that is returned.
    Out,
    /// The list with this index among the arguments.
    InPlace(usize),
    /// What the pointer that is returned points to, in so many elements as the first list has.
    Pointer,
}

/// Parameters that a function may have.
const MAX_PARAMETERS: usize = 8;

/// What a refusal says about the supported shapes.
const SUPPORTED: &str = "supported are functions of `int`s and of lists, each with its length behind it, \
                         such as `int f(const int a[], int n, int k)`, with the result as a value, in a last \
                         parameter `int out[]` whose length is returned, or in place";

/// A word or a sign of C, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Token<'s> {
    text: &'s str,
    at: usize,
}

/// A parameter of a function.
enum Parameter {
    Int,
    /// An integer of a type that only lengths have.
    Size,
    List {
        fixed: Option<usize>,
        is_const: bool,
        is_work: bool,
    },
}

impl Signature {
    /// The last function of a text that is not `static`, which is the one that may call all others, or
    /// else the last one.
    pub(super) fn find(source: &str) -> Result<Signature, OpenError> {
        let tokens = tokens(source);
        let definitions = definitions(&tokens);
        let is_static = |d: &&Definition| d.before.iter().any(|token| token.text == "static");
        let last = definitions.iter().rfind(|d| !is_static(d));
        let definition = last.or(definitions.last()).ok_or(OpenError::NoFunction)?;
        definition.signature(source)
    }

    /// Whether the head is the one that programs of restricted C have, up to the name.
    pub(super) fn is_restricted_form(&self) -> bool {
        let list = Argument::List {
            length: false,
            fixed: None,
            is_const: false,
        };
        self.arguments == [list] && self.result == Gives::Pointer
    }

    /// Whether the result is a list.
    pub(super) fn gives_list(&self) -> bool {
        self.result != Gives::Int
    }
}

/// The first brace of a text that no other one closes.
pub(super) fn unclosed(source: &str) -> Option<Place> {
    let mut open = Vec::new();
    for token in tokens(source) {
        match token.text {
            "{" => open.push(token.at),
            "}" => drop(open.pop()),
            _ => {}
        }
    }
    open.first().map(|at| Place::of(source, *at))
}

/// A function definition: what stands before its body.
struct Definition<'t, 's> {
    /// What stands before the name.
    before: &'t [Token<'s>],
    name: Token<'s>,
    /// What stands between the parentheses.
    parameters: &'t [Token<'s>],
}

/// All functions of a text but `main`.
fn definitions<'t, 's>(tokens: &'t [Token<'s>]) -> Vec<Definition<'t, 's>> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "{" => {
                if depth == 0 {
                    found.extend(Definition::of(&tokens[start..index]));
                }
                depth += 1;
            }
            "}" => {
                depth = depth.saturating_sub(1);
                start = index + 1;
            }
            ";" if depth == 0 => start = index + 1,
            _ => {}
        }
    }
    found.retain(|definition| definition.name.text != "main");
    found
}

impl<'t, 's> Definition<'t, 's> {
    /// The function whose head these tokens are; `None` where they are something else.
    fn of(head: &'t [Token<'s>]) -> Option<Definition<'t, 's>> {
        let open = head.iter().position(|token| token.text == "(")?;
        let (close, parameters) = head[open + 1..].split_last()?;
        let (name, before) = head[..open].split_last()?;
        let named = name
            .text
            .starts_with(|c: char| c.is_alphabetic() || c == '_');
        (close.text == ")" && named).then_some(Definition {
            before,
            name: *name,
            parameters,
        })
    }

    fn signature(&self, source: &str) -> Result<Signature, OpenError> {
        let refuse = |at: usize, what: String| OpenError::Shape {
            place: Place::of(source, at),
            message: format!("{what}; {SUPPORTED}"),
        };
        let name = self.name.text;
        let returns: Vec<&str> = (self.before.iter().map(|token| token.text))
            .filter(|word| !["static", "extern", "inline", "__inline", "const"].contains(word))
            .collect();
        let mut parameters = Vec::new();
        for tokens in self.parameters.split(|token| token.text == ",") {
            let at = tokens.first().map_or(self.name.at, |token| token.at);
            let parameter = parameter(tokens);
            let parameter = parameter.ok_or_else(|| {
                let texts: Vec<&str> = tokens.iter().map(|token| token.text).collect();
                refuse(
                    at,
                    format!("`{name}` has the parameter `{}`", texts.join(" ")),
                )
            })?;
            parameters.push((parameter, at));
        }
        if parameters.len() > MAX_PARAMETERS {
            let what = format!(
                "`{name}` has {} parameters, more than {MAX_PARAMETERS}",
                parameters.len()
            );
            return Err(refuse(self.name.at, what));
        }
        let work = parameters.pop_if(|(parameter, _)| {
            matches!(
                parameter,
                Parameter::List {
                    is_work: true,
                    is_const: false,
                    ..
                }
            )
        });
        let mut arguments = Vec::new();
        let mut has_out = false;
        let mut rest = parameters.iter().peekable();
        while let Some((parameter, at)) = rest.next() {
            let argument = match *parameter {
                Parameter::Int => Argument::Int,
                Parameter::Size => {
                    let what = format!("`{name}` has a length that follows no list");
                    return Err(refuse(*at, what));
                }
                Parameter::List {
                    fixed, is_const, ..
                } => {
                    let length = matches!(rest.peek(), Some((Parameter::Int | Parameter::Size, _)));
                    if length {
                        rest.next();
                    } else if rest.peek().is_none() && !is_const && returns == ["int"] {
                        has_out = !arguments.is_empty();
                    }
                    if has_out {
                        break;
                    }
                    Argument::List {
                        length,
                        fixed,
                        is_const,
                    }
                }
            };
            arguments.push(argument);
        }
        let changed = arguments.iter().position(|argument| {
            matches!(
                argument,
                Argument::List {
                    is_const: false,
                    ..
                }
            )
        });
        let has_list = arguments.iter().any(|argument| *argument != Argument::Int);
        let result = match (&returns[..], has_out, changed) {
            (["int"], true, _) => Gives::Out,
            (["int"], false, _) => Gives::Int,
            (["int", "*"], false, _) if has_list => Gives::Pointer,
            (["void"], false, Some(index)) => Gives::InPlace(index),
            _ => {
                let what = format!("`{name}` returns `{}`", returns.join(" "));
                return Err(refuse(self.name.at, what));
            }
        };
        Ok(Signature {
            name: name.to_owned(),
            arguments,
            result,
            has_work: work.is_some(),
        })
    }
}

/// What a parameter is; `None` where it is of no supported type.
fn parameter(tokens: &[Token<'_>]) -> Option<Parameter> {
    let mut is_const = false;
    let mut is_pointer = false;
    let mut fixed = None;
    let mut kind = None;
    let mut named = false;
    let mut is_work = false;
    let mut words = tokens.iter().map(|token| token.text);
    while let Some(word) = words.next() {
        match word {
            // Behind a `*` it is the pointer that does not change.
            "const" => is_const |= !is_pointer,
            "restrict" | "__restrict" | "register" | "signed" => {}
            "int" | "int32_t" | "size_t" if kind.is_none() => kind = Some(word),
            "*" if kind.is_some() && !is_pointer && !named => is_pointer = true,
            "[" if named && !is_pointer => {
                is_pointer = true;
                let inside: Vec<&str> = words.by_ref().take_while(|word| *word != "]").collect();
                fixed = inside.last().and_then(|number| number.parse().ok());
            }
            name if !named
                && kind.is_some()
                && name.starts_with(|c: char| c.is_alphabetic() || c == '_') =>
            {
                named = true;
                is_work = name == WORK;
            }
            _ => return None,
        }
    }
    match (kind?, is_pointer) {
        _ if !named => None,
        ("size_t", false) => Some(Parameter::Size),
        ("size_t", true) => None,
        (_, false) => Some(Parameter::Int),
        (_, true) => Some(Parameter::List {
            fixed,
            is_const,
            is_work,
        }),
    }
}

/// The words and signs of a text, without comments, literals and lines for the preprocessor. Of a text
/// that is no C it gives something: the compiler will say so.
fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut line_begins = true;
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        let length = if rest.starts_with("//") || c == '#' && line_begins {
            to_line_end(rest)
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if c == '"' || c == '\'' {
            line_begins = false;
            literal(rest, c)
        } else if c.is_whitespace() {
            line_begins |= c == '\n';
            c.len_utf8()
        } else {
            line_begins = false;
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let word = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            let length = word.max(c.len_utf8());
            tokens.push(Token {
                text: &rest[..length],
                at,
            });
            length
        };
        at += length;
    }
    tokens
}

/// Bytes to the end of the line, which a backslash puts off.
fn to_line_end(text: &str) -> usize {
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        length += line.len();
        if !line.trim_end_matches(['\n', '\r']).ends_with('\\') {
            let newline = usize::from(line.ends_with('\n'));
            return length - newline;
        }
    }
    text.len()
}

/// Bytes of a literal in quotes; of one that is not closed, those of its line.
fn literal(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return index,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return index + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}
