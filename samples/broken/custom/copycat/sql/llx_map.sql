CREATE TABLE llx_map (rowid integer PRIMARY KEY, radius double);
