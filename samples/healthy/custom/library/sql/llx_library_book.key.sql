ALTER TABLE llx_library_book ADD UNIQUE INDEX uk_library_book_ref (ref, entity);
