//! Conditions of Python.

use super::super::core::{Core, Node, apply};
use super::{Frame, Printer};
use crate::emit::range::Bounds;
use crate::emit::text::{Text, infix};
use crate::{Op, Role};

impl Printer {
    /// A condition.
    pub(super) fn cond(&mut self, term: &Core) -> Text {
        let (op, parts) = match term {
            Core::Truth(known) => return Text::atom(if *known { "True" } else { "False" }),
            Core::Has(depth, role) => return self.has(*depth, *role),
            Core::Apply(Node::Op(op), parts) => (*op, parts),
            Core::Apply(Node::IfBool, parts) => {
                let condition = self.cond(&parts[0]);
                return Text::choice(condition, self.cond(&parts[1]), self.cond(&parts[2]));
            }
            Core::Apply(Node::Defined(op), parts) => return self.defined(*op, parts),
            other => unreachable!("{other:?} is no condition"),
        };
        match op {
            Op::Eq | Op::Ne | Op::Lt | Op::Le => {
                // A constant stands on the right.
                let element = Core::Variable(0, Role::Element);
                let turned = matches!(parts[0], Core::Constant(_))
                    || (parts[1] == element
                        && !parts[0].any(0, &mut |part, _| matches!(part, Core::Variable(..))));
                let zero = parts[1] == Core::Constant(0) && matches!(op, Op::Eq | Op::Ne);
                let left = match parts[0].op() {
                    // Whether there is a rest does not depend on its sign.
                    Some((Op::Mod, [a, b])) if zero => infix(self.int(a), "%", self.int(b), 7),
                    _ => self.int(&parts[0]),
                };
                let (a, b) = (left, self.int(&parts[1]));
                let (a, b) = if turned { (b, a) } else { (a, b) };
                let sign = match (op, turned) {
                    (Op::Eq, _) => "==",
                    (Op::Ne, _) => "!=",
                    (Op::Lt, false) => "<",
                    (Op::Lt, true) => ">",
                    (_, false) => "<=",
                    (_, true) => ">=",
                };
                Text::new(format!("{} {sign} {}", a.within(6), b.within(6)), 5)
            }
            Op::Even | Op::Odd => {
                let rest = infix(self.int(&parts[0]), "%", Text::number(2), 7);
                let sign = if op == Op::Even { "==" } else { "!=" };
                Text::new(format!("{rest} {sign} 0"), 5)
            }
            Op::And => infix(self.cond(&parts[0]), "and", self.cond(&parts[1]), 3),
            Op::Or => infix(self.cond(&parts[0]), "or", self.cond(&parts[1]), 2),
            Op::Not => self.negated(&parts[0]),
            Op::Contains => {
                let value = self.int(&parts[1]).within(6);
                let list = self.list(&parts[0]).within(6);
                Text::new(format!("{value} in {list}"), 5)
            }
            Op::SameList => {
                let (a, b) = (self.list(&parts[0]), self.list(&parts[1]));
                Text::new(format!("{} == {}", a.within(6), b.within(6)), 5)
            }
            _ => {
                let name = if op == Op::All { "all" } else { "any" };
                let (clauses, holds) = self.tested(op, &parts[0], &parts[1]);
                Text::atom(&format!("{name}({holds} {})", clauses.join(" ")))
            }
        }
    }

    /// A condition where anything may stand that Python takes for true or false.
    pub(super) fn truth(&mut self, term: &Core) -> Text {
        match term.op() {
            Some((Op::Lt, [Core::Constant(0), length])) => match length.op() {
                Some((Op::Len, [list @ Core::Argument(_)])) => self.list(list),
                _ => self.cond(term),
            },
            _ => self.cond(term),
        }
    }

