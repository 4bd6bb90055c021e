CREATE TABLE llx_tables_b (rowid integer PRIMARY KEY);
