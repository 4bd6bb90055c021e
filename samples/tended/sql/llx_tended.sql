-- dolivet-ignore-next-line core-table-indexed: the lists of this module are too slow without it
ALTER TABLE llx_facture ADD INDEX idx_tended (ref);
