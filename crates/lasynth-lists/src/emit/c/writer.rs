//! The state of the printer: the blocks that are open, the loops around, and what is known already.
//!
//! Statements go to the innermost open block. What an expression cannot hold, such as a sum, becomes a
//! variable with a loop before it; it is remembered as long as its block is open, and goes out of the
//! loops that it does not depend on, where that can do no harm.

use super::names;
use super::room::Size;
use super::tree::{Binary, Expr, Stmt, add, compare, sub};
use super::views::View;
use crate::emit::core::{Core, Node};
use crate::emit::range::{Bounds, Range, accumulated, elements_of, exact_range_of, range_of};
use crate::{Op, Role};

/// Why a block's statements are run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// The function, or a part of a block that is run whenever the block is.
    Plain,
    /// Only in some cases.
    Branch,
    /// Once for each element; of an argument's elements where the number is given.
    Loop(Option<u8>),
}

/// A block that is being written.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) body: Vec<Stmt>,
    cache: Vec<(Core, Known)>,
    kind: Kind,
    /// Where unused work space begins, if the block has taken some.
    top: Option<Expr>,
}

/// What a term has been turned into before.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Int(Expr),
    List(View),
}

/// What a loop's variables stand for.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) element: Element,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) enum Element {
    Int(Expr),
    Group(View),
}

/// Where the element stands among the others.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// At this position of a view.
    In(View, Expr),
    /// In a stream: its number and the element before it, where they were asked for.
    Stream(Option<Expr>, Option<Expr>),
}

/// A loop around what is being written.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    id: u32,
    /// The block in which its variables exist.
    block: usize,
    item: Item,
    /// Its accumulator, where it has one.
    accumulator: Option<Element>,
    bounds: Bounds,
}

impl Frame {
    /// Where the loop is.
    pub(super) fn place(&self) -> &Place {
        &self.item.place
    }
}

/// What a body asks of its loop beside the element.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Needs {
    pub(super) index: bool,
    pub(super) previous: bool,
    pub(super) next: bool,
}

impl Needs {
    pub(super) const NOTHING: Needs = Needs {
        index: false,
        previous: false,
        next: false,
    };

    pub(super) const INDEX: Needs = Needs {
        index: true,
        previous: false,
        next: false,
    };

    pub(super) fn of(body: &Core) -> Needs {
        Needs {
            index: body.asks_for(Role::Index),
            previous: body.asks_for(Role::Previous),
            next: body.asks_for(Role::Next),
        }
    }

    pub(super) fn and(self, other: Needs) -> Needs {
        Needs {
            index: self.index || other.index,
            previous: self.previous || other.previous,
            next: self.next || other.next,
        }
    }

    pub(super) fn any(self) -> bool {
        self.index || self.previous || self.next
    }
}

/// The printer of one function.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    pub(super) blocks: Vec<Block>,
    pub(super) frames: Vec<Frame>,
    /// Names of the arguments, and of the lists' lengths.
    pub(super) arguments: Vec<(String, Option<String>)>,
    ids: u32,
    /// How much work space each list needs that is stored there, where that is known.
    pub(super) taken: Vec<Option<Size>>,
    /// The array that what is made next may be put into, since its consumer does not go past what it
    /// has read.
    pub(super) spine: Option<(String, Expr)>,
    /// Whether what is written may be run where the term would not be evaluated.
    pub(super) careful: bool,
}

/// The work space's name.
pub(super) const WORK: &str = "tmp";

impl Writer {
    pub(super) fn new(arguments: Vec<(String, Option<String>)>) -> Writer {
        let mut writer = Writer {
            blocks: Vec::new(),
            frames: Vec::new(),
            arguments,
            ids: 0,
            taken: Vec::new(),
            spine: None,
            careful: false,
        };
        writer.open(Kind::Plain);
        writer
    }

    pub(super) fn push(&mut self, stmt: Stmt) {
        self.block().body.push(stmt);
    }

    pub(super) fn extend(&mut self, stmts: Vec<Stmt>) {
        self.block().body.extend(stmts);
    }

    fn block(&mut self) -> &mut Block {
        self.blocks.last_mut().expect("a block is open")
    }

