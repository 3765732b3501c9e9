//! Lists of Python.

use super::super::core::{Core, Node, apply};
use super::bools::without_first;
use super::{Frame, Printer};
use crate::emit::range::{Bounds, Range};
use crate::emit::text::{Text, call, infix};
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

    fn over_whole_groups(&mut self, groups: &Core, body: &Core) -> (Vec<String>, Frame) {
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
    fn over_stretches(&mut self, groups: &Core, body: &Core) -> Option<(Vec<String>, Frame)> {
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

    fn plain_clause(&mut self, list: &Core) -> (Vec<String>, Text) {
        let element = Core::Variable(0, Role::Element);
        let (clauses, frame) = self.over(list, &[&element]);
        (clauses, frame.element)
    }

    /// A loop with a body and perhaps a condition; one with those of the list it goes over where that is
    /// made by a loop itself.
    fn over_body(
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

    fn is_loop(&self, list: &Core) -> bool {
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

    fn numbers(&mut self, list: &Core) -> Text {
        let (op, parts) = list.op().expect("a range");
        let from = self.int(&parts[0]);
        let one = |writer: &mut Printer, up: bool| {
            let (sum, by) = if up { (Op::Add, 1) } else { (Op::Sub, 1) };
            let end = match (&parts[1], op) {
                (Core::Constant(end), _) => {
                    let end = i64::from(*end) + if up { 1 } else { -1 };
                    return Text::new(end.to_string(), if end < 0 { 8 } else { 11 });
                }
                (end, _) => {
                    super::super::rewrite::rewrite(apply(sum, [end.clone(), Core::Constant(by)]))
                }
            };
            match end.op() {
                // `n - 1 + 1`
                Some((Op::Add, [inner, Core::Constant(1)])) => match inner.op() {
                    Some((Op::Sub, [value, Core::Constant(1)])) => writer.int(value),
                    _ => writer.int(&end),
                },
                _ => writer.int(&end),
            }
        };
        match parts.get(2) {
            None => {
                let end = one(self, true);
                match parts[0] {
                    Core::Constant(0) => call("range", &[end]),
                    _ => call("range", &[from, end]),
                }
            }
            Some(Core::Constant(step)) => {
                let end = one(self, *step > 0);
                call("range", &[from, end, Text::number(*step)])
            }
            Some(step) => {
                let (last, step) = (self.int(&parts[1]).within(6), self.int(step));
                let end = format!("{last} + (1 if {} > 0 else -1)", step.within(6));
                call("range", &[from, Text::new(end, 6), step])
            }
        }
    }

    /// A list.
    pub(super) fn list(&mut self, list: &Core) -> Text {
        let mark = self.taken.len();
        let text = self.list_inside(list);
        self.taken.truncate(mark);
        text
    }

    fn list_inside(&mut self, list: &Core) -> Text {
        let (op, parts) = match list {
            Core::Apply(Node::Op(op), parts) => (*op, parts),
            other => return self.term(other),
        };
        if self.is_loop(list) {
            let (clauses, element) = self.comprehension(list);
            return Text::atom(&format!("[{element} {}]", clauses.join(" ")));
        }
        let name = |printer: &mut Printer, n: usize| printer.list(&parts[n]).within(11);
        match op {
            Op::Nil => Text::atom("[]"),
            Op::Single | Op::Cons | Op::Append | Op::Concat => {
                let mut items = Vec::new();
                match self.items(list, &mut items) {
                    true => Text::atom(&format!("[{}]", items.join(", "))),
                    false => {
                        let (a, b) = (self.list(&parts[0]), self.list(&parts[1]));
                        infix(a, "+", b, 6)
                    }
                }
            }
            Op::Reverse => match parts[0].op() {
                Some((Op::Sort, inner)) if matches!(inner[0].op(), Some((Op::Unique, _))) => {
                    let (_, inner) = inner[0].op().expect("distinct elements");
                    let inner = self.generated(&inner[0]);
                    Text::atom(&format!("sorted(set({inner}), reverse=True)"))
                }
                Some((Op::Sort, inner)) => {
                    let inner = self.generated_beside(&inner[0]);
                    Text::atom(&format!("sorted({inner}, reverse=True)"))
                }
                _ => Text::atom(&format!("{}[::-1]", name(self, 0))),
            },
            Op::Sort => match parts[0].op() {
                Some((Op::Unique, inner)) => {
                    let inner = self.generated(&inner[0]);
                    Text::atom(&format!("sorted(set({inner}))"))
                }
                _ => Text::atom(&format!("sorted({})", self.generated(&parts[0]))),
            },
            Op::Unique => Text::atom(&format!(
                "list(dict.fromkeys({}))",
                self.generated(&parts[0])
            )),
            Op::Take | Op::Drop | Op::TakeLast | Op::DropLast => self.slice(op, parts),
            Op::RemoveAt | Op::SetAt | Op::InsertAt => {
                let (list, at) = (name(self, 0), self.int(&parts[1]));
                let value = (op != Op::RemoveAt).then(|| self.int(&parts[2]));
                let middle = value.map_or(String::new(), |value| format!(" + [{value}]"));
                let next = match (op, &parts[1]) {
                    (Op::InsertAt, _) => at.to_string(),
                    (_, Core::Constant(at)) => (i64::from(*at) + 1).to_string(),
                    _ => format!("{} + 1", at.within(6)),
                };
                Text::new(format!("{list}[:{at}]{middle} + {list}[{next}:]"), 6)
            }
            Op::Swap => {
                let list = name(self, 0);
                let (one, other) = (self.int(&parts[1]).within(6), self.int(&parts[2]).within(6));
                let (at, x) = (self.fresh(&["i", "j", "k"]), self.fresh(&["x", "y", "z"]));
                Text::atom(&format!(
                    "[{list}[{other}] if {at} == {one} else {list}[{one}] if {at} == {other} else {x} for {at}, {x} in enumerate({list})]"
                ))
            }
            Op::Interleave => {
                let (a, b) = (name(self, 0), name(self, 1));
                let x = self.fresh(&["x", "y", "z"]);
                Text::new(
                    format!(
                        "[{x} for pair in zip({a}, {b}) for {x} in pair] + {a}[len({b}):] + {b}[len({a}):]"
                    ),
                    6,
                )
            }
            Op::Range | Op::RangeStep => {
                let numbers = self.numbers(list);
                call("list", &[numbers])
            }
            Op::Repeat => {
                let value = self.int(&parts[0]);
                infix(
                    Text::atom(&format!("[{value}]")),
                    "*",
                    self.int(&parts[1]),
                    7,
                )
            }
            Op::DigitsBase => {
                self.needed.digits = true;
                call("digits", &[self.int(&parts[0]), self.int(&parts[1])])
            }
            Op::Factors => {
                self.needed.factors = true;
                call("prime_factors", &[self.int(&parts[0])])
            }
            Op::IfList => {
                let condition = self.truth(&parts[0]);
                Text::choice(condition, self.list(&parts[1]), self.list(&parts[2]))
            }
            Op::SortBy => self.sorted_by(parts),
            Op::TakeWhile | Op::DropWhile | Op::DropWhileEnd | Op::TrimWhile => {
                self.trimmed(op, parts)
            }
            Op::Scan | Op::Scan1 => self.scanned(op, parts),
            Op::FoldList => self.reduced(op, parts),
            Op::GroupAt => {
                let groups = self.groups(&parts[0]);
                Text::atom(&format!("{}[{}]", groups.within(11), self.int(&parts[1])))
            }
            _ => unreachable!("{op:?} gives no list"),
        }
    }

    /// Elements of a list that can be written down one by one, with `*` before lists.
    fn items(&mut self, list: &Core, items: &mut Vec<String>) -> bool {
        match list.op() {
            Some((Op::Nil, _)) => true,
            Some((Op::Single, parts)) => {
                items.push(self.int(&parts[0]).to_string());
                true
            }
            Some((Op::Cons, parts)) => {
                items.push(self.int(&parts[0]).to_string());
                self.items(&parts[1], items) || self.starred(&parts[1], items)
            }
            Some((Op::Append, parts)) => {
                if !self.items(&parts[0], items) {
                    self.starred(&parts[0], items);
                }
                items.push(self.int(&parts[1]).to_string());
                true
            }
            _ => false,
        }
    }

    fn starred(&mut self, list: &Core, items: &mut Vec<String>) -> bool {
        let text = self.list(list);
        items.push(format!("*{}", text.within(2)));
        true
    }

    fn slice(&mut self, op: Op, parts: &[Core]) -> Text {
        let list = self.list(&parts[0]).within(11);
        if let (Op::TakeLast | Op::DropLast, Core::Constant(count @ 1..)) = (op, &parts[1]) {
            return Text::atom(&match op {
                Op::TakeLast => format!("{list}[-{count}:]"),
                _ => format!("{list}[:-{count}]"),
            });
        }
        let number = self.natural(&parts[1]);
        Text::atom(&match op {
            Op::Take => format!("{list}[:{number}]"),
            Op::Drop => format!("{list}[{number}:]"),
            Op::TakeLast => format!("{list}[max(len({list}) - {}, 0):]", number.within(7)),
            _ => format!("{list}[:max(len({list}) - {}, 0)]", number.within(7)),
        })
    }

    /// A number that is not negative wherever it is asked for.
    fn natural(&mut self, term: &Core) -> Text {
        match term.op() {
            Some((Op::IfInt, [condition, value, Core::Constant(0)])) => {
                let condition = self.truth(condition);
                let value = self.natural(value);
                Text::choice(condition, value, Text::number(0))
            }
            // What C leaves of a negative number could only be 0 then.
            Some((Op::Mod, [a, b])) if self.range(b).low >= 0 => {
                infix(self.int(a), "%", self.int(b), 7)
            }
            _ => self.int(term),
        }
    }

    fn sorted_by(&mut self, parts: &[Core]) -> Text {
        let range = self.elements(&parts[1]);
        if parts[0].element_only() {
            let name = self.fresh(&["x", "y", "z"]);
            let frame = Frame {
                element: Text::atom(&name),
                index: None,
                list: None,
                accumulator: None,
                previous: None,
                head: None,
                bounds: Bounds::of(range),
            };
            let key = self.inside(frame, |printer| printer.int(&parts[0]));
            let list = self.generated_beside(&parts[1]);
            let key = match key.to_string() {
                text if text == format!("abs({name})") => "abs".to_owned(),
                text => format!("lambda {name}: {text}"),
            };
            return Text::atom(&format!("sorted({list}, key={key})"));
        }
        let list = self.list(&parts[1]).within(11);
        let at = self.fresh(&["i", "j", "k"]);
        let frame = Frame {
            element: Text::atom(&format!("{list}[{at}]")),
            index: Some(Text::atom(&at)),
            list: Some(Text::atom(&list)),
            accumulator: None,
            previous: None,
            head: None,
            bounds: Bounds::of(range),
        };
        let key = self.inside(frame, |printer| printer.int(&parts[0]));
        Text::atom(&format!(
            "[{list}[{at}] for {at} in sorted(range(len({list})), key=lambda {at}: {key})]"
        ))
    }

    fn trimmed(&mut self, op: Op, parts: &[Core]) -> Text {
        let (body, over) = (&parts[0], &parts[1]);
        if body.element_only() && matches!(op, Op::TakeWhile | Op::DropWhile) {
            let function = if op == Op::TakeWhile {
                "takewhile"
            } else {
                "dropwhile"
            };
            self.needed.import("itertools", function);
            let name = self.fresh(&["x", "y", "z"]);
            let frame = Frame {
                element: Text::atom(&name),
                index: None,
                list: None,
                accumulator: None,
                previous: None,
                head: None,
                bounds: Bounds::of(self.elements(over)),
            };
            let holds = self.inside(frame, |printer| printer.cond(body));
            let list = self.list(over);
            return Text::atom(&format!("list({function}(lambda {name}: {holds}, {list}))"));
        }
        let list = self.list(over).within(11);
        let mut found = |backwards: bool| {
            let (at, clauses, holds) = self.searched(body, over, true, backwards);
            let clauses = clauses.join(" ");
            match backwards {
                false => format!("next(({at} {clauses} if {holds}), len({list}))"),
                true => format!("next(({at} + 1 {clauses} if {holds}), 0)"),
            }
        };
        Text::atom(&match op {
            Op::TakeWhile => format!("{list}[:{}]", found(false)),
            Op::DropWhile => format!("{list}[{}:]", found(false)),
            Op::DropWhileEnd => format!("{list}[:{}]", found(true)),
            _ => format!("{list}[{}:{}]", found(false), found(true)),
        })
    }

    fn scanned(&mut self, op: Op, parts: &[Core]) -> Text {
        self.needed.import("itertools", "accumulate");
        let over = parts.last().expect("a loop goes over something");
        let sums = |start: &Core| match (start, parts[0].op()) {
            (Core::Constant(0), Some((Op::Add, [a, b]))) => {
                let (x, acc) = (
                    Core::Variable(0, Role::Element),
                    Core::Variable(0, Role::Accumulator),
                );
                (*a == x && *b == acc) || (*a == acc && *b == x)
            }
            _ => false,
        };
        if op == Op::Scan && sums(&parts[1]) {
            let list = self.generated(over);
            return match self.is_loop(over) {
                true => Text::atom(&format!("list(accumulate({list}))")),
                false => Text::atom(&format!("list(accumulate({list}))")),
            };
        }
        let (function, list) = self.stepping(op, &parts[0], over);
        if op == Op::Scan {
            let start = self.int(&parts[1]);
            return Text::atom(&format!(
                "list(accumulate({list}, {function}, initial={start}))[1:]"
            ));
        }
        if parts[0].element_only_but_accumulator() {
            return Text::atom(&format!("list(accumulate({list}, {function}))"));
        }
        let items = self.list(over).within(11);
        Text::new(
            format!(
                "list(accumulate(range(1, len({items})), {function}, initial={items}[0])) if {items} else []"
            ),
            1,
        )
    }

    /// A list of lists.
    pub(super) fn groups(&mut self, groups: &Core) -> Text {
        let mark = self.taken.len();
        let (op, parts) = groups.op().expect("lists of lists are made by operators");
        let text = match op {
            Op::FilterGroups => {
                let (clauses, frame) = self.over_whole_groups(&parts[1], &parts[0]);
                let group = frame.element.clone();
                let holds = self.inside(frame, |printer| printer.cond(&parts[0]));
                Text::atom(&format!(
                    "[{group} {} if {}]",
                    clauses.join(" "),
                    holds.within(2)
                ))
            }
            Op::Runs => {
                self.needed.import("itertools", "groupby");
                let list = self.list(&parts[0]);
                Text::atom(&format!("[list(run) for _, run in groupby({list})]"))
            }
            Op::Split => {
                self.needed.split = true;
                call("split", &[self.list(&parts[0]), self.int(&parts[1])])
            }
            _ => {
                let list = self.list(&parts[0]).within(11);
                let size = self.int(&parts[1]);
                let at = self.fresh(&["i", "j", "k"]);
                let end = size.within(7);
                Text::atom(&match op {
                    Op::Windows => format!(
                        "[{list}[{at}:{at} + {end}] for {at} in range(len({list}) - {end} + 1)]"
                    ),
                    _ => format!(
                        "[{list}[{at}:{at} + {end}] for {at} in range(0, len({list}), {size})]"
                    ),
                })
            }
        };
        self.taken.truncate(mark);
        text
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
