//! What the path form is put together from, with its cost in plain C tokens.

use crate::behaviour::N;
use crate::syntax::*;

/// Something that a value is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// `a[j]`
    Elem(u8),
    /// `l_t`
    Temp(u8),
    /// `p_0`
    Iter,
    /// `a[p_0 + d]`
    Near(i8),
}

impl Slot {
    fn cost(self) -> u32 {
        match self {
            Slot::Elem(_) | Slot::Near(0) => 4,
            Slot::Temp(_) | Slot::Iter => 1,
            Slot::Near(_) => 6,
        }
    }
}

/// A signed sum of at most three slots, and a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    terms: [(bool, Slot); 3],
    len: u8,
    /// What is added to the terms; beyond 4 in magnitude it is written as several constants.
    pub c: i16,
}

impl Sum {
    /// A sum from its terms, each with whether it is subtracted; added terms are put first.
    pub fn new(terms: &[(bool, Slot)], c: i16) -> Sum {
        let mut all = [(false, Slot::Elem(0)); 3];
        all[..terms.len()].copy_from_slice(terms);
        all[..terms.len()].sort();
        let len = terms.len() as u8;
        Sum { terms: all, len, c }
    }

    /// The slots, each with whether it is subtracted; those that are added come first.
    pub fn terms(&self) -> &[(bool, Slot)] {
        &self.terms[..usize::from(self.len)]
    }

    /// The sum with all signs changed.
    pub fn negated(&self) -> Sum {
        let terms: Vec<_> = self.terms().iter().map(|&(neg, s)| (!neg, s)).collect();
        Sum::new(&terms, -self.c)
    }

    /// Tokens, or `None` if more than two operators are needed.
    pub fn cost(&self) -> Option<u32> {
        let chunks = (self.c.unsigned_abs() as u32).div_ceil(4);
        let len = u32::from(self.len);
        if len == 0 {
            let operators = chunks.saturating_sub(1);
            let first = if self.c < 0 { 2 } else { 1 };
            return (operators <= 2).then_some(first + 2 * operators);
        }
        let operators = len + chunks - 1;
        let slots: u32 = self.terms().iter().map(|(_, s)| s.cost()).sum();
        // A leading minus, unless a constant can stand first.
        let minus = u32::from(self.terms[0].0 && self.c <= 0);
        (operators <= 2).then_some(slots + operators + chunks + minus)
    }

    /// The expression; positive terms first, the constant last unless nothing else is positive.
    pub fn expr(&self, names: &Names) -> Expr {
        let mut constants = Vec::new();
        let mut rest = self.c;
        while rest != 0 {
            let chunk = rest.clamp(-4, 4);
            constants.push(chunk);
            rest -= chunk;
        }
        let mut out: Option<Expr> = None;
        let constant = |out: &mut Option<Expr>| {
            for &chunk in &constants {
                *out = Some(match out.take() {
                    None => Expr::Const(chunk as i8),
                    Some(e) => bin(e, chunk < 0, Expr::Const(chunk.unsigned_abs() as i8)),
                });
            }
        };
        let leading = self.len == 0 || (self.terms[0].0 && self.c > 0);
        if leading {
            constant(&mut out);
        }
        for &(neg, slot) in self.terms() {
            let term = names.read(slot);
            out = Some(match out {
                None if neg => Expr::Neg(Box::new(term), Span::NONE),
                None => term,
                Some(e) => bin(e, neg, term),
            });
        }
        if !leading {
            constant(&mut out);
        }
        out.unwrap_or(Expr::Const(0))
    }
}

fn bin(l: Expr, minus: bool, r: Expr) -> Expr {
    let op = if minus { BinOp::Sub } else { BinOp::Add };
    Expr::Bin(op, Box::new(l), Box::new(r), Span::NONE)
}

/// `target = value;` or the like; written as `++` or `--` where 1 is added or subtracted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assign {
    /// An element, or `a[p_0]`.
    pub target: Slot,
    /// Whether the value replaces the target, is added to it, or subtracted from it.
    pub op: AssignOp,
    /// The right-hand side.
    pub value: Sum,
}

impl Assign {
    /// Tokens, or `None` if the right-hand side is too long for one statement.
    pub fn cost(&self) -> Option<u32> {
        if self.is_update() {
            return Some(self.target.cost() + 2);
        }
        Some(self.target.cost() + 2 + self.value.cost()?)
    }

    fn is_update(&self) -> bool {
        self.op == AssignOp::Add && self.value.len == 0 && self.value.c.abs() == 1
    }

    /// `target += value` or `target -= -value`, whichever is shorter.
    pub fn change(target: Slot, value: Sum) -> (Option<u32>, Assign) {
        let assign = |op, value| {
            let assign = Assign { target, op, value };
            (assign.cost(), assign)
        };
        let add = assign(AssignOp::Add, value);
        let sub = assign(AssignOp::Sub, value.negated());
        match (add.0, sub.0) {
            (Some(a), Some(s)) if s < a => sub,
            (None, Some(_)) => sub,
            _ => add,
        }
    }

