//! Lists of Python.

use super::super::core::{Core, Node, apply};
use super::{Frame, Printer};
use crate::emit::range::Bounds;
use crate::emit::text::{Text, call, infix};
use crate::{Op, Role};

impl Printer {
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
