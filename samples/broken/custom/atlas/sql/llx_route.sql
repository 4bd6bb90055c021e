CREATE TABLE llx_route (rowid integer PRIMARY KEY, label varchar(64));
