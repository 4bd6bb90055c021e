-- Books
create table llx_book
(
  rowid integer AUTO_INCREMENT PRIMARY KEY,
  ref   varchar(30) NOT NULL,
  place varchar(64)
) ENGINE=innodb;