    pub(super) fn negated(&mut self, term: &Core) -> Text {
        match term.op() {
            Some((Op::Lt, [a, b])) => self.cond(&apply(Op::Le, [b.clone(), a.clone()])),
            Some((Op::Le, [a, b])) => self.cond(&apply(Op::Lt, [b.clone(), a.clone()])),
            Some((Op::Eq, parts)) => self.cond(&apply(Op::Ne, parts.to_vec())),
            Some((Op::Ne, parts)) => self.cond(&apply(Op::Eq, parts.to_vec())),
            Some((Op::Even, parts)) => self.cond(&apply(Op::Odd, parts.to_vec())),
            Some((Op::Odd, parts)) => self.cond(&apply(Op::Even, parts.to_vec())),
            Some((op @ (Op::And | Op::Or), parts)) => {
                let (a, b) = (self.negated(&parts[0]), self.negated(&parts[1]));
                match op {
                    Op::And => infix(a, "or", b, 2),
                    _ => infix(a, "and", b, 3),
                }
            }
            Some((Op::Not, parts)) => self.cond(&parts[0]),
            None if matches!(term, Core::Has(..)) => {
                let Core::Has(depth, role) = term else {
                    unreachable!("it is one")
                };
                let frame = self.frame(*depth);
                let index = frame.index.clone().expect("the index was asked for");
                match (role, &frame.list) {
                    (Role::Next, Some(list)) => Text::new(format!("{index} + 1 >= len({list})"), 5),
                    _ => Text::new(format!("{index} == 0"), 5),
                }
            }
            Some((Op::Contains, parts)) => {
                let value = self.int(&parts[1]).within(6);
                let list = self.list(&parts[0]).within(6);
                Text::new(format!("{value} not in {list}"), 5)
            }
            _ => {
                let condition = self.cond(term).within(4);
                Text::new(format!("not {condition}"), 4)
            }
        }
    }

    fn has(&self, depth: u8, role: Role) -> Text {
        let frame = self.frame(depth);
        let index = frame.index.clone().expect("the index was asked for");
        match role {
            Role::Next => {
                let list = frame.list.clone().expect("the list was asked for");
                Text::new(format!("{index} + 1 < len({list})"), 5)
            }
            _ => Text::new(format!("{index} > 0"), 5),
        }
    }

    /// What `all` and `any` ask of each element.
    fn tested(&mut self, op: Op, body: &Core, over: &Core) -> (Vec<String>, Text) {
        let mark = self.taken.len();
        if over.is_groups() {
            let (clauses, frame) = self.over_groups(over, body);
            let holds = self.inside(frame, |printer| printer.cond(body));
            self.taken.truncate(mark);
            return (clauses, holds);
        }
        // What begins with the second element goes over pairs.
        let falls = match (op, body.op()) {
            (Op::All, Some((Op::Not, [inner]))) => Some(inner),
            (Op::Any, _) => Some(body),
            _ => None,
        };
        if let Some(rest) = falls.and_then(without_first)
            && let Some((clauses, frame)) = self.pairs(over, &[&rest])
        {
            let rest = if op == Op::All {
                super::super::core::not(rest)
            } else {
                rest
            };
            let holds = self.inside(frame, |printer| printer.cond(&rest));
            self.taken.truncate(mark);
            return (clauses, holds);
        }
        let (clauses, frame) = self.over(over, &[body]);
        let holds = self.inside(frame, |printer| printer.cond(body));
        self.taken.truncate(mark);
        (clauses, holds)
    }

    /// A loop over neighbours, where bodies ask for nothing but an element and the one before.
    pub(super) fn pairs(&mut self, over: &Core, bodies: &[&Core]) -> Option<(Vec<String>, Frame)> {
        let others = [Role::Index, Role::Next];
        let asks = |body: &&Core| others.iter().any(|role| body.asks_for(*role)) || has(body);
        if bodies.iter().any(asks) || !matches!(over, Core::Argument(_)) {
            return None;
        }
        let list = self.list(over);
        let (before, element) = (self.fresh(&["x", "y", "z"]), self.fresh(&["y", "z", "u"]));
        let clause = format!("for {before}, {element} in zip({list}, {list}[1:])");
        let frame = Frame {
            element: Text::atom(&element),
            index: None,
            list: None,
            accumulator: None,
            previous: Some(Text::atom(&before)),
            head: None,
            bounds: Bounds::of(self.elements(over)),
        };
        Some((vec![clause], frame))
    }

