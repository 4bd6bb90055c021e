CREATE TABLE llx_library_book (
	rowid integer AUTO_INCREMENT PRIMARY KEY,
	entity integer DEFAULT 1 NOT NULL,
	ref varchar(30) NOT NULL,
	title varchar(255),
	fk_soc integer,
	tms timestamp
) ENGINE=innodb;
