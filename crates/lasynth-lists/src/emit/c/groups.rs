//! Lists of lists: stretches of a list, each of them a view of it.

use super::stop;
use super::tree::{Binary, Expr, Stmt, add, and, choice, compare, increment, not, sub};
use super::views::{Base, View};
use super::writer::{Element, Item, Kind, Needs, Place, Writer};
use crate::Op;
use crate::emit::core::Core;
use crate::emit::range::Range;

const NAMES: &[&str] = &["i", "j", "k", "l", "q", "r", "s", "t"];

impl Writer {
    /// Writes loops that do something with each group in turn.
    pub(super) fn each_group(
        &mut self,
        groups: &Core,
        needs_index: bool,
        consumer: &mut dyn FnMut(&mut Writer, Item),
    ) {
        if !needs_index {
            self.groups(groups, &mut |writer, view| {
                consumer(
                    writer,
                    Item {
                        element: Element::Group(view),
                        place: Place::Stream(None, None),
                    },
                );
            });
            return;
        }
        let index = self.declare(&["index", "at"], Some(Expr::Int(0)));
        self.groups(groups, &mut |writer, view| {
            consumer(
                writer,
                Item {
                    element: Element::Group(view),
                    place: Place::Stream(Some(index.clone()), None),
                },
            );
            writer.push(increment(index.clone()));
        });
    }

    /// The groups until the consumer has had enough, as [`Writer::until`].
    pub(super) fn until_group(
        &mut self,
        groups: &Core,
        needs_index: bool,
        flag: Option<(Expr, bool)>,
        consumer: &mut dyn FnMut(&mut Writer, Item, Stmt),
    ) {
        self.stoppable(flag, &mut |writer, stop| {
            writer.each_group(groups, needs_index, &mut |writer, item| {
                consumer(writer, item, stop.clone());
            });
        });
    }

    /// What is written, where a statement leaves all of its loops.
    pub(super) fn stoppable(
        &mut self,
        flag: Option<(Expr, bool)>,
        write: &mut dyn FnMut(&mut Writer, Stmt),
    ) {
        let id = self.new_id();
        let start = self.blocks.last().expect("a block is open").body.len();
        write(self, Stmt::Stop(id));
        let body = &mut self.blocks.last_mut().expect("a block is open").body;
        let written = body.split_off(start);
        if stop::is_one_loop(&written, id) {
            body.extend(stop::as_breaks(written, id));
            return;
        }
        let (done, stopped) = match flag {
            Some(flag) => flag,
            None => (self.declare(&["done", "enough"], Some(Expr::Int(0))), true),
        };
        let lowered = stop::with_flag(written, id, &done, stopped);
        self.extend(lowered);
    }

    fn groups(&mut self, groups: &Core, consumer: &mut dyn FnMut(&mut Writer, View)) {
        let (op, parts) = groups.op().expect("lists of lists are made by operators");
        if op == Op::FilterGroups {
            let needs_index = Needs::of(&parts[0]).index;
            self.each_group(&parts[1], needs_index, &mut |writer, item| {
                let Element::Group(view) = item.element.clone() else {
                    unreachable!("a loop over lists");
                };
                let holds = writer.inside(item, None, Range::ALL, |writer| writer.cond(&parts[0]));
                let (body, ()) = writer.branch(|writer| consumer(writer, view));
                writer.push(Stmt::If(holds, body, Vec::new()));
            });
            return;
        }
        let view = self.place(&parts[0]);
        let view = match op {
            Op::Split | Op::Windows => self.exact(view),
            _ => view,
        };
        let view = View {
            high: self.plain(view.high.clone()),
            ..view
        };
        let number = parts.get(1).map(|term| {
            let value = self.int(term);
            self.bind(value, &["size", "value"])
        });
        match op {
            Op::Runs => self.runs(&view, consumer),
            Op::Split => self.pieces(&view, &number.expect("a value"), consumer),
            Op::Windows => {
                let size = number.expect("a size");
                self.windows(&view, &size, consumer);
            }
            _ => self.chunks(&view, &number.expect("a size"), consumer),
        }
    }

    fn part(view: &View, low: Expr, high: Expr) -> View {
        View {
            base: view.base.clone(),
            low,
            high,
            exact: true,
        }
    }

    fn runs(&mut self, view: &View, consumer: &mut dyn FnMut(&mut Writer, View)) {
        let high = view.high.clone();
        let (body, (start, end)) = self.within(Kind::Loop(None), |writer| {
            let start = writer.fresh(NAMES);
            let at = Expr::var(start.clone());
            let end = writer.declare(NAMES, Some(add(at.clone(), Expr::Int(1))));
            let inside = compare(Binary::Lt, end.clone(), high.clone());
            writer.skip(inside, &end, |writer| {
                let first = writer.at(view, at.clone());
                compare(Binary::Eq, writer.at(view, end.clone()), first)
            });
            consumer(writer, Writer::part(view, at, end.clone()));
            (start, end)
        });
        let at = Expr::var(start.clone());
        let inside = compare(Binary::Lt, at.clone(), high);
        let Expr::Var(end) = end else {
            unreachable!("a variable")
        };
        self.spans(start, end, view.low.clone(), inside, None, body);
    }

