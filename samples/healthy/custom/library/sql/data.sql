INSERT INTO llx_c_library_shelf (code, label, active) VALUES ('A', 'By the door', 1);
