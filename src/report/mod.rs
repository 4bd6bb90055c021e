//! One file per output format. Looks nothing up and decides no exit code.