    pub(super) fn open(&mut self, kind: Kind) {
        self.blocks.push(Block {
            body: Vec::new(),
            cache: Vec::new(),
            kind,
            top: None,
        });
    }

    /// What is written meanwhile, as a block of its own.
    pub(super) fn within<T>(
        &mut self,
        kind: Kind,
        write: impl FnOnce(&mut Writer) -> T,
    ) -> (Vec<Stmt>, T) {
        self.open(kind);
        let result = write(self);
        let block = self.blocks.pop().expect("it was opened");
        (block.body, result)
    }

    pub(super) fn branch<T>(&mut self, write: impl FnOnce(&mut Writer) -> T) -> (Vec<Stmt>, T) {
        self.within(Kind::Branch, write)
    }

    /// A new variable's name, one of these in the end.
    pub(super) fn fresh(&mut self, wanted: &[&str]) -> String {
        names::provisional(wanted, self.new_id())
    }

    /// A new variable with this value.
    pub(super) fn declare(&mut self, wanted: &[&str], value: Option<Expr>) -> Expr {
        let name = self.fresh(wanted);
        self.push(Stmt::Declare(name.clone(), value));
        Expr::Var(name)
    }

    /// The expression, or a variable for it where it should not be repeated.
    pub(super) fn bind(&mut self, value: Expr, wanted: &[&str]) -> Expr {
        match value.is_simple() {
            true => value,
            false => self.declare(wanted, Some(value)),
        }
    }

    pub(super) fn new_id(&mut self) -> u32 {
        self.ids += 1;
        self.ids
    }

    /// What is written while a loop with this item is around.
    pub(super) fn inside<T>(
        &mut self,
        item: Item,
        accumulator: Option<Element>,
        range: Range,
        write: impl FnOnce(&mut Writer) -> T,
    ) -> T {
        let frame = Frame {
            id: self.new_id(),
            block: self.blocks.len() - 1,
            item,
            accumulator,
            bounds: Bounds::of(range),
        };
        self.frames.push(frame);
        let result = write(self);
        self.frames.pop();
        result
    }

    /// What is written outside of the innermost loop, though it stands inside.
    pub(super) fn outside<T>(&mut self, write: impl FnOnce(&mut Writer) -> T) -> T {
        let frame = self.frames.pop().expect("inside of a loop");
        let result = write(self);
        self.frames.push(frame);
        result
    }

    pub(super) fn frame(&self, depth: u8) -> &Frame {
        &self.frames[self.frames.len() - 1 - usize::from(depth)]
    }

    /// A variable of a loop that is an integer.
    pub(super) fn variable(&mut self, depth: u8, role: Role) -> Expr {
        let frame = self.frame(depth).clone();
        let int = |element: Element| match element {
            Element::Int(value) => value,
            Element::Group(_) => unreachable!("a list where an integer is expected"),
        };
        match (role, frame.item.place) {
            (Role::Element, _) => int(frame.item.element),
            (Role::Accumulator, _) => int(frame.accumulator.expect("a loop that accumulates")),
            (Role::Index, Place::In(view, at)) => sub(at, view.low),
            (Role::Index, Place::Stream(index, _)) => index.expect("the index was asked for"),
            (Role::Previous, Place::In(view, at)) => self.at(&view, sub(at, Expr::Int(1))),
            (Role::Previous, Place::Stream(_, previous)) => previous.expect("it was asked for"),
            (Role::Next, Place::In(view, at)) => self.at(&view, add(at, Expr::Int(1))),
            (Role::Next, Place::Stream(..)) => unreachable!("streams do not look ahead"),
        }
    }

    /// A variable of a loop that is a list.
    pub(super) fn variable_list(&self, depth: u8, role: Role) -> View {
        let frame = self.frame(depth);
        let element = match role {
            Role::Accumulator => frame.accumulator.clone().expect("a loop that accumulates"),
            _ => frame.item.element.clone(),
        };
        match element {
            Element::Group(view) => view,
            Element::Int(_) => unreachable!("an integer where a list is expected"),
        }
    }

