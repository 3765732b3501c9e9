//! Sorted lists: elements are put where they belong as they come, or by counting where they belong.

use super::ints::TEMPORARY;
use super::shape::is_stored_anyway;
use super::store::LENGTH;
use super::tree::{Binary, Expr, Stmt, add, and, compare, increment, sub};
use super::writer::{Element, Item, Needs, Place, Writer};
use crate::emit::core::Core;
use crate::emit::range::Range;

impl Writer {
    /// Sorts by insertion as the elements come.
    pub(super) fn sorted(&mut self, list: &Core, array: &str, start: Expr, falling: bool) -> Expr {
        let test = if falling { Binary::Lt } else { Binary::Gt };
        if is_stored_anyway(list) {
            let end = self.store(list, array, start.clone());
            let end = self.plain(end);
            let first = add(start.clone(), Expr::Int(1));
            self.counted(first, end.clone(), None, &mut |writer, at| {
                let value = Expr::at(array, at.clone());
                let value = writer.declare(TEMPORARY, Some(value));
                let place = writer.declare(&["j", "k", "l"], Some(at));
                writer.sift(array, &start, &place, test, &value);
            });
            return end;
        }
        let len = self.declare(LENGTH, Some(start.clone()));
        self.each(list, Needs::NOTHING, &mut |writer, item| {
            let value = writer.bind(item.int(), TEMPORARY);
            let place = writer.declare(&["j", "k", "l"], Some(len.clone()));
            writer.push(increment(len.clone()));
            writer.sift(array, &start, &place, test, &value);
        });
        len
    }

    /// Moves what belongs behind the value, and puts the value into the gap.
    pub(super) fn sift(
        &mut self,
        array: &str,
        start: &Expr,
        place: &Expr,
        test: Binary,
        value: &Expr,
    ) {
        let before = Expr::at(array, sub(place.clone(), Expr::Int(1)));
        let inside = compare(Binary::Gt, place.clone(), start.clone());
        let out_of_order = compare(test, before.clone(), value.clone());
        let body = vec![
            Stmt::Assign(Expr::at(array, place.clone()), None, before),
            Stmt::Assign(place.clone(), Some(Binary::Sub), Expr::Int(1)),
        ];
        self.push(Stmt::While(and(inside, out_of_order), body));
        self.push(Stmt::Assign(
            Expr::at(array, place.clone()),
            None,
            value.clone(),
        ));
    }

    pub(super) fn key_of(&mut self, key: &Core, value: Expr, range: Range) -> Expr {
        let item = Item {
            element: Element::Int(value),
            place: Place::Stream(None, None),
        };
        let item = self.repeatable(item, key);
        self.inside(item, None, range, |writer| writer.int(key))
    }

    pub(super) fn sorted_by(&mut self, parts: &[Core], array: &str, start: Expr) -> Expr {
        let (key, list) = (&parts[0], &parts[1]);
        let range = self.elements(list);
        let before = self.clone();
        if key.element_only() {
            let mut simple = true;
            let len = self.declare(LENGTH, Some(start.clone()));
            self.each(list, Needs::NOTHING, &mut |writer, item| {
                let value = writer.bind(item.int(), TEMPORARY);
                let own = writer.key_of(key, value.clone(), range);
                let own = writer.bind(own, &["key"]);
                let place = writer.declare(&["j", "k", "l"], Some(len.clone()));
                writer.push(increment(len.clone()));
                let before = Expr::at(array, sub(place.clone(), Expr::Int(1)));
                let (body, other) =
                    writer.branch(|writer| writer.key_of(key, before.clone(), range));
                simple &= body.is_empty();
                let inside = compare(Binary::Gt, place.clone(), start.clone());
                let inside = and(inside, compare(Binary::Gt, other, own));
                let body = vec![
                    Stmt::Assign(Expr::at(array, place.clone()), None, before),
                    Stmt::Assign(place.clone(), Some(Binary::Sub), Expr::Int(1)),
                ];
                writer.push(Stmt::While(inside, body));
                writer.push(Stmt::Assign(Expr::at(array, place), None, value));
            });
            if simple {
                return len;
            }
            *self = before;
        }
        // Each element goes to the place that as many others come before.
        let view = self.view_or_store(list);
        let view = self.exact(view);
        self.each_in(&view.clone(), list, &mut |writer, item| {
            let Place::In(_, at) = item.place.clone() else {
                unreachable!("views know positions");
            };
            let value = writer.bind(item.int(), TEMPORARY);
            let item = Item {
                element: Element::Int(value.clone()),
                ..item
            };
            let own = writer.inside(item, None, range, |writer| writer.int(key));
            let own = writer.bind(own, &["key"]);
            let rank = writer.declare(&["rank", "place"], Some(start.clone()));
            writer.each_in(&view, list, &mut |writer, item| {
                let Place::In(_, other_at) = item.place.clone() else {
                    unreachable!("views know positions");
                };
                let item = writer.repeatable(item, key);
                let other = writer.inside(item, None, range, |writer| writer.int(key));
                let other = writer.bind(other, &["other"]);
                let smaller = compare(Binary::Lt, other.clone(), own.clone());
                let equal = compare(Binary::Eq, other, own.clone());
                let earlier = compare(Binary::Lt, other_at, at.clone());
                let first = super::tree::or(smaller, and(equal, earlier));
                writer.push(Stmt::If(first, vec![increment(rank.clone())], Vec::new()));
            });
            writer.push(Stmt::Assign(Expr::at(array, rank), None, value));
        });
        add(start, view.length())
    }
}
