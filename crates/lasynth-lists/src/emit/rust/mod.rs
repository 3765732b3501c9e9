//! Functions as Rust: slices in, iterators, a `Vec` out.
//!
//! Integers are `i32` throughout, positions too. Where the term has no value, what is printed panics,
//! or overflows, or gives anything.

mod bools;
mod lists;
mod names;
mod vectors;

use super::core::{Core, Node};
use super::guards::with_guards;
use super::range::{Bounds, Range, elements_of};
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
    /// The element before, where a loop goes over windows of two.
    previous: Option<Text>,
    bounds: Bounds,
    /// Whether the index is a `usize`, since it is used as a position only.
    counts: bool,
}

impl Frame {
    /// The index as a position.
    fn place(&self) -> String {
        let index = self.index.as_ref().expect("the index was asked for");
        match self.counts {
            true => index.to_string(),
            false => format!("{index} as usize"),
        }
    }
}

struct Printer {
    arguments: Vec<String>,
    frames: Vec<Frame>,
    taken: Vec<String>,
    needed: Needed,
    /// Variables at the beginning of the function, and what they stand for.
    before: Vec<(Core, String)>,
}

/// The function in Rust, called `name`.
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
        before: Vec::new(),
    };
    let mut lines = Vec::new();
    printer.compute_before(&core, &mut lines);
    let body = match result {
        Type::Int => {
            let line = printer.int(&core).to_string();
            // The type of a sum is that of the function.
            let sums = matches!(core.op(), Some((Op::Sum | Op::Product, _)));
            vec![match line.strip_suffix("::<i32>()") {
                Some(line) if sums => format!("{line}()"),
                _ => line,
            }]
        }
        _ => printer.returned(&core),
    };
    let arguments = printer
        .arguments
        .iter()
        .zip(&function.arguments)
        .enumerate();
    let arguments: Vec<String> = arguments
        .map(|(number, (name, argument))| {
            let number = u8::try_from(number).expect("at most three arguments");
            let used = core.any(0, &mut |part, _| *part == Core::Argument(number));
            let mark = if used { "" } else { "_" };
            let of = if *argument == Type::List {
                "&[i32]"
            } else {
                "i32"
            };
            format!("{mark}{name}: {of}")
        })
        .collect();
    let result = if result == Type::List {
        "Vec<i32>"
    } else {
        "i32"
    };
    let mut text = printer.needed.before();
    text.push_str(&format!(
        "fn {name}({}) -> {result} {{\n",
        arguments.join(", ")
    ));
    for line in lines.iter().chain(&body) {
        text.push_str(&broken(line));
    }
    text.push_str("}\n");
    text
}

/// A line of a function, its chain of calls on several lines if it is long.
fn broken(line: &str) -> String {
    let whole = format!("    {line}\n");
    if line.len() <= 88 {
        return whole;
    }
    let mut depth = 0_i32;
    let mut parts = vec![String::new()];
    let mut operators = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ' ' if depth == 0 => {
                let rest: String = chars.clone().collect();
                operators |= rest != "as i32" && !parts.concat().ends_with(" as");
            }
            '.' if depth == 0 && chars.peek().is_some_and(char::is_ascii_lowercase) => {
                parts.push(String::new());
            }
            _ => {}
        }
        parts.last_mut().expect("not empty").push(c);
    }
    // Operators between chains do not go with one call a line.
    if parts.len() < 3 || operators {
        return whole;
    }
    let mut first = parts.remove(0);
    if first.len() <= 4 {
        first.push_str(&parts.remove(0));
    }
    let rest: Vec<String> = parts
        .iter()
        .map(|part| format!("        {part}\n"))
        .collect();
    format!("    {first}\n{}", rest.concat())
}

