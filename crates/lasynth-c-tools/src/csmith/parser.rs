//! Recursive-descent parser for the C that Csmith writes for one function: statements are read,
//! expressions skipped.

use lasynth_c::generate::{Shape, Skeleton};
use lasynth_c::lexer::{Lexer, Token, TokenKind};
use lasynth_c::place;
use lasynth_core::SourceError;

/// Blocks may be nested this deep: deeper than Csmith nests them, shallow enough for any stack.
const MAX_DEPTH: usize = 100;

/// The types that Csmith declares variables of.
const TYPES: [&str; 8] = [
    "int8_t", "uint8_t", "int16_t", "uint16_t", "int32_t", "uint32_t", "int64_t", "uint64_t",
];

/// The assignment operators of C, each of which changes what stands on its left.
const ASSIGNMENTS: [&str; 11] = [
    "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=",
];

/// What an expression that is skipped must not hold besides [`ASSIGNMENTS`]: it would be lost.
const EFFECTS: [&str; 3] = ["++", "--", ","];

/// Reads the statement structure of the one function of a program by Csmith.
///
/// # Errors
/// Where the text is not of the subset that Csmith writes under the flags that it is run with;
/// [`SourceError::unsupported`] is set where it is C that other flags give rise to.
pub fn parse(source: &str) -> Result<Skeleton, SourceError> {
    let mut lexer = Lexer::new(source);
    let token = lexer.next_token()?;
    let mut parser = Parser {
        source,
        lexer,
        token,
        depth: 0,
        loops: 0,
    };
    parser.file()
}

type Parsed<T> = Result<T, SourceError>;

struct Parser<'s> {
    source: &'s str,
    lexer: Lexer<'s>,
    /// The token to be read.
    token: Token<'s>,
    /// Nesting of blocks.
    depth: usize,
    /// Nesting of loops.
    loops: usize,
}

