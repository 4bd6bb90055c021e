//! Dependencies, conflicts, cycles, activation order, what breaks if a module goes.
