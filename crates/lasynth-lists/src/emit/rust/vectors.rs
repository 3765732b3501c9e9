//! Lists of Rust as vectors: what no chain of iterators makes.

use super::lists::suffix;
use super::{Frame, Printer};
use crate::Op;
use crate::emit::core::{Core, Node};
use crate::emit::range::Bounds;
use crate::emit::text::{Text, call};

impl Printer {
    /// Elements that can be written down one by one.
    pub(super) fn literal(&mut self, list: &Core) -> Option<Vec<String>> {
        match list.op()? {
            (Op::Nil, _) => Some(Vec::new()),
            (Op::Single, parts) => Some(vec![self.int(&parts[0]).to_string()]),
            (Op::Cons, parts) => {
                let rest = self.literal(&parts[1])?;
                let mut items = vec![self.int(&parts[0]).to_string()];
                items.extend(rest);
                Some(items)
            }
            (Op::Append, parts) => {
                let mut items = self.literal(&parts[0])?;
                items.push(self.int(&parts[1]).to_string());
                Some(items)
            }
            _ => None,
        }
    }

    /// A list as a vector of its own.
    pub(super) fn vec(&mut self, list: &Core) -> Text {
        if let Some(chain) = self.chain(list) {
            return Text::atom(&format!("{}.collect::<Vec<i32>>()", chain.within(11)));
        }
        if let Some(mut items) = self.literal(list) {
            if items.is_empty() {
                return Text::atom("Vec::<i32>::new()");
            }
            if items[0]
                .trim_start_matches('-')
                .chars()
                .all(|c| c.is_ascii_digit())
            {
                items[0].push_str("_i32");
            }
            return Text::atom(&format!("vec![{}]", items.join(", ")));
        }
        if self.is_slice(list) {
            let slice = self.slice(list).within(11);
            return Text::atom(&format!("{slice}.to_vec()"));
        }
        let (op, parts) = match list {
            Core::Apply(Node::Op(op), parts) => (*op, parts),
            other => unreachable!("{other:?} is no list"),
        };
        match op {
            Op::Sort => {
                self.needed.sorted = true;
                call("sorted", &[self.vec(&parts[0])])
            }
            Op::Unique => {
                self.needed.unique = true;
                call("unique", &[self.iter(&parts[0])])
            }
            Op::Repeat => {
                let value = self.int(&parts[0]);
                let of = match parts[0] {
                    Core::Constant(value) => suffix(value),
                    _ => "",
                };
                Text::atom(&format!("vec![{value}{of}; {}]", self.position(&parts[1])))
            }
            Op::Interleave => {
                self.needed.interleave = true;
                let mut borrowed = |list: &Core| {
                    let text = self.slice(list).within(11);
                    match list {
                        Core::Argument(_) => text,
                        _ => format!("&{text}"),
                    }
                };
                let (a, b) = (borrowed(&parts[0]), borrowed(&parts[1]));
                Text::atom(&format!("interleave({a}, {b})"))
            }
            Op::RangeStep => {
                self.needed.steps = true;
                let all: Vec<Text> = parts.iter().map(|part| self.int(part)).collect();
                call("steps", &all)
            }
            Op::Digits | Op::DigitsBase => {
                self.needed.digits = true;
                let base = parts.get(1).map_or(Text::number(10), |base| self.int(base));
                call("digits", &[self.int(&parts[0]), base])
            }
            Op::Factors => {
                self.needed.factors = true;
                call("prime_factors", &[self.int(&parts[0])])
            }
            Op::IfList => {
                let condition = self.cond(&parts[0]);
                let (yes, no) = (self.vec(&parts[1]), self.vec(&parts[2]));
                Text::new(format!("if {condition} {{ {yes} }} else {{ {no} }}"), 0)
            }
            Op::FoldList => {
                let start = self.vec(&parts[1]);
                let mark = self.taken.len();
                let acc = self.fresh(&["acc", "before"]);
                let accumulator = Some(Text::atom(&acc));
                let (items, pattern, step) =
                    self.looped_with(&parts[2], &[&parts[0]], accumulator, |printer| {
                        printer.vec(&parts[0])
                    });
                self.taken.truncate(mark);
                Text::atom(&format!(
                    "{items}.fold({start}, |{acc}: Vec<i32>, {pattern}| {step})"
                ))
            }
            _ => self.changed(op, parts),
        }
    }

