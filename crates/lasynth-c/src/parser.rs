//! Recursive-descent parser with name resolution.

mod expression;
mod statement;

use crate::canonical;
use crate::lexer::{Lexer, Token, TokenKind};
use crate::place;
use crate::printer;
use crate::syntax::{
    MAX_LOCAL_VARS, MAX_LOOP_VARS, MAX_TOKENS, Program, Span, Stmt, Unsupported, VarId,
};
use lasynth_core::SourceError;

/// Blocks and parentheses may be nested this deep: deeper than any program within [`MAX_TOKENS`],
/// shallow enough for any stack.
const MAX_DEPTH: usize = 100;

/// Reading stops after this many tokens, redundant parentheses included.
const MAX_READ: usize = 4 * MAX_TOKENS;

/// Words that C99 keeps for itself.
const KEYWORDS: [&str; 37] = [
    "auto",
    "break",
    "case",
    "char",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extern",
    "float",
    "for",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "register",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "struct",
    "switch",
    "typedef",
    "union",
    "unsigned",
    "void",
    "volatile",
    "while",
    "_Bool",
    "_Complex",
    "_Imaginary",
];

/// Reads one function. The result is in canonical form, its spans refer to `source`.
///
/// # Errors
/// Where the text is not a program of the language; [`SourceError::unsupported`] is set where it may
/// well be a program of C that is beyond the language's limits.
pub fn parse(source: &str) -> Result<Program, SourceError> {
    let mut lexer = Lexer::new(source);
    let token = lexer.next_token()?;
    let next = lexer.next_token()?;
    let mut parser = Parser {
        source,
        lexer,
        token,
        next,
        read: 0,
        past_limit: None,
        last_end: 0,
        depth: 0,
        loops: 0,
        scope: Vec::new(),
        block_start: 0,
        declared: Vec::new(),
        declaring: None,
    };
    let body = parser.function()?;
    parser.finish(body)
}

type Parsed<T> = Result<T, SourceError>;

struct Parser<'s> {
    source: &'s str,
    lexer: Lexer<'s>,
    /// The token to be read.
    token: Token<'s>,
    /// The one after it.
    next: Token<'s>,
    /// Number of tokens read.
    read: usize,
    /// Where the first token beyond [`MAX_TOKENS`] starts.
    past_limit: Option<u32>,
    /// Where the last token read ends.
    last_end: u32,
    /// Nesting of blocks and parentheses.
    depth: usize,
    /// Nesting of `for` bodies.
    loops: usize,
    /// Names in scope, the innermost last.
    scope: Vec<(&'s str, VarId)>,
    /// Where in `scope` the innermost block starts.
    block_start: usize,
    /// Where each variable is declared, in order.
    declared: Vec<Span>,
    /// The name whose initial value is being read.
    declaring: Option<&'s str>,
}

impl<'s> Parser<'s> {
    fn function(&mut self) -> Parsed<Vec<Stmt>> {
        let heading = "a program is one function that starts `int * func_1(int a[])`";
        for (index, text) in ["int", "*", "func_1", "(", "int", "a", "[", "]", ")"]
            .into_iter()
            .enumerate()
        {
            if self.token.text != text {
                let hint = match (index, self.token.kind) {
                    (2, TokenKind::Word) => "; the function must be called `func_1`",
                    (5, TokenKind::Word) => "; the list must be called `a`",
                    (5, _) if self.is("*") => "; write the list as `int a[]`",
                    (7, TokenKind::Number) => "; the list has no length here",
                    (8, _) if self.is(",") => "; the list is the only parameter",
                    _ => "",
                };
                let found = self.found();
                return Err(self.fail(format!("expected `{text}`, found {found}: {heading}{hint}")));
            }
            self.bump()?;
        }
        if self.is(";") {
            return Err(self.fail(
                "expected `{`, found `;`: a prototype is not supported, only the function itself",
            ));
        }
        self.expect("{", "to open the function")?;
        let body = self.statements(true)?;
        if self.token.kind != TokenKind::End {
            let found = self.found();
            return Err(self.fail(format!(
                "expected the end of the text, found {found}: a program is one function and nothing else"
            )));
        }
        Ok(body)
    }

    /// Checks the limits that hold for the whole program.
    fn finish(&self, mut body: Vec<Stmt>) -> Parsed<Program> {
        // The parser numbers declarations in order already, so the numbers still fit `declared`.
        let drives = canonical::number(&mut body);
        Program::new(body).map_err(|error| {
            let excess = |wanted: bool, limit: usize| {
                let mut those = (0..drives.len()).filter(|&var| drives[var] == wanted);
                those.nth(limit).map_or(0, |var| self.declared[var].start)
            };
            let at = match error {
                Unsupported::LoopVars(_) => excess(true, MAX_LOOP_VARS),
                Unsupported::LocalVars(_) => excess(false, MAX_LOCAL_VARS),
                Unsupported::Length(_) => self.past_limit.unwrap_or(self.last_end),
            };
            self.unsupported_at(at, error.to_string())
        })
    }

    // Tokens.

    fn is(&self, text: &str) -> bool {
        self.token.text == text
    }

