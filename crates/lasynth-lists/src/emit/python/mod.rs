//! Functions as Python: comprehensions, slices and what the standard library has.
//!
//! Integers of Python do not overflow, and its division rounds down; where operands may be negative, a
//! small function divides as C does.

mod bools;
mod lists;
mod loops;
mod names;

use super::core::{Core, Node};
use super::guards::with_guards;
use super::range::{Bounds, Range, accumulated, elements_of, range_of};
use super::signature;
use super::text::{Text, call, infix};
use crate::{Function, Op, Role, Type};
use names::Needed;

/// A loop around an expression.
#[derive(Clone)]
struct Frame {
    element: Text,
    index: Option<Text>,
    /// The list that the loop goes over, where neighbours are asked for.
    list: Option<Text>,
    accumulator: Option<Text>,
    /// The element before, where a loop goes over pairs of neighbours.
    previous: Option<Text>,
    /// The first element, where a loop goes over runs and has that at hand.
    head: Option<Text>,
    bounds: Bounds,
}

struct Printer {
    arguments: Vec<String>,
    frames: Vec<Frame>,
    taken: Vec<String>,
    needed: Needed,
    /// Lines at the beginning of the function, and what they compute.
    lines: Vec<String>,
    before: Vec<(Core, String)>,
    /// Their names, which nothing else may have.
    reserved: Vec<String>,
}

/// The function in Python, called `name`.
///
/// # Panics
/// If the function is not well typed ([`Function::check`]).
pub fn function(function: &Function, name: &str) -> String {
    let result = function.result().expect("the function is well typed");
    let core = with_guards(&function.body);
    let arguments: Vec<String> = signature::names(&function.arguments)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let mut printer = Printer {
        taken: arguments.clone(),
        arguments,
        frames: Vec::new(),
        needed: Needed::default(),
        lines: Vec::new(),
        before: Vec::new(),
        reserved: Vec::new(),
    };
    let mut body = Vec::new();
    printer.returned(&core, &mut body);
    let of = |of: &Type| {
        if *of == Type::List {
            "list[int]"
        } else {
            "int"
        }
    };
    let arguments: Vec<String> = (printer.arguments.iter().zip(&function.arguments))
        .map(|(name, argument)| format!("{name}: {}", of(argument)))
        .collect();
    let mut text = printer.needed.before();
    text.push_str(&format!(
        "def {name}({}) -> {}:\n",
        arguments.join(", "),
        of(&result)
    ));
    for line in printer.lines.iter().chain(&body) {
        text.push_str(&format!("    {line}\n"));
    }
    text
}

impl Printer {
    /// The lines that return a term's value.
    fn returned(&mut self, term: &Core, lines: &mut Vec<String>) {
        match term.op() {
            Some((Op::IfInt | Op::IfList, parts)) if term_is_long(term) => {
                let condition = self.cond(&parts[0]);
                lines.push(format!("if {condition}:"));
                let mut yes = Vec::new();
                self.returned(&parts[1], &mut yes);
                lines.extend(yes.into_iter().map(|line| format!("    {line}")));
                self.returned(&parts[2], lines);
            }
            Some((Op::Fold | Op::FoldList, parts)) => {
                let name = match parts[0].op() {
                    Some((Op::Add, _)) => "total",
                    Some((Op::Mul, _)) => "product",
                    Some((Op::Gcd, _)) => "divisor",
                    Some((Op::Max2 | Op::Min2, _)) => "best",
                    _ if term.op().is_some_and(|(op, _)| op == Op::FoldList) => "result",
                    _ => "acc",
                };
                let acc = self.fresh(&[name]);
                let start = self.term(&parts[1]);
                lines.push(format!("{acc} = {start}"));
                let (clause, mut frame) = self.over(&parts[2], &[&parts[0]]);
                frame.accumulator = Some(Text::atom(&acc));
                frame.bounds.accumulator = match term.op() {
                    Some((Op::Fold, _)) => accumulated(parts, &mut self.bounds()),
                    _ => Range::ALL,
                };
                let inner: Vec<&str> = clause.iter().map(String::as_str).collect();
                let mut depth = String::new();
                for clause in inner {
                    lines.push(format!("{depth}{clause}:"));
                    depth.push_str("    ");
                }
                let accumulator = Core::Variable(0, Role::Accumulator);
                let step = self.inside(frame, |printer| match parts[0].op() {
                    Some((Op::IfInt | Op::IfList, [condition, yes, no]))
                        if *yes == accumulator || *no == accumulator =>
                    {
                        let (condition, value) = match *no == accumulator {
                            true => (printer.cond(condition), yes),
                            false => (printer.negated(condition), no),
                        };
                        format!(
                            "if {condition}:\n{depth}    {}",
                            printer.update(&acc, value)
                        )
                    }
                    _ => printer.update(&acc, &parts[0]),
                });
                lines.extend(step.split('\n').enumerate().map(|(n, line)| match n {
                    0 => format!("{depth}{line}"),
                    _ => line.to_owned(),
                }));
                lines.push(format!("return {acc}"));
            }
            _ => {
                let value = self.term(term);
                lines.push(format!("return {value}"));
            }
        }
    }

