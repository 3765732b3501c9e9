//! Training loop, schedule, checkpoints and resume.
