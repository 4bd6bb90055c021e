//! Opens a path: roots, `conf.php`, files, Git, core release, discovery. Never judges.
