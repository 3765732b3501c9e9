//! Whole searches with a small prior: what is answered, asked and proposed.

use expect_test::expect;
use lasynth_c::domain::CProgram;
use lasynth_c::parser::parse;
use lasynth_c::probes::further_probes;
use lasynth_c_search::factorised::PreparedPrior;
use lasynth_c_search::prior::Prior;
use lasynth_c_search::prior::counts::Counts;
use lasynth_c_search::prior::file::Record;
use lasynth_c_search::{CPrior, Edits, Enumeration};
use lasynth_core::{Budget, Input, Program, StopReason};
use lasynth_search::{
    Answer, Behaviour, Engine, Limits, Observations, Proposer, Search, SearchConfig, SearchResult,
    outcome_of,
};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock, Mutex};

static PRIOR: LazyLock<CPrior> = LazyLock::new(|| {
    let mut counts = Counts::default();
    (0..20_000).for_each(|seed| counts.draw(seed));
    let record = Record::of(counts.canonical(), 3_000, 1_000);
    CPrior::new(Arc::new(PreparedPrior::new(Prior::fitted(&record))))
});

fn engine(config: SearchConfig) -> Engine {
    let proposers: Vec<Arc<dyn Proposer>> = vec![Arc::new(Enumeration::default())];
    Engine::new(&*PRIOR, proposers, config).expect("a configuration that fits")
}

fn program(statements: &str) -> CProgram {
    let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
    CProgram::new(parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}")))
}

fn inputs() -> impl Iterator<Item = Input> {
    further_probes().iter().map(|list| Input::list(list))
}

/// What a program does with some inputs.
fn observe(program: &dyn Program, inputs: impl Iterator<Item = Input>) -> Observations {
    let mut known = Observations::default();
    for input in inputs {
        let outcome = outcome_of(program, &input);
        known.push(input, outcome);
    }
    known
}

/// What a program does with the first inputs.
fn examples(program: &dyn Program, count: usize) -> Observations {
    observe(program, inputs().take(count))
}

fn run(search: &mut Search<'_>, budget: &Budget) -> (SearchResult, Vec<Answer>) {
    let mut answers = Vec::new();
    let found = search.run(budget, 3, &AtomicBool::new(false), &mut |better| {
        answers.push(better.clone());
    });
    (found, answers)
}

/// Without a time, so that nothing depends on the clock.
fn candidates(count: usize) -> Budget {
    Budget {
        candidates: Some(count),
        ..Budget::default()
    }
}

fn does_the_same(behaviour: &dyn Behaviour, program: &dyn Program) -> bool {
    inputs().all(|input| behaviour.outcome(&input) == outcome_of(program, &input))
}