impl Printer {
    /// The lines that give a list.
    fn returned(&mut self, term: &Core) -> Vec<String> {
        let (list, after) = match term.op() {
            Some((Op::Sort, parts)) => (&parts[0], "sort_unstable();".to_owned()),
            Some((Op::Reverse, parts)) => match parts[0].op() {
                Some((Op::Sort, inner)) => {
                    (&inner[0], "sort_unstable_by(|x, y| y.cmp(x));".to_owned())
                }
                _ => return vec![self.returned_list(term)],
            },
            Some((Op::SortBy, parts)) if parts[0].element_only() => {
                let (name, key) = self.keyed(&parts[0], &parts[1]);
                (&parts[1], format!("sort_by_key(|&{name}| {key});"))
            }
            _ => return vec![self.returned_list(term)],
        };
        let list = self.vec_in_line(list);
        vec![
            format!("let mut out = {list};"),
            format!("out.{after}"),
            "out".to_owned(),
        ]
    }

    /// Computes once what a loop over an argument needs each time of that argument.
    fn compute_before(&mut self, core: &Core, lines: &mut Vec<String>) {
        let (body, over) = match core.op() {
            Some((Op::Map | Op::Filter, [body, over @ Core::Argument(_)])) => (body, over),
            Some((Op::FilterMap, [body, _, over @ Core::Argument(_)])) => (body, over),
            _ => return,
        };
        let mut found = Vec::new();
        always(body, over, &mut found);
        for term in found {
            let (op, _) = term.op().expect("an operator");
            let list = self.iter(over).within(11);
            // Of the empty list nobody asks for it.
            let (names, value): (&[&str], _) = match op {
                Op::Max => (&["high", "most"], format!("{list}.max().unwrap_or(0)")),
                Op::Min => (&["low", "least"], format!("{list}.min().unwrap_or(0)")),
                _ => (&["total", "all"], format!("{list}.sum::<i32>()")),
            };
            let name = self.fresh(names);
            lines.push(format!("let {name} = {value};"));
            self.before.push((term, name));
        }
    }

