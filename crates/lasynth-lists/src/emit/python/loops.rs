//! Comprehensions of Python: what they go over, and what they collect.

use super::bools::without_first;
use super::{Frame, Printer};
use crate::emit::core::Core;
use crate::emit::range::{Bounds, Range};
use crate::emit::text::Text;
use crate::{Op, Role};

impl Printer {
    /// Clauses of a comprehension that goes over a list, for bodies that ask for this of it.
    pub(super) fn over(&mut self, list: &Core, bodies: &[&Core]) -> (Vec<String>, Frame) {
        let asks = |role: Role| bodies.iter().any(|body| body.asks_for(role));
        let neighbours = asks(Role::Next) || asks(Role::Previous);
        let bounds = Bounds::of(self.elements(list));
        let uses = asks(Role::Element);
        let text = match neighbours || (asks(Role::Index) && !uses) {
            true => self.list(list),
            false => self.list(list).gone_through(),
        };
        let mut clauses = Vec::new();
        let text = match neighbours && !text.is_name() {
            true => {
                let name = self.fresh(&["items", "values"]);
                clauses.push(format!("for {name} in [{text}]"));
                Text::atom(&name)
            }
            false => text,
        };
        let element = self.fresh(&["x", "y", "z", "u", "v"]);
        let index = (asks(Role::Index) || neighbours).then(|| self.fresh(&["i", "j", "k"]));
        clauses.push(match &index {
            None if uses => format!("for {element} in {}", text.within(2)),
            None => format!("for _ in {}", text.within(2)),
            Some(index) if uses => format!("for {index}, {element} in enumerate({text})"),
            Some(index) => format!("for {index} in range(len({text}))"),
        });
        let frame = Frame {
            element: Text::atom(&element),
            index: index.map(|index| Text::atom(&index)),
            list: Some(text),
            accumulator: None,
            previous: None,
            head: None,
            bounds,
        };
        (clauses, frame)
    }

    pub(super) fn over_groups(&mut self, groups: &Core, body: &Core) -> (Vec<String>, Frame) {
        match self.over_stretches(groups, body) {
            Some(short) => short,
            None => self.over_whole_groups(groups, body),
        }
    }

    pub(super) fn over_whole_groups(&mut self, groups: &Core, body: &Core) -> (Vec<String>, Frame) {
        let text = self.groups(groups);
        let group = self.fresh(&["group", "part"]);
        let index = body
            .asks_for(Role::Index)
            .then(|| self.fresh(&["i", "j", "k"]));
        let clause = match &index {
            None => format!("for {group} in {}", text.within(2)),
            Some(index) => format!("for {index}, {group} in enumerate({text})"),
        };
        let frame = Frame {
            element: Text::atom(&group),
            index: index.map(|index| Text::atom(&index)),
            list: None,
            accumulator: None,
            previous: None,
            head: None,
            bounds: Bounds::of(Range::ALL),
        };
        (vec![clause], frame)
    }

    /// The same where the groups need not be made first, since the body looks at each but once.
    pub(super) fn over_stretches(
        &mut self,
        groups: &Core,
        body: &Core,
    ) -> Option<(Vec<String>, Frame)> {
        let (op, parts) = groups.op()?;
        let heads = first_uses(body);
        if body.asks_for(Role::Index) || body.uses(Role::Element) - heads > 1 {
            return None;
        }
        let mut frame = Frame {
            element: Text::atom("list(run)"),
            index: None,
            list: None,
            accumulator: None,
            previous: None,
            head: None,
            bounds: Bounds::of(Range::ALL),
        };
        let clause = match op {
            Op::Runs if heads + once_uses(body) == body.uses(Role::Element) => {
                self.needed.import("itertools", "groupby");
                let list = self.list(&parts[0]).gone_through();
                let (value, run) = (self.fresh(&["value", "head"]), self.fresh(&["run", "part"]));
                frame.element = Text::atom(&format!("list({run})"));
                frame.head = Some(Text::atom(&value));
                let value = if heads > 0 { value } else { "_".to_owned() };
                let run = if body.uses(Role::Element) > heads {
                    run
                } else {
                    "_".to_owned()
                };
                format!("for {value}, {run} in groupby({list})")
            }
            Op::Windows | Op::Chunks if heads == 0 => {
                let list = self.list(&parts[0]).within(11);
                let size = self.int(&parts[1]);
                let (at, end) = (self.fresh(&["i", "j", "k"]), size.within(7));
                frame.element = Text::atom(&format!("{list}[{at}:{at} + {end}]"));
                match op {
                    Op::Windows => format!("for {at} in range(len({list}) - {end} + 1)"),
                    _ => format!("for {at} in range(0, len({list}), {size})"),
                }
            }
            _ => return None,
        };
        Some((vec![clause], frame))
    }

