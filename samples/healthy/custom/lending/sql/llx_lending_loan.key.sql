ALTER TABLE llx_lending_loan ADD INDEX idx_lending_loan_book (fk_book);
