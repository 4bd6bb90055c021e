CREATE TABLE llx_idle (rowid integer PRIMARY KEY);
