CREATE TABLE llx_bom_bom (rowid integer AUTO_INCREMENT PRIMARY KEY) ENGINE=innodb;
