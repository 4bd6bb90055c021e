ALTER TABLE llx_societe ADD COLUMN patched integer;
ALTER TABLE llx_societe ADD COLUMN ref_ext varchar(128);
ALTER TABLE llx_societe MODIFY nom varchar(255);
ALTER TABLE llx_societe DROP COLUMN fax;
ALTER TABLE llx_societe ADD UNIQUE INDEX uk_patched (nom);
UPDATE llx_societe SET status = 1;
DELETE FROM llx_menu;
DROP TABLE IF EXISTS llx_bookmark;
ALTER TABLE llx_map ADD COLUMN patched integer;
