//! Expressions and statements of C, as far as functions over lists need them.

/// An operator between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
    And,
    Or,
}

/// An expression without side effects.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    Int(i32),
    Var(String),
    /// `array[position]`.
    At(String, Box<Expr>),
    Neg(Box<Expr>),
    Not(Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `condition ? yes : no`.
    Choice(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A wider expression made an `int` again.
    Narrow(Box<Expr>),
    /// A narrow expression made a `long long`.
    Wide(Box<Expr>),
}

pub(super) const TRUE: Expr = Expr::Int(1);
pub(super) const FALSE: Expr = Expr::Int(0);

impl Expr {
    pub(super) fn var(name: impl Into<String>) -> Expr {
        Expr::Var(name.into())
    }

    pub(super) fn at(array: &str, position: Expr) -> Expr {
        Expr::At(array.to_owned(), Box::new(position))
    }

    /// Whether it may be repeated without making the text harder to read or slower.
    pub(super) fn is_simple(&self) -> bool {
        match self {
            Expr::Int(_) | Expr::Var(_) => true,
            Expr::Binary(Binary::Add | Binary::Sub, a, b) => a.is_atom() && b.is_atom(),
            Expr::At(_, position) => match &**position {
                Expr::Binary(Binary::Add | Binary::Sub, a, b) => {
                    a.is_atom() && matches!(**b, Expr::Int(_))
                }
                other => other.is_atom(),
            },
            _ => false,
        }
    }

    pub(super) fn is_atom(&self) -> bool {
        matches!(self, Expr::Int(_) | Expr::Var(_))
    }

    /// Shows every part, the whole first.
    pub(super) fn visit(&self, look: &mut dyn FnMut(&Expr)) {
        look(self);
        match self {
            Expr::Int(_) | Expr::Var(_) => {}
            Expr::At(_, a) | Expr::Neg(a) | Expr::Not(a) | Expr::Narrow(a) | Expr::Wide(a) => {
                a.visit(look);
            }
            Expr::Binary(_, a, b) => {
                a.visit(look);
                b.visit(look);
            }
            Expr::Choice(a, b, c) => {
                a.visit(look);
                b.visit(look);
                c.visit(look);
            }
        }
    }

    /// Whether a variable or an array of this name occurs.
    pub(super) fn mentions(&self, name: &str) -> bool {
        let mut found = false;
        self.visit(&mut |part| match part {
            Expr::Var(other) | Expr::At(other, _) => found |= other == name,
            _ => {}
        });
        found
    }

    /// The expression with some parts exchanged for others.
    pub(super) fn replaced(&self, by: &dyn Fn(&Expr) -> Option<Expr>) -> Expr {
        if let Some(other) = by(self) {
            return other;
        }
        let part = |part: &Expr| Box::new(part.replaced(by));
        match self {
            Expr::Int(_) | Expr::Var(_) => self.clone(),
            Expr::At(array, a) => Expr::At(array.clone(), part(a)),
            Expr::Neg(a) => Expr::Neg(part(a)),
            Expr::Not(a) => Expr::Not(part(a)),
            Expr::Narrow(a) => Expr::Narrow(part(a)),
            Expr::Wide(a) => Expr::Wide(part(a)),
            Expr::Binary(op, a, b) => Expr::Binary(*op, part(a), part(b)),
            Expr::Choice(a, b, c) => Expr::Choice(part(a), part(b), part(c)),
        }
    }
}

pub(super) fn binary(op: Binary, a: Expr, b: Expr) -> Expr {
    Expr::Binary(op, Box::new(a), Box::new(b))
}

/// `a + b`; constants are gathered, which never makes a sum overflow that did not before.
pub(super) fn add(a: Expr, b: Expr) -> Expr {
    match (a, b) {
        (Expr::Int(0), other) | (other, Expr::Int(0)) => other,
        // No run comes to a sum that does not fit.
        (Expr::Int(a), Expr::Int(b)) => Expr::Int(a.checked_add(b).unwrap_or(0)),
        (Expr::Int(a), b) => match b {
            Expr::Binary(Binary::Add | Binary::Sub, ..) => add(b, Expr::Int(a)),
            Expr::Neg(b) => binary(Binary::Sub, Expr::Int(a), *b),
            b => binary(Binary::Add, Expr::Int(a), b),
        },
        (Expr::Binary(op @ (Binary::Add | Binary::Sub), x, y), Expr::Int(b))
            if matches!(*y, Expr::Int(_)) =>
        {
            let Expr::Int(a) = *y else { unreachable!() };
            let a = if op == Binary::Add {
                Some(a)
            } else {
                a.checked_neg()
            };
            match a.and_then(|a| a.checked_add(b)) {
                Some(sum) => add(*x, Expr::Int(sum)),
                None => binary(Binary::Add, Expr::Binary(op, x, y), Expr::Int(b)),
            }
        }
        (Expr::Binary(Binary::Sub, x, y), b) if *y == b => *x,
        (a, Expr::Int(b)) if b < 0 && b != i32::MIN => binary(Binary::Sub, a, Expr::Int(-b)),
        (a, Expr::Neg(b)) => binary(Binary::Sub, a, *b),
        (a, b) => binary(Binary::Add, a, b),
    }
}

/// `a - b`.
pub(super) fn sub(a: Expr, b: Expr) -> Expr {
    match (a, b) {
        (a, Expr::Int(b)) if b != i32::MIN => add(a, Expr::Int(-b)),
        (a, b) if a == b => Expr::Int(0),
        (Expr::Int(a), Expr::Int(b)) => Expr::Int(a.checked_sub(b).unwrap_or(0)),
        (Expr::Int(0), b) => Expr::Neg(Box::new(b)),
        (Expr::Binary(Binary::Add, x, y), b) if *x == b => *y,
        (Expr::Binary(Binary::Add, x, y), b) if *y == b => *x,
        (a, b) => binary(Binary::Sub, a, b),
    }
}

/// `a * b`, `a / b` or `a % b`.
pub(super) fn arithmetic(op: Binary, a: Expr, b: Expr) -> Expr {
    match (op, a, b) {
        // No run has a value here; compilers warn of it all the same.
        (Binary::Div | Binary::Mod, _, Expr::Int(0)) => Expr::Int(0),
        (Binary::Mul, _, Expr::Int(0)) | (Binary::Mul, Expr::Int(0), _) => Expr::Int(0),
        (op, Expr::Int(a), Expr::Int(b)) => Expr::Int(match op {
            Binary::Mul => a.checked_mul(b).unwrap_or(0),
            Binary::Div => a.checked_div(b).unwrap_or(0),
            _ => a.checked_rem(b).unwrap_or(0),
        }),
        (Binary::Mul, a @ Expr::Int(_), b) => arithmetic(Binary::Mul, b, a),
        (Binary::Mul | Binary::Div, a, Expr::Int(1)) => a,
        (Binary::Mul, a, Expr::Int(-1)) => Expr::Neg(Box::new(a)),
        (op, a, b) => binary(op, a, b),
    }
}

/// A comparison; constants stand on the right.
pub(super) fn compare(op: Binary, a: Expr, b: Expr) -> Expr {
    use Binary::{Eq, Ge, Gt, Le, Lt};
    let (op, a, b) = match (&a, &b) {
        (Expr::Int(_), Expr::Int(_)) => (op, a, b),
        (Expr::Int(_), _) => (mirrored(op), b, a),
        _ => (op, a, b),
    };
    if let (Expr::Int(a), Expr::Int(b)) = (&a, &b) {
        return Expr::Int(holds(op, *a, *b).into());
    }
    if a == b {
        return Expr::Int(matches!(op, Le | Ge | Eq).into());
    }
    match (op, a, b) {
        // `i < n + 1` and `n >= 1` the short way.
        (Lt, a, Expr::Binary(Binary::Add, x, y)) if *y == Expr::Int(1) => compare(Le, a, *x),
        (Ge, a, Expr::Int(1)) => compare(Gt, a, Expr::Int(0)),
        (Lt, a, Expr::Int(1)) => compare(Le, a, Expr::Int(0)),
        // What is a flag already is not compared.
        (op, a, Expr::Int(b)) if a.is_flag() => match (holds(op, 0, b), holds(op, 1, b)) {
            (false, true) => a,
            (true, false) => not(a),
            (known, _) => Expr::Int(known.into()),
        },
        (op, a, b) => binary(op, a, b),
    }
}

/// What a comparison of constants says.
fn holds(op: Binary, a: i32, b: i32) -> bool {
    match op {
        Binary::Lt => a < b,
        Binary::Le => a <= b,
        Binary::Gt => a > b,
        Binary::Ge => a >= b,
        Binary::Eq => a == b,
        _ => a != b,
    }
}

/// A comparison with the element of an array on the left, the nearer one of two: `a[i] > k` and
/// `a[i] > a[i - 1]`.
pub(super) fn element_first(op: Binary, a: Expr, b: Expr) -> Expr {
    match (&a, &b) {
        (Expr::At(_, far), Expr::At(_, near)) if !far.is_atom() && near.is_atom() => {
            compare(mirrored(op), b, a)
        }
        (Expr::At(..), _) => compare(op, a, b),
        (_, Expr::At(..)) => compare(mirrored(op), b, a),
        _ => compare(op, a, b),
    }
}

fn mirrored(op: Binary) -> Binary {
    match op {
        Binary::Lt => Binary::Gt,
        Binary::Le => Binary::Ge,
        Binary::Gt => Binary::Lt,
        Binary::Ge => Binary::Le,
        other => other,
    }
}

impl Expr {
    /// Whether it is 0 or 1 by its form.
    pub(super) fn is_flag(&self) -> bool {
        use Binary::{Add, Div, Mod, Mul, Sub};
        match self {
            Expr::Not(_) => true,
            Expr::Binary(op, ..) => !matches!(op, Add | Sub | Mul | Div | Mod),
            _ => false,
        }
    }
}

/// The opposite condition.
pub(super) fn not(a: Expr) -> Expr {
    use Binary::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
    match a {
        Expr::Int(value) => Expr::Int((value == 0).into()),
        Expr::Not(a) => *a,
        Expr::Binary(op @ (Lt | Le | Gt | Ge | Eq | Ne), a, b) => {
            let op = match op {
                Lt => Ge,
                Le => Gt,
                Gt => Le,
                Ge => Lt,
                Eq => Ne,
                _ => Eq,
            };
            Expr::Binary(op, a, b)
        }
        Expr::Binary(And, a, b) => or(not(*a), not(*b)),
        Expr::Binary(Or, a, b) => and(not(*a), not(*b)),
        a => Expr::Not(Box::new(a)),
    }
}

/// `a && b`.
pub(super) fn and(a: Expr, b: Expr) -> Expr {
    match (a, b) {
        (TRUE, other) | (other, TRUE) => other,
        (FALSE, _) | (_, FALSE) => FALSE,
        (a, b) => binary(Binary::And, a, b),
    }
}

/// `a || b`.
pub(super) fn or(a: Expr, b: Expr) -> Expr {
    match (a, b) {
        (FALSE, other) | (other, FALSE) => other,
        (TRUE, _) | (_, TRUE) => TRUE,
        (a, b) => binary(Binary::Or, a, b),
    }
}

/// `condition ? yes : no`.
pub(super) fn choice(condition: Expr, yes: Expr, no: Expr) -> Expr {
    match (condition, yes, no) {
        (TRUE, yes, _) => yes,
        (FALSE, _, no) => no,
        (_, yes, no) if yes == no => yes,
        (condition, TRUE, FALSE) if condition.is_flag() => condition,
        (condition, FALSE, TRUE) if condition.is_flag() => not(condition),
        (condition, TRUE, no) if no.is_flag() => or(condition, no),
        (condition, FALSE, no) if no.is_flag() => and(not(condition), no),
        (condition, yes, TRUE) if yes.is_flag() => or(not(condition), yes),
        (condition, yes, FALSE) if yes.is_flag() => and(condition, yes),
        (condition, yes, no) => Expr::Choice(Box::new(condition), Box::new(yes), Box::new(no)),
    }
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stmt {
    /// `int name = value;`
    Declare(String, Option<Expr>),
    /// `place = value;`, `place += value;` and so on.
    Assign(Expr, Option<Binary>, Expr),
    /// `array[length++] = value;`
    Push(String, Expr, Expr),
    If(Expr, Vec<Stmt>, Vec<Stmt>),
    /// The variables of a `for`, its condition, what it does after each time, and its body.
    For(Vec<(String, Expr)>, Expr, Vec<Stmt>, Vec<Stmt>),
    While(Expr, Vec<Stmt>),
    DoWhile(Vec<Stmt>, Expr),
    Break,
    Return(Expr),
    /// Leaves everything that the consumer with this number gets its elements from.
    Stop(u32),
}

/// `place += value` and the like, in the shortest form; nothing where nothing changes.
pub(super) fn assign(place: Expr, value: Expr) -> Vec<Stmt> {
    if value == place {
        return Vec::new();
    }
    match value {
        Expr::Choice(condition, yes, no) if *no == place => {
            vec![Stmt::If(*condition, assign(place, *yes), Vec::new())]
        }
        Expr::Choice(condition, yes, no) if *yes == place => {
            vec![Stmt::If(not(*condition), assign(place, *no), Vec::new())]
        }
        Expr::Binary(op @ (Binary::Add | Binary::Mul), a, b) if *b == place => {
            vec![Stmt::Assign(place, Some(op), *a)]
        }
        Expr::Binary(
            op @ (Binary::Add | Binary::Sub | Binary::Mul | Binary::Div | Binary::Mod),
            a,
            b,
        ) if *a == place => vec![Stmt::Assign(place, Some(op), *b)],
        value => vec![Stmt::Assign(place, None, value)],
    }
}

/// `place++;`
pub(super) fn increment(place: Expr) -> Stmt {
    Stmt::Assign(place, Some(Binary::Add), Expr::Int(1))
}

impl Stmt {
    /// Whether it, or a part of it, satisfies the predicate.
    pub(super) fn any(&self, predicate: &dyn Fn(&Stmt) -> bool) -> bool {
        let some = |part: &[Stmt]| part.iter().any(|stmt| stmt.any(predicate));
        predicate(self)
            || match self {
                Stmt::If(_, yes, no) => some(yes) || some(no),
                Stmt::For(_, _, step, body) => some(step) || some(body),
                Stmt::While(_, body) | Stmt::DoWhile(body, _) => some(body),
                _ => false,
            }
    }
}
