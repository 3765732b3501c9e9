//! Conditions of Rust.

use super::{Frame, Printer};
use crate::emit::core::{Core, Node, apply, given, not};
use crate::emit::range::Bounds;
use crate::emit::text::{Text, infix};
use crate::{Op, Role};

impl Printer {
    /// A condition.
    pub(super) fn cond(&mut self, term: &Core) -> Text {
        let (op, parts) = match term {
            Core::Truth(known) => return Text::atom(if *known { "true" } else { "false" }),
            Core::Has(depth, role) => return self.has(*depth, *role, true),
            Core::Apply(Node::Op(op), parts) => (*op, parts),
            Core::Apply(Node::IfBool, parts) => {
                let condition = self.cond(&parts[0]);
                let (yes, no) = (self.cond(&parts[1]), self.cond(&parts[2]));
                return Text::new(format!("if {condition} {{ {yes} }} else {{ {no} }}"), 0);
            }
            Core::Apply(Node::Defined(op), parts) => return self.defined(*op, parts),
            other => unreachable!("{other:?} is no condition"),
        };
        match op {
            Op::Eq | Op::Ne | Op::Lt | Op::Le => self.compared(op, parts),
            Op::Even | Op::Odd => {
                let rest = infix(self.int(&parts[0]), "%", Text::number(2), 7);
                let sign = if op == Op::Even { "==" } else { "!=" };
                Text::new(format!("{rest} {sign} 0"), 5)
            }
            Op::And => infix(self.cond(&parts[0]), "&&", self.cond(&parts[1]), 3),
            Op::Or => {
                let (a, b) = (self.cond(&parts[0]), self.cond(&parts[1]));
                infix(a, "||", b, 2)
            }
            Op::Not => self.negated(&parts[0]),
            Op::Contains => {
                let list = self.slice(&parts[0]).within(11);
                let value = self.int(&parts[1]).within(9);
                Text::atom(&format!("{list}.contains(&{value})"))
            }
            Op::SameList => {
                let (a, b) = (self.iter(&parts[0]).within(11), self.iter(&parts[1]));
                Text::atom(&format!("{a}.eq({b})"))
            }
            _ => self.quantified(op, parts),
        }
    }

    /// A condition, and whether it is the opposite one: that a list is empty rather than not.
    pub(super) fn emptiness(&mut self, term: &Core) -> (Text, bool) {
        let condition = self.cond(term);
        let asked = match term.op() {
            Some((Op::Lt, [Core::Constant(0), length])) => {
                matches!(length.op(), Some((Op::Len, _)))
            }
            _ => false,
        };
        match condition.to_string().strip_prefix('!').filter(|_| asked) {
            Some(text) => (Text::atom(text), true),
            None => (condition, false),
        }
    }

    fn compared(&mut self, op: Op, parts: &[Core]) -> Text {
        if let (Op::Lt, Core::Constant(0), Some((Op::Len, list))) = (op, &parts[0], parts[1].op()) {
            let list = self.slice(&list[0]).within(11);
            return Text::new(format!("!{list}.is_empty()"), 9);
        }
        let element = Core::Variable(0, Role::Element);
        let turned = matches!(parts[0], Core::Constant(_))
            || (parts[1] == element
                && !parts[0].any(0, &mut |part, _| matches!(part, Core::Variable(..))));
        let (a, b) = (self.int(&parts[0]), self.int(&parts[1]));
        let (a, b) = if turned { (b, a) } else { (a, b) };
        let sign = match (op, turned) {
            (Op::Eq, _) => "==",
            (Op::Ne, _) => "!=",
            (Op::Lt, false) => "<",
            (Op::Lt, true) => ">",
            (_, false) => "<=",
            (_, true) => ">=",
        };
        // A `<` after a type would begin its arguments.
        let mut left = a.within(6);
        if left.ends_with("as i32") && sign.starts_with('<') {
            left = format!("({left})");
        }
        Text::new(format!("{left} {sign} {}", b.within(6)), 5)
    }

    fn has(&self, depth: u8, role: Role, wanted: bool) -> Text {
        let frame = self.frame(depth);
        let index = frame.index.clone().expect("the index was asked for");
        match (role, wanted) {
            (Role::Next, _) => {
                let list = frame.list.clone().expect("the list was asked for");
                let sign = if wanted { "<" } else { ">=" };
                Text::new(format!("{} + 1 {sign} {list}.len()", frame.place()), 5)
            }
            (_, true) => Text::new(format!("{index} > 0"), 5),
            _ => Text::new(format!("{index} == 0"), 5),
        }
    }

