//! `lasynth synth`: examples in, a verified program out.

mod ask;
mod dialogue;
mod difference;
mod show;

use crate::domains::SystemCompiler;
use crate::shell::cli::{Global, Synth};
use crate::shell::errors::BadInput;
use crate::shell::form::Form;
use crate::shell::input::Specification;
use crate::shell::{Status, commands, errors, interrupt, output, progress};
use crate::{Budget, Example, FoundProgram, Session, Synthesis};
use lasynth_c_tools::system_cc::CcError;
use show::Shown;
use std::sync::atomic::AtomicBool;

/// Runners-up that are told without being asked for.
const RUNNERS_UP: usize = 3;

pub fn synth(global: &Global, args: &Synth) -> anyhow::Result<Status> {
    if args.ask
        && args
            .spec
            .as_ref()
            .is_some_and(|path| path.as_os_str() == "-")
    {
        let message = "the specification comes from standard input, but with --ask your answers do; \
                       put the examples into a file, or give them with --example";
        return Err(BadInput::file("-", message).into());
    }
    let specification = match &args.spec {
        Some(path) => Specification::file(path)?,
        None => Specification::flags(&args.example)?,
    };
    let domains = commands::domains(global, &args.search);
    let bundle = domains.of_examples(&specification.examples);
    specification.check(bundle.domain)?;
    let form = Form::new(bundle, args.emit.as_deref())?;
    // For machines the object says it. What cannot be used comes before.
    let tell_domain = || {
        if domains.examples_choose() && !global.json {
            let name = bundle.name();
            output::note(&format!(
                "domain `{name}`, by the examples (--domain names another)"
            ));
        }
    };
    let compiler = match args.cc {
        true => Some(commands::compiler(bundle)?),
        false => None,
    };
    if let Some(compiler) = compiler {
        compiler.check()?;
    }
    let examples = &specification.examples;
    let budget = commands::budget(&args.search, global.seed);
    let flag = interrupt::flag();
    if let Some(mode) = args.search.mode {
        let policy = commands::policy(bundle, &args.search)?;
        tell_domain();
        let answer = crate::decode_with(
            bundle.domain,
            policy.as_ref(),
            examples,
            mode,
            &budget,
            &flag,
        )?;
        let shown = Shown {
            examples,
            searched: false,
            prior: None,
            top: None,
            asks: false,
            form,
            ended: None,
        };
        return finish(global, compiler, &answer, &shown, &flag);
    }
    let synthesiser = commands::synthesiser(bundle, &args.search, bundle.search.config())?;
    let mut session = Session::new(&synthesiser, examples)?;
    tell_domain();
    let shown = Shown {
        examples,
        searched: true,
        prior: synthesiser.prior.as_deref(),
        top: args.top,
        asks: args.ask,
        form,
        ended: None,
    };
    let top = args.top.unwrap_or(RUNNERS_UP);
    let search = dialogue::Search {
        budget: &budget,
        top,
        interrupt: &flag,
        enough: args.confidence,
    };
    let (answer, ended) = match (args.ask, global.json) {
        (false, _) => (search.run(&mut session, &budget), None),
        (true, json) => {
            let (answer, ended) = match json {
                true => ask::with_lines(&mut session, &search, &shown)?,
                false => ask::with_person(&mut session, &search, &shown),
            };
            (answer, Some(ended))
        }
    };
    finish(global, compiler, &answer, &Shown { ended, ..shown }, &flag)
}

impl dialogue::Search<'_> {
    /// Searches with what is known. On a terminal, the best answer so far is told meanwhile.
    fn run(&self, session: &mut Session, budget: &Budget) -> Synthesis {
        let bar = progress::message();
        let answer = session.run(budget, self.top, self.interrupt, &mut |better| {
            let tokens = output::count(better.choice.program.length(), "token");
            let confidence = better.confidence;
            bar.set_message(format!(
                "best so far: {tokens}, confidence {confidence:.2} (Ctrl-C takes it)"
            ));
        });
        bar.finish_and_clear();
        answer
    }
}

/// Has the C compiler judge the answer where that is asked for, and prints it.
fn finish(
    global: &Global,
    compiler: Option<&dyn SystemCompiler>,
    answer: &Synthesis,
    shown: &Shown,
    interrupt: &AtomicBool,
) -> anyhow::Result<Status> {
    let verdict = match (&answer.answer, compiler) {
        (Some(found), Some(compiler)) => compiled(compiler, found, shown.examples, interrupt)?,
        _ => Verdict::NotAsked,
    };
    if global.json {
        output::json(&match shown.asks {
            true => show::last_line(answer, shown, &verdict),
            false => show::object(answer, shown, &verdict),
        })?;
    } else {
        if let Some(found) = &answer.answer {
            output::text(&shown.form.text(found.program.as_ref()))?;
        }
        output::note(&show::remarks(answer, shown, &verdict));
    }
    let objection = match verdict {
        Verdict::NotAsked | Verdict::Agrees => None,
        Verdict::Disagrees(message) => Some(message),
        Verdict::Interrupted => Some("interrupted before the C compiler had its say".into()),
    };
    if let Some(message) = &objection {
        errors::print_message(message);
    }
    Ok(match (&answer.answer, objection) {
        (Some(_), None) => Status::Done,
        _ => Status::Negative,
    })
}

/// What the C compiler says about the answer.
enum Verdict {
    NotAsked,
    Agrees,
    /// What it objects to.
    Disagrees(String),
    /// The user did not wait for it.
    Interrupted,
}

/// Has the C compiler judge the answer.
fn compiled(
    compiler: &dyn SystemCompiler,
    found: &FoundProgram,
    examples: &[Example],
    interrupt: &AtomicBool,
) -> Result<Verdict, CcError> {
    match compiler.verify(&found.source, examples, interrupt) {
        Ok(missing_fences) => {
            for missing in &missing_fences {
                output::note(missing);
            }
            Ok(Verdict::Agrees)
        }
        Err(error) if error.is_disagreement() => Ok(Verdict::Disagrees(error.to_string())),
        Err(error) if error.is_interruption() => Ok(Verdict::Interrupted),
        Err(error) => Err(error),
    }
}
