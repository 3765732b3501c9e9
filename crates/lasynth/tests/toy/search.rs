//! The search itself, with the toy language: proposers of all kinds.

use crate::language::{OPS, StackMachine, StackProgram};
use crate::proposer::Smallest;
use crate::tasks::input;
use lasynth_core::{Budget, Language, Program, StopReason, Value};
use lasynth_search::{
    Engine, Limits, Observations, ProbePrior, Proposer, Search, SearchConfig, Sink, Space,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// All tests, by name.
pub const ALL: &[(&str, fn())] = &[
    ("a_proposer_that_panics_is_counted_out", panics),
    ("many_proposers_are_told_apart", many),
    ("a_limit_of_candidates_ends_the_search", limited),
    ("the_caller_ends_a_search_that_has_no_end", interrupted),
];

/// A proposer that does what it is told to do.
struct Does {
    name: &'static str,
    what: fn(&Limits<'_>, Sink<'_>) -> StopReason,
}

impl Proposer for Does {
    fn name(&self) -> &'static str {
        self.name
    }

    fn space(&self) -> Space {
        Space {
            grammar: "",
            size: String::new(),
        }
    }

    fn contains(&self, _program: &dyn Program) -> bool {
        false
    }

    fn propose(
        &self,
        _observations: &Observations,
        limits: &Limits<'_>,
        sink: Sink<'_>,
    ) -> StopReason {
        (self.what)(limits, sink)
    }
}

fn does(name: &'static str, what: fn(&Limits<'_>, Sink<'_>) -> StopReason) -> Arc<dyn Proposer> {
    Arc::new(Does { name, what })
}

fn engine(proposers: Vec<Arc<dyn Proposer>>) -> Engine {
    let prior = ProbePrior::new(&StackMachine);
    Engine::new(&prior, proposers, SearchConfig::default()).unwrap()
}

/// Two and two are four.
fn known() -> Observations {
    let mut known = Observations::default();
    known.push(input(2, 2), Some(Value::Int(4)));
    known
}

fn candidates(count: usize) -> Budget {
    Budget {
        candidates: Some(count),
        ..Budget::default()
    }
}

fn hand_over(source: &str, sink: Sink<'_>) {
    sink(StackMachine.parse(source).unwrap());
}

fn panics() {
    let engine = engine(vec![
        Arc::new(Smallest),
        does("panics", |_, sink| {
            hand_over("a b *", sink);
            // Said on standard error by the thread that ends.
            panic!("a proposer that panics, as the test wants")
        }),
    ]);
    let mut search = Search::new(&engine, known());
    let result = search.run(&candidates(20_000), 3, &AtomicBool::new(false), &mut |_| {});
    assert!(result.answer.is_some());
    assert_ne!(result.stop, StopReason::Interrupted);
}

/// More proposers than there are bits in a byte: each has its own name in the answer.
fn many() {
    let names = [
        "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11",
    ];
    let proposer = |(number, name): (usize, &&'static str)| match number {
        7 | 9 => does(name, |_, sink| {
            hand_over("a b +", sink);
            StopReason::Exhausted
        }),
        _ => does(name, |_, _| StopReason::Exhausted),
    };
    let engine = engine(names.iter().enumerate().map(proposer).collect());
    let mut search = Search::new(&engine, known());
    let result = search.run(&candidates(100), 3, &AtomicBool::new(false), &mut |_| {});
    assert_eq!(result.stop, StopReason::Found);
    let answer = result.answer.unwrap();
    assert_eq!(answer.choice.proposers, ["p7", "p9"]);
    assert_eq!(answer.choice.program.source(), "a b +\n");
    // What has looked to its end is not asked again, and what it found is still known.
    let again = search.run(&candidates(100), 3, &AtomicBool::new(false), &mut |_| {});
    assert_eq!(again.answer.unwrap().choice.proposers, ["p7", "p9"]);
}

fn limited() {
    let engine = engine(vec![does("endless", |limits, sink| {
        let mut looked_at = 0;
        loop {
            looked_at += 1;
            if let Some(reason) = limits.reached(looked_at) {
                return reason;
            }
            // Different behaviours, all of which make four of two and two.
            let word = OPS[2 + looked_at as usize % 4];
            let [zero, times, plus] = [OPS[2], OPS[8], OPS[6]];
            let sum = StackProgram(vec![OPS[0], OPS[1], plus, word, zero, times, plus]);
            sink(Box::new(sum));
        }
    })]);
    let mut search = Search::new(&engine, known());
    let result = search.run(&candidates(50), 3, &AtomicBool::new(false), &mut |_| {});
    assert!(result.answer.is_some());
    assert!(result.candidates <= 50);
}

fn interrupted() {
    static STARTED: AtomicBool = AtomicBool::new(false);
    let engine = engine(vec![does("waits", |limits, sink| {
        hand_over("a b +", sink);
        STARTED.store(true, Ordering::Release);
        while limits.reached(0).is_none() {
            std::thread::yield_now();
        }
        StopReason::Interrupted
    })]);
    let interrupt = AtomicBool::new(false);
    let mut search = Search::new(&engine, known());
    let result = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !STARTED.load(Ordering::Acquire) {
                std::thread::yield_now();
            }
            interrupt.store(true, Ordering::Release);
        });
        search.run(&Budget::default(), 3, &interrupt, &mut |_| {})
    });
    assert_eq!(result.stop, StopReason::Interrupted);
}
