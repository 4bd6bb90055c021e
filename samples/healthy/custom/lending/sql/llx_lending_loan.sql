CREATE TABLE llx_lending_loan (
	rowid integer AUTO_INCREMENT PRIMARY KEY,
	fk_book integer NOT NULL,
	fk_soc integer NOT NULL,
	date_out datetime
) ENGINE=innodb;
