//! Random programs that cover every production of the grammar, for tests.