    /// A vector that is made, and changed before it is used.
    pub(super) fn changed(&mut self, op: Op, parts: &[Core]) -> Text {
        let list = match op {
            Op::SortBy | Op::DropWhileEnd | Op::TrimWhile => &parts[1],
            _ => &parts[0],
        };
        let inner = self.vec(list);
        let range = self.elements(list);
        let mark = self.taken.len();
        let at = |printer: &mut Printer, n: usize| printer.position(&parts[n]);
        let (mutable, change) = match op {
            Op::RemoveAt => (true, format!("items.remove({});", at(self, 1))),
            Op::InsertAt => {
                let value = self.int(&parts[2]);
                (true, format!("items.insert({}, {value});", at(self, 1)))
            }
            Op::SetAt => {
                let value = self.int(&parts[2]);
                (true, format!("items[{}] = {value};", at(self, 1)))
            }
            Op::Swap => (
                true,
                format!("items.swap({}, {});", at(self, 1), at(self, 2)),
            ),
            Op::TakeLast | Op::DropLast => {
                let number = at(self, 1);
                let rest = match op {
                    Op::TakeLast => format!("items.len().saturating_sub({number}).."),
                    _ => format!("..items.len().saturating_sub({number})"),
                };
                (false, format!("items[{rest}].to_vec()"))
            }
            Op::SortBy if parts[0].element_only() => {
                let (name, key) = self.keyed(&parts[0], list);
                (true, format!("items.sort_by_key(|&{name}| {key});"))
            }
            _ => {
                let items = self.fresh(&["items", "list"]);
                let index = self.fresh(&["i", "j", "k"]);
                let frame = Frame {
                    element: Text::atom(&format!("{items}[{index} as usize]")),
                    index: Some(Text::atom(&index)),
                    list: Some(Text::atom(&items)),
                    accumulator: None,
                    previous: None,
                    bounds: Bounds::of(range),
                    counts: false,
                };
                let text = self.inside(frame, |printer| {
                    printer.with_positions(op, &parts[0], &items, &index)
                });
                self.taken.truncate(mark);
                return Text::new(format!("{{ let {items} = {inner}; {text} }}"), 0);
            }
        };
        let items = self.fresh(&["items", "list"]);
        self.taken.truncate(mark);
        // Names of the vector that stand in its own change are those of outer ones.
        let change = change
            .replacen("items", &items, 1)
            .replace("items.len()", &format!("{items}.len()"));
        match mutable {
            true => Text::new(
                format!("{{ let mut {items} = {inner}; {change} {items} }}"),
                0,
            ),
            false => Text::new(format!("{{ let {items} = {inner}; {change} }}"), 0),
        }
    }

    pub(super) fn with_positions(
        &mut self,
        op: Op,
        body: &Core,
        items: &str,
        index: &str,
    ) -> String {
        let all = format!("0..{items}.len() as i32");
        if op == Op::SortBy {
            let key = self.int(body);
            return format!(
                "let mut order: Vec<i32> = ({all}).collect(); order.sort_by_key(|&{index}| {key}); order.into_iter().map(|i| {items}[i as usize]).collect::<Vec<i32>>()"
            );
        }
        let holds = self.cond(body).within(9);
        let end = format!(
            "let end = ({all}).rev().find(|&{index}| !{holds}).map_or(0, |i| i as usize + 1);"
        );
        match op {
            Op::DropWhileEnd => format!("{end} {items}[..end].to_vec()"),
            _ => format!(
                "{end} let start = ({all}).find(|&{index}| !{holds}).map_or(end, |i| i as usize); {items}[start..end].to_vec()"
            ),
        }
    }
}
