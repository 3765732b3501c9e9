//! Words into a tree that knows neither types nor what names stand for.

use super::lexer::{Word, words};
use super::{MAX_ARGUMENTS, MAX_DEPTH, Problem};
use crate::{Notation, Op, Type};

/// A tree of the notation.
#[derive(Clone, Debug)]
pub(super) struct Node<'t> {
    /// The byte that errors about it point to.
    pub(super) offset: usize,
    /// Nodes on the longest way down, itself included.
    depth: usize,
    pub(super) kind: Kind<'t>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind<'t> {
    Number(i32),
    Name(&'t str),
    /// An operator by its name in the table.
    Apply(&'t str, Vec<Node<'t>>),
    /// `x -> body`, `(x, i) -> body`.
    Body(Vec<Name<'t>>, Box<Node<'t>>),
}

/// A name with the byte where it stands.
pub(super) type Name<'t> = (usize, &'t str);

/// The arguments of a header.
pub(super) type Header = Vec<(String, Type)>;

/// Words that are no names.
const RESERVED: [&str; 6] = ["if", "then", "else", "not", "and", "or"];

/// A function: a term, before it a header where there is one.
pub(super) fn parse(text: &str) -> Result<(Option<Header>, Node<'_>), Problem> {
    let mut parser = Parser::new(text)?;
    let header = match parser.is_header() {
        true => Some(parser.header()?),
        false => None,
    };
    Ok((header, parser.whole_term()?))
}

/// A term alone.
pub(super) fn parse_term(text: &str) -> Result<Node<'_>, Problem> {
    Parser::new(text)?.whole_term()
}

