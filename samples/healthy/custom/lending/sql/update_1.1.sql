UPDATE llx_const SET value = '14' WHERE name = 'LENDING_DAYS';
