//! The operators of the language, as a table: a name, what goes in, what comes out.
//!
//! Everything that has to know all operators reads this table: the parser and the printer, the grammar
//! automaton, random programs, and the search, which grows its banks from the signatures.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a term stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// A 32-bit integer.
    Int,
    /// A condition.
    Bool,
    /// A list of integers.
    List,
    /// A list of lists; exists inside of terms only.
    Groups,
}

/// One operand of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A term of this type, evaluated where it stands.
    Value(Type),
    /// The body of a loop: a term of this type, evaluated once for each element of the operator's
    /// last operand, with the variables of [`crate::Role`].
    Body(Type),
}

impl Operand {
    /// The type of the operand, or of what its body gives.
    pub const fn result(self) -> Type {
        match self {
            Operand::Value(of) | Operand::Body(of) => of,
        }
    }
}

/// How an operator is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// `name(s, t)`.
    Call,
    /// `s name t`, with this strength of binding: larger binds tighter.
    Infix(u8),
    /// `name t`, with a strength.
    Prefix(u8),
    /// `if p then s else t`.
    If,
    /// `l[t]`.
    Subscript,
    /// `[t]`.
    Brackets,
    /// `[]`.
    Empty,
}

macro_rules! operators {
    ($($(#[$doc:meta])* $op:ident $name:literal $notation:expr, [$($operand:expr),*] => $result:ident;)*) => {
        /// An operator. [`crate::evaluate`] says what it means; where that does not follow from the
        /// name, so does the table.
        #[expect(missing_docs, reason = "the table gives every operator its name in the notation")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Op {
            $($(#[$doc])* $op,)*
        }

        impl Op {
            /// All operators, in the order of their declaration.
            pub const ALL: &'static [Op] = &[$(Op::$op,)*];

            /// How it is called in the notation. Operators share a name where operands tell them apart.
            pub const fn name(self) -> &'static str {
                match self { $(Op::$op => $name,)* }
            }

            /// How it is written.
            pub const fn notation(self) -> Notation {
                match self { $(Op::$op => $notation,)* }
            }

            /// What goes in, in the order of the notation.
            pub const fn operands(self) -> &'static [Operand] {
                match self { $(Op::$op => &[$($operand),*],)* }
            }

            /// What comes out.
            pub const fn result(self) -> Type {
                match self { $(Op::$op => Type::$result,)* }
            }
        }
    };
}

const INT: Operand = Operand::Value(Type::Int);
const BOOL: Operand = Operand::Value(Type::Bool);
const LIST: Operand = Operand::Value(Type::List);
const GROUPS: Operand = Operand::Value(Type::Groups);
const INT_BODY: Operand = Operand::Body(Type::Int);
const BOOL_BODY: Operand = Operand::Body(Type::Bool);
const LIST_BODY: Operand = Operand::Body(Type::List);

use Notation::{Brackets, Call, Empty, If, Infix, Prefix, Subscript};

operators! {
    // Integers. Overflow ends the run.
    Add "+" Infix(6), [INT, INT] => Int;
    Sub "-" Infix(6), [INT, INT] => Int;
    Mul "*" Infix(7), [INT, INT] => Int;
    /// Truncates towards zero; undefined for a divisor of 0.
    Div "/" Infix(7), [INT, INT] => Int;
    /// Has the sign of the dividend; undefined for a divisor of 0.
    Mod "%" Infix(7), [INT, INT] => Int;
    Min2 "min" Call, [INT, INT] => Int;
    Max2 "max" Call, [INT, INT] => Int;
    /// The greatest common divisor of the absolute values; 0 for two zeros.
    Gcd "gcd" Call, [INT, INT] => Int;
    /// Undefined for negative exponents.
    Pow "pow" Call, [INT, INT] => Int;
    Abs "abs" Call, [INT] => Int;
    /// -1, 0 or 1.
    Sign "sign" Call, [INT] => Int;
    IfInt "if" If, [BOOL, INT, INT] => Int;
    /// 1 where the condition holds, else 0.
    BoolToInt "int" Call, [BOOL] => Int;
    /// The second operand where the first is undefined.
    Default "??" Infix(5), [INT, INT] => Int;

    // From lists to integers.
    Len "len" Call, [LIST] => Int;
    /// Undefined for the empty list, as are the next ones.
    First "first" Call, [LIST] => Int;
    Last "last" Call, [LIST] => Int;
    Max "maximum" Call, [LIST] => Int;
    Min "minimum" Call, [LIST] => Int;
    Sum "sum" Call, [LIST] => Int;
    Product "product" Call, [LIST] => Int;
    /// Counted from 0; undefined outside of the list.
    At "at" Subscript, [LIST, INT] => Int;
    Count "count" Call, [LIST, INT] => Int;
    /// The first position of a value; the length where there is none.
    Index "index" Call, [LIST, INT] => Int;
    CountLess "count_less" Call, [LIST, INT] => Int;
    CountGreater "count_greater" Call, [LIST, INT] => Int;
    /// The first position where the body holds; the length where there is none.
    FindIndex "find_index" Call, [BOOL_BODY, LIST] => Int;
    /// The accumulator after the last element. Operands: body, initial value, list.
    Fold "fold" Call, [INT_BODY, INT, LIST] => Int;

    // Conditions. A comparison with an undefined operand is false.
    Eq "==" Infix(4), [INT, INT] => Bool;
    Ne "!=" Infix(4), [INT, INT] => Bool;
    Lt "<" Infix(4), [INT, INT] => Bool;
    Le "<=" Infix(4), [INT, INT] => Bool;
    Even "even" Call, [INT] => Bool;
    Odd "odd" Call, [INT] => Bool;
    And "and" Infix(2), [BOOL, BOOL] => Bool;
    Or "or" Infix(1), [BOOL, BOOL] => Bool;
    Not "not" Prefix(3), [BOOL] => Bool;
    Contains "contains" Call, [LIST, INT] => Bool;
    SameList "==" Infix(4), [LIST, LIST] => Bool;
    All "all" Call, [BOOL_BODY, LIST] => Bool;
    Any "any" Call, [BOOL_BODY, LIST] => Bool;

    // Lists.
    Nil "[]" Empty, [] => List;
    Single "[t]" Brackets, [INT] => List;
    Cons "cons" Call, [INT, LIST] => List;
    Append "append" Call, [LIST, INT] => List;
    Concat "++" Infix(6), [LIST, LIST] => List;
    Reverse "reverse" Call, [LIST] => List;
    Sort "sort" Call, [LIST] => List;
    /// Keeps the first of equal elements.
    Unique "unique" Call, [LIST] => List;
    /// All but the first; the empty list for the empty list, as for `init`.
    Tail "tail" Call, [LIST] => List;
    Init "init" Call, [LIST] => List;
    /// The first elements, all where there are fewer. A negative number is undefined, here and in the
    /// next ones; of an empty list nothing is taken or dropped, whatever the number.
    Take "take" Call, [LIST, INT] => List;
    Drop "drop" Call, [LIST, INT] => List;
    TakeLast "take_last" Call, [LIST, INT] => List;
    DropLast "drop_last" Call, [LIST, INT] => List;
    /// Without the element at this position, which must exist; likewise the next ones.
    RemoveAt "remove_at" Call, [LIST, INT] => List;
    /// The list with this position (second) set to a value (third).
    SetAt "set_at" Call, [LIST, INT, INT] => List;
    /// A value (third) before this position (second), which may be the length.
    InsertAt "insert_at" Call, [LIST, INT, INT] => List;
    /// Exchanges two positions.
    Swap "swap" Call, [LIST, INT, INT] => List;
    /// Elements of both by turns, then what is left of the longer one.
    Interleave "interleave" Call, [LIST, LIST] => List;
    /// From the first to the second number, both included; empty where the second is smaller.
    Range "range" Call, [INT, INT] => List;
    /// The same in steps of the third, which must not be 0.
    RangeStep "range" Call, [INT, INT, INT] => List;
    /// The first number, so many times; undefined for a negative number of times.
    Repeat "repeat" Call, [INT, INT] => List;
    /// Decimal digits, the first one first; undefined for negative numbers.
    Digits "digits" Call, [INT] => List;
    /// Digits in a base of at least 2.
    DigitsBase "digits" Call, [INT, INT] => List;
    /// Prime factors of a positive number, smallest first.
    Factors "factors" Call, [INT] => List;
    /// Lengths of the runs of equal neighbours.
    GroupLengths "group_lengths" Call, [LIST] => List;
    /// One element of each run of equal neighbours.
    GroupHeads "group_heads" Call, [LIST] => List;
    IfList "if" If, [BOOL, LIST, LIST] => List;

    // Loops from lists to lists.
    Map "map" Call, [INT_BODY, LIST] => List;
    Filter "filter" Call, [BOOL_BODY, LIST] => List;
    /// The second body where the first holds.
    FilterMap "filter_map" Call, [BOOL_BODY, INT_BODY, LIST] => List;
    FlatMap "flat_map" Call, [LIST_BODY, LIST] => List;
    /// Stable, by the smallest key first.
    SortBy "sort_by" Call, [INT_BODY, LIST] => List;
    TakeWhile "take_while" Call, [BOOL_BODY, LIST] => List;
    DropWhile "drop_while" Call, [BOOL_BODY, LIST] => List;
    /// Drops from the end.
    DropWhileEnd "drop_while_end" Call, [BOOL_BODY, LIST] => List;
    /// Drops from both ends.
    TrimWhile "trim_while" Call, [BOOL_BODY, LIST] => List;
    /// The accumulator after each element. Operands: body, initial value, list.
    Scan "scan" Call, [INT_BODY, INT, LIST] => List;
    /// The same where the first element is the initial value and the first result.
    Scan1 "scan1" Call, [INT_BODY, LIST] => List;
    /// A fold whose accumulator is a list.
    FoldList "fold" Call, [LIST_BODY, LIST, LIST] => List;

    // Lists of lists.
    /// Runs of equal neighbours.
    Runs "runs" Call, [LIST] => Groups;
    /// What lies between the places of a value, empty pieces too: one more piece than places.
    Split "split" Call, [LIST, INT] => Groups;
    /// All stretches of so many neighbours; undefined below 1.
    Windows "windows" Call, [LIST, INT] => Groups;
    /// Pieces of so many elements, the last one may be shorter; undefined below 1.
    Chunks "chunks" Call, [LIST, INT] => Groups;
    FilterGroups "filter" Call, [BOOL_BODY, GROUPS] => Groups;
    MapGroups "map" Call, [INT_BODY, GROUPS] => List;
    FlatMapGroups "flat_map" Call, [LIST_BODY, GROUPS] => List;
    Flatten "concat" Call, [GROUPS] => List;
    CountGroups "len" Call, [GROUPS] => Int;
    /// Counted from 0; undefined outside.
    GroupAt "group_at" Call, [GROUPS, INT] => List;
}

impl Op {
    /// The operators of this name, in the order of their declaration.
    pub fn named(name: &str) -> &'static [Op] {
        static BY_NAME: LazyLock<FxHashMap<&str, Vec<Op>>> = LazyLock::new(|| {
            let mut by_name: FxHashMap<&str, Vec<Op>> = FxHashMap::default();
            for op in Op::ALL {
                by_name.entry(op.name()).or_default().push(*op);
            }
            by_name
        });
        BY_NAME.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether it has a body.
    pub fn is_loop(self) -> bool {
        (self.operands().iter()).any(|operand| matches!(operand, Operand::Body(_)))
    }

    /// Whether its body has an accumulator.
    pub const fn accumulates(self) -> bool {
        matches!(self, Op::Fold | Op::Scan | Op::Scan1 | Op::FoldList)
    }

    /// Whether its operands may be exchanged.
    pub const fn commutes(self) -> bool {
        use Op::{Add, And, Eq, Gcd, Max2, Min2, Mul, Ne, Or, SameList};
        matches!(
            self,
            Add | Mul | Min2 | Max2 | Gcd | Eq | Ne | And | Or | SameList
        )
    }
}