    fn stmt(&self, names: &Names) -> Stmt {
        let target = LValue::Elem(names.elem(self.target));
        Stmt::new(if self.is_update() {
            let op = match self.value.c {
                1 => UpdateOp::PostInc,
                _ => UpdateOp::PostDec,
            };
            StmtKind::Update { target, op }
        } else {
            let (op, value) = (self.op, self.value.expr(names));
            StmtKind::Assign { target, op, value }
        })
    }
}

/// A comparison `w·a op c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// Coefficients of the inputs.
    pub w: [i16; N],
    /// The relation in which `w·a` must stand to `c`.
    pub op: CmpOp,
    /// What `w·a` is compared with.
    pub c: i16,
}

impl Check {
    /// The comparison that holds exactly where this one does not.
    pub fn negated(&self) -> Check {
        Check {
            op: self.op.negated(),
            ..*self
        }
    }

    /// The two sides: everything on the left and a constant on the right, except that a
    /// comparison with 0 has what is subtracted on the right.
    fn sides(&self) -> Option<(Sum, Sum)> {
        let mut plus = Vec::new();
        let mut minus = Vec::new();
        for (j, &k) in self.w.iter().enumerate() {
            let list = if k > 0 { &mut plus } else { &mut minus };
            list.extend((0..k.abs()).map(|_| (false, Slot::Elem(j as u8))));
        }
        if plus.is_empty() || plus.len() > 3 || minus.len() > 3 {
            return None;
        }
        if minus.is_empty() {
            return Some((Sum::new(&plus, 0), Sum::new(&[], self.c)));
        }
        if self.c == 0 {
            return Some((Sum::new(&plus, 0), Sum::new(&minus, 0)));
        }
        if plus.len() + minus.len() <= 3 {
            plus.extend(minus.iter().map(|&(_, s)| (true, s)));
            return Some((Sum::new(&plus, 0), Sum::new(&[], self.c)));
        }
        let (left, right) = if self.c > 0 {
            (0, self.c)
        } else {
            (-self.c, 0)
        };
        Some((Sum::new(&plus, left), Sum::new(&minus, right)))
    }

    /// Whether `a[i]` or `!a[i]` will do.
    fn is_truth(&self) -> bool {
        self.c == 0
            && matches!(self.op, CmpOp::Eq | CmpOp::Ne)
            && self.w.iter().map(|k| k.abs()).sum::<i16>() == 1
    }

    /// Tokens, or `None` if it cannot be written in one comparison.
    pub fn cost(&self) -> Option<u32> {
        if self.is_truth() {
            return Some(4 + u32::from(self.op == CmpOp::Eq));
        }
        let (left, right) = self.sides()?;
        Some(left.cost()? + 1 + right.cost()?)
    }

    fn condition(&self, names: &Names) -> Condition {
        let (left, right) = self.sides().unwrap_or((Sum::new(&[], 0), Sum::new(&[], 0)));
        if self.is_truth() {
            let truth = Condition::Truth(left.expr(names));
            return match self.op {
                CmpOp::Ne => truth,
                _ => Condition::Not(Box::new(truth)),
            };
        }
        Condition::Cmp(self.op, left.expr(names), right.expr(names))
    }

    /// Positions that are read, as a mask.
    pub fn support(&self) -> u8 {
        (0..N).fold(0, |m, j| m | u8::from(self.w[j] != 0) << j)
    }

    /// Rank among equally long comparisons; smaller is preferred.
    pub fn rank(&self) -> (u16, u8, [i16; N]) {
        let op = match self.op {
            CmpOp::Gt => 0,
            CmpOp::Lt => 1,
            CmpOp::Ne => 2,
            CmpOp::Eq => 3,
            CmpOp::Ge => 4,
            CmpOp::Le => 5,
        };
        (self.c.unsigned_abs(), op, self.w.map(|k| -k))
    }
}

/// What an `if` decides on: one comparison, or all or any of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The comparisons that are joined; at least one.
    pub checks: Vec<Check>,
    /// Whether one of them is enough (`||`), else all are needed (`&&`).
    pub any: bool,
}

impl Decision {
    /// The decision that holds exactly where this one does not, by De Morgan's laws.
    pub fn negated(&self) -> Decision {
        Decision {
            checks: self.checks.iter().map(Check::negated).collect(),
            any: !self.any && self.checks.len() > 1,
        }
    }

    /// Tokens, those that join the comparisons included; `None` if a comparison cannot be written.
    pub fn cost(&self) -> Option<u32> {
        let mut sum = self.checks.len() as u32 - 1;
        for check in &self.checks {
            sum += check.cost()?;
        }
        Some(sum)
    }

    /// Positions that are read, as a mask.
    pub fn support(&self) -> u8 {
        self.checks.iter().fold(0, |m, c| m | c.support())
    }

