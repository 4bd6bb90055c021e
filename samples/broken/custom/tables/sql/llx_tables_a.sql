CREATE TABLE llx_tables_a (rowid integer PRIMARY KEY);
