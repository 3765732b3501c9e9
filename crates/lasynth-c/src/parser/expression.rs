//! Expressions, conditions, elements and operands.
//!
//! A parenthesis may open an expression or a condition, and which one shows only later. So both are
//! read by C's own rules of precedence into one kind of node, which knows what it turned out to be.

use super::{KEYWORDS, Parsed, Parser, comparison};
use crate::lexer::TokenKind;
use crate::syntax::{BinOp, CmpOp, Condition, Elem, Expr, Index, Operand, Span};

/// Binary operators that one expression may have, those in an index not counted.
const MAX_OPERATORS: usize = 2;

/// Largest constant, except as the bound of a `for`.
pub(super) const MAX_CONST: i8 = 4;

/// Largest constant that bounds a `for`.
pub(super) const MAX_BOUND: i8 = 5;

/// Something that was read, and where it stands, parentheses included.
struct Node {
    what: What,
    span: Span,
}

enum What {
    /// A number, with its count of binary operators.
    Value(Expr, usize),
    /// What only a condition may be.
    Test(Condition, Form),
}

/// How a condition that is no number was written; decides on the words of an error.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// `!` and what it applies to.
    Negation,
    /// A comparison, `&&`, `||`, or anything within parentheses.
    Other,
}

impl<'s> Parser<'s> {
    /// An expression: the right-hand side of an assignment, an initial value.
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        let node = self.disjunction()?;
        if self.is("?") {
            return Err(self.unsupported("`? :` is not supported; write an `if`"));
        }
        match node.what {
            What::Value(expr, _) => Ok(expr),
            What::Test(..) => Err(self.unsupported_at(
                node.span.start,
                format!(
                    "`{}` is a condition; comparisons, `!`, `&&` and `||` may stand only in the condition of an `if`",
                    self.quote(node.span)
                ),
            )),
        }
    }

    /// The condition of an `if`.
    pub(super) fn condition(&mut self) -> Parsed<Condition> {
        let node = self.disjunction()?;
        match self.token.text {
            "=" => Err(self.fail("an assignment is no condition; `==` compares")),
            "?" => Err(self.unsupported("`? :` is not supported; write an `if`")),
            _ => Ok(into_condition(node)),
        }
    }

    fn disjunction(&mut self) -> Parsed<Node> {
        let mut left = self.conjunction()?;
        while self.accept("||")? {
            let right = self.conjunction()?;
            left = join(left, right, Condition::Or);
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Parsed<Node> {
        let mut left = self.compared()?;
        while self.accept("&&")? {
            let right = self.compared()?;
            left = join(left, right, Condition::And);
        }
        Ok(left)
    }

    fn compared(&mut self) -> Parsed<Node> {
        let mut left = self.sum()?;
        while let Some(op) = comparison(self.token.text) {
            if matches!(left.what, What::Test(_, Form::Negation)) {
                return self.misplaced_not(left.span);
            }
            let operator = self.bump()?.span;
            let right = self.sum()?;
            left = self.compare(op, operator, left, right)?;
        }
        Ok(left)
    }

    fn compare(&self, op: CmpOp, operator: Span, left: Node, right: Node) -> Parsed<Node> {
        let span = cover(left.span, right.span);
        match (left.what, right.what) {
            (What::Value(l, _), What::Value(r, _)) => Ok(Node {
                what: What::Test(Condition::Cmp(op, l, r), Form::Other),
                span,
            }),
            (What::Test(..), _) => Err(self.unsupported_at(
                operator.start,
                format!(
                    "`{}` is a condition and cannot be compared; join comparisons by `&&` or `||`",
                    self.quote(left.span)
                ),
            )),
            (_, What::Test(..)) => Err(self.unsupported_at(
                right.span.start,
                format!(
                    "`{}` is a condition and cannot be compared; join comparisons by `&&` or `||`",
                    self.quote(right.span)
                ),
            )),
        }
    }

    /// The error for `!x < 3`, read up to the `!x`: in C the `!` belongs to `x` alone. The rest of
    /// the comparison is read for the message.
    fn misplaced_not(&mut self, negation: Span) -> Parsed<Node> {
        let mut all = Span {
            start: negation.start + 1,
            end: negation.end,
        };
        let inner = self.quote(all);
        while matches!(self.token.text, "+" | "-") || comparison(self.token.text).is_some() {
            self.bump()?;
            all.end = self.signed()?.span.end;
        }
        Err(self.unsupported_at(
            negation.start,
            format!(
                "in C this `!` applies to `{inner}` alone, which is not supported here; to negate all of it write `!({})`",
                self.quote(all)
            ),
        ))
    }

    fn sum(&mut self) -> Parsed<Node> {
        let mut left = self.signed()?;
        loop {
            let op = match self.token.text {
                "+" => BinOp::Add,
                "-" => BinOp::Sub,
                "*" | "/" | "%" | "<<" | ">>" | "&" | "|" | "^" => {
                    return Err(self.unsupported(format!(
                        "`{}` is not supported; values are computed by `+` and `-`",
                        self.token.text
                    )));
                }
                "++" | "--" => {
                    return Err(self.unsupported(format!(
                        "`{}` cannot be part of an expression; it is a statement of its own",
                        self.token.text
                    )));
                }
                _ => return Ok(left),
            };
            if matches!(left.what, What::Test(_, Form::Negation)) {
                return self.misplaced_not(left.span);
            }
            let operator = self.bump()?.span;
            let right = self.signed()?;
            left = self.add(op, operator, left, right)?;
        }
    }

    fn add(&self, op: BinOp, operator: Span, left: Node, right: Node) -> Parsed<Node> {
        let span = cover(left.span, right.span);
        match (left.what, right.what) {
            (What::Value(l, n), What::Value(r, m)) => {
                let operators = n + m + 1;
                if operators > MAX_OPERATORS {
                    return Err(self.unsupported_at(
                        operator.start,
                        format!(
                            "more than {MAX_OPERATORS} operators in one expression; compute a part of it in an earlier statement"
                        ),
                    ));
                }
                let sum = Expr::Bin(op, Box::new(l), Box::new(r), span);
                Ok(Node {
                    what: What::Value(sum, operators),
                    span,
                })
            }
            (What::Test(..), _) => Err(self.no_number(left.span)),
            (_, What::Test(..)) => Err(self.no_number(right.span)),
        }
    }

    fn no_number(&self, condition: Span) -> lasynth_core::SourceError {
        self.unsupported_at(
            condition.start,
            format!(
                "`{}` is a condition and cannot be used as a number",
                self.quote(condition)
            ),
        )
    }

    /// A term with any number of `!` and `-` before it.
    fn signed(&mut self) -> Parsed<Node> {
        let mut signs = Vec::new();
        while self.is("!") || self.is("-") {
            let sign = self.bump()?;
            signs.push((sign.text, sign.span.start));
        }
        let mut node = self.term()?;
        while let Some((sign, start)) = signs.pop() {
            let span = Span {
                start,
                end: node.span.end,
            };
            let what = match (sign, node.what) {
                ("!", what) => What::Test(
                    Condition::Not(Box::new(into_condition(Node { what, span }))),
                    Form::Negation,
                ),
                (_, What::Value(Expr::Const(value @ 1..), n)) => {
                    What::Value(Expr::Const(-value), n)
                }
                (_, What::Value(expr, n)) => What::Value(Expr::Neg(Box::new(expr), span), n),
                (_, What::Test(..)) => return Err(self.no_number(node.span)),
            };
            node = Node { what, span };
        }
        Ok(node)
    }

    fn term(&mut self) -> Parsed<Node> {
        let start = self.token.span.start;
        let what = match (self.token.kind, self.token.text) {
            (TokenKind::Number, _) => What::Value(Expr::Const(self.constant(MAX_CONST)?), 0),
            (TokenKind::Word, "a") => What::Value(Expr::Elem(self.element()?), 0),
            (TokenKind::Word, "sizeof") => {
                return Err(self.unsupported("`sizeof` is not supported"));
            }
            (TokenKind::Word, _)
                if self.next.text == "(" && !KEYWORDS.contains(&self.token.text) =>
            {
                return Err(self.unsupported(format!(
                    "calls are not supported, found `{}(`",
                    self.token.text
                )));
            }
            (TokenKind::Word, _) => What::Value(Expr::Var(self.variable()?), 0),
            (TokenKind::Punctuation, "(") => {
                let open = self.bump()?;
                if matches!(
                    self.token.text,
                    "int" | "long" | "short" | "char" | "unsigned" | "signed"
                ) {
                    return Err(self.unsupported("casts are not supported"));
                }
                let inner = self.nested(Self::disjunction)?;
                if !self.is(")") {
                    return Err(self.unclosed(open.span.start));
                }
                self.bump()?;
                match inner.what {
                    What::Test(condition, _) => What::Test(condition, Form::Other),
                    value => value,
                }
            }
            (_, "++" | "--") => {
                return Err(self.unsupported(format!(
                    "`{}` cannot be part of an expression; it is a statement of its own",
                    self.token.text
                )));
            }
            (_, "+" | "~" | "*" | "&") => {
                return Err(self.unsupported(format!(
                    "`{}` before a value is not supported, only `-` is",
                    self.token.text
                )));
            }
            _ => {
                let found = self.found();
                return Err(self.fail(format!(
                    "expected a value (a constant, a variable, an element of `a`), found {found}"
                )));
            }
        };
        Ok(Node {
            what,
            span: self.span_from(start),
        })
    }

    /// The error for something else than `)` after an inner expression.
    fn unclosed(&self, open: u32) -> lasynth_core::SourceError {
        let line = lasynth_core::Place::of(self.source, open as usize).line;
        match self.token.text {
            "=" => self.fail("an assignment is no condition; `==` compares"),
            "," => self.unsupported("the comma operator is not supported"),
            "?" => self.unsupported("`? :` is not supported; write an `if`"),
            _ => {
                let found = self.found();
                self.fail(format!(
                    "expected an operator or `)` for the `(` of line {line}, found {found}"
                ))
            }
        }
    }

    /// `a[index]`
    pub(super) fn element(&mut self) -> Parsed<Elem> {
        let start = self.bump()?.span.start;
        if !self.is("[") {
            let found = self.found();
            return Err(self.fail(format!(
                "expected `[` after `a`, found {found}: `a` is the list, its elements are `a[0]`, `a[1]`, ..."
            )));
        }
        self.bump()?;
        let first = self.operand(MAX_CONST)?;
        let index = match self.token.text {
            "+" => {
                self.bump()?;
                Index::Sum(first, self.operand(MAX_CONST)?)
            }
            "-" => {
                self.bump()?;
                Index::Diff(first, self.operand(MAX_CONST)?)
            }
            _ => Index::At(first),
        };
        if !self.is("]") {
            let found = self.found();
            return Err(self.fail(format!(
                "expected `]`, found {found}: an index is a constant or a variable, or the sum or difference of two of them"
            )));
        }
        self.bump()?;
        if self.is("[") {
            return Err(
                self.unsupported("`a` is a list of integers; its elements have no elements")
            );
        }
        Ok(Elem {
            index,
            span: self.span_from(start),
        })
    }

    /// A constant up to `max`, a negative constant within parentheses, or a variable.
    pub(super) fn operand(&mut self, max: i8) -> Parsed<Operand> {
        match (self.token.kind, self.token.text) {
            (TokenKind::Number, _) => Ok(Operand::Const(self.constant(max)?)),
            (TokenKind::Word, "a") => Err(self.unsupported(
                "an element of `a` cannot stand here, only a constant or a variable; copy it into a variable first",
            )),
            (TokenKind::Word, _) => Ok(Operand::Var(self.variable()?)),
            (_, "(") => {
                let open = self.bump()?.span.start;
                if !self.is("-") || self.next.kind != TokenKind::Number {
                    return Err(self.fail_at(
                        open,
                        "only a negative constant has parentheses here, as in `(-1)`",
                    ));
                }
                self.bump()?;
                if self.token.text == "5" {
                    return Err(self.unsupported(
                        "the constant `-5` is out of range; constants are in -4..4",
                    ));
                }
                let value = self.constant(MAX_CONST)?;
                self.expect(")", "after the constant")?;
                Ok(Operand::Const(-value))
            }
            (_, "-") => Err(self.fail(match self.next.kind {
                TokenKind::Number => format!(
                    "a negative constant needs parentheses here: write `(-{})`",
                    crate::place::quote(self.next.text)
                ),
                _ => "expected a constant or a variable, found `-`".to_owned(),
            })),
            _ => {
                let found = self.found();
                Err(self.fail(format!("expected a constant or a variable, found {found}")))
            }
        }
    }

    /// A constant from 0 to `max`.
    fn constant(&mut self, max: i8) -> Parsed<i8> {
        let text = self.token.text;
        let shown = self.found();
        if text.bytes().any(|byte| !byte.is_ascii_digit()) {
            return Err(self.unsupported(format!(
                "{shown} is not supported; constants are plain decimal numbers from 0 to {max}"
            )));
        }
        if text.len() > 1 && text.starts_with('0') {
            return Err(self.unsupported(format!(
                "{shown} is octal in C and not supported; constants are plain decimal numbers from 0 to {max}"
            )));
        }
        match text.parse::<i8>() {
            Ok(value) if value <= max => {
                self.bump()?;
                Ok(value)
            }
            Ok(MAX_BOUND) => Err(self.unsupported(format!(
                "the constant 5 may only bound a `for`; constants here are {}..{max}",
                -max
            ))),
            _ if max == MAX_BOUND => Err(self.unsupported(format!(
                "the constant {shown} is out of range; the bound of a `for` is in {}..{max}",
                -MAX_CONST
            ))),
            _ => Err(self.unsupported(format!(
                "the constant {shown} is out of range; constants are in {}..{max}",
                -max
            ))),
        }
    }
}

fn cover(left: Span, right: Span) -> Span {
    Span {
        start: left.start,
        end: right.end,
    }
}

fn into_condition(node: Node) -> Condition {
    match node.what {
        What::Value(expr, _) => Condition::Truth(expr),
        What::Test(condition, _) => condition,
    }
}

fn join(left: Node, right: Node, how: fn(Box<Condition>, Box<Condition>) -> Condition) -> Node {
    let span = cover(left.span, right.span);
    let (left, right) = (into_condition(left), into_condition(right));
    Node {
        what: What::Test(how(Box::new(left), Box::new(right)), Form::Other),
        span,
    }
}
