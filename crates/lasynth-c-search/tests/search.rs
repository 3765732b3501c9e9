//! Whole searches with a small prior: what is answered, asked and proposed.

use expect_test::expect;
use lasynth_c::exec::Executable;
use lasynth_c::parser::parse;
use lasynth_c::printer::print;
use lasynth_c::probes::further_probes;
use lasynth_c::syntax::Program;
use lasynth_c_search::config::SearchConfig;
use lasynth_c_search::factorised::Model;
use lasynth_c_search::prior::Prior;
use lasynth_c_search::prior::file::Record;
use lasynth_c_search::prior::fit::Counts;
use lasynth_c_search::search::{Answer, Engine, Found, Search};
use lasynth_c_search::{Edits, Enumeration, Limits, List, Observations, Outcome, Proposer};
use lasynth_core::{Budget, StopReason};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| {
    let mut counts = Counts::default();
    (0..20_000).for_each(|seed| counts.draw(seed));
    let record = Record::of(counts.canonical(), 3_000, 1_000);
    Arc::new(Model::new(Prior::fitted(&record)))
});

fn engine(config: SearchConfig) -> Engine {
    Engine {
        model: Arc::clone(&MODEL),
        proposers: vec![Box::new(Enumeration::default())],
        config,
    }
}

fn program(statements: &str) -> Program {
    let source = format!("int * func_1(int a[])\n{{\n{statements}\nreturn a;\n}}\n");
    parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"))
}

fn outcome(program: &Program, input: &List) -> Outcome {
    let mut list = *input;
    Executable::new(program)
        .run(&mut list)
        .is_ok()
        .then_some(list)
}

/// What a program does with the first inputs.
fn examples(program: &Program, count: usize) -> Observations {
    let mut known = Observations::default();
    for input in &further_probes()[..count] {
        known.push(*input, outcome(program, input));
    }
    known
}

fn run(search: &mut Search<'_>, budget: &Budget) -> (Found, Vec<Answer>) {
    let mut answers = Vec::new();
    let found = search.run(budget, 3, &AtomicBool::new(false), &mut |better| {
        answers.push(better.clone());
    });
    (found, answers)
}

fn seconds(seconds: f64) -> Budget {
    Budget {
        time: Some(Duration::from_secs_f64(seconds)),
        ..Budget::default()
    }
}

/// A straight program is found at once, with certainty, and written as a person would.
#[test]
fn what_the_examples_settle_is_answered_at_once() {
    let engine = engine(SearchConfig::default());
    let wanted = program("a[1] = a[0] + a[4]; a[3] = 2;");
    let mut search = Search::new(&engine, examples(&wanted, 5));
    let (found, answers) = run(&mut search, &seconds(20.0));
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
    .assert_eq(&print(&answer.choice.program));
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
    let mut shown = Observations::default();
    for input in further_probes()
        .iter()
        .filter(|input| input[3] >= -1)
        .take(5)
    {
        shown.push(*input, outcome(&wanted, input));
    }
    let mut search = Search::new(&engine, shown);
    let right = |found: &Found| {
        let answer = found.answer.as_ref().expect("an answer");
        let same =
            |input: &&List| answer.choice.behaviour.outcome(input) == outcome(&wanted, input);
        further_probes().iter().filter(same).count()
    };
    let (first, _) = run(&mut search, &seconds(2.0));
    assert!(right(&first) < 260, "nothing has shown the branch yet");
    let mut asked = 0;
    loop {
        let (found, _) = run(&mut search, &seconds(2.0));
        if right(&found) == further_probes().len() {
            break;
        }
        let (input, entropy) = search.question().expect("something is open");
        assert!(entropy > 0.0);
        assert!(!search.observations().inputs.contains(&input));
        search.observe(input, outcome(&wanted, &input));
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
    let (found, _) = run(&mut search, &seconds(20.0));
    let answer = found.answer.expect("an answer");
    assert_eq!(answer.choice.proposers, ["enumeration"]);
    for input in further_probes() {
        assert_eq!(
            answer.choice.behaviour.outcome(input),
            outcome(&wanted, input)
        );
    }
}

/// An input with an invalid run is an observation like any other.
#[test]
fn invalid_runs_are_observations() {
    let engine = engine(SearchConfig::default());
    let wanted = program("if (a[0] > 0) { int l_0 = 4; a[l_0 + 1] = 0; } a[2]++;");
    let known = examples(&wanted, 9);
    assert!(known.outcomes.contains(&None));
    let mut search = Search::new(&engine, known.clone());
    let (found, _) = run(&mut search, &seconds(5.0));
    let answer = found.answer.expect("an answer");
    assert!(known.are_met_by(&Executable::new(&answer.choice.program)));
}

/// The same arguments give the same answer where time does not end the search.
#[test]
fn the_seed_decides() {
    let config = SearchConfig {
        without: vec!["enumeration".to_owned()],
        ..SearchConfig::default()
    };
    let engine = engine(config);
    let known = examples(&program("if (a[1] > a[2]) { a[4] = 0; }"), 5);
    let once = || {
        let mut search = Search::new(&engine, known.clone());
        let (found, _) = run(&mut search, &Budget::default());
        let answer = found.answer.expect("an answer");
        (
            print(&answer.choice.program),
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
    known.push([0; 5], Some([0; 5]));
    known.push([0; 5], Some([1; 5]));
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
    };
    let reason = proposer.propose(known, &limits, &|program| {
        assert!(known.are_met_by(&Executable::new(&program)));
        found.lock().expect("no panic").push(print(&program));
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