    fn fresh(&mut self, wanted: &[&str]) -> String {
        let free = |name: &str| !self.taken.iter().any(|other| other == name);
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
            Role::Next => Text::atom(&format!("{}[{} + 1]", list(), frame.place())),
            Role::Previous => match &frame.previous {
                Some(previous) => previous.clone(),
                None => Text::atom(&format!("{}[{} - 1]", list(), frame.place())),
            },
        }
    }

    /// An integer as a position.
    fn position(&mut self, term: &Core) -> Text {
        if let Core::Variable(depth, Role::Index) = term
            && self.frame(*depth).counts
        {
            return self.variable(*depth, Role::Index);
        }
        match term {
            Core::Constant(value @ 0..) => Text::number(*value),
            _ => match term.op() {
                Some((Op::Len, parts)) => {
                    let list = self.slice(&parts[0]).within(11);
                    Text::atom(&format!("{list}.len()"))
                }
                Some((Op::Add, [index, Core::Constant(number @ 1..)])) if self.is_count(index) => {
                    infix(self.position(index), "+", Text::number(*number), 6)
                }
                Some((op @ (Op::Sub | Op::Div), [all, Core::Constant(number @ 1..)]))
                    if matches!(all.op(), Some((Op::Len, _))) =>
                {
                    let length = self.position(all);
                    let (sign, strength) = if op == Op::Sub { ("-", 6) } else { ("/", 7) };
                    infix(length, sign, Text::number(*number), strength)
                }
                _ => {
                    let value = self.int(term);
                    let typed = term.any(0, &mut |part, _| {
                        matches!(part, Core::Argument(_) | Core::Variable(..))
                    });
                    let of = if typed { "" } else { " as i32" };
                    Text::new(format!("{}{of} as usize", value.within(8)), 8)
                }
            },
        }
    }

    /// Whether a term is the index of a loop that counts with it.
    fn is_count(&self, term: &Core) -> bool {
        matches!(term, Core::Variable(depth, Role::Index) if self.frame(*depth).counts)
    }

    /// What a method is called on: with its type where nothing else tells it.
    fn receiver(&mut self, term: &Core) -> Option<String> {
        let known = term.any(0, &mut |part, _| {
            matches!(part, Core::Argument(_) | Core::Variable(..))
        });
        let text = self.int(term);
        known.then(|| text.within(11))
    }

    /// An integer.
    fn int(&mut self, term: &Core) -> Text {
        if let Some((_, name)) = self.before.iter().find(|(known, _)| known == term) {
            return Text::atom(name);
        }
        let (op, parts) = match term {
            Core::Argument(number) => return Text::atom(&self.arguments[usize::from(*number)]),
            Core::Constant(i32::MIN) => return Text::atom("i32::MIN"),
            Core::Constant(i32::MAX) => return Text::atom("i32::MAX"),
            Core::Constant(value) => return Text::number(*value),
            Core::Variable(depth, role) => return self.variable(*depth, *role),
            Core::Apply(Node::Op(op), parts) => (*op, parts),
            other => unreachable!("{other:?} is no integer"),
        };
        match op {
            Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod => {
                let (sign, strength) = match op {
                    Op::Add => ("+", 6),
                    Op::Sub => ("-", 6),
                    Op::Mul => ("*", 7),
                    Op::Div => ("/", 7),
                    _ => ("%", 7),
                };
                infix(self.int(&parts[0]), sign, self.int(&parts[1]), strength)
            }
            Op::Min2 | Op::Max2 | Op::Abs | Op::Sign => {
                let name = match op {
                    Op::Min2 => "min",
                    Op::Max2 => "max",
                    Op::Abs => "abs",
                    _ => "signum",
                };
                let second = parts.get(1).map(|term| self.int(term));
                match (self.receiver(&parts[0]), second) {
                    (Some(first), second) => {
                        let second = second.map_or(String::new(), |text| text.to_string());
                        Text::atom(&format!("{first}.{name}({second})"))
                    }
                    (None, second) => {
                        let mut all = vec![self.int(&parts[0])];
                        all.extend(second);
                        call(&format!("i32::{name}"), &all)
                    }
                }
            }
            Op::Pow => {
                let exponent = match parts[1] {
                    Core::Constant(value) => value.to_string(),
                    _ => format!("{} as u32", self.int(&parts[1]).within(8)),
                };
                match self.receiver(&parts[0]) {
                    Some(base) => Text::atom(&format!("{base}.pow({exponent})")),
                    None => {
                        let base = self.int(&parts[0]);
                        Text::atom(&format!("i32::pow({base}, {exponent})"))
                    }
                }
            }
            Op::Gcd => {
                self.needed.gcd = true;
                call("gcd", &[self.int(&parts[0]), self.int(&parts[1])])
            }
            Op::IfInt => {
                let (condition, turned) = self.emptiness(&parts[0]);
                let (yes, no) = (self.int(&parts[1]), self.int(&parts[2]));
                let (yes, no) = if turned { (no, yes) } else { (yes, no) };
                Text::new(format!("if {condition} {{ {yes} }} else {{ {no} }}"), 0)
            }
            Op::BoolToInt => call("i32::from", &[self.cond(&parts[0])]),
            Op::Default => self.or_else(parts),
            Op::Len => match parts[0].op() {
                Some((Op::Filter, parts)) => {
                    let list = self.kept(parts);
                    Text::new(format!("{list}.count() as i32"), 8)
                }
                _ => {
                    let list = self.slice(&parts[0]).within(11);
                    Text::new(format!("{list}.len() as i32"), 8)
                }
            },
            Op::First => {
                let list = self.slice(&parts[0]).within(11);
                Text::atom(&format!("{list}[0]"))
            }
            Op::Last => {
                let list = self.slice(&parts[0]).within(11);
                Text::new(format!("*{list}.last().unwrap()"), 9)
            }
            Op::At if !self.is_slice(&parts[0]) && self.is_chain(&parts[0]) => {
                let list = self.iter(&parts[0]).within(11);
                Text::atom(&format!(
                    "{list}.nth({}).unwrap()",
                    self.position(&parts[1])
                ))
            }
            Op::At => {
                let list = self.slice(&parts[0]).within(11);
                Text::atom(&format!("{list}[{}]", self.position(&parts[1])))
            }
            Op::Max | Op::Min => {
                let name = if op == Op::Max { "max" } else { "min" };
                let list = self.iter(&parts[0]).within(11);
                Text::atom(&format!("{list}.{name}().unwrap()"))
            }
            Op::Sum | Op::Product => {
                let name = if op == Op::Sum { "sum" } else { "product" };
                let list = self.iter(&parts[0]).within(11);
                Text::atom(&format!("{list}.{name}::<i32>()"))
            }
            Op::Count | Op::CountLess | Op::CountGreater => {
                let list = self.iter(&parts[0]).within(11);
                let name = self.fresh(&["x", "y", "z", "u"]);
                let value = self.int(&parts[1]);
                self.taken.pop();
                let sign = match op {
                    Op::Count => "==",
                    Op::CountLess => "<",
                    _ => ">",
                };
                let value = value.within(6);
                Text::new(
                    format!("{list}.filter(|&{name}| {name} {sign} {value}).count() as i32"),
                    8,
                )
            }
            Op::Index => {
                let list = self.slice(&parts[0]).within(11);
                let name = self.fresh(&["x", "y", "z", "u"]);
                let value = self.int(&parts[1]).within(6);
                self.taken.pop();
                Text::new(
                    format!(
                        "{list}.iter().position(|&{name}| {name} == {value}).unwrap_or({list}.len()) as i32"
                    ),
                    8,
                )
            }
            Op::FindIndex => {
                let list = self.slice(&parts[1]).within(11);
                let (items, pattern, holds) =
                    self.looped(&parts[1], &[&parts[0]], |printer| printer.cond(&parts[0]));
                Text::new(
                    format!("{items}.position(|{pattern}| {holds}).unwrap_or({list}.len()) as i32"),
                    8,
                )
            }
            Op::Fold => self.folded(parts),
            Op::CountGroups => {
                let groups = self.groups(&parts[0]);
                Text::new(format!("{groups}.count() as i32"), 8)
            }
            _ => unreachable!("{op:?} gives no integer"),
        }
    }

    fn or_else(&mut self, parts: &[Core]) -> Text {
        let (op, list) = parts[0].op().expect("an element of a list");
        let simple = matches!(
            parts[1],
            Core::Constant(_) | Core::Argument(_) | Core::Variable(_, Role::Element | Role::Index)
        );
        let otherwise = self.int(&parts[1]);
        let otherwise = match simple {
            true => format!("unwrap_or({otherwise})"),
            false => format!("unwrap_or_else(|| {otherwise})"),
        };
        let name = match op {
            Op::Max => "max",
            Op::Min => "min",
            Op::First => "next",
            _ => "last",
        };
        let list = self.iter(&list[0]).within(11);
        Text::atom(&format!("{list}.{name}().{otherwise}"))
    }

    fn folded(&mut self, parts: &[Core]) -> Text {
        let start = self.int(&parts[1]);
        let mark = self.taken.len();
        let acc = self.fresh(&["acc", "before"]);
        let (items, pattern, step) =
            self.looped_with(&parts[2], &[&parts[0]], Some(Text::atom(&acc)), |printer| {
                printer.int(&parts[0])
            });
        self.taken.truncate(mark);
        // A method is called on what has a type.
        let of = if step.to_string().contains('.') {
            ": i32"
        } else {
            ""
        };
        Text::atom(&format!(
            "{items}.fold({start}, |{acc}{of}, {pattern}| {step})"
        ))
    }
}

/// The largest, the smallest element and the sum of a list, where a body evaluates them each time.
fn always(body: &Core, list: &Core, found: &mut Vec<Core>) {
    let Some((op, parts)) = body.op() else {
        return;
    };
    match op {
        Op::Max | Op::Min | Op::Sum if parts[0] == *list && !found.contains(body) => {
            found.push(body.clone());
        }
        Op::Add
        | Op::Sub
        | Op::Mul
        | Op::Div
        | Op::Mod
        | Op::Min2
        | Op::Max2
        | Op::Eq
        | Op::Ne
        | Op::Lt
        | Op::Le => parts.iter().for_each(|part| always(part, list, found)),
        Op::Abs | Op::Sign | Op::Even | Op::Odd | Op::Not | Op::BoolToInt => {
            always(&parts[0], list, found);
        }
        Op::And | Op::Or | Op::IfInt => always(&parts[0], list, found),
        _ => {}
    }
}
