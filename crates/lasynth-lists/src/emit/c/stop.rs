//! Leaving loops early: `break` where one loop is left, a variable that says so where several are.

use super::tree::{Expr, Stmt, not};

/// Whether leaving means to leave one loop, with nothing after it that would have to be skipped.
pub(super) fn is_one_loop(written: &[Stmt], id: u32) -> bool {
    let stops = |stmt: &Stmt| stmt.any(&|stmt| *stmt == Stmt::Stop(id));
    match written.iter().position(stops) {
        None => true,
        Some(first) => {
            let rest = &written[first + 1..];
            let inner = match &written[first] {
                Stmt::For(_, _, _, body) | Stmt::While(_, body) | Stmt::DoWhile(body, _) => body,
                _ => return false,
            };
            rest.is_empty() && !inside_loop(inner, id)
        }
    }
}

/// Whether a stop stands in a loop of these statements.
fn inside_loop(body: &[Stmt], id: u32) -> bool {
    body.iter().any(|stmt| match stmt {
        Stmt::For(_, _, _, body) | Stmt::While(_, body) | Stmt::DoWhile(body, _) => {
            (body.iter()).any(|stmt| stmt.any(&|stmt| *stmt == Stmt::Stop(id)))
        }
        Stmt::If(_, yes, no) => inside_loop(yes, id) || inside_loop(no, id),
        _ => false,
    })
}

/// The statements with `break` for every stop.
pub(super) fn as_breaks(written: Vec<Stmt>, id: u32) -> Vec<Stmt> {
    let all = |body| as_breaks(body, id);
    let lowered = written.into_iter().map(|stmt| match stmt {
        Stmt::Stop(of) if of == id => Stmt::Break,
        Stmt::If(condition, yes, no) => Stmt::If(condition, all(yes), all(no)),
        Stmt::For(init, condition, step, body) => Stmt::For(init, condition, step, all(body)),
        Stmt::While(condition, body) => Stmt::While(condition, all(body)),
        Stmt::DoWhile(body, condition) => Stmt::DoWhile(all(body), condition),
        other => other,
    });
    lowered.collect()
}

/// The statements where a stop sets a variable, `stopped` being its value then, and everything that
/// would be run afterwards is run only as long as the variable is not set.
pub(super) fn with_flag(written: Vec<Stmt>, id: u32, flag: &Expr, stopped: bool) -> Vec<Stmt> {
    let lowering = Lowering { id, flag, stopped };
    lowering.all(written, false)
}

struct Lowering<'a> {
    id: u32,
    flag: &'a Expr,
    stopped: bool,
}

impl Lowering<'_> {
    fn running(&self) -> Expr {
        match self.stopped {
            true => not(self.flag.clone()),
            false => self.flag.clone(),
        }
    }

    fn all(&self, written: Vec<Stmt>, in_loop: bool) -> Vec<Stmt> {
        let mut out = Vec::new();
        let mut rest = written.into_iter();
        while let Some(stmt) = rest.next() {
            let stops = stmt.any(&|stmt| *stmt == Stmt::Stop(self.id));
            if !stops {
                out.push(stmt);
                continue;
            }
            // Whether what follows is reached after a stop.
            let mut falls_through = true;
            match stmt {
                Stmt::Stop(_) => {
                    let value = Expr::Int(self.stopped.into());
                    let already = matches!(
                        out.last(),
                        Some(Stmt::Assign(place, None, _)) if place == self.flag
                    );
                    if !already {
                        out.push(Stmt::Assign(self.flag.clone(), None, value));
                    }
                    if in_loop {
                        out.push(Stmt::Break);
                    }
                    return out;
                }
                Stmt::If(condition, yes, no) => {
                    falls_through = !in_loop;
                    let nested = |body: &[Stmt]| super::stop::inside_loop(body, self.id);
                    falls_through |= nested(&yes) || nested(&no);
                    out.push(Stmt::If(
                        condition,
                        self.all(yes, in_loop),
                        self.all(no, in_loop),
                    ));
                }
                Stmt::For(init, condition, step, body) => {
                    let body = self.all(body, true);
                    out.push(Stmt::For(init, condition, step, body));
                }
                Stmt::While(condition, body) => {
                    out.push(Stmt::While(condition, self.all(body, true)));
                }
                Stmt::DoWhile(body, condition) => {
                    let body = self.all(body, true);
                    out.push(Stmt::DoWhile(body, condition));
                }
                other => unreachable!("{other:?} holds no stop"),
            }
            if !falls_through {
                continue;
            }
            let after: Vec<Stmt> = rest.collect();
            if in_loop {
                out.push(Stmt::If(not(self.running()), vec![Stmt::Break], Vec::new()));
                out.extend(self.all(after, true));
            } else if !after.is_empty() {
                out.extend(self.guarded(after));
            }
            return out;
        }
        out
    }

    /// What comes after a stop, outside of all loops. Declarations stay in sight.
    fn guarded(&self, after: Vec<Stmt>) -> Vec<Stmt> {
        let mut out = Vec::new();
        let mut body = Vec::new();
        for stmt in after {
            match stmt {
                Stmt::Declare(name, value) => {
                    out.push(Stmt::Declare(name.clone(), Some(Expr::Int(0))));
                    if let Some(value) = value {
                        body.push(Stmt::Assign(Expr::Var(name), None, value));
                    }
                }
                other => body.push(other),
            }
        }
        out.push(Stmt::If(self.running(), self.all(body, false), Vec::new()));
        out
    }
}
