//! What every LaSynth domain shares.
//!
//! A *domain* (restricted C today, Karel later) is a language together with the values its programs
//! read and write. Everything above the domain crates — model, search, training, evaluation — sees
//! only the types of this crate: [`Value`]s, [`Example`]s, [`Task`]s, a [`Vocabulary`] of program
//! tokens, and the traits [`Domain`], [`Program`] and [`GrammarState`].
//!
//! Nothing here prints, reads files or exits.

mod budget;
mod domain;
mod encoding;
mod grid;
mod hash;
mod policy;
mod rules;
mod spec;
mod task;
mod value;
mod vocabulary;

pub use budget::{Budget, StopReason};
pub use domain::{
    BaselineFn, Comparison, DecodeError, Domain, Draw, Dropped, ExampleError, Fault, FaultKind,
    GrammarState, Language, Place, Program, SourceError, Tasks, Values, compare_on,
};
pub use encoding::{Encoding, EncodingError, Extent, InvalidEncoding};
pub use grid::Grid;
pub use hash::{Fnv1a64, fnv1a_64, fnv1a_128};
pub use policy::{Decoding, Policy};
pub use rules::{DrawRules, Lists, Mixture, MixtureError, RangeRule};
pub use spec::{
    MAX_ELEMENTS, SpecError, check_shapes, parse_csv, parse_input, parse_spec, parse_value,
};
pub use task::{Example, Kind, Task};
pub use value::{Input, Value};
pub use vocabulary::{TokenId, TokenMask, Vocabulary};
