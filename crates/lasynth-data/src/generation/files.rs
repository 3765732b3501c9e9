use super::{GenConfig, GenError, Progress, Summary, generate};
use crate::tasks::TaskWriter;
use lasynth_core::Domain;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Names of the splits, in the order of [`GenConfig::splits`].
pub(super) const SPLIT_NAMES: [&str; 3] = ["train", "valid", "test"];

/// Where the tasks go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// One task file; one split.
    File(PathBuf),
    /// A folder, made where it does not exist, with a file `train.jsonl`, `valid.jsonl`,
    /// `test.jsonl` for each split.
    Folder(PathBuf),
}

/// Generates task files. They appear under their names when all of them are complete; a run that
/// fails or is interrupted leaves no file behind.
///
/// # Errors
/// See [`generate`].
pub fn generate_files(
    domain: &dyn Domain,
    config: &GenConfig,
    to: &Destination,
    progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
) -> Result<Summary, GenError> {
    super::check(config)?;
    let paths: Vec<PathBuf> = match to {
        Destination::File(path) if config.splits.len() == 1 => vec![path.clone()],
        Destination::File(path) => {
            return Err(GenError::Config(format!(
                "{} splits do not fit into the one file {}; name a folder",
                config.splits.len(),
                path.display()
            )));
        }
        Destination::Folder(folder) => {
            fs::create_dir_all(folder).map_err(|source| GenError::Folder {
                path: folder.clone(),
                source,
            })?;
            let names = SPLIT_NAMES.iter().take(config.splits.len());
            names
                .map(|name| folder.join(format!("{name}.jsonl")))
                .collect()
        }
    };
    let mut writers = paths
        .into_iter()
        .map(TaskWriter::create)
        .collect::<Result<Vec<_>, _>>()?;
    let mut sink = |split: usize, task| Ok(writers[split].write(&task)?);
    let summary = generate(domain, config, &mut sink, progress)?;
    for writer in writers {
        writer.finish()?;
    }
    Ok(summary)
}
