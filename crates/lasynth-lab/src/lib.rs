//! Data sets on disk, the generation pipeline, evaluation and reports.
