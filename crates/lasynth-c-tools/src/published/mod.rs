//! The published data set's format: a folder of pairs `code_<i>.c`, `code_<i>.out`.
//!
//! The `.c` file is a whole C program. Five globals `a0[5]` to `a4[5]` hold the inputs: `a<j>` has
//! position `j` of all five examples. `func_1` is the program of the task; `main` runs it on the
//! examples and prints one line for each. The `.out` file is what it prints. The number `i` decides
//! to which split a pair belongs ([`SPLITS`]). There are no held-out pairs: an import makes some by
//! running the program on new inputs, and [`Exporter`] leaves them out.

mod export;
mod folder;
mod import;
mod layout;
mod pair;
mod scan;

pub use export::{Exporter, c_text, out_text};
pub use folder::Folder;
pub use layout::EXAMPLES;
pub use pair::{Pair, read_pair};

use lasynth_data::formats::{Export, ExportError, Format, OpenError, Records, Split};
use std::path::Path;

/// The parts of the data set.
pub static SPLITS: [Split; 3] = [
    split("train", 0, 500_000),
    split("valid", 500_000, 501_000),
    split("test", 501_000, 502_000),
];

const fn split(name: &'static str, first: u64, end: u64) -> Split {
    Split {
        name,
        numbers: first..end,
    }
}

/// The format that the data set of the paper was published in.
#[derive(Clone, Copy, Debug, Default)]
pub struct LatentExecution;

impl Format for LatentExecution {
    fn name(&self) -> &'static str {
        "latent-execution"
    }

    fn about(&self) -> &'static str {
        "The published data set's: a folder of pairs code_<i>.c, code_<i>.out"
    }

    fn record(&self) -> &'static str {
        "pair"
    }

    fn splits(&self) -> &'static [Split] {
        &SPLITS
    }

    fn file_name(&self, number: u64) -> String {
        format!("code_{number}.c")
    }

    fn open(&self, folder: &Path) -> Result<Box<dyn Records>, OpenError> {
        let folder = Folder::open(folder)?;
        if folder.is_empty() {
            let message = "there is no file code_<i>.c or code_<i>.out in it";
            return Err(OpenError::Empty(message.to_owned()));
        }
        Ok(Box::new(folder))
    }

    fn create(&self, folder: &Path) -> Result<Box<dyn Export>, ExportError> {
        Ok(Box::new(Exporter::create(folder)?))
    }
}