    /// The position where a condition holds, or does not; clauses that go through the positions, and
    /// the condition.
    pub(super) fn searched(
        &mut self,
        body: &Core,
        over: &Core,
        negated: bool,
        backwards: bool,
    ) -> (Text, Vec<String>, Text) {
        let mark = self.taken.len();
        let list = self.list(over).within(11);
        let at = self.fresh(&["i", "j", "k"]);
        let element = self.fresh(&["x", "y", "z"]);
        let uses = body.uses(Role::Element) > 0;
        let clause = match (uses && !backwards, backwards) {
            (true, _) => format!("for {at}, {element} in enumerate({list})"),
            (_, true) => format!("for {at} in reversed(range(len({list})))"),
            _ => format!("for {at} in range(len({list}))"),
        };
        let frame = Frame {
            element: match backwards {
                true => Text::atom(&format!("{list}[{at}]")),
                false => Text::atom(&element),
            },
            index: Some(Text::atom(&at)),
            list: Some(Text::atom(&list)),
            accumulator: None,
            previous: None,
            head: None,
            bounds: Bounds::of(self.elements(over)),
        };
        let holds = self.inside(frame, |printer| match negated {
            true => printer.negated(body),
            false => printer.cond(body),
        });
        self.taken.truncate(mark);
        (Text::atom(&at), vec![clause], holds)
    }

    /// Whether the body of a fold or scan has a value each time.
    fn defined(&mut self, op: Op, parts: &[Core]) -> Text {
        self.needed.import("itertools", "accumulate");
        let (check, body) = (&parts[0], &parts[1]);
        let over = parts.last().expect("a loop goes over something");
        let mark = self.taken.len();
        let list = self.list(over).within(11);
        let start = match op {
            Op::Scan1 => format!("{list}[0]"),
            _ => self.term(&parts[2]).to_string(),
        };
        let (at, acc) = (self.fresh(&["i", "j", "k"]), self.fresh(&["acc", "acc2"]));
        let frame = Frame {
            element: Text::atom(&format!("{list}[{at}]")),
            index: Some(Text::atom(&at)),
            list: Some(Text::atom(&list)),
            accumulator: Some(Text::atom(&acc)),
            previous: None,
            head: None,
            bounds: Bounds::of(self.elements(over)),
        };
        let holds = self.inside(frame.clone(), |printer| printer.cond(check));
        let step = self.inside(frame, |printer| printer.term(body));
        self.taken.truncate(mark);
        // The accumulator is computed when it is asked for, after the check before.
        let first = if op == Op::Scan1 { "1, " } else { "" };
        let steps = format!(
            "accumulate(range({first}len({list})), lambda {acc}, {at}: {step}, initial={start})"
        );
        let whole = format!(
            "all({} for {at}, {acc} in zip(range({first}len({list})), {steps}))",
            holds
        );
        match op {
            Op::Scan1 => Text::new(format!("not {list} or {whole}"), 2),
            _ => Text::atom(&whole),
        }
    }
}

/// Whether a condition asks if a neighbour exists.
fn has(body: &Core) -> bool {
    body.any(
        0,
        &mut |part, inside| matches!(part, Core::Has(depth, _) if *depth == inside),
    )
}

/// What is left of a condition that asks for a previous element first.
pub(super) fn without_first(condition: &Core) -> Option<Core> {
    if !condition.asks_for(Role::Previous) {
        return None;
    }
    let known = Core::Has(0, Role::Previous);
    let rest = super::super::core::given(&known, condition.clone());
    (rest != *condition && rest != Core::Truth(true)).then_some(rest)
}