impl Parser<'_> {
    /// Directives, globals and prototypes, then one function and nothing after it.
    fn file(&mut self) -> Parsed<Skeleton> {
        loop {
            if self.token.kind == TokenKind::End {
                return Err(self.expected("the definition of `func_1`"));
            }
            if self.is("#") {
                self.directive()?;
            } else if let Some(body) = self.external()? {
                if self.token.kind != TokenKind::End {
                    return Err(self.foreign(
                        "the end of the text",
                        "run csmith with --nomain --max-funcs 1",
                    ));
                }
                return Ok(Skeleton { body });
            }
        }
    }

    /// A directive ends with its line.
    fn directive(&mut self) -> Parsed<()> {
        let start = self.token.span.start as usize;
        let end = self.source[start..]
            .find('\n')
            .map_or(self.source.len(), |length| start + length);
        while self.token.kind != TokenKind::End && (self.token.span.start as usize) < end {
            self.bump()?;
        }
        Ok(())
    }

    /// A declaration at file scope, which tells nothing, or the function: its body.
    fn external(&mut self) -> Parsed<Option<Vec<Shape>>> {
        let (mut previous, mut name) = ("", None);
        loop {
            match self.token.text {
                "" => return Err(self.expected("`;`")),
                ";" => {
                    self.bump()?;
                    return Ok(None);
                }
                "=" => {
                    self.bump()?;
                    self.initial_value()?;
                    self.expect(";")?;
                    return Ok(None);
                }
                "{" if previous == ")" && name == Some("func_1") => return self.block().map(Some),
                "{" => {
                    return Err(self.foreign(
                        "globals and the function `func_1`",
                        "run csmith with --nomain --max-funcs 1 --no-structs --no-unions",
                    ));
                }
                "(" if name.is_none() => name = Some(previous),
                _ => {}
            }
            previous = self.bump()?.text;
        }
    }

    // Statements.

    fn block(&mut self) -> Parsed<Vec<Shape>> {
        if self.depth == MAX_DEPTH {
            return Err(self.unsupported(format!(
                "blocks are nested more than {MAX_DEPTH} deep; run csmith with a smaller \
                 --max-block-depth"
            )));
        }
        self.expect("{")?;
        self.depth += 1;
        let mut shapes = Vec::new();
        while !self.is("}") {
            shapes.extend(self.statement()?);
        }
        self.depth -= 1;
        self.bump()?;
        Ok(shapes)
    }

    /// A statement; `None` for those that only serve the arrays of Csmith.
    fn statement(&mut self) -> Parsed<Option<Shape>> {
        let shape = match self.token.text {
            "if" => self.branch()?,
            "for" => return self.repeat(),
            jump @ ("continue" | "break") => {
                if self.loops == 0 {
                    return Err(self.fail(format!("`{jump}` stands outside a loop")));
                }
                self.bump()?;
                self.expect(";")?;
                match jump {
                    "continue" => Shape::Continue,
                    _ => Shape::Break,
                }
            }
            "return" => {
                self.bump()?;
                self.expression(";")?;
                Shape::Return
            }
            "goto" => {
                return Err(self.foreign("a statement", "run csmith with --no-jumps"));
            }
            "++" | "--" => {
                self.bump()?;
                self.lvalue()?;
                self.expect(";")?;
                Shape::Update
            }
            "int" => {
                // `int i;` counts through an array that is being filled.
                self.bump()?;
                self.word("a name")?;
                self.expect(";")?;
                return Ok(None);
            }
            "const" => {
                self.bump()?;
                self.declaration()?
            }
            "static" | "volatile" => self.declaration()?,
            word if TYPES.contains(&word) => self.declaration()?,
            _ if self.token.kind == TokenKind::Word => self.assignment()?,
            _ => return Err(self.statement_expected()),
        };
        Ok(Some(shape))
    }

    fn declaration(&mut self) -> Parsed<Shape> {
        if !TYPES.contains(&self.token.text) {
            return Err(self.foreign(
                "an integer type",
                "run csmith with --no-volatiles --no-structs --no-unions",
            ));
        }
        self.bump()?;
        if self.is("*") {
            return Err(self.foreign("the name of a variable", "run csmith with --no-pointers"));
        }
        self.word("the name of a variable")?;
        let array = self.is("[");
        if array {
            self.bump()?;
            self.expression("]")?;
        }
        if self.is("=") {
            self.bump()?;
            self.initial_value()?;
        }
        self.expect(";")?;
        Ok(Shape::Declare { array })
    }

    fn assignment(&mut self) -> Parsed<Shape> {
        // A keyword cannot be a name, and a name says nothing: the error names the statement.
        if ["while", "do", "switch", "asm"].contains(&self.token.text) {
            return Err(self.statement_expected());
        }
        self.lvalue()?;
        let shape = match self.token.text {
            "++" | "--" => {
                self.bump()?;
                self.expect(";")?;
                Shape::Update
            }
            op if ASSIGNMENTS.contains(&op) => {
                self.bump()?;
                self.expression(";")?;
                Shape::Assign
            }
            ":" => return Err(self.foreign("an assignment", "run csmith with --no-jumps")),
            "(" => return Err(self.foreign("an assignment", "run csmith with --max-funcs 1")),
            _ => return Err(self.expected("an assignment operator")),
        };
        Ok(shape)
    }

    /// `if (..) {..} else {..}`, or `if (..)` and a jump.
    fn branch(&mut self) -> Parsed<Shape> {
        self.bump()?;
        self.expect("(")?;
        self.expression(")")?;
        if !self.is("{") {
            if !["continue", "break", "return", "goto"].contains(&self.token.text) {
                return Err(self.expected("`{` or a jump"));
            }
            let then = self.statement()?.into_iter().collect();
            return Ok(Shape::If {
                then,
                otherwise: None,
            });
        }
        let then = self.block()?;
        let otherwise = if self.is("else") {
            self.bump()?;
            Some(self.block()?)
        } else {
            None
        };
        Ok(Shape::If { then, otherwise })
    }

    /// `for (..; ..; ..) {..}`. A loop without braces gives an array its first values: it belongs to
    /// the declaration of the array and is no statement of the structure.
    fn repeat(&mut self) -> Parsed<Option<Shape>> {
        self.bump()?;
        self.expect("(")?;
        self.lvalue()?;
        self.expect("=")?;
        self.expression(";")?;
        self.expression(";")?;
        self.step()?;
        if self.is("{") {
            self.loops += 1;
            let body = self.block()?;
            self.loops -= 1;
            return Ok(Some(Shape::For(body)));
        }
        if self.token.kind != TokenKind::Word {
            return Err(self.expected("`{` or the first value of an array"));
        }
        self.lvalue()?;
        self.expect("=")?;
        self.expression(";")?;
        Ok(None)
    }

    /// The last part of the head of a loop, and the parenthesis that ends it.
    fn step(&mut self) -> Parsed<()> {
        if self.is("++") || self.is("--") {
            self.bump()?;
            self.lvalue()?;
            return self.expect(")");
        }
        self.lvalue()?;
        if self.is("++") || self.is("--") {
            self.bump()?;
            return self.expect(")");
        }
        if !ASSIGNMENTS.contains(&self.token.text) {
            return Err(self.expected("an assignment operator"));
        }
        self.bump()?;
        self.expression(")")
    }

    // Contents.

    /// A name, with an index or without.
    fn lvalue(&mut self) -> Parsed<()> {
        self.word("the name of a variable")?;
        if self.is("[") {
            self.bump()?;
            self.expression("]")?;
        }
        Ok(())
    }

    /// The first value of a variable or the first values of an array; the `;` is left.
    fn initial_value(&mut self) -> Parsed<()> {
        if !self.is("{") {
            return self.skip(";");
        }
        self.bump()?;
        loop {
            self.skip_to(&[",", "}"])?;
            if self.bump()?.text == "}" {
                return Ok(());
            }
        }
    }

    /// Skips an expression and the token that ends it.
    fn expression(&mut self, end: &str) -> Parsed<()> {
        self.skip(end)?;
        self.bump()?;
        Ok(())
    }

    /// Skips an expression up to the token that ends it.
    fn skip(&mut self, end: &str) -> Parsed<()> {
        self.skip_to(&[end])
    }

    /// Skips an expression, which is not empty, up to one of the tokens that may end it.
    fn skip_to(&mut self, ends: &[&str]) -> Parsed<()> {
        let mut open: Vec<&str> = Vec::new();
        let mut previous: Option<Token> = None;
        loop {
            let text = self.token.text;
            if open.is_empty() && ends.contains(&text) {
                return match previous {
                    None => Err(self.expected("an expression")),
                    Some(_) => Ok(()),
                };
            }
            let called = previous
                .is_some_and(|token| token.kind == TokenKind::Word && !TYPES.contains(&token.text));
            match text {
                "(" if called => {
                    return Err(self.foreign(
                        "an operator",
                        "run csmith with --max-funcs 1 --no-safe-math",
                    ));
                }
                "(" => open.push(")"),
                "[" => open.push("]"),
                ")" | "]" if open.last() == Some(&text) => {
                    open.pop();
                }
                ")" | "]" => return Err(self.expected("an operand or an operator")),
                "" | ";" | "{" | "}" => {
                    let missing = open.last().or(ends.first()).unwrap_or(&";");
                    return Err(self.expected(&format!("`{missing}`")));
                }
                _ if EFFECTS.contains(&text) || ASSIGNMENTS.contains(&text) => {
                    return Err(self.foreign(
                        "an expression that changes nothing",
                        "run csmith with --no-embedded-assigns --no-comma-operators",
                    ));
                }
                _ => {}
            }
            previous = Some(self.bump()?);
        }
    }

    // Tokens.

    fn is(&self, text: &str) -> bool {
        self.token.text == text
    }

    fn expect(&mut self, text: &str) -> Parsed<()> {
        if !self.is(text) {
            return Err(self.expected(&format!("`{text}`")));
        }
        self.bump()?;
        Ok(())
    }

    fn word(&mut self, what: &str) -> Parsed<()> {
        if self.token.kind != TokenKind::Word {
            return Err(self.expected(what));
        }
        self.bump()?;
        Ok(())
    }

    // Errors.

    fn statement_expected(&self) -> SourceError {
        self.expected(
            "a statement that csmith writes: a declaration, an assignment, `++`, `--`, `if`, \
             `for`, `continue`, `break` or `return`",
        )
    }

    /// C that is not Csmith's.
    fn expected(&self, what: &str) -> SourceError {
        self.fail(format!("expected {what}, found {}", self.found()))
    }

    /// C that Csmith writes only under other flags.
    fn foreign(&self, expected: &str, advice: &str) -> SourceError {
        self.unsupported(format!(
            "expected {expected}, found {}: {advice}",
            self.found()
        ))
    }

    fn found(&self) -> String {
        match self.token.kind {
            TokenKind::End => "the end of the text".to_owned(),
            _ => format!("`{}`", place::quote(self.token.text)),
        }
    }

    fn fail(&self, message: String) -> SourceError {
        place::error(self.source, self.token.span.start as usize, message)
    }

    fn unsupported(&self, message: String) -> SourceError {
        SourceError {
            unsupported: true,
            ..self.fail(message)
        }
    }
}

impl<'s> Parser<'s> {
    /// Reads the token that is to be read.
    fn bump(&mut self) -> Parsed<Token<'s>> {
        let token = self.token;
        self.token = self.lexer.next_token()?;
        Ok(token)
    }
}