    /// The line that gives an accumulator its next value.
    fn update(&mut self, acc: &str, value: &Core) -> String {
        match value.op() {
            Some((op @ (Op::Add | Op::Sub | Op::Mul), [a, b]))
                if *a == Core::Variable(0, Role::Accumulator) =>
            {
                let sign = match op {
                    Op::Add => "+",
                    Op::Sub => "-",
                    _ => "*",
                };
                format!("{acc} {sign}= {}", self.int(b))
            }
            _ => format!("{acc} = {}", self.term(value)),
        }
    }

    fn fresh(&mut self, wanted: &[&str]) -> String {
        let free = |name: &str| {
            !self
                .taken
                .iter()
                .chain(&self.reserved)
                .any(|other| other == name)
        };
        let name = match wanted.iter().find(|name| free(name)) {
            Some(name) => (*name).to_owned(),
            None => (2..)
                .map(|n| format!("{}{n}", wanted[0]))
                .find(|name| free(name))
                .expect("there is no end of names"),
        };
        self.taken.push(name.clone());
        name
    }

    fn bounds(&self) -> Vec<Bounds> {
        self.frames.iter().map(|frame| frame.bounds).collect()
    }

    fn range(&self, term: &Core) -> Range {
        range_of(term, &mut self.bounds())
    }

    fn elements(&self, list: &Core) -> Range {
        elements_of(list, &mut self.bounds())
    }

    fn inside<T>(&mut self, frame: Frame, write: impl FnOnce(&mut Printer) -> T) -> T {
        self.frames.push(frame);
        let result = write(self);
        self.frames.pop();
        result
    }

    fn frame(&self, depth: u8) -> &Frame {
        &self.frames[self.frames.len() - 1 - usize::from(depth)]
    }

    fn variable(&self, depth: u8, role: Role) -> Text {
        let frame = self.frame(depth);
        let index = || frame.index.clone().expect("the index was asked for");
        let list = || frame.list.clone().expect("the list was asked for");
        match role {
            Role::Element => frame.element.clone(),
            Role::Index => index(),
            Role::Accumulator => frame.accumulator.clone().expect("a loop that accumulates"),
            Role::Next => Text::atom(&format!("{}[{} + 1]", list(), index())),
            Role::Previous => match &frame.previous {
                Some(previous) => previous.clone(),
                None => Text::atom(&format!("{}[{} - 1]", list(), index())),
            },
        }
    }

    /// The first element of a list that is a run, where that is at hand.
    fn head(&self, list: &Core) -> Option<Text> {
        match list {
            Core::Variable(depth, Role::Element) => self.frame(*depth).head.clone(),
            _ => None,
        }
    }

    /// An integer or a list.
    fn term(&mut self, term: &Core) -> Text {
        match term {
            Core::Argument(number) => Text::atom(&self.arguments[usize::from(*number)]),
            Core::Constant(value) => Text::number(*value),
            Core::Variable(depth, role) => self.variable(*depth, *role),
            Core::Apply(Node::Op(op), _) if op.result() == Type::Int => self.int(term),
            _ => self.list(term),
        }
    }

