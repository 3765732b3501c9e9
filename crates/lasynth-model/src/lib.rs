//! Encoder, program decoder, latent executor, operation predictor and losses of LaSynth.
