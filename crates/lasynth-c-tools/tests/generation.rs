//! The generation pipeline on restricted C, and on a source that has nothing to offer.

use lasynth_c::domain::{RestrictedC, signature};
use lasynth_c::exec::Executable;
use lasynth_core::*;
use lasynth_data::generation::{
    Destination, Form, GenConfig, GenError, Native, Progress, Source, Start, Summary, generate,
    generate_files,
};
use lasynth_data::tasks::read_tasks;
use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;
use tempfile::tempdir;

fn go_on(_: &Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// The tasks of each split.
fn run(config: &GenConfig) -> (Vec<Vec<Task>>, Summary) {
    let mut splits = vec![Vec::new(); config.splits.len()];
    let mut sink = |split: usize, task| {
        splits[split].push(task);
        Ok(())
    };
    let summary = generate(&Native(&RestrictedC), config, &mut sink, &mut go_on).expect("tasks");
    (splits, summary)
}

fn has_loop(task: &Task) -> bool {
    matches!(task.kind.as_deref(), Some("for" | "mixed"))
}

fn behaviour(task: &Task) -> u128 {
    let program = task.program.as_deref().expect("a program");
    let program = lasynth_c::parser::parse(program).expect("a program");
    signature(&Executable::new(&program))
}

#[test]
fn the_seed_decides_and_the_number_of_threads_does_not() {
    let config = GenConfig {
        splits: vec![2_500, 40, 40],
        seed: 5,
        threads: 1,
        ..GenConfig::default()
    };
    let (tasks, summary) = run(&config);
    for threads in [2, 3] {
        let (again, other) = run(&GenConfig {
            threads,
            ..config.clone()
        });
        assert!(again == tasks, "{threads} threads");
        let times = (summary.seconds, summary.candidates_per_second);
        let (seconds, candidates_per_second) = times;
        assert_eq!(
            Summary {
                seconds,
                candidates_per_second,
                ..other
            },
            summary
        );
    }
    let (other, _) = run(&GenConfig { seed: 6, ..config });
    assert_ne!(other[0][0], tasks[0][0]);
}

#[test]
fn splits_have_their_sizes_and_share_no_behaviour() {
    let config = GenConfig {
        splits: vec![1_500, 200, 300],
        ..GenConfig::default()
    };
    let (splits, summary) = run(&config);
    let sizes: Vec<usize> = splits.iter().map(Vec::len).collect();
    assert_eq!(sizes, config.splits);
    let behaviours: HashSet<u128> = splits.iter().flatten().map(behaviour).collect();
    assert_eq!(behaviours.len(), 2_000);
    assert!(summary.duplicates > 0 && summary.candidates > 2_000);
    let dropped: usize = summary.dropped.values().sum();
    assert_eq!(
        summary.candidates as usize,
        2_000 + summary.duplicates + dropped
    );

    for split in &splits {
        assert_eq!(split[17].id, "c-000017");
        let loops = split.iter().filter(|task| has_loop(task));
        assert!(
            2 * loops.count() >= split.len(),
            "half of the programs have a loop"
        );
    }
    // Splits are alike: none has only what was found last.
    let mean = |tasks: &[Task]| {
        tasks.iter().filter_map(|t| t.tokens).sum::<usize>() as f64 / tasks.len() as f64
    };
    assert!((mean(&splits[0]) - mean(&splits[2])).abs() < 10.0);
}

#[test]
fn duplicates_stay_where_they_are_wanted() {
    let config = GenConfig {
        dedup: false,
        loop_share: 0.0,
        splits: vec![2_000],
        ..GenConfig::default()
    };
    let (splits, summary) = run(&config);
    let behaviours: HashSet<u128> = splits[0].iter().map(behaviour).collect();
    assert!(behaviours.len() < 1_950);
    assert_eq!(summary.duplicates, 0);
    // Of equal behaviours the first is kept.
    let (distinct, _) = run(&GenConfig {
        dedup: true,
        splits: vec![behaviours.len()],
        ..config
    });
    let mut seen = HashSet::new();
    let firsts = splits[0].iter().filter(|task| seen.insert(behaviour(task)));
    assert!(
        firsts
            .map(|t| &t.program)
            .eq(distinct[0].iter().map(|t| &t.program))
    );
}

#[test]
fn the_share_of_loops_is_kept() {
    for (loop_share, least) in [(0.0, 90), (0.5, 100), (0.9, 180), (1.0, 200)] {
        let config = GenConfig {
            loop_share,
            splits: vec![200],
            seed: 3,
            ..GenConfig::default()
        };
        let (splits, summary) = run(&config);
        let loops = splits[0].iter().filter(|task| has_loop(task));
        assert!(loops.count() >= least);
        assert_eq!(summary.dropped.contains_key("kind"), loop_share > 0.5);
    }
}

#[test]
fn tasks_are_complete() {
    let (splits, _) = run(&GenConfig {
        splits: vec![50],
        ..GenConfig::default()
    });
    for task in &splits[0] {
        let source = task.program.as_deref().expect("a program");
        let program = RestrictedC.parse(source).expect("a program");
        assert_eq!(program.source(), source);
        assert_eq!(task.tokens, Some(program.length()));
        assert_eq!(task.kind.as_deref(), Some(program.kind().name()));
        assert_eq!(task.domain.as_deref(), Some("c"));
        assert!(task.extra.is_empty());
        let heldout = task.heldout.as_deref().expect("pairs");
        assert_eq!((task.examples.len(), heldout.len()), (5, 5));
        for pair in task.examples.iter().chain(heldout) {
            assert_eq!(program.run(&pair.input).as_ref(), Ok(&pair.output));
        }
    }
}

#[test]
fn files_appear_complete_or_not_at_all() {
    let folder = tempdir().expect("a folder");
    let config = GenConfig {
        splits: vec![30, 10, 10],
        ..GenConfig::default()
    };
    let to = Destination::Folder(folder.path().join("new").join("data"));
    let mut stop = |_: &Progress| ControlFlow::Break(());
    let stopped = generate_files(&Native(&RestrictedC), &config, &to, Start::Fresh, &mut stop);
    assert!(matches!(stopped, Err(GenError::Interrupted)));
    let data = folder.path().join("new").join("data");
    let left: Vec<_> = fs::read_dir(&data)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left, [".unfinished"]);

    let summary = generate_files(
        &Native(&RestrictedC),
        &config,
        &to,
        Start::Resume,
        &mut go_on,
    )
    .expect("files");
    for split in &summary.splits {
        let tasks = read_tasks(data.join(format!("{}.jsonl", split.name))).expect("tasks");
        assert_eq!(tasks.len(), split.tasks);
    }
    assert_eq!(fs::read_dir(&data).expect("a folder").count(), 3);

    let to = Destination::File(folder.path().join("one.jsonl.zst"));
    let several = generate_files(
        &Native(&RestrictedC),
        &config,
        &to,
        Start::Fresh,
        &mut go_on,
    );
    assert!(matches!(several, Err(GenError::Config(_))));
    let config = GenConfig {
        splits: vec![30],
        ..config
    };
    generate_files(
        &Native(&RestrictedC),
        &config,
        &to,
        Start::Fresh,
        &mut go_on,
    )
    .expect("a file");
    let tasks = read_tasks(folder.path().join("one.jsonl.zst")).expect("tasks");
    assert_eq!(vec![tasks], run(&config).0);
}