    /// An integer.
    fn int(&mut self, term: &Core) -> Text {
        let Some((op, parts)) = term.op() else {
            return self.term(term);
        };
        match op {
            Op::Add | Op::Sub | Op::Mul => {
                let (sign, strength) = match op {
                    Op::Add => ("+", 6),
                    Op::Sub => ("-", 6),
                    _ => ("*", 7),
                };
                infix(self.int(&parts[0]), sign, self.int(&parts[1]), strength)
            }
            Op::Div | Op::Mod => {
                let natural = self.range(&parts[0]).low >= 0 && self.range(&parts[1]).low >= 0;
                let (a, b) = (self.int(&parts[0]), self.int(&parts[1]));
                match (op, natural) {
                    (Op::Div, true) => infix(a, "//", b, 7),
                    (_, true) => infix(a, "%", b, 7),
                    (Op::Div, false) => {
                        self.needed.quotient = true;
                        call("quotient", &[a, b])
                    }
                    _ => {
                        self.needed.remainder = true;
                        call("remainder", &[a, b])
                    }
                }
            }
            Op::Min2 | Op::Max2 => {
                let name = if op == Op::Min2 { "min" } else { "max" };
                call(name, &[self.int(&parts[0]), self.int(&parts[1])])
            }
            Op::Gcd => {
                self.needed.import("math", "gcd");
                call("gcd", &[self.int(&parts[0]), self.int(&parts[1])])
            }
            Op::Pow => {
                let base = self.int(&parts[0]);
                let exponent = self.int(&parts[1]);
                Text::new(format!("{} ** {}", base.within(10), exponent.within(9)), 9)
            }
            Op::Abs => call("abs", &[self.int(&parts[0])]),
            Op::Sign => {
                let value = self.int(&parts[0]).within(5);
                Text::new(format!("({value} > 0) - ({value} < 0)"), 6)
            }
            Op::IfInt => {
                let condition = self.truth(&parts[0]);
                Text::choice(condition, self.int(&parts[1]), self.int(&parts[2]))
            }
            Op::BoolToInt => call("int", &[self.cond(&parts[0])]),
            Op::Default => self.or_else(parts),
            Op::Len => self.length(&parts[0]),
            Op::First if self.head(&parts[0]).is_some() => {
                self.head(&parts[0]).expect("it is some")
            }
            Op::First => Text::atom(&format!("{}[0]", self.list(&parts[0]).within(11))),
            Op::Last => Text::atom(&format!("{}[-1]", self.list(&parts[0]).within(11))),
            Op::At => {
                let list = self.list(&parts[0]).within(11);
                Text::atom(&format!("{list}[{}]", self.int(&parts[1])))
            }
            Op::Max | Op::Min | Op::Sum | Op::Product
                if !self.frames.is_empty() && matches!(parts[0], Core::Argument(_)) =>
            {
                self.once(term)
            }
            Op::Max | Op::Min | Op::Sum | Op::Product => {
                let name = match op {
                    Op::Max => "max",
                    Op::Min => "min",
                    Op::Sum => "sum",
                    _ => {
                        self.needed.import("math", "prod");
                        "prod"
                    }
                };
                let list = self.generated(&parts[0]);
                Text::atom(&format!("{name}({list})"))
            }
            Op::Count => {
                let list = self.list(&parts[0]).within(11);
                Text::atom(&format!("{list}.count({})", self.int(&parts[1])))
            }
            Op::CountLess | Op::CountGreater => {
                let value = self.int(&parts[1]).within(5);
                let (clauses, element) = self.comprehension(&parts[0]);
                let sign = if op == Op::CountLess { "<" } else { ">" };
                let test = format!("if {} {sign} {value}", element.within(5));
                Text::atom(&format!("sum(1 {} {test})", clauses.join(" ")))
            }
            // The largest and the smallest element are there.
            Op::Index if matches!(parts[1].op(), Some((Op::Max | Op::Min, inner)) if inner[0] == parts[0]) =>
            {
                let (list, value) = (self.list(&parts[0]).within(11), self.int(&parts[1]));
                Text::atom(&format!("{list}.index({value})"))
            }
            Op::Index => {
                let (list, value) = (self.list(&parts[0]).within(11), self.int(&parts[1]));
                Text::new(
                    format!(
                        "{list}.index({value}) if {} in {list} else len({list})",
                        value.within(5)
                    ),
                    1,
                )
            }
            Op::FindIndex => {
                let list = self.list(&parts[1]);
                let (at, clauses, holds) = self.searched(&parts[0], &parts[1], false, false);
                let all = clauses.join(" ");
                Text::atom(&format!("next(({at} {all} if {holds}), len({list}))"))
            }
            Op::Fold => self.reduced(op, parts),
            Op::CountGroups => {
                let groups = self.groups(&parts[0]);
                call("len", &[groups])
            }
            _ => unreachable!("{op:?} gives no integer"),
        }
    }