    /// The clauses of a comprehension that makes a list, and what it collects. Names that the clauses
    /// bring along stay taken.
    pub(super) fn comprehension(&mut self, list: &Core) -> (Vec<String>, Text) {
        let (op, parts) = match list.op() {
            Some(found) => found,
            None => return self.plain_clause(list),
        };
        match op {
            Op::Map => self.over_body(&parts[1], None, &parts[0]),
            Op::Filter => {
                let element = Core::Variable(0, Role::Element);
                self.over_body(&parts[1], Some(&parts[0]), &element)
            }
            Op::FilterMap => self.over_body(&parts[2], Some(&parts[0]), &parts[1]),
            Op::FlatMap => {
                let (mut clauses, frame) = self.over(&parts[1], &[&parts[0]]);
                let inner = self.inside(frame, |printer| printer.list(&parts[0]));
                let element = self.fresh(&["y", "z", "u", "v"]);
                clauses.push(format!("for {element} in {}", inner.within(2)));
                (clauses, Text::atom(&element))
            }
            Op::Digits => {
                let number = self.int(&parts[0]);
                let digit = self.fresh(&["digit", "d"]);
                let clause = format!("for {digit} in str({number})");
                (vec![clause], Text::atom(&format!("int({digit})")))
            }
            Op::MapGroups => {
                let (clauses, frame) = self.over_groups(&parts[1], &parts[0]);
                let value = self.inside(frame, |printer| printer.int(&parts[0]));
                (clauses, value)
            }
            Op::FlatMapGroups | Op::Flatten => {
                let element = Core::Variable(0, Role::Element);
                let (groups, body) = match op {
                    Op::Flatten => (&parts[0], &element),
                    _ => (&parts[1], &parts[0]),
                };
                let (mut clauses, frame) = self.over_groups(groups, body);
                let inner = self.inside(frame, |printer| printer.list(body));
                let element = self.fresh(&["x", "y", "z", "u", "v"]);
                clauses.push(format!("for {element} in {}", inner.within(2)));
                (clauses, Text::atom(&element))
            }
            _ => self.plain_clause(list),
        }
    }

    pub(super) fn plain_clause(&mut self, list: &Core) -> (Vec<String>, Text) {
        let element = Core::Variable(0, Role::Element);
        let (clauses, frame) = self.over(list, &[&element]);
        (clauses, frame.element)
    }

    /// A loop with a body and perhaps a condition; one with those of the list it goes over where that is
    /// made by a loop itself.
    pub(super) fn over_body(
        &mut self,
        over: &Core,
        condition: Option<&Core>,
        body: &Core,
    ) -> (Vec<String>, Text) {
        let bodies: Vec<&Core> = condition.into_iter().chain([body]).collect();
        let uses: usize = bodies.iter().map(|body| body.uses(Role::Element)).sum();
        let alone = bodies.iter().all(|body| body.element_only());
        if let Some(rest) = condition.and_then(without_first)
            && let Some((mut clauses, frame)) = self.pairs(over, &[&rest, body])
        {
            let (holds, value) =
                self.inside(frame, |printer| (printer.cond(&rest), printer.term(body)));
            clauses.push(format!("if {}", holds.within(2)));
            return (clauses, value);
        }
        let loops = matches!(
            over.op(),
            Some((Op::Map | Op::Filter | Op::FilterMap | Op::Digits, _))
        );
        if alone && loops {
            let mark = self.taken.len();
            let (mut clauses, element) = self.comprehension(over);
            if uses <= 1 || element.is_name() {
                let frame = Frame {
                    element,
                    index: None,
                    list: None,
                    accumulator: None,
                    previous: None,
                    head: None,
                    bounds: Bounds::of(self.elements(over)),
                };
                let (holds, value) = self.inside(frame, |printer| {
                    (condition.map(|test| printer.cond(test)), printer.term(body))
                });
                clauses.extend(holds.map(|holds| format!("if {}", holds.within(2))));
                return (clauses, value);
            }
            self.taken.truncate(mark);
        }
        let (mut clauses, frame) = self.over(over, &bodies);
        let (holds, value) = self.inside(frame, |printer| {
            (condition.map(|test| printer.cond(test)), printer.term(body))
        });
        clauses.extend(holds.map(|holds| format!("if {}", holds.within(2))));
        (clauses, value)
    }

    /// A list as the only argument of a function that takes anything that can be gone through.
    pub(super) fn generated(&mut self, list: &Core) -> String {
        let mark = self.taken.len();
        let text = match self.is_loop(list) {
            true => {
                let (clauses, element) = self.comprehension(list);
                format!("{element} {}", clauses.join(" "))
            }
            false => self.list(list).gone_through().to_string(),
        };
        self.taken.truncate(mark);
        text
    }

    /// The same beside other arguments.
    pub(super) fn generated_beside(&mut self, list: &Core) -> String {
        match self.is_loop(list) {
            true => format!("({})", self.generated(list)),
            false => self.generated(list),
        }
    }

    pub(super) fn is_loop(&self, list: &Core) -> bool {
        matches!(
            list.op(),
            Some((
                Op::Map
                    | Op::Filter
                    | Op::FilterMap
                    | Op::FlatMap
                    | Op::MapGroups
                    | Op::FlatMapGroups
                    | Op::Flatten
                    | Op::Digits,
                _
            ))
        )
    }
}

/// How often a body asks for its group in a way that goes through it once.
fn once_uses(body: &Core) -> usize {
    let element = Core::Variable(0, Role::Element);
    if *body == element {
        return 1;
    }
    let mut uses = 0;
    body.any(0, &mut |part, inside| {
        if let Some((Op::Len | Op::Sum | Op::Max | Op::Min | Op::Last, [list])) = part.op()
            && inside == 0
            && *list == element
        {
            uses += 1;
        }
        false
    });
    uses
}

/// How often a body looks at the first element of its group, and at nothing else of it.
fn first_uses(body: &Core) -> usize {
    let mut uses = 0;
    body.any(0, &mut |part, inside| {
        if let Some((Op::First, [Core::Variable(depth, Role::Element)])) = part.op()
            && *depth == inside
        {
            uses += 1 + usize::from(inside > 0);
        }
        false
    });
    uses
}
