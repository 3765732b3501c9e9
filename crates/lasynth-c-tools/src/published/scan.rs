//! Finding the inputs and the program in a C file without reading all of C.

use super::layout::EXAMPLES;
use lasynth_c::probes::LIST_LEN;
use lasynth_core::Place;

/// A word or a character that is neither blank nor part of a comment, a preprocessor line or a
/// literal.
#[derive(Clone, Copy, Debug)]
struct Token<'s> {
    text: &'s str,
    /// Offset in bytes.
    start: usize,
}

/// What is wrong, and the offset of where.
type Error = (usize, String);

/// What a C file holds.
pub(super) struct Scanned {
    /// The inputs of the five examples.
    pub inputs: [[i32; LIST_LEN]; EXAMPLES],
    /// The definition of `func_1` in a text in which everything else is blank: places in it are
    /// places in the file.
    pub program: String,
}

/// Finds inputs and program. Errors are a place and what is wrong there.
pub(super) fn scan(source: &str) -> Result<Scanned, (Place, String)> {
    let at = |(offset, message)| (Place::of(source, offset), message);
    let tokens = tokens(source).map_err(at)?;
    let mut columns = [None; LIST_LEN];
    let mut definition = None;
    // Offset at which the declaration begins that is being read.
    let mut declaration = 0;
    let mut depth = 0_usize;
    let mut i = 0;
    while i < tokens.len() {
        let token = tokens[i];
        match token.text {
            "{" => depth += 1,
            "}" => {
                depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| at((token.start, "this `}` has no `{`".to_owned())))?;
            }
            "func_1" if depth == 0 => {
                if let Some(end) = body_end(&tokens[i..]).map_err(at)? {
                    if definition.is_some() {
                        let message = "`func_1` is defined for the second time".to_owned();
                        return Err(at((token.start, message)));
                    }
                    definition = Some((tokens[declaration].start, end));
                }
            }
            name if depth == 0 => {
                if let Some(j) = column_name(name)
                    && let Some(values) = column(source, &tokens[i..]).map_err(at)?
                    && columns[j].replace(values).is_some()
                {
                    let message = format!("`{name}` is defined for the second time");
                    return Err(at((token.start, message)));
                }
            }
            _ => {}
        }
        i += 1;
        if depth == 0 && matches!(token.text, ";" | "}") {
            declaration = i;
        }
    }
    let mut inputs = [[0; LIST_LEN]; EXAMPLES];
    for (j, column) in columns.into_iter().enumerate() {
        let Some(values) = column else {
            let message = format!(
                "the global `a{j}` with position {j} of the examples is missing; expected `int \
                 a{j}[{EXAMPLES}] = {{...}};`"
            );
            return Err(at((source.len(), message)));
        };
        for (input, value) in inputs.iter_mut().zip(values) {
            input[j] = value;
        }
    }
    let Some((start, end)) = definition else {
        let message = "there is no definition of `int * func_1(int a[])`".to_owned();
        return Err(at((source.len(), message)));
    };
    let mut program = blank(&source[..start]);
    program.push_str(&source[start..end]);
    Ok(Scanned { inputs, program })
}

/// White space with the same lines and columns.
fn blank(text: &str) -> String {
    let blank = |c| if c == '\n' { '\n' } else { ' ' };
    text.chars().map(blank).collect()
}

fn tokens(source: &str) -> Result<Vec<Token<'_>>, Error> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut line_begins = true;
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        let length = if c.is_whitespace() || c == '\u{feff}' {
            line_begins |= c == '\n';
            at += c.len_utf8();
            continue;
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(comment) = rest.strip_prefix("/*") {
            let end = comment.find("*/");
            end.ok_or((at, "this comment has no `*/` to end it".to_owned()))? + 4
        } else if c == '#' && line_begins {
            rest.find('\n').unwrap_or(rest.len())
        } else if c == '"' || c == '\'' {
            literal(rest, c).ok_or((at, format!("this {c} has no partner on its line")))?
        } else {
            let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let length = match is_word(c) {
                true => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                false => c.len_utf8(),
            };
            tokens.push(Token {
                text: &rest[..length],
                start: at,
            });
            length
        };
        line_begins = false;
        at += length;
    }
    Ok(tokens)
}

fn literal(text: &str, delimiter: char) -> Option<usize> {
    let mut escaped = false;
    for (offset, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == delimiter => return Some(offset + 1),
            _ => {}
        }
    }
    None
}

/// `tokens` begin with the name of a function. The end of its body, if this is its definition.
fn body_end(tokens: &[Token<'_>]) -> Result<Option<usize>, Error> {
    let mut depth = 0_usize;
    let mut parameters = false;
    for token in &tokens[1..] {
        match token.text {
            "(" | "{" | "[" => {
                // The first brace after the parameters begins the body.
                parameters |= token.text == "(" && depth == 0;
                depth += 1;
            }
            ")" | "}" | "]" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && token.text == "}" {
                    return Ok(parameters.then_some(token.start + 1));
                }
            }
            _ if depth == 0 => return Ok(None),
            _ => {}
        }
    }
    Err((
        tokens[0].start,
        "the file ends in the middle of `func_1` (is it cut off?)".to_owned(),
    ))
}

/// `j` of a name `a<j>` of a list position.
fn column_name(name: &str) -> Option<usize> {
    let digits = name.strip_prefix('a')?;
    let j: usize = digits.parse().ok()?;
    (j < LIST_LEN && digits.len() == 1).then_some(j)
}

/// `tokens` begin with the name of a global. Its five values, if this is its definition.
fn column(source: &str, tokens: &[Token<'_>]) -> Result<Option<[i32; EXAMPLES]>, Error> {
    let text = |i: usize| tokens.get(i).map_or("", |token| token.text);
    let offset = |i: usize| tokens.get(i).map_or(source.len(), |token| token.start);
    if text(1) != "[" {
        return Ok(None);
    }
    let after_size = if text(2) == "]" { 2 } else { 3 };
    if text(after_size) != "]" || text(after_size + 1) != "=" {
        return Ok(None);
    }
    let mut i = after_size + 2;
    let expect = |i: usize, what: &str| match text(i) == what {
        true => Ok(()),
        false => Err((
            offset(i),
            format!("expected `{what}`, found {}", shown(text(i))),
        )),
    };
    expect(i, "{")?;
    i += 1;
    let mut values = Vec::new();
    while text(i) != "}" {
        if !values.is_empty() {
            expect(i, ",")?;
            i += 1;
            if text(i) == "}" {
                break;
            }
        }
        let start = offset(i);
        let open = (i..).take_while(|i| text(*i) == "(").count();
        i += open;
        let minus = text(i) == "-";
        i += usize::from(minus);
        let value: i32 = text(i).parse().map_err(|_| {
            let found = shown(text(i));
            (
                offset(i),
                format!("expected a number such as 3 or (-3), found {found}"),
            )
        })?;
        i += 1;
        for _ in 0..open {
            expect(i, ")")?;
            i += 1;
        }
        let value = if minus { -value } else { value };
        values.push((start, value));
    }
    let found = values.len();
    let Ok(values) = <[(usize, i32); EXAMPLES]>::try_from(values) else {
        let message = format!("`{}` has {found} values, expected {EXAMPLES}", text(0));
        return Err((offset(0), message));
    };
    for (start, value) in values {
        super::pair::check_range(value).map_err(|message| (start, message))?;
    }
    Ok(Some(values.map(|(_, value)| value)))
}

fn shown(text: &str) -> String {
    match text {
        "" => "the end of the file".to_owned(),
        text => format!("`{text}`"),
    }
}
