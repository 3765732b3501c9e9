//! Statements of the language as those that are enumerated.
//!
//! What a statement means is read, not how it is written: `a[p]++` is `a[p] = a[p] + 1`, `p <= 4` is
//! `p < 5`, `!(x < 1)` is `x > 0`, and the variable of a loop may be counted from another place.

use super::bank::{Scene, heads, inner_heads, values};
use super::grammar::{Atom, Comparison, Head, Node, Place, Target, Test};
use super::last_loop::minds_order;
use super::linear::Linear;
use lasynth_c::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, For, ForStep, If, Index, LValue, Operand,
    Stmt, StmtKind, VarId,
};
use std::collections::BTreeMap;

/// What is known where a statement stands.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// What variables are worth. Of others nothing is known.
    pub(super) vars: BTreeMap<VarId, Linear>,
    /// What the elements are worth, by what they were.
    pub(super) list: [Linear; 5],
    /// Whether `a[l]` was read, which depends on when that is.
    pub(super) touchy: bool,
    /// Whether there is the local variable.
    pub(super) local: bool,
    scene: Scene,
}

impl Scope {
    /// Outside of loops, after statements that set `local`, if there is one.
    pub(super) fn new(local: Option<VarId>) -> Scope {
        let vars = local.map(|var| (var, Linear::atom(Atom::Local)));
        Scope {
            vars: vars.into_iter().collect(),
            list: std::array::from_fn(|at| Linear::atom(Atom::Elem(Place::Fixed(at as u8)))),
            touchy: false,
            local: local.is_some(),
            scene: Scene::Straight,
        }
    }

    /// In a loop whose variable is so many times the one of the grammar, and a constant.
    fn inside(&self, var: VarId, (factor, constant): (i8, i8)) -> Scope {
        let (scene, atom) = match self.scene {
            Scene::Straight => (Scene::Loop, Atom::Outer),
            Scene::Loop | Scene::Nested => (Scene::Nested, Atom::Inner),
        };
        let mut out = self.clone();
        out.scene = scene;
        out.vars.insert(var, Linear::scaled(atom, factor, constant));
        out
    }

    /// What an expression is worth.
    pub(super) fn value(&mut self, expr: &Expr) -> Option<Linear> {
        match expr {
            Expr::Const(value) => Some(Linear::constant(*value)),
            Expr::Var(var) => self.vars.get(var).cloned(),
            Expr::Elem(elem) => Some(match self.place(elem)? {
                Place::Fixed(at) => self.list[usize::from(at)].clone(),
                place => {
                    self.touchy |= place == Place::ByLocal;
                    Linear::atom(Atom::Elem(place))
                }
            }),
            Expr::Neg(inner, _) => {
                let mut out = Linear::default();
                out.add(&self.value(inner)?, -1);
                Some(out)
            }
            Expr::Bin(op, left, right, _) => {
                let mut out = self.value(left)?;
                out.add(&self.value(right)?, if *op == BinOp::Add { 1 } else { -1 });
                Some(out)
            }
        }
    }

    /// Which element it is.
    pub(super) fn place(&self, elem: &Elem) -> Option<Place> {
        let operand = |operand| match operand {
            Operand::Const(value) => Some(Linear::constant(value)),
            Operand::Var(var) => self.vars.get(&var).cloned(),
        };
        let index = match elem.index {
            Index::At(only) => operand(only)?,
            Index::Sum(left, right) => {
                let mut sum = operand(left)?;
                sum.add(&operand(right)?, 1);
                sum
            }
            Index::Diff(left, right) => {
                let mut sum = operand(left)?;
                sum.add(&operand(right)?, -1);
                sum
            }
        };
        Some(match index.single()? {
            (None, at @ 0..5) => Place::Fixed(at as u8),
            (Some((Atom::Outer, 1)), offset @ -1..=1) => Place::Outer(offset as i8),
            (Some((Atom::Inner, 1)), offset @ -1..=1) => Place::Inner(offset as i8),
            (Some((Atom::Outer, -1)), 4) => Place::Mirror,
            (Some((Atom::Local, 1)), 0) => Place::ByLocal,
            _ => return None,
        })
    }