struct Parser<'t> {
    words: Vec<(usize, Word<'t>)>,
    at: usize,
    /// Terms that are being read.
    inside: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Result<Parser<'t>, Problem> {
        Ok(Parser {
            words: words(text)?,
            at: 0,
            inside: 0,
        })
    }

    /// The word so many further; the last one is the end, however far.
    fn ahead(&self, n: usize) -> Word<'t> {
        self.words[(self.at + n).min(self.words.len() - 1)].1
    }

    fn offset(&self) -> usize {
        self.words[self.at].0
    }

    fn step(&mut self) {
        self.at = (self.at + 1).min(self.words.len() - 1);
    }

    fn expected<T>(&self, what: &str) -> Result<T, Problem> {
        let message = format!("expected {what}, found {}", self.ahead(0).found());
        Err(Problem::new(self.offset(), message))
    }

    /// Takes a sign or a reserved word if it is the next one.
    fn takes(&mut self, text: &str) -> bool {
        let found = match self.ahead(0) {
            Word::Sign(sign) => sign == text,
            Word::Name(name) => name == text,
            _ => false,
        };
        if found {
            self.step();
        }
        found
    }

    fn take(&mut self, text: &str) -> Result<(), Problem> {
        match self.takes(text) {
            true => Ok(()),
            false => self.expected(&format!("`{text}`")),
        }
    }

    fn name(&mut self, what: &str) -> Result<Name<'t>, Problem> {
        match self.ahead(0) {
            Word::Name(name) if !RESERVED.contains(&name) => {
                let offset = self.offset();
                self.step();
                Ok((offset, name))
            }
            _ => self.expected(what),
        }
    }

    /// Whether what follows begins like `f(a: list`.
    fn is_header(&self) -> bool {
        matches!(
            [self.ahead(0), self.ahead(1), self.ahead(2), self.ahead(3)],
            [
                Word::Name(_),
                Word::Sign("("),
                Word::Name(_),
                Word::Sign(":")
            ]
        )
    }

    fn header(&mut self) -> Result<Header, Problem> {
        self.name("a name for the function")?;
        self.take("(")?;
        let mut header = Header::new();
        loop {
            let (offset, name) = self.name("a name for an argument")?;
            if header.iter().any(|(known, _)| known == name) {
                let message = format!("there are two arguments `{name}`");
                return Err(Problem::new(offset, message));
            }
            if header.len() == MAX_ARGUMENTS {
                let message = format!("a function has at most {MAX_ARGUMENTS} arguments");
                return Err(Problem::new(offset, message));
            }
            self.take(":")?;
            let of = match self.ahead(0) {
                Word::Name("int") => Type::Int,
                Word::Name("list") => Type::List,
                _ => return self.expected("`int` or `list`"),
            };
            self.step();
            header.push((name.to_owned(), of));
            if !self.takes(",") {
                break;
            }
        }
        self.take(")")?;
        self.take("=")?;
        Ok(header)
    }

    fn whole_term(&mut self) -> Result<Node<'t>, Problem> {
        let node = self.term(0)?;
        match self.ahead(0) {
            Word::End => Ok(node),
            _ => self.expected("an operator or the end"),
        }
    }

    fn too_deep<T>(&self, offset: usize) -> Result<T, Problem> {
        Err(Problem {
            unsupported: true,
            ..Problem::new(
                offset,
                format!("nested more than {MAX_DEPTH} deep, which is not supported"),
            )
        })
    }

    fn apply(
        &self,
        offset: usize,
        name: &'t str,
        operands: Vec<Node<'t>>,
    ) -> Result<Node<'t>, Problem> {
        let depth = 1 + operands.iter().map(|node| node.depth).max().unwrap_or(0);
        if depth > MAX_DEPTH {
            return self.too_deep(offset);
        }
        Ok(Node {
            offset,
            depth,
            kind: Kind::Apply(name, operands),
        })
    }

    /// A term whose infix operators bind at least so strongly.
    fn term(&mut self, weakest: u8) -> Result<Node<'t>, Problem> {
        // Parentheses and operators need two levels for one of the tree.
        if self.inside > 2 * MAX_DEPTH {
            return self.too_deep(self.offset());
        }
        self.inside += 1;
        let mut left = self.operand()?;
        while let Word::Sign(name) | Word::Name(name) = self.ahead(0)
            && let Some((strength, op, exchanged)) = infix(name)
            && strength >= weakest
        {
            let offset = self.offset();
            self.step();
            let right = self.term(strength + 1)?;
            let operands = match exchanged {
                true => vec![right, left],
                false => vec![left, right],
            };
            left = self.apply(offset, op, operands)?;
        }
        self.inside -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<Node<'t>, Problem> {
        let offset = self.offset();
        if self.takes("if") {
            let condition = self.term(0)?;
            self.take("then")?;
            let first = self.term(0)?;
            self.take("else")?;
            let second = self.term(0)?;
            return self.apply(offset, "if", vec![condition, first, second]);
        }
        if self.takes("not") {
            let Notation::Prefix(strength) = Op::Not.notation() else {
                unreachable!("`not` is written before its operand");
            };
            let operand = self.term(strength)?;
            return self.apply(offset, "not", vec![operand]);
        }
        if self.takes("-") {
            if let Word::Number(digits) = self.ahead(0) {
                self.step();
                return number(offset, &format!("-{digits}"));
            }
            let operand = self.term(u8::MAX)?;
            let zero = number(offset, "0")?;
            return self.apply(offset, "-", vec![zero, operand]);
        }
        let mut node = self.primary()?;
        while let Word::Sign("[") = self.ahead(0) {
            let offset = self.offset();
            self.step();
            let position = self.term(0)?;
            self.take("]")?;
            node = self.apply(offset, Op::At.name(), vec![node, position])?;
        }
        Ok(node)
    }

    fn primary(&mut self) -> Result<Node<'t>, Problem> {
        let offset = self.offset();
        match self.ahead(0) {
            Word::Number(digits) => {
                self.step();
                number(offset, digits)
            }
            Word::Sign("(") => {
                self.step();
                let node = self.term(0)?;
                self.take(")")?;
                Ok(node)
            }
            Word::Sign("[") => {
                self.step();
                self.brackets(offset)
            }
            Word::Name(name) if !RESERVED.contains(&name) => {
                self.step();
                match self.takes("(") {
                    true => self.call(offset, name),
                    false => Ok(Node {
                        offset,
                        depth: 1,
                        kind: Kind::Name(name),
                    }),
                }
            }
            _ => self.expected("a term"),
        }
    }

    /// What follows an opening bracket: `[]`, `[t]`, `[s, t]`.
    fn brackets(&mut self, offset: usize) -> Result<Node<'t>, Problem> {
        if self.takes("]") {
            return self.apply(offset, Op::Nil.name(), Vec::new());
        }
        let mut items = vec![self.term(0)?];
        while self.takes(",") {
            items.push(self.term(0)?);
        }
        if !self.takes("]") {
            return self.expected("`,` or `]`");
        }
        let last = items.pop().expect("there is a first item");
        let mut list = self.apply(last.offset, Op::Single.name(), vec![last])?;
        for item in items.into_iter().rev() {
            list = self.apply(item.offset, Op::Cons.name(), vec![item, list])?;
        }
        Ok(Node { offset, ..list })
    }

    /// What follows a name and an opening parenthesis.
    fn call(&mut self, offset: usize, name: &'t str) -> Result<Node<'t>, Problem> {
        let mut operands = Vec::new();
        if !self.takes(")") {
            loop {
                operands.push(self.body_or_term()?);
                if self.takes(")") {
                    break;
                }
                if !self.takes(",") {
                    return self.expected("`,` or `)`");
                }
            }
        }
        self.apply(offset, name, operands)
    }

    fn body_or_term(&mut self) -> Result<Node<'t>, Problem> {
        let offset = self.offset();
        let names = match (self.ahead(0), self.ahead(1)) {
            (Word::Name(_), Word::Sign("->")) => {
                vec![self.name("a name for the element")?]
            }
            (Word::Sign("("), Word::Name(_)) if self.is_parenthesised_body() => {
                self.step();
                let mut names = vec![self.name("a name")?];
                while self.takes(",") {
                    names.push(self.name("a name")?);
                }
                self.take(")")?;
                names
            }
            _ => return self.term(0),
        };
        self.take("->")?;
        let body = self.term(0)?;
        Ok(Node {
            offset,
            depth: body.depth,
            kind: Kind::Body(names, Box::new(body)),
        })
    }

    /// Whether `(x)`, `(x, i)`, `(acc, x, i)`, ... and an arrow follow.
    fn is_parenthesised_body(&self) -> bool {
        let mut n = 1;
        while let (Word::Name(_), Word::Sign(",")) = (self.ahead(n), self.ahead(n + 1)) {
            n += 2;
        }
        matches!(
            [self.ahead(n), self.ahead(n + 1), self.ahead(n + 2)],
            [Word::Name(_), Word::Sign(")"), Word::Sign("->")]
        )
    }
}

fn number<'t>(offset: usize, digits: &str) -> Result<Node<'t>, Problem> {
    let value = digits.parse().map_err(|_| {
        let message = format!(
            "{digits} does not fit in 32 bits; numbers go from {} to {}",
            i32::MIN,
            i32::MAX
        );
        Problem::new(offset, message)
    })?;
    Ok(Node {
        offset,
        depth: 1,
        kind: Kind::Number(value),
    })
}

/// The strength of an infix operator, the operator of the table, and whether its operands are exchanged.
fn infix(name: &str) -> Option<(u8, &'static str, bool)> {
    let (in_table, exchanged) = match name {
        ">" => ("<", true),
        ">=" => ("<=", true),
        _ => (name, false),
    };
    let op = Op::named(in_table).first()?;
    match op.notation() {
        Notation::Infix(strength) => Some((strength, op.name(), exchanged)),
        _ => None,
    }
}
