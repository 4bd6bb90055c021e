ALTER TABLE llx_library_book ADD COLUMN isbn varchar(13);