/// A straight program is found at once, with certainty, and written as a person would.
#[test]
fn what_the_examples_settle_is_answered_at_once() {
    let engine = engine(SearchConfig::default());
    let wanted = program("a[1] = a[0] + a[4]; a[3] = 2;");
    let mut search = Search::new(&engine, examples(&wanted, 5));
    let (found, answers) = run(&mut search, &candidates(100_000));
    assert_eq!(found.stop, StopReason::Found);
    let answer = found.answer.expect("an answer");
    assert!(answer.confidence > 0.9, "{}", answer.confidence);
    assert!(answer.choice.proposers.contains(&"factorised"));
    assert!(answers.len() >= 2, "a first answer, and a better one");
    expect![[r#"
        int * func_1(int a[])
        {
            a[1] = a[0] + a[4];
            a[3] = 2;
            return a;
        }
    "#]]
    .assert_eq(&answer.choice.program.source());
    for runner_up in &answer.runners_up {
        assert_ne!(runner_up.answer, runner_up.other);
        assert_eq!(
            answer.choice.behaviour.outcome(&runner_up.input),
            runner_up.answer
        );
        assert_eq!(
            runner_up.choice.behaviour.outcome(&runner_up.input),
            runner_up.other
        );
    }
}

/// A condition that no example shows is found by asking.
#[test]
fn questions_bring_hidden_branches_to_light() {
    let engine = engine(SearchConfig {
        without: vec!["enumeration".to_owned()],
        ..SearchConfig::default()
    });
    let wanted = program("a[0] = a[2]; if (a[3] < -1) { a[0] = 1; }");
    let passing = inputs().filter(|input| input.as_list().is_some_and(|list| list[3] >= -1));
    let shown = observe(&wanted, passing.take(5));
    let mut search = Search::new(&engine, shown);
    let right = |found: &SearchResult| {
        let answer = found.answer.as_ref().expect("an answer");
        let behaviour = &answer.choice.behaviour;
        let same = |input: &Input| behaviour.outcome(input) == outcome_of(&wanted, input);
        inputs().filter(same).count()
    };
    let (first, _) = run(&mut search, &candidates(100_000));
    assert!(right(&first) < 260, "nothing has shown the branch yet");
    let mut asked = 0;
    loop {
        let (found, _) = run(&mut search, &candidates(100_000));
        if right(&found) == further_probes().len() {
            break;
        }
        let (input, entropy) = search.question().expect("something is open");
        assert!(entropy > 0.0);
        assert!(!search.observations().inputs.contains(&input));
        let outcome = outcome_of(&wanted, &input);
        search.observe(input, outcome);
        asked += 1;
        assert!(asked <= 12, "twelve questions were not enough");
    }
    assert!(asked >= 1);
}

/// What lies beyond the tables comes from the enumeration.
#[test]
fn programs_of_other_proposers_join_in() {
    let engine = engine(SearchConfig::default());
    let wanted =
        program("for (int p_0 = 0; p_0 < 5; p_0++) { if (a[p_0] < 0) { a[p_0] = -a[p_0]; } }");
    let mut search = Search::new(&engine, examples(&wanted, 6));
    let (found, _) = run(&mut search, &candidates(100_000));
    let answer = found.answer.expect("an answer");
    assert_eq!(answer.choice.proposers, ["enumeration"]);
    assert!(does_the_same(&*answer.choice.behaviour, &wanted));
}

/// An input with an invalid run is an observation like any other.
#[test]
fn invalid_runs_are_observations() {
    let engine = engine(SearchConfig::default());
    let wanted = program("if (a[0] > 0) { int l_0 = 4; a[l_0 + 1] = 0; } a[2]++;");
    let known = examples(&wanted, 9);
    assert!(known.outcomes.contains(&None));
    let mut search = Search::new(&engine, known.clone());
    let (found, _) = run(&mut search, &candidates(100_000));
    let answer = found.answer.expect("an answer");
    assert!(known.are_met_by(&*answer.choice.program));
}

/// The same arguments give the same answer on any number of threads where time does not end the search,
/// with all proposers at work.
#[test]
fn the_seed_decides() {
    let engine = engine(SearchConfig::default());
    let known = examples(&program("if (a[1] > a[2]) { a[4] = 0; }"), 5);
    let once = || {
        let mut search = Search::new(&engine, known.clone());
        let (found, _) = run(&mut search, &candidates(20_000));
        let answer = found.answer.expect("an answer");
        (
            answer.choice.program.source(),
            answer.confidence,
            search.question(),
        )
    };
    assert_eq!(once(), once());
}

#[test]
fn contradictions_have_no_answer() {
    let config = SearchConfig {
        without: vec!["enumeration".to_owned()],
        ..SearchConfig::default()
    };
    let engine = engine(config);
    let mut known = Observations::default();
    let list = |value: i32| lasynth_core::Value::List(vec![value; 5]);
    known.push(list(0).into(), Some(list(0)));
    known.push(list(0).into(), Some(list(1)));
    let mut search = Search::new(&engine, known);
    let (found, answers) = run(&mut search, &Budget::default());
    assert!(found.answer.is_none() && answers.is_empty());
    assert_eq!(found.stop, StopReason::Exhausted);
}

/// What a proposer hands over within some candidates, and why it ends.
fn proposals(
    proposer: &dyn Proposer,
    known: &Observations,
    most: u64,
) -> (Vec<String>, StopReason) {
    let found = Mutex::new(Vec::new());
    let stop = AtomicBool::new(false);
    let limits = Limits {
        deadline: None,
        candidates: Some(most),
        memory: 1 << 28,
        stop: &stop,
        seed: 3,
        progress: None,
    };
    let reason = proposer.propose(known, &limits, &|program| {
        assert!(known.are_met_by(&*program));
        found.lock().expect("no panic").push(program.source());
    });
    (found.into_inner().expect("no panic"), reason)
}

/// Edits find programs with branches, the same ones each time, and keep to their limit.
#[test]
fn edits_lead_to_programs_that_meet_the_observations() {
    let known = examples(&program("if (a[1] > 0) { a[0] = a[2]; }"), 5);
    let (found, reason) = proposals(&Edits::default(), &known, 60_000);
    assert_eq!(reason, StopReason::Candidates);
    assert!(!found.is_empty());
    assert_eq!(
        proposals(&Edits::default(), &known, 60_000),
        (found, reason)
    );
}

/// They end by themselves where they have found so much, or nothing new for long.
#[test]
fn edits_end_by_themselves() {
    let known = examples(&program("if (a[1] > 0) { a[0] = a[2]; }"), 5);
    let ends = |fruitless, behaviours| {
        let edits = Edits {
            fruitless,
            behaviours,
        };
        let (found, reason) = proposals(&edits, &known, u64::MAX);
        assert_eq!(reason, StopReason::Found);
        found.len()
    };
    let lengths = [(1, 100), (3, 100), (1_000, 1), (1_000, 3)].map(|(n, m)| ends(n, m));
    expect!["[2, 5, 1, 3]"].assert_eq(&format!("{lengths:?}"));
}
