//! Functions as people would ask for them, by name.

use lasynth_lists::{Function, Op, Role, Term, Type};

fn op<const N: usize>(op: Op, parts: [Term; N]) -> Term {
    Term::apply(op, parts)
}

fn n(value: i32) -> Term {
    Term::Constant(value)
}

fn var(role: Role) -> Term {
    Term::Variable(0, role)
}

const INT: Type = Type::Int;
const LIST: Type = Type::List;

/// The function with this name.
pub fn example(name: &str) -> Function {
    use Op::*;
    let (a, b, c) = (Term::Argument(0), Term::Argument(1), Term::Argument(2));
    let (x, i, next, prev, acc) = (
        var(Role::Element),
        var(Role::Index),
        var(Role::Next),
        var(Role::Previous),
        var(Role::Accumulator),
    );
    let outer_x = Term::Variable(1, Role::Element);
    let len = |list: &Term| op(Len, [list.clone()]);
    let [a1, b1] = [a.clone(), b.clone()];
    let gt = |p: Term, q: Term| op(Lt, [q, p]);
    let one: &[Type] = &[LIST];
    let and_int: &[Type] = &[LIST, INT];
    let two: &[Type] = &[LIST, LIST];
    let (arguments, body) = match name {
        "increment" => (one, op(Map, [op(Add, [x, n(1)]), a])),
        "keep_above" => (and_int, op(Filter, [gt(x, b), a])),
        "sum_of_even_squares" => {
            let even = op(Filter, [op(Even, [x.clone()]), a]);
            (one, op(Sum, [op(Map, [op(Mul, [x.clone(), x]), even])]))
        }
        "maximum" => (one, op(Max, [a])),
        "spread" => {
            let spread = op(Sub, [op(Max, [a.clone()]), op(Min, [a])]);
            (one, op(Default, [spread, n(0)]))
        }
        "reverse" => (one, op(Reverse, [a])),
        "sort" => (one, op(Sort, [a])),
        "sort_falling" => (one, op(Reverse, [op(Sort, [a])])),
        "unique" => (one, op(Unique, [a])),
        "count_distinct" => (one, op(Len, [op(Unique, [a])])),
        "distinct_falling" => (one, op(Reverse, [op(Sort, [op(Unique, [a])])])),
        "second_largest" => {
            let at = op(Sub, [len(&a), n(2)]);
            (one, op(At, [op(Sort, [a]), at]))
        }
        "median" => {
            let at = op(Div, [len(&a), n(2)]);
            (one, op(At, [op(Sort, [a]), at]))
        }
        "is_palindrome" => {
            let same = op(SameList, [a.clone(), op(Reverse, [a])]);
            (one, op(BoolToInt, [same]))
        }
        "is_sorted" => {
            let same = op(SameList, [a.clone(), op(Sort, [a])]);
            (one, op(BoolToInt, [same]))
        }
        "dot_product" => {
            let product = op(Mul, [x, op(At, [b, i])]);
            (two, op(Sum, [op(Map, [product, a])]))
        }
        "places_that_differ" => {
            let differs = op(Ne, [x, op(At, [b, i])]);
            (two, op(Len, [op(Filter, [differs, a])]))
        }
        "differences" => {
            let after = op(At, [a.clone(), op(Add, [i, n(1)])]);
            (one, op(Map, [op(Sub, [after, x]), op(Init, [a])]))
        }
        "running_sum" => (one, op(Scan1, [op(Add, [acc, x]), a])),
        "running_maximum" => (one, op(Scan1, [op(Max2, [acc, x]), a])),
        "records" => {
            let before = op(Take, [a1, i]);
            let not_below = op(Le, [outer_x, x]);
            (
                one,
                op(Filter, [op(Not, [op(Any, [not_below, before])]), a]),
            )
        }
        "count_peaks" => {
            let peak = op(And, [gt(x.clone(), prev), gt(x, next)]);
            (one, op(Len, [op(Filter, [peak, a])]))
        }
        "total_climb" => {
            let climb = op(Sub, [x.clone(), prev.clone()]);
            (one, op(Sum, [op(FilterMap, [gt(x, prev), climb, a])]))
        }
        "digit_sum" => (&[INT][..], op(Sum, [op(Digits, [a])])),
        "is_prime" => {
            let prime = op(Eq, [len(&op(Factors, [a])), n(1)]);
            (&[INT][..], op(BoolToInt, [prime]))
        }
        "gcd_of_all" => (one, op(Fold, [op(Gcd, [acc, x]), n(0), a])),
        "divisors" => {
            let divides = op(Eq, [op(Mod, [a1, x]), n(0)]);
            (&[INT][..], op(Filter, [divides, op(Range, [n(1), a])]))
        }
        "rotate_left" => {
            let by = op(Mod, [b, len(&a)]);
            let (rest, first) = (op(Drop, [a.clone(), by.clone()]), op(Take, [a, by]));
            (and_int, op(Concat, [rest, first]))
        }
        "take" => (and_int, op(Take, [a, b])),
        "drop" => (and_int, op(Drop, [a, b])),
        "tail" => (one, op(Tail, [a])),
        "last_ones" => (and_int, op(TakeLast, [a, b])),
        "without_last_ones" => (and_int, op(DropLast, [a, b])),
        "append_reversed" => (two, op(Concat, [a, op(Reverse, [b])])),
        "interleave" => (two, op(Interleave, [a, b])),
        "write_twice" => {
            let twice = op(Cons, [x.clone(), op(Single, [x])]);
            (one, op(FlatMap, [twice, a]))
        }
        "as_often" => (one, op(FlatMap, [op(Repeat, [x.clone(), x]), a])),
        "longest_run" => {
            let longest = op(Max, [op(GroupLengths, [a])]);
            (one, op(Default, [longest, n(0)]))
        }
        "group_heads" => (one, op(GroupHeads, [a])),
        "run_lengths" => {
            let pair = op(Cons, [op(First, [x.clone()]), op(Single, [op(Len, [x])])]);
            (one, op(FlatMapGroups, [pair, op(Runs, [a])]))
        }
        "trim_zeros" => (one, op(TrimWhile, [op(Eq, [x, n(0)]), a])),
        "index_of_maximum" => (one, op(Index, [a.clone(), op(Max, [a])])),
        "above_average" => {
            let average = op(Div, [op(Sum, [a.clone()]), len(&a)]);
            (one, op(Filter, [gt(x, average), a]))
        }
        "curve_marks" => {
            let rise = op(Sub, [n(100), op(Max, [a.clone()])]);
            (one, op(Map, [op(Add, [x, rise]), a]))
        }
        "sort_by_size" => (one, op(SortBy, [op(Abs, [x]), a])),
        "three_groups" => {
            let below = op(Filter, [op(Lt, [x.clone(), b.clone()]), a.clone()]);
            let equal = op(Filter, [op(Eq, [x.clone(), b.clone()]), a.clone()]);
            let above = op(Filter, [gt(x, b), a]);
            (and_int, op(Concat, [op(Concat, [below, equal]), above]))
        }
        "inversions" => {
            let after = op(Drop, [a1, op(Add, [i, n(1)])]);
            (one, op(Sum, [op(Map, [op(CountLess, [after, x]), a])]))
        }
        "best_stretch" => {
            let best = op(Max2, [op(Add, [acc, x.clone()]), x]);
            (one, op(Max, [op(Scan1, [best, a])]))
        }
        "times_table" => {
            let multiples = op(Map, [op(Mul, [x, a]), op(Range, [n(1), b])]);
            (&[INT, INT][..], multiples)
        }
        "moving_average" => {
            let average = op(Div, [op(Sum, [x]), b1]);
            (and_int, op(MapGroups, [average, op(Windows, [a, b])]))
        }
        "sums_between_zeros" => (one, op(MapGroups, [op(Sum, [x]), op(Split, [a, n(0)])])),
        "swap_ends" => {
            let last = op(Sub, [len(&a), n(1)]);
            (one, op(Swap, [a, n(0), last]))
        }
        "balance" => {
            let after = op(Add, [acc.clone(), x]);
            let refused = op(Lt, [after.clone(), n(0)]);
            let body = op(IfInt, [refused, acc, after]);
            (and_int, op(Fold, [body, b, a]))
        }
        "contains" => (and_int, op(BoolToInt, [op(Contains, [a, b])])),
        "product_of_others" => {
            let before = op(Product, [op(Take, [a1.clone(), i.clone()])]);
            let after = op(Product, [op(Drop, [a1, op(Add, [i, n(1)])])]);
            (one, op(Map, [op(Mul, [before, after]), a]))
        }
        "clamp" => (&[INT, INT, INT][..], op(Max2, [b, op(Min2, [c, a])])),
        "limits_reached" => {
            let reached = op(Le, [x, outer_x]);
            let count = len(&op(Filter, [reached, b1]));
            (two, op(Map, [count, a]))
        }
        "polynomial" => {
            let step = op(Add, [op(Mul, [acc, b]), x]);
            (and_int, op(Fold, [step, n(0), a]))
        }
        "smallest_positive" => {
            let positive = op(Filter, [gt(x, n(0)), a]);
            (one, op(Default, [op(Min, [positive]), n(0)]))
        }
        "remove_first" => (one, op(RemoveAt, [a, n(0)])),
        "insert" => (&[LIST, INT, INT][..], op(InsertAt, [a, b, c])),
        "halves_swapped" => {
            let half = op(Div, [len(&a), n(2)]);
            let (first, second) = (op(Take, [a.clone(), half.clone()]), op(Drop, [a, half]));
            (one, op(Concat, [second, first]))
        }
        "zeros_to_end" => {
            let others = op(Filter, [op(Ne, [x, n(0)]), a.clone()]);
            let zeros = op(Repeat, [n(0), op(Count, [a, n(0)])]);
            (one, op(Concat, [others, zeros]))
        }
        "first_or_none" => {
            let big = op(Filter, [gt(x, b), a]);
            (and_int, op(Default, [op(First, [big]), n(-1)]))
        }
        "merge_sorted" => (two, op(Sort, [op(Concat, [a, b])])),
        "digits" => (&[INT][..], op(Digits, [a])),
        "sign_of_each" => (one, op(Map, [op(Sign, [x]), a])),
        "relu" => (one, op(Map, [op(Max2, [x, n(0)]), a])),
        "smallest_gap" => {
            let gaps = op(
                FilterMap,
                [
                    gt(x.clone(), prev.clone()),
                    op(Sub, [x, prev]),
                    op(Sort, [a]),
                ],
            );
            (one, op(Default, [op(Min, [gaps]), n(0)]))
        }
        "in_both" => (two, op(Filter, [op(Contains, [b1, x]), a])),
        other => panic!("there is no example {other}"),
    };
    let function = Function {
        arguments: arguments.to_vec(),
        body,
    };
    assert!(function.check(), "{name}");
    function
}
