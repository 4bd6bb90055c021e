CREATE TABLE llx_map (rowid integer PRIMARY KEY, label varchar(64));