    fn negated(&mut self, term: &Core) -> Text {
        if let Core::Has(depth, role) = term {
            return self.has(*depth, *role, false);
        }
        match term.op() {
            Some((Op::Lt, [a, b])) => self.cond(&apply(Op::Le, [b.clone(), a.clone()])),
            Some((Op::Le, [a, b])) => self.cond(&apply(Op::Lt, [b.clone(), a.clone()])),
            Some((Op::Eq, parts)) => self.cond(&apply(Op::Ne, parts.to_vec())),
            Some((Op::Ne, parts)) => self.cond(&apply(Op::Eq, parts.to_vec())),
            Some((Op::Even, parts)) => self.cond(&apply(Op::Odd, parts.to_vec())),
            Some((Op::Odd, parts)) => self.cond(&apply(Op::Even, parts.to_vec())),
            Some((Op::Not, parts)) => self.cond(&parts[0]),
            Some((Op::And, parts)) => {
                infix(self.negated(&parts[0]), "||", self.negated(&parts[1]), 2)
            }
            Some((Op::Or, parts)) => {
                infix(self.negated(&parts[0]), "&&", self.negated(&parts[1]), 3)
            }
            _ => {
                let condition = self.cond(term).within(9);
                Text::new(format!("!{condition}"), 9)
            }
        }
    }

    fn quantified(&mut self, op: Op, parts: &[Core]) -> Text {
        let name = if op == Op::All { "all" } else { "any" };
        let (body, over) = (&parts[0], &parts[1]);
        let falls = match (op, body.op()) {
            (Op::All, Some((Op::Not, [inner]))) => Some(inner),
            (Op::Any, _) => Some(body),
            _ => None,
        };
        if let Some(rest) = falls.and_then(without_first)
            && let Some((windows, frame)) = self.pairs(over, &[&rest])
        {
            let rest = if op == Op::All { not(rest) } else { rest };
            let holds = self.inside(frame, |printer| printer.cond(&rest));
            self.taken.pop();
            return Text::atom(&format!("{}.{name}(|{}| {holds})", windows.0, windows.1));
        }
        let (items, pattern, holds) = match over.is_groups() {
            true => self.looped_groups(over, body, |printer| printer.cond(body)),
            false => self.looped(over, &[body], |printer| printer.cond(body)),
        };
        Text::atom(&format!("{items}.{name}(|{pattern}| {holds})"))
    }

    /// Windows of two, where bodies ask for nothing but an element and the one before: what they come
    /// from and what each is called.
    pub(super) fn pairs(
        &mut self,
        over: &Core,
        bodies: &[&Core],
    ) -> Option<((String, String), Frame)> {
        let others = [Role::Index, Role::Next];
        let has = |body: &&Core| {
            body.any(
                0,
                &mut |part, inside| matches!(part, Core::Has(depth, _) if *depth == inside),
            )
        };
        let asks = |body: &&Core| others.iter().any(|role| body.asks_for(*role)) || has(body);
        if bodies.iter().any(asks) || !matches!(over, Core::Argument(_)) {
            return None;
        }
        let list = self.slice(over).within(11);
        let pair = self.fresh(&["w", "v", "pair"]);
        let frame = Frame {
            element: Text::atom(&format!("{pair}[1]")),
            index: None,
            list: None,
            accumulator: None,
            previous: Some(Text::atom(&format!("{pair}[0]"))),
            bounds: Bounds::of(self.elements(over)),
            counts: false,
        };
        Some(((format!("{list}.windows(2)"), pair), frame))
    }

    /// Whether the body of a fold or scan has a value each time.
    fn defined(&mut self, op: Op, parts: &[Core]) -> Text {
        let (check, body) = (&parts[0], &parts[1]);
        let over = parts.last().expect("a loop goes over something");
        let mark = self.taken.len();
        let acc = self.fresh(&["acc", "before"]);
        let start = match op {
            Op::Scan1 => Text::number(0),
            Op::FoldList => self.vec(&parts[2]),
            _ => self.int(&parts[2]),
        };
        let index = Core::Variable(0, Role::Index);
        let element = Core::Variable(0, Role::Element);
        let mut bodies = vec![check, body];
        if op == Op::Scan1 {
            bodies.extend([&index, &element]);
        }
        let accumulator = Some(Text::atom(&acc));
        let (items, pattern, step) = self.looped_with(over, &bodies, accumulator, |printer| {
            let holds = printer.cond(check).within(11);
            let next = match op {
                Op::FoldList => printer.vec(body),
                _ => printer.int(body),
            };
            match op {
                Op::Scan1 => Text::atom(&format!(
                    "if {} == 0 {{ Some({}) }} else {{ {holds}.then(|| {next}) }}",
                    printer.variable(0, Role::Index),
                    printer.variable(0, Role::Element)
                )),
                _ => Text::atom(&format!("{holds}.then(|| {next})")),
            }
        });
        self.taken.truncate(mark);
        let of = if op == Op::FoldList {
            "Vec<i32>"
        } else {
            "i32"
        };
        Text::atom(&format!(
            "{items}.try_fold({start}, |{acc}: {of}, {pattern}| {step}).is_some()"
        ))
    }
}

/// What is left of a condition that asks for a previous element first.
pub(super) fn without_first(condition: &Core) -> Option<Core> {
    if !condition.asks_for(Role::Previous) {
        return None;
    }
    let rest = given(&Core::Has(0, Role::Previous), condition.clone());
    (rest != *condition && rest != Core::Truth(true)).then_some(rest)
}
