//! The rules of `rules.txt`: reading, matching, replacing.

use super::facts::Stops;
use crate::notation::parse_open;
use crate::{Op, Operand, Scope, Term, Type, type_of};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a rule asks of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Present,
    Defined,
}

/// A rule. Its [`Term::Argument`]s stand for any part.
#[derive(Debug)]
pub(super) struct Rule {
    /// The line of the file, for the tests.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests print it"))]
    pub(super) text: &'static str,
    /// The names of the parts with their types.
    pub(super) names: Vec<(String, Type)>,
    pub(super) pattern: Term,
    pub(super) replacement: Term,
    pub(super) conditions: Vec<(u8, Condition)>,
}

/// All rules, in the order of the file.
pub(super) static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let lines = include_str!("rules.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(read).collect()
});

/// The rules by the operator that their patterns begin with.
static BY_OPERATOR: LazyLock<FxHashMap<Op, Vec<&'static Rule>>> = LazyLock::new(|| {
    let mut rules: FxHashMap<Op, Vec<&'static Rule>> = FxHashMap::default();
    for rule in RULES.iter() {
        if let Term::Apply(op, _) = rule.pattern {
            rules.entry(op).or_default().push(rule);
        }
    }
    rules
});

/// Reads a line of the file, which belongs to the program: a mistake in it is a panic.
fn read(text: &'static str) -> Rule {
    let (pattern, rest) = text.split_once(" => ").expect("a rule has an arrow");
    // `if` begins a term, too, but then it stands first.
    let (replacement, conditions) = match rest.rfind(" if ?") {
        Some(at) => (&rest[..at], &rest[at + 4..]),
        None => (rest, ""),
    };
    let mut names: Vec<(String, Type)> = Vec::new();
    for word in pattern.split(|c: char| c != '?' && !c.is_ascii_alphabetic()) {
        let of = match word {
            "?l" | "?m" => Type::List,
            "?g" => Type::Groups,
            "?s" | "?t" | "?u" => Type::Int,
            "?p" | "?q" => Type::Bool,
            _ => continue,
        };
        if names.iter().all(|(name, _)| name != word) {
            names.push((word.to_owned(), of));
        }
    }
    let term = |text| match parse_open(text, &names) {
        Ok((term, _)) => term,
        Err(error) => panic!("{text}: {error}"),
    };
    let conditions = conditions
        .split(", ")
        .filter(|condition| !condition.is_empty());
    let conditions = conditions.map(|condition| {
        let (name, asked) = condition
            .split_once(' ')
            .expect("a part and what is asked of it");
        let part = names
            .iter()
            .position(|(known, _)| known == name)
            .expect("a part");
        let asked = match asked {
            "present" => Condition::Present,
            "defined" => Condition::Defined,
            _ => panic!("{condition}: no such condition"),
        };
        (part as u8, asked)
    });
    Rule {
        text,
        pattern: term(pattern),
        replacement: term(replacement),
        conditions: conditions.collect(),
        names,
    }
}

/// The parts that a pattern found, each with the number of loops of the pattern around it.
pub(super) type Parts = Vec<Option<(Term, u8)>>;

/// What the first rule that fits makes of a term inside of these loops.
pub(super) fn apply(
    op: Op,
    term: &Term,
    arguments: &[Type],
    scopes: &mut Vec<Scope>,
) -> Option<Term> {
    let rules = BY_OPERATOR.get(&op)?;
    rules.iter().find_map(|rule| {
        let mut parts = vec![None; rule.names.len()];
        if !matches(&rule.pattern, term, 0, &mut parts) || !rule.allows(&parts) {
            return None;
        }
        let made = instance(&rule.replacement, 0, &parts)?;
        // Loops of the replacement may have fewer variables than those of the pattern.
        (type_of(&made, arguments, scopes) == Some(op.result())).then_some(made)
    })
}

impl Rule {
    /// Whether the parts are what the conditions ask for.
    pub(super) fn allows(&self, parts: &Parts) -> bool {
        self.conditions.iter().all(|(part, asked)| {
            let Some((term, _)) = &parts[usize::from(*part)] else {
                return false;
            };
            let stops = Stops::of(term);
            match asked {
                Condition::Present => !stops.missing,
                Condition::Defined => stops.is_defined(),
            }
        })
    }
}

fn matches(pattern: &Term, term: &Term, loops: u8, parts: &mut Parts) -> bool {
    match (pattern, term) {
        (Term::Argument(part), _) => match &parts[usize::from(*part)] {
            None => {
                parts[usize::from(*part)] = Some((term.clone(), loops));
                true
            }
            Some((known, around)) if *around <= loops => known.lowered(loops - around) == *term,
            Some((known, around)) => *known == term.lowered(around - loops),
        },
        (Term::Apply(op, patterns), Term::Apply(found, operands)) if op == found => {
            let mut all = op.operands().iter().zip(patterns.iter().zip(operands));
            all.all(|(operand, (pattern, term))| {
                let inside = u8::from(matches!(operand, Operand::Body(_)));
                matches(pattern, term, loops + inside, parts)
            })
        }
        // Variables of a pattern are those of its own loops.
        _ => pattern == term,
    }
}

/// A pattern with its parts put in; `None` where a part would leave a loop that it depends on.
pub(super) fn instance(pattern: &Term, loops: u8, parts: &Parts) -> Option<Term> {
    match pattern {
        Term::Argument(part) => {
            let (term, around) = parts[usize::from(*part)].as_ref()?;
            match *around <= loops {
                true => Some(term.lowered(loops - around)),
                false => term.lifted(around - loops),
            }
        }
        Term::Apply(op, operands) => {
            let made = op
                .operands()
                .iter()
                .zip(operands)
                .map(|(operand, pattern)| {
                    let inside = u8::from(matches!(operand, Operand::Body(_)));
                    instance(pattern, loops + inside, parts)
                });
            Some(Term::Apply(*op, made.collect::<Option<_>>()?))
        }
        other => Some(other.clone()),
    }
}
