//! The search itself, with the toy language: proposers of all kinds.

use crate::language::{OPS, StackMachine, StackProgram};
use crate::proposer::Smallest;
use crate::tasks::input;
use lasynth_core::{Budget, Language, Program, StopReason, Value};
use lasynth_search::{
    Engine, Limits, Observations, ProbePrior, Proposer, Search, SearchConfig, Sink, Space,
    doubtful_example,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// All tests, by name.
pub const ALL: &[(&str, fn())] = &[
    ("a_proposer_that_panics_is_counted_out", panics),
    ("many_proposers_are_told_apart", many),
    ("a_limit_of_candidates_ends_the_search", limited),
    ("the_caller_ends_a_search_that_has_no_end", interrupted),
    ("finds_count_by_rounds_and_not_by_the_clock", rounds),
    ("what_is_excluded_is_not_answered", excluded),
    ("a_refuted_answer_starts_the_search_anew", anew),
    ("one_wrong_pair_stands_out", one_wrong_pair),
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

/// Looks at candidates until it has to end; `at` is told of each.
fn look(limits: &Limits<'_>, at: &dyn Fn(u64)) -> StopReason {
    let mut looked_at = 0;
    loop {
        looked_at += 1;
        if let Some(reason) = limits.reached(looked_at) {
            return reason;
        }
        at(looked_at);
    }
}

/// However slow a proposer is, what it finds in its first portion counts, and what a fast one finds in
/// its second one does not where the first round decides.
fn rounds() {
    static FAR_AHEAD: AtomicBool = AtomicBool::new(false);
    let fast = does("fast", |limits, sink| {
        hand_over("a b +", sink);
        look(limits, &|looked_at| match looked_at {
            30_000 => hand_over("a b *", sink),
            300_000 => FAR_AHEAD.store(true, Ordering::Release),
            _ => {}
        })
    });
    let slow = does("slow", |limits, sink| {
        while !FAR_AHEAD.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
        look(limits, &|looked_at| {
            if looked_at == 19_000 {
                hand_over("a a +", sink);
            }
        })
    });
    let prior = ProbePrior::new(&StackMachine);
    let certain = SearchConfig {
        certainty: 0.0,
        ..SearchConfig::default()
    };
    let engine = Engine::new(&prior, vec![fast, slow], certain).unwrap();
    let hour = Budget {
        time: Some(std::time::Duration::from_secs(3_600)),
        ..Budget::default()
    };
    let mut search = Search::new(&engine, known());
    let result = search.run(&hour, 3, &AtomicBool::new(false), &mut |_| {});
    assert_eq!(result.stop, StopReason::Found);
    let mut outcomes: Vec<_> = (search.posterior().groups.iter())
        .map(|group| group.behaviour.outcome(&input(1, 3)))
        .collect();
    outcomes.sort();
    assert_eq!(outcomes, [2, 4].map(|n| Some(Value::Int(n))));
}

fn excluded() {
    let engine = engine(vec![Arc::new(Smallest)]);
    let mut search = Search::new(&engine, known());
    let run = |search: &mut Search| {
        let found = search.run(&candidates(20_000), 3, &AtomicBool::new(false), &mut |_| {});
        found.answer.unwrap().choice.behaviour
    };
    let asked = input(1, 3);
    let mut wrong = Vec::new();
    for _ in 0..4 {
        let outcome = run(&mut search).outcome(&asked);
        assert!(!wrong.contains(&outcome));
        search.exclude(asked.clone(), outcome.clone());
        wrong.push(outcome);
    }
    run(&mut search);
    let groups = &search.posterior().groups;
    assert!(groups.len() > 1);
    for group in groups {
        assert!(!wrong.contains(&group.behaviour.outcome(&asked)));
    }
    let (question, _) = search.question().unwrap();
    assert_ne!(question, asked);
    search.skip(question.clone());
    assert_ne!(search.question().unwrap().0, question);
}

fn anew() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let engine = engine(vec![does("counts", |_, sink| {
        RUNS.fetch_add(1, Ordering::Relaxed);
        hand_over("a b +", sink);
        hand_over("a b *", sink);
        StopReason::Exhausted
    })]);
    let mut search = Search::new(&engine, known());
    let run = |search: &mut Search| {
        let found = search.run(&candidates(100), 3, &AtomicBool::new(false), &mut |_| {});
        let source = found.answer.map(|answer| answer.choice.program.source());
        (source, RUNS.load(Ordering::Relaxed))
    };
    let sum = Some("a b +\n".to_owned());
    assert_eq!(run(&mut search), (sum.clone(), 1));
    // What the answer does anyway changes nothing.
    search.observe(input(0, 2), Some(Value::Int(2)));
    assert_eq!(run(&mut search), (sum, 1));
    search.observe(input(1, 3), Some(Value::Int(7)));
    assert_eq!(run(&mut search), (None, 2));
}

fn one_wrong_pair() {
    let engine = engine(vec![Arc::new(Smallest)]);
    let pairs = [(1, 2, 3), (2, 5, 7), (4, 0, 4), (3, 3, 6), (0, 5, 5)];
    let known = |slip: Option<usize>| {
        let mut known = Observations::default();
        for (n, (a, b, sum)) in pairs.into_iter().enumerate() {
            let sum = if slip == Some(n) { sum + 2 } else { sum };
            known.push(input(a, b), Some(Value::Int(sum)));
        }
        known
    };
    let doubtful = |slip| {
        let interrupt = AtomicBool::new(false);
        let budget = candidates(20_000);
        let found = doubtful_example(&engine, &known(slip), pairs.len(), &budget, &interrupt);
        found.map(|found| (found.index, found.program.source()))
    };
    assert_eq!(doubtful(None), None);
    assert_eq!(doubtful(Some(2)), Some((2, "a b +\n".to_owned())));
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