    /// A value that is the same each time in a loop, computed once at the beginning of the function.
    fn once(&mut self, term: &Core) -> Text {
        if let Some((_, name)) = self.before.iter().find(|(known, _)| known == term) {
            return Text::atom(name);
        }
        let (op, parts) = term.op().expect("an operator");
        let frames = std::mem::take(&mut self.frames);
        let (names, value): (&[&str], _) = match op {
            // There may be no element, and then nobody asks.
            Op::Max => (
                &["high", "most"],
                format!("max({}, default=0)", self.list(&parts[0])),
            ),
            Op::Min => (
                &["low", "least"],
                format!("min({}, default=0)", self.list(&parts[0])),
            ),
            Op::Sum => (&["total", "all"], self.int(term).to_string()),
            _ => (&["product"], self.int(term).to_string()),
        };
        self.frames = frames;
        let mark = self.taken.len();
        let name = self.fresh(names);
        self.taken.truncate(mark);
        self.reserved.push(name.clone());
        self.lines.push(format!("{name} = {value}"));
        self.before.push((term.clone(), name.clone()));
        Text::atom(&name)
    }

    fn length(&mut self, list: &Core) -> Text {
        match list.op() {
            Some((Op::Filter, _)) => {
                let (clauses, _) = self.comprehension(list);
                Text::atom(&format!("sum(1 {})", clauses.join(" ")))
            }
            Some((Op::Unique, parts)) => {
                let inner = match parts[0].op() {
                    Some((Op::Map | Op::Filter | Op::FilterMap, _)) => {
                        let (clauses, element) = self.comprehension(&parts[0]);
                        return Text::atom(&format!("len({{{element} {}}})", clauses.join(" ")));
                    }
                    _ => self.list(&parts[0]),
                };
                Text::atom(&format!("len(set({inner}))"))
            }
            _ => {
                let list = self.list(list);
                call("len", &[list])
            }
        }
    }

    fn or_else(&mut self, parts: &[Core]) -> Text {
        let (op, list) = parts[0].op().expect("an element of a list");
        let simple = matches!(
            parts[1],
            Core::Constant(_) | Core::Argument(_) | Core::Variable(_, Role::Element | Role::Index)
        );
        let otherwise = self.int(&parts[1]);
        match op {
            Op::Max | Op::Min if simple => {
                let name = if op == Op::Max { "max" } else { "min" };
                let list = self.generated_beside(&list[0]);
                Text::atom(&format!("{name}({list}, default={otherwise})"))
            }
            Op::First if simple && matches!(list[0].op(), Some((Op::Filter, _))) => {
                let list = self.generated_beside(&list[0]);
                Text::atom(&format!("next({list}, {otherwise})"))
            }
            _ => {
                let value = self.int(&parts[0]);
                let list = self.list(&list[0]);
                Text::choice(list, value, otherwise)
            }
        }
    }

    /// A fold as an expression.
    fn reduced(&mut self, op: Op, parts: &[Core]) -> Text {
        self.needed.import("functools", "reduce");
        let (function, list) = self.stepping(op, &parts[0], &parts[2]);
        let start = self.term(&parts[1]);
        Text::atom(&format!("reduce({function}, {list}, {start})"))
    }

    /// A function of an accumulator and an element or a position, and what it is to be called for.
    fn stepping(&mut self, _op: Op, body: &Core, over: &Core) -> (Text, Text) {
        let mark = self.taken.len();
        let acc = self.fresh(&["acc", "acc2"]);
        let range = self.elements(over);
        let list = self.list(over);
        let plain = body.element_only_but_accumulator();
        let name = match plain {
            true => self.fresh(&["x", "y", "z"]),
            false => self.fresh(&["i", "j", "k"]),
        };
        let frame = Frame {
            element: match plain {
                true => Text::atom(&name),
                false => Text::atom(&format!("{}[{name}]", list.within(11))),
            },
            index: (!plain).then(|| Text::atom(&name)),
            list: Some(Text::atom(&list.within(11))),
            accumulator: Some(Text::atom(&acc)),
            previous: None,
            head: None,
            bounds: Bounds::of(range),
        };
        let step = self.inside(frame, |printer| printer.term(body));
        self.taken.truncate(mark);
        let list = match plain {
            true => list,
            false => Text::atom(&format!("range(len({list}))")),
        };
        (Text::new(format!("lambda {acc}, {name}: {step}"), 0), list)
    }
}

impl Core {
    /// Whether a body asks its loop for nothing but the element and the accumulator.
    pub(super) fn element_only_but_accumulator(&self) -> bool {
        ![Role::Index, Role::Next, Role::Previous]
            .iter()
            .any(|role| self.asks_for(*role))
    }
}

fn term_is_long(term: &Core) -> bool {
    let mut size = 0;
    term.any(0, &mut |_, _| {
        size += 1;
        false
    });
    size > 14
}
