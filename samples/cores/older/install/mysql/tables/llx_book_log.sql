create table llx_book_log
(
  rowid integer,
  fk_book integer
) ENGINE=innodb;