    /// Reads the token that is to be read.
    fn bump(&mut self) -> Parsed<Token<'s>> {
        let token = self.token;
        self.token = self.next;
        self.next = self.lexer.next_token()?;
        self.read += 1;
        self.last_end = token.span.end;
        if self.read == MAX_TOKENS + 1 {
            self.past_limit = Some(token.span.start);
        }
        if self.read > MAX_READ {
            return Err(self.unsupported_at(
                token.span.start,
                format!("more than {MAX_READ} tokens; at most {MAX_TOKENS} are supported"),
            ));
        }
        Ok(token)
    }

    /// Reads the token if it is `text`.
    fn accept(&mut self, text: &str) -> Parsed<bool> {
        let found = self.is(text);
        if found {
            self.bump()?;
        }
        Ok(found)
    }

    /// Reads `text`; `why` completes the message `expected .., found ..`.
    fn expect(&mut self, text: &str, why: &str) -> Parsed<Token<'s>> {
        if self.is(text) {
            return self.bump();
        }
        let found = self.found();
        let gap = if why.is_empty() { "" } else { " " };
        Err(self.fail(format!("expected `{text}`{gap}{why}, found {found}")))
    }

    /// The token to be read, for a message.
    fn found(&self) -> String {
        match self.token.kind {
            TokenKind::End => "the end of the text".to_owned(),
            _ => format!("`{}`", place::quote(self.token.text)),
        }
    }

    /// The text from `start` to the last token read.
    fn span_from(&self, start: u32) -> Span {
        Span {
            start,
            end: self.last_end.max(start),
        }
    }

    /// Source text on one line, for a message.
    fn quote(&self, span: Span) -> String {
        let text = self.source.get(span.start as usize..span.end as usize);
        place::quote(text.unwrap_or(""))
    }

    // Errors.

    /// An error at the token to be read.
    fn fail(&self, message: impl Into<String>) -> SourceError {
        self.fail_at(self.token.span.start, message)
    }

    fn fail_at(&self, offset: u32, message: impl Into<String>) -> SourceError {
        place::error(self.source, offset as usize, message)
    }

    /// C that is outside the language, at the token to be read.
    fn unsupported(&self, message: impl Into<String>) -> SourceError {
        self.unsupported_at(self.token.span.start, message)
    }

    fn unsupported_at(&self, offset: u32, message: impl Into<String>) -> SourceError {
        SourceError {
            unsupported: true,
            ..self.fail_at(offset, message)
        }
    }

    // Nesting and names.

    /// Runs `inner` one level deeper.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_DEPTH {
            return Err(self.unsupported(format!(
                "nested more than {MAX_DEPTH} deep; no program of at most {MAX_TOKENS} tokens needs that"
            )));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// Runs `inner` in a new scope.
    fn scoped<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let outer = std::mem::replace(&mut self.block_start, self.scope.len());
        let result = inner(self);
        self.scope.truncate(self.block_start);
        self.block_start = outer;
        result
    }

    /// Reads a name that is about to be declared.
    fn new_name(&mut self) -> Parsed<Token<'s>> {
        self.check_name()?;
        let name = self.token.text;
        if self.scope[self.block_start..]
            .iter()
            .any(|(other, _)| *other == name)
        {
            return Err(self.fail(format!("`{name}` is already declared in this block")));
        }
        self.bump()
    }

    /// Puts a name in scope.
    fn declare(&mut self, name: Token<'s>) -> Parsed<VarId> {
        let var = VarId(self.declared.len() as u16);
        self.declared.push(name.span);
        self.scope.push((name.text, var));
        Ok(var)
    }

    /// Reads the name of a variable in scope.
    fn variable(&mut self) -> Parsed<VarId> {
        self.check_name()?;
        let name = self.token.text;
        if self.declaring == Some(name) {
            return Err(self.fail(format!(
                "`{name}` cannot be part of its own initial value: in C it would stand for the new variable, which has no value yet"
            )));
        }
        let Some((_, var)) = self.scope.iter().rev().find(|(other, _)| *other == name) else {
            return Err(self.fail(format!("`{name}` is not declared here")));
        };
        let var = *var;
        self.bump()?;
        match self.token.text {
            "[" => Err(self.unsupported(format!("`{name}` is an integer; only `a` has elements"))),
            "(" => Err(self.unsupported("calls are not supported")),
            _ => Ok(var),
        }
    }

    /// Checks that the token to be read can be the name of a variable.
    fn check_name(&self) -> Parsed<()> {
        let text = self.token.text;
        if self.token.kind != TokenKind::Word {
            let found = self.found();
            return Err(self.fail(format!("expected the name of a variable, found {found}")));
        }
        if KEYWORDS.contains(&text) {
            return Err(self.fail(format!(
                "expected the name of a variable, found `{text}`, a word that C keeps for itself"
            )));
        }
        match text {
            "a" => Err(self.fail("expected the name of a variable, found `a`, which is the list")),
            "func_1" => {
                Err(self
                    .fail("expected the name of a variable, found `func_1`, which is the function"))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a token is a comparison, and which.
fn comparison(text: &str) -> Option<crate::syntax::CmpOp> {
    use crate::syntax::CmpOp::{Eq, Ge, Gt, Le, Lt, Ne};
    [Lt, Le, Gt, Ge, Eq, Ne]
        .into_iter()
        .find(|op| printer::cmp_text(*op) == text)
}