    /// Whether a neighbour exists.
    pub(super) fn has(&self, depth: u8, role: Role) -> Expr {
        match (&self.frame(depth).item.place, role) {
            (Place::In(view, at), Role::Next) => {
                compare(Binary::Lt, add(at.clone(), Expr::Int(1)), view.high.clone())
            }
            (Place::In(view, at), _) => compare(Binary::Gt, at.clone(), view.low.clone()),
            (Place::Stream(Some(index), _), _) => compare(Binary::Gt, index.clone(), Expr::Int(0)),
            (Place::Stream(..), _) => unreachable!("the index was not asked for"),
        }
    }

    fn ranges(&self) -> Vec<Bounds> {
        self.frames.iter().map(|frame| frame.bounds).collect()
    }

    /// The bounds of an integer.
    pub(super) fn range(&self, term: &Core) -> Range {
        range_of(term, &mut self.ranges())
    }

    /// The bounds of a fold's accumulator.
    pub(super) fn accumulated(&self, fold: &[Core]) -> Range {
        accumulated(fold, &mut self.ranges())
    }

    /// Notes the bounds of the innermost loop's accumulator.
    pub(super) fn bound_accumulator(&mut self, range: Range) {
        if let Some(frame) = self.frames.last_mut() {
            frame.bounds.accumulator = range;
        }
    }

    /// The bounds of a list's elements.
    pub(super) fn elements(&self, list: &Core) -> Range {
        elements_of(list, &mut self.ranges())
    }

    /// The term with the loops it depends on named, so that it means the same anywhere.
    fn key(&self, term: &Core, inside: u8) -> Core {
        let id = |depth: u8| self.frame(depth - inside).id;
        match term {
            Core::Variable(depth, role) if *depth >= inside => Core::Free(id(*depth), *role, false),
            Core::Has(depth, role) if *depth >= inside => Core::Free(id(*depth), *role, true),
            Core::Apply(node, operands) => {
                let parts = operands.iter().enumerate();
                let parts =
                    parts.map(|(n, part)| self.key(part, inside + u8::from(node.is_body(n))));
                Core::Apply(*node, parts.collect())
            }
            other => other.clone(),
        }
    }

    /// What the term has been turned into, if it has been and is in sight.
    pub(super) fn known(&self, term: &Core) -> Option<Known> {
        let key = self.key(term, 0);
        let known = |block: &Block| {
            let found = block.cache.iter().find(|(other, _)| *other == key);
            found.map(|(_, known)| known.clone())
        };
        self.blocks.iter().rev().find_map(known)
    }

    /// Writes a term as a variable or a list with statements before it, in the outermost block that it
    /// can be in, unless it is known already.
    pub(super) fn shared(
        &mut self,
        term: &Core,
        write: impl FnOnce(&mut Writer) -> Known,
    ) -> Known {
        if let Some(known) = self.known(term) {
            return known;
        }
        let key = self.key(term, 0);
        let target = self.outermost(term);
        let aside = self.blocks.split_off(target + 1);
        let spine = self.spine.take();
        let careful = self.careful;
        self.careful |= !aside.is_empty();
        let known = write(self);
        self.careful = careful;
        self.spine = spine;
        self.block().cache.push((key, known.clone()));
        self.blocks.extend(aside);
        known
    }

    /// The outermost block that a term may be evaluated in.
    fn outermost(&self, term: &Core) -> usize {
        let mut least = 0;
        term.any(0, &mut |part, inside| {
            if let Core::Variable(depth, _) | Core::Has(depth, _) = part
                && *depth >= inside
            {
                least = least.max(self.frame(depth - inside).block);
            }
            false
        });
        let mut block = self.blocks.len() - 1;
        let harmless = self.harmless(term, None);
        while block > least && self.blocks[block].top.is_none() {
            let allowed = match self.blocks[block].kind {
                Kind::Plain => true,
                Kind::Branch => harmless,
                Kind::Loop(over) => {
                    let leaves = |stmt: &Stmt| {
                        stmt.any(&|stmt| {
                            matches!(stmt, Stmt::Break | Stmt::Stop(_) | Stmt::Return(_))
                        })
                    };
                    let certain = !self.blocks[block].body.iter().any(leaves);
                    harmless || (certain && over.is_some() && self.harmless(term, over))
                }
            };
            if !allowed {
                break;
            }
            block -= 1;
        }
        block
    }