    /// A loop whose steps are as long as the stretch that its body finds.
    fn spans(
        &mut self,
        start: String,
        end: String,
        low: Expr,
        inside: Expr,
        gap: Option<Expr>,
        mut body: Vec<Stmt>,
    ) {
        // The end is declared outside, where the step can see it.
        let next = match gap {
            None => Expr::var(end.clone()),
            Some(gap) => add(Expr::var(end.clone()), gap),
        };
        let Some(Stmt::Declare(_, Some(first))) = body.first().cloned() else {
            unreachable!("the body begins with the end of the stretch");
        };
        body[0] = Stmt::Assign(Expr::var(end.clone()), None, first);
        let step = vec![Stmt::Assign(Expr::var(start.clone()), None, next)];
        self.push(Stmt::For(
            vec![(start, low.clone()), (end, low)],
            inside,
            step,
            body,
        ));
    }

    /// `while (inside && holds) at++;`
    fn skip(&mut self, inside: Expr, at: &Expr, holds: impl FnOnce(&mut Writer) -> Expr) {
        let (mut body, holds) = self.within(Kind::Loop(None), holds);
        match body.is_empty() {
            true => {
                let step = vec![increment(at.clone())];
                self.push(Stmt::While(and(inside, holds), step));
            }
            false => {
                body.push(Stmt::If(not(holds), vec![Stmt::Break], Vec::new()));
                body.push(increment(at.clone()));
                self.push(Stmt::While(inside, body));
            }
        }
    }

    fn pieces(&mut self, view: &View, value: &Expr, consumer: &mut dyn FnMut(&mut Writer, View)) {
        let high = view.high.clone();
        let (body, (start, end)) = self.within(Kind::Loop(None), |writer| {
            let start = writer.fresh(NAMES);
            let at = Expr::var(start.clone());
            let end = writer.declare(NAMES, Some(at.clone()));
            let inside = compare(Binary::Lt, end.clone(), high.clone());
            writer.skip(inside, &end, |writer| {
                compare(Binary::Ne, writer.at(view, end.clone()), value.clone())
            });
            consumer(writer, Writer::part(view, at, end.clone()));
            (start, end)
        });
        let at = Expr::var(start.clone());
        // There is a piece after the last cut, too, though it may be empty.
        let inside = compare(Binary::Le, at, high);
        let Expr::Var(end) = end else {
            unreachable!("a variable")
        };
        self.spans(
            start,
            end,
            view.low.clone(),
            inside,
            Some(Expr::Int(1)),
            body,
        );
    }

    fn windows(&mut self, view: &View, size: &Expr, consumer: &mut dyn FnMut(&mut Writer, View)) {
        let (body, name) = self.within(Kind::Loop(None), |writer| {
            let name = writer.fresh(NAMES);
            let at = Expr::var(name.clone());
            let end = add(at.clone(), size.clone());
            consumer(writer, Writer::part(view, at, end));
            name
        });
        let at = Expr::var(name.clone());
        // The size may be so large that no sum with it fits.
        let inside = match view.low {
            Expr::Int(_) => compare(Binary::Le, at.clone(), sub(view.high.clone(), size.clone())),
            _ => compare(Binary::Le, size.clone(), sub(view.high.clone(), at.clone())),
        };
        self.push(Stmt::For(
            vec![(name, view.low.clone())],
            inside,
            vec![increment(at)],
            body,
        ));
    }

    fn chunks(&mut self, view: &View, size: &Expr, consumer: &mut dyn FnMut(&mut Writer, View)) {
        let high = view.high.clone();
        let (body, (start, end)) = self.within(Kind::Loop(None), |writer| {
            let start = writer.fresh(NAMES);
            let at = Expr::var(start.clone());
            let left = sub(high.clone(), at.clone());
            let whole = compare(Binary::Lt, size.clone(), left);
            let end = choice(whole, add(at.clone(), size.clone()), high.clone());
            let end = writer.declare(NAMES, Some(end));
            consumer(writer, Writer::part(view, at, end.clone()));
            (start, end)
        });
        let at = Expr::var(start.clone());
        let inside = compare(Binary::Lt, at, high);
        let Expr::Var(end) = end else {
            unreachable!("a variable")
        };
        self.spans(start, end, view.low.clone(), inside, None, body);
    }

    /// Whether the groups are stretches of something that is not stored for them.
    pub(super) fn are_views(&self, groups: &Core) -> bool {
        match groups.op() {
            Some((Op::FilterGroups, parts)) => self.are_views(&parts[1]),
            Some((_, parts)) => self.is_view(&parts[0]),
            None => false,
        }
    }

    /// The group with this number, which exists.
    pub(super) fn group_at(&mut self, groups: &Core, number: &Core) -> Option<View> {
        if let Some((Op::Windows, parts)) = groups.op() {
            let view = self.view(&parts[0])?;
            let size = self.int(&parts[1]);
            let size = self.bind(size, &["size"]);
            let at = self.int(number);
            let at = add(view.low.clone(), self.bind(at, &["at"]));
            let end = add(at.clone(), size);
            return Some(Writer::part(&view, at, end));
        }
        if !self.are_views(groups) {
            return None;
        }
        let number = self.int(number);
        let number = self.bind(number, &["number", "at"]);
        let low = self.declare(&["start", "begin"], Some(Expr::Int(0)));
        let high = self.declare(&["end", "stop"], Some(Expr::Int(0)));
        let mut base = Base::Constant(Expr::Int(0));
        self.until_group(groups, true, None, &mut |writer, item, stop| {
            let (Element::Group(view), Place::Stream(Some(index), _)) = (item.element, item.place)
            else {
                unreachable!("a loop over lists that counts");
            };
            base = view.base.clone();
            let there = compare(Binary::Eq, index, number.clone());
            let found = vec![
                Stmt::Assign(low.clone(), None, view.low),
                Stmt::Assign(high.clone(), None, view.high),
                stop,
            ];
            writer.push(Stmt::If(there, found, Vec::new()));
        });
        Some(View::new(base, low, high, true))
    }
}
