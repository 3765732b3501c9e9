//! Which lists are stored when they are made, as far as that can be told from their form.

use crate::Op;
use crate::emit::core::Core;

/// Whether the elements can be reached by their position without storing the list.
pub(super) fn is_view(list: &Core) -> bool {
    let Some((op, parts)) = list.op() else {
        return true;
    };
    match op {
        Op::Nil | Op::Single | Op::Repeat | Op::Range => true,
        Op::Cons | Op::Map => is_view(&parts[1]),
        Op::TakeWhile | Op::DropWhile | Op::DropWhileEnd | Op::TrimWhile => is_view(&parts[1]),
        Op::Concat => is_view(&parts[0]) && is_view(&parts[1]),
        Op::Append | Op::Reverse | Op::RemoveAt | Op::SetAt | Op::Swap => is_view(&parts[0]),
        Op::Take | Op::Drop | Op::TakeLast | Op::DropLast => is_view(&parts[0]),
        Op::GroupAt => are_views(&parts[0]),
        _ => false,
    }
}

/// The same for the list that groups are cut from.
pub(super) fn are_views(groups: &Core) -> bool {
    match groups.op() {
        Some((Op::FilterGroups, parts)) => are_views(&parts[1]),
        Some((_, parts)) => is_view(&parts[0]),
        None => false,
    }
}

/// Lists that are made by storing them.
pub(super) fn is_stored_anyway(list: &Core) -> bool {
    match list.op() {
        Some((Op::Sort | Op::SortBy | Op::Unique | Op::FoldList, _)) => true,
        Some((Op::Reverse | Op::Take | Op::DropLast, parts)) => is_stored_anyway(&parts[0]),
        Some((Op::Map | Op::Filter, parts)) => is_stored_anyway(&parts[1]),
        _ => false,
    }
}

/// Whether the list, or one that it is made of, may be stored on the way.
pub(super) fn is_stored(list: &Core) -> bool {
    let Some((op, parts)) = list.op() else {
        return false;
    };
    match op {
        Op::Sort | Op::SortBy | Op::Unique | Op::FoldList | Op::Swap | Op::SetAt => true,
        Op::Reverse
        | Op::TakeLast
        | Op::DropLast
        | Op::RemoveAt
        | Op::GroupAt
        | Op::DropWhileEnd
        | Op::TrimWhile => !is_view(list),
        Op::MapGroups | Op::FlatMapGroups => !are_views(&parts[1]),
        Op::Flatten => !are_views(&parts[0]),
        Op::Take | Op::Drop | Op::InsertAt | Op::Append => is_stored(&parts[0]),
        Op::Concat
        | Op::Cons
        | Op::Map
        | Op::Filter
        | Op::FilterMap
        | Op::Scan
        | Op::Scan1
        | Op::TakeWhile
        | Op::DropWhile
        | Op::IfList => parts.iter().any(is_stored),
        _ => false,
    }
}
