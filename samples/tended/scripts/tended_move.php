<?php
// Moves the data of releases long gone; nobody runs it any more.
thirdparty_doc_create($db, $object, '', 'tended', $langs);
print_paybox_redirect(1, 'EUR', 'free', '', '');
