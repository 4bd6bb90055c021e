-- Books
create table llx_book
(
  rowid integer AUTO_INCREMENT PRIMARY KEY,
  ref   varchar(30) NOT NULL,
  spot varchar(64), -- where it stands
  pages integer
) ENGINE=innodb;
