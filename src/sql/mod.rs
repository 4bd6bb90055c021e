//! SQL texts → tables and columns. Never judges.
