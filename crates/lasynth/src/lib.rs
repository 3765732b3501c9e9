//! Programs from examples: the LaSynth command line and library.