    /// Whether evaluating the term can do no harm, even where it would not be evaluated; with an
    /// argument, where that argument is the empty list.
    fn harmless(&self, term: &Core, empty: Option<u8>) -> bool {
        let (op, parts) = match term {
            Core::Argument(_) | Core::Constant(_) | Core::Truth(_) | Core::Has(..) => return true,
            Core::Variable(_, role) => {
                return matches!(role, Role::Element | Role::Index | Role::Accumulator);
            }
            Core::Apply(Node::Op(op), parts) => (*op, parts),
            _ => return false,
        };
        let all = || parts.iter().all(|part| self.harmless(part, empty));
        match op {
            Op::Add | Op::Sub | Op::Mul | Op::Abs => {
                exact_range_of(term, &mut self.ranges()).fits() && all()
            }
            Op::Div | Op::Mod => {
                let divisor = self.range(&parts[1]);
                (divisor.low > 0 || divisor.high < -1) && all()
            }
            Op::Sum | Op::Product => empty.is_some_and(|list| is_empty(&parts[0], list)) && all(),
            Op::Fold => {
                empty.is_some_and(|list| is_empty(&parts[2], list))
                    && self.harmless(&parts[1], empty)
            }
            Op::Min2
            | Op::Max2
            | Op::Sign
            | Op::IfInt
            | Op::IfList
            | Op::BoolToInt
            | Op::Len
            | Op::Max
            | Op::Min
            | Op::Count
            | Op::Index
            | Op::CountLess
            | Op::CountGreater
            | Op::Eq
            | Op::Ne
            | Op::Lt
            | Op::Le
            | Op::Even
            | Op::Odd
            | Op::And
            | Op::Or
            | Op::Not
            | Op::Contains
            | Op::Reverse
            | Op::Sort
            | Op::Unique
            | Op::Concat => all(),
            Op::Map | Op::Filter | Op::FindIndex | Op::Any | Op::All | Op::SortBy => {
                self.harmless(&parts[1], empty)
                    && (empty.is_some_and(|list| is_empty(&parts[1], list))
                        || self.harmless_body(&parts[0], &parts[1]))
            }
            _ => false,
        }
    }

    fn harmless_body(&self, body: &Core, _over: &Core) -> bool {
        // The loops around are numbered from the body's place; only what is plainly harmless counts.
        match body {
            Core::Variable(0, Role::Element | Role::Index) | Core::Constant(_) => true,
            Core::Variable(depth, role) => {
                *depth > 0 && matches!(role, Role::Element | Role::Index | Role::Accumulator)
            }
            Core::Argument(_) | Core::Truth(_) => true,
            Core::Apply(
                Node::Op(
                    Op::Eq
                    | Op::Ne
                    | Op::Lt
                    | Op::Le
                    | Op::Even
                    | Op::Odd
                    | Op::And
                    | Op::Or
                    | Op::Not
                    | Op::Min2
                    | Op::Max2
                    | Op::Sign,
                ),
                parts,
            ) => parts.iter().all(|part| self.harmless_body(part, _over)),
            _ => false,
        }
    }

    /// Where unused work space begins.
    pub(super) fn top(&self) -> Expr {
        let top = self.blocks.iter().rev().find_map(|block| block.top.clone());
        top.unwrap_or(Expr::Int(0))
    }

    pub(super) fn set_top(&mut self, top: Expr) {
        self.block().top = Some(top);
    }
}

/// Whether a list is empty whenever this argument is, and otherwise not.
pub(super) fn is_empty(list: &Core, argument: u8) -> bool {
    match list {
        Core::Argument(number) => *number == argument,
        Core::Apply(Node::Op(op), parts) => match op {
            Op::Reverse | Op::Sort | Op::Unique => is_empty(&parts[0], argument),
            Op::Map | Op::SortBy | Op::Scan1 | Op::Filter => is_empty(&parts[1], argument),
            _ => false,
        },
        _ => false,
    }
}