    fn condition(&self, names: &Names) -> Condition {
        let mut checks = self.checks.iter().map(|c| c.condition(names));
        let first = checks.next().unwrap_or(Condition::Truth(Expr::Const(1)));
        checks.fold(first, |l, r| {
            let (l, r) = (Box::new(l), Box::new(r));
            if self.any {
                Condition::Or(l, r)
            } else {
                Condition::And(l, r)
            }
        })
    }
}

/// A statement of the path form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `target = value;`, `target += value;` or the like.
    Assign(Assign),
    /// `int l_temp = a[from];`
    Save {
        /// Number among the temporaries.
        temp: u8,
        /// The position saved.
        from: u8,
    },
    /// `if (on) {then} else {otherwise}`; without `else` where there is nothing after it.
    If {
        /// The condition that is tested on entry.
        on: Decision,
        /// Where it holds; never empty.
        then: Vec<Node>,
        /// Where it does not.
        otherwise: Vec<Node>,
    },
    /// `for (int p_0 = start; ..) {..}`
    Loop {
        /// Value of `p_0` in the first pass.
        start: i8,
        /// The bound: exclusive upwards, inclusive downwards.
        end: i8,
        /// Whether it counts down.
        down: bool,
        /// The statements repeated.
        body: Vec<Node>,
    },
}

/// Tokens of a loop without its body.
pub const LOOP_COST: u32 = 16;
/// Tokens of `int l_0 = a[0];`
pub const SAVE_COST: u32 = 8;
/// Tokens of `if (` `) {` `}`.
pub const IF_COST: u32 = 5;
/// Tokens of `else {` `}`.
pub const ELSE_COST: u32 = 3;

/// The variables of the program being written.
#[derive(Default)]
pub struct Names {
    next: u16,
    temps: Vec<(u8, VarId)>,
    iter: Option<VarId>,
}

impl Names {
    fn fresh(&mut self) -> VarId {
        self.next += 1;
        VarId(self.next - 1)
    }

    fn iter_var(&self) -> VarId {
        self.iter.unwrap_or(VarId(0))
    }

    fn elem(&self, slot: Slot) -> Elem {
        let var = Operand::Var(self.iter_var());
        let index = match slot {
            Slot::Elem(j) => Index::At(Operand::Const(j as i8)),
            Slot::Near(0) => Index::At(var),
            Slot::Near(d) if d > 0 => Index::Sum(var, Operand::Const(d)),
            Slot::Near(d) => Index::Diff(var, Operand::Const(-d)),
            Slot::Temp(_) | Slot::Iter => Index::At(var),
        };
        let span = Span::NONE;
        Elem { index, span }
    }

    fn read(&self, slot: Slot) -> Expr {
        match slot {
            Slot::Iter => Expr::Var(self.iter_var()),
            Slot::Temp(t) => {
                let known = self.temps.iter().rev().find(|(temp, _)| *temp == t);
                known.map_or(Expr::Const(0), |(_, v)| Expr::Var(*v))
            }
            _ => Expr::Elem(self.elem(slot)),
        }
    }

    /// The statements as syntax.
    pub fn block(&mut self, nodes: &[Node]) -> Vec<Stmt> {
        nodes.iter().map(|n| self.stmt(n)).collect()
    }

    fn stmt(&mut self, node: &Node) -> Stmt {
        Stmt::new(match node {
            Node::Assign(assign) => return assign.stmt(self),
            Node::Save { temp, from } => {
                let init = self.read(Slot::Elem(*from));
                let var = self.fresh();
                self.temps.push((*temp, var));
                StmtKind::Declare { var, init }
            }
            Node::If { .. } => StmtKind::If(self.branch(node)),
            Node::Loop {
                start,
                end,
                down,
                body,
            } => {
                let var = self.fresh();
                let outer = self.iter.replace(var);
                let body = self.block(body);
                self.iter = outer;
                let (test, step) = match down {
                    false => (CmpOp::Lt, UpdateOp::PostInc),
                    true => (CmpOp::Ge, UpdateOp::PostDec),
                };
                StmtKind::For(For {
                    declares: true,
                    var,
                    init: Expr::Const(*start),
                    test_var: var,
                    test,
                    bound: Operand::Const(*end),
                    step_var: var,
                    step: ForStep::Update(step),
                    body,
                })
            }
        })
    }

    fn branch(&mut self, node: &Node) -> If {
        let Node::If {
            on,
            then,
            otherwise,
        } = node
        else {
            unreachable!("only called for branches")
        };
        let condition = on.condition(self);
        let then = self.block(then);
        let otherwise = match &otherwise[..] {
            [] => None,
            [inner @ Node::If { .. }] => Some(Else::If(Box::new(self.branch(inner)), Span::NONE)),
            body => Some(Else::Block(self.block(body))),
        };
        If {
            condition,
            then,
            otherwise,
        }
    }
}