    /// What an assignment assigns, and the new value.
    pub(super) fn assignment(&mut self, kind: &StmtKind) -> Option<(LValue, Linear)> {
        let (target, op, value) = match kind {
            StmtKind::Assign { target, op, value } => (target, *op, self.value(value)?),
            StmtKind::Update { target, op } => {
                (target, AssignOp::Add, Linear::constant(op.amount()))
            }
            _ => return None,
        };
        let mut out = match (op, target) {
            (AssignOp::Set, _) => Linear::default(),
            (_, LValue::Var(var)) => self.vars.get(var)?.clone(),
            (_, LValue::Elem(elem)) => self.value(&Expr::Elem(*elem))?,
        };
        out.add(&value, if op == AssignOp::Sub { -1 } else { 1 });
        Some((target.clone(), out))
    }

    /// An assignment as a statement of its own.
    pub(super) fn set(&mut self, kind: &StmtKind) -> Option<Node> {
        let (target, value) = self.assignment(kind)?;
        let target = match target {
            LValue::Elem(elem) => Target::Elem(self.place(&elem)?),
            LValue::Var(var) if self.vars.get(&var)? == &Linear::atom(Atom::Local) => Target::Local,
            LValue::Var(_) => return None,
        };
        Some(Node::Set(target, value.sum(self.scene, self.local)?))
    }

    /// One comparison, or the opposite of one.
    pub(super) fn comparison(&mut self, from: &Condition, holds: bool) -> Option<Comparison> {
        let (op, left, right) = match from {
            Condition::Not(inner) => return self.comparison(inner, !holds),
            Condition::Cmp(op, left, right) => (*op, self.value(left)?, self.value(right)?),
            Condition::Truth(value) => (CmpOp::Ne, self.value(value)?, Linear::default()),
            Condition::And(..) | Condition::Or(..) => return None,
        };
        let op = if holds { op } else { op.negated() };
        left.compared(op, &right, self.scene, self.local)
    }

    fn test(&mut self, from: &Condition, holds: bool) -> Option<Test> {
        match from {
            Condition::Not(inner) => self.test(inner, !holds),
            Condition::And(left, right) | Condition::Or(left, right) => {
                let pair = (
                    self.comparison(left, holds)?,
                    self.comparison(right, holds)?,
                );
                let both = matches!(from, Condition::And(..)) == holds;
                Some(match both {
                    true => Test::And(pair.0, pair.1),
                    false => Test::Or(pair.0, pair.1),
                })
            }
            _ => Some(Test::One(self.comparison(from, holds)?)),
        }
    }

