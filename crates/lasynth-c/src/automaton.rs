//! The grammar automaton: which tokens may follow a prefix.