#[test]
fn a_mixture_is_met_exactly_in_every_split() {
    let shares: Mixture = "seq=1,if=2,for=0,mixed=1".parse().expect("a mixture");
    let kinds = RestrictedC.kinds();
    let shares = shares.of_kinds(kinds).expect("kinds of the language");
    let config = GenConfig {
        splits: vec![400, 41, 3],
        rules: DrawRules {
            kinds: Some(shares.clone()),
            ..DrawRules::default()
        },
        ..GenConfig::default()
    };
    let (splits, summary) = run(&config);
    for (tasks, size) in splits.iter().zip(&config.splits) {
        let is = |task: &&Task, kind: &Kind| task.kind.as_deref() == Some(kind.name());
        let count = |kind| tasks.iter().filter(|task| is(task, kind)).count();
        let counts: Vec<usize> = kinds.iter().map(count).collect();
        assert_eq!(counts, shares.divide(*size));
    }
    // The odds of the draws follow the mixture: few programs are of a kind that is not wanted.
    assert!(summary.dropped["kind"] * 2 < summary.tasks, "{summary:?}");
    let mut kinds = splits[0].iter().map(|task| task.kind.as_deref());
    let last_if = kinds.rposition(|kind| kind == Some("if"));
    assert!(
        last_if > Some(300),
        "kinds are mixed from the first to the last task"
    );
}