    /// The statements of a loop's body, no loop among them.
    fn body(&mut self, statements: &[Stmt]) -> Option<Vec<Node>> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(statement) = statements.get(at) {
            at += 1;
            out.push(match &statement.kind {
                StmtKind::Declare { var, init } => {
                    let swap = self.swap(*var, init, statements.get(at..at + 2)?)?;
                    at += 2;
                    swap
                }
                StmtKind::If(branch) => self.branch(branch)?,
                StmtKind::Break => Node::Break,
                StmtKind::For(_) | StmtKind::Continue => return None,
                kind => self.set(kind)?,
            });
        }
        Some(out)
    }

    fn branch(&mut self, branch: &If) -> Option<Node> {
        let then = self.body(&branch.then)?;
        let otherwise = match &branch.otherwise {
            None => Vec::new(),
            Some(Else::Block(statements)) => self.body(statements)?,
            Some(Else::If(next, _)) => vec![self.branch(next)?],
        };
        // What is done on one side only is done where the condition holds.
        let holds = !then.is_empty();
        let test = self.test(&branch.condition, holds)?;
        Some(match holds {
            true => Node::If(test, then, otherwise),
            false => Node::If(test, otherwise, then),
        })
    }

    /// `int x = a[i]; a[i] = a[j]; a[j] = x;`. As nothing is known of `x`, nothing else uses it.
    fn swap(&self, var: VarId, init: &Expr, rest: &[Stmt]) -> Option<Node> {
        let (Expr::Elem(first), [over, back]) = (init, rest) else {
            return None;
        };
        let set = |statement: &Stmt| match &statement.kind {
            StmtKind::Assign {
                target: LValue::Elem(elem),
                op: AssignOp::Set,
                value,
            } => Some((*elem, value.clone())),
            _ => None,
        };
        let ((to, from), (end, value)) = (set(over)?, set(back)?);
        let Expr::Elem(second) = from else {
            return None;
        };
        let (first, second) = (self.place(first)?, self.place(&second)?);
        let fits = self.place(&to)? == first
            && self.place(&end)? == second
            && value == Expr::Var(var)
            && first != second;
        fits.then_some(Node::Swap(first, second))
    }

    /// What a loop may be read as, counted from different places.
    pub(super) fn loops(&self, source: &For) -> Vec<Node> {
        let mut out = Vec::new();
        for map in MAPS {
            let Some(own) = self.passes(source, 0).map(|all| counted(all, map)) else {
                continue;
            };
            let mut inside = self.inside(source.var, map);
            if let [only] = &source.body[..]
                && let StmtKind::For(inner) = &only.kind
            {
                for head in heads_of(&own, false) {
                    out.extend(inside.nested(inner, head));
                }
                continue;
            }
            let Some(body) = inside.body(&source.body) else {
                continue;
            };
            let any_order = body.iter().all(|node| !minds_order(node) && is_here(node));
            for head in heads_of(&own, any_order) {
                out.push(Node::For(head, body.clone()));
            }
        }
        out
    }

    /// A loop in another, whose head is given.
    fn nested(&self, source: &For, outer: Head) -> Vec<Node> {
        let mut out = Vec::new();
        for map in MAPS {
            let passes: Option<Vec<(i8, Vec<i8>)>> = values(&outer, 0)
                .map(|at| Some((at, counted(self.passes(source, at)?, map))))
                .collect();
            let Some(passes) = passes else {
                continue;
            };
            let same = |head: &&Head| {
                let mut each = passes.iter();
                each.all(|(at, passes)| values(head, *at).eq(passes.iter().copied()))
            };
            let body = self.inside(source.var, map).body(&source.body);
            if let Some((head, body)) = inner_heads().iter().find(same).zip(body) {
                out.push(Node::For(outer, vec![Node::For(*head, body)]));
            }
        }
        out
    }

    /// The values that the variable of a loop takes, where the variable of the grammar for the loop
    /// around has the value `outer`; `None` where that depends on other things.
    fn passes(&self, source: &For, outer: i8) -> Option<Vec<i8>> {
        let own = |var: VarId| var == source.var;
        let step = match source.step {
            ForStep::Update(op) => op.amount(),
            ForStep::Add(Operand::Const(step)) => step,
            ForStep::Sub(Operand::Const(step)) => -step,
            ForStep::SetAdd(from, Operand::Const(step)) if own(from) => step,
            ForStep::SetSub(from, Operand::Const(step)) if own(from) => -step,
            _ => return None,
        };
        if !own(source.test_var) || !own(source.step_var) {
            return None;
        }
        let known = |value: Linear| match value.single()? {
            (None, constant) => Some(constant),
            (Some((Atom::Outer, factor)), constant) => Some(factor * i32::from(outer) + constant),
            _ => None,
        };
        let bound = match source.bound {
            Operand::Const(value) => Expr::Const(value),
            Operand::Var(var) => Expr::Var(var),
        };
        let mut scope = self.clone();
        let mut value = known(scope.value(&source.init)?)?;
        let bound = known(scope.value(&bound)?)?;
        let mut out = Vec::new();
        while source.test.holds(value, bound) {
            out.push(i8::try_from(value).ok()?);
            value += i32::from(step);
            if out.len() > 5 {
                return None;
            }
        }
        Some(out)
    }
}

/// What the variable of a loop may be in terms of that of the grammar: a factor and a constant.
const MAPS: [(i8, i8); 4] = [(1, 0), (1, 1), (1, -1), (-1, 4)];

/// The values of the grammar's variable.
fn counted(passes: Vec<i8>, (factor, constant): (i8, i8)) -> Vec<i8> {
    let all = passes.into_iter().map(|value| factor * (value - constant));
    all.collect()
}

/// The heads with these passes; those with the same in another order too, if that is no matter.
fn heads_of(passes: &[i8], any_order: bool) -> impl Iterator<Item = Head> {
    let set = passes.iter().fold(0, |set: u64, at| set | 1 << (at + 16));
    heads()
        .iter()
        .map(|ranged| ranged.head)
        .filter(move |head| match any_order {
            true => values(head, 0).fold(0, |set, at| set | 1 << (at + 16)) == set,
            false => values(head, 0).eq(passes.iter().copied()),
        })
}

/// Whether a statement assigns nothing but the element that the loop is at.
fn is_here(node: &Node) -> bool {
    match node {
        Node::Set(target, _) => *target == Target::Elem(Place::Outer(0)),
        Node::If(_, then, otherwise) => then.iter().chain(otherwise).all(is_here),
        _ => false,
    }
}
