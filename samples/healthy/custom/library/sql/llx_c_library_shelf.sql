CREATE TABLE llx_c_library_shelf (
	rowid integer AUTO_INCREMENT PRIMARY KEY,
	code varchar(16) NOT NULL,
	label varchar(64),
	active tinyint DEFAULT 1 NOT NULL
) ENGINE=innodb;
