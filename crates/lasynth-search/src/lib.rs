//! Decoding: model, executor and budget in, ranked verified programs out.
