//! Joins everything read into facts. Holds no message texts.
