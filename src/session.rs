//! The pipeline from a path to findings, one screen.