#[test]
fn short_forms_are_for_the_lists_that_they_were_proved_on() {
    for (form, len, max, fine) in [
        (Form::Raw, 7, 9, true),
        (Form::Minimal, 5, 3, true),
        (Form::Minimal, 5, 5, false),
        (Form::Normal, 4, 4, false),
    ] {
        let config = GenConfig {
            splits: vec![5],
            form,
            rules: DrawRules {
                lists: Some(Lists { len, max }),
                ..DrawRules::default()
            },
            ..GenConfig::default()
        };
        let made = generate(
            &Native(&RestrictedC),
            &config,
            &mut |_, _| Ok(()),
            &mut go_on,
        );
        assert_eq!(made.is_ok(), fine, "{form:?}, {len}, {max}");
    }
}

#[test]
fn senseless_configurations_are_refused() {
    let examples = DrawRules {
        examples: 0,
        ..DrawRules::default()
    };
    for config in [
        GenConfig {
            loop_share: 1.5,
            ..GenConfig::default()
        },
        GenConfig {
            splits: vec![],
            ..GenConfig::default()
        },
        GenConfig {
            splits: vec![1; 4],
            ..GenConfig::default()
        },
        GenConfig {
            rules: examples,
            ..GenConfig::default()
        },
    ] {
        let refused = generate(
            &Native(&RestrictedC),
            &config,
            &mut |_, _| Ok(()),
            &mut go_on,
        );
        assert!(matches!(refused, Err(GenError::Config(_))), "{config:?}");
    }
}

/// A source that has nothing to offer: every program is the identity.
struct Barren;

impl Source for Barren {
    fn domain(&self) -> &dyn Domain {
        &RestrictedC
    }

    fn name(&self) -> &str {
        "barren"
    }

    fn draw(&self, _: &DrawRules, _: u64) -> Result<Result<Draw, Dropped>, GenError> {
        Ok(Err(Dropped::Identity))
    }
}

#[test]
fn a_run_ends_where_nothing_new_turns_up() {
    let ended = generate(
        &Barren,
        &GenConfig::default(),
        &mut |_, _| Ok(()),
        &mut go_on,
    );
    assert!(matches!(
        ended,
        Err(GenError::Exhausted {
            made: 0,
            wanted: 1_000
        })
    ));
}

#[test]
fn the_normal_form_is_marked() {
    let config = GenConfig {
        splits: vec![20],
        form: Form::Normal,
        ..GenConfig::default()
    };
    let (normal, _) = run(&config);
    let (raw, _) = run(&GenConfig {
        form: Form::Raw,
        ..config
    });
    for (normal, raw) in normal[0].iter().zip(&raw[0]) {
        assert_eq!(normal.extra["form"], "normal");
        assert_eq!(behaviour(normal), behaviour(raw));
        assert!(normal.tokens <= raw.tokens);
        assert_eq!(normal.examples, raw.examples);
    }
}
