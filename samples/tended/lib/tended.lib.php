<?php
// dolivet-ignore-file required-file-gone: the page that loads this file exists up to 23 only
require_once DOL_DOCUMENT_ROOT.'/paybox/lib/paybox.lib.php';

function tended_pay($amount)
{
	// dolivet-ignore-next-line function-gone: loaded above
	print_paybox_redirect($amount, 'EUR', 'free', '', '');
	print_paybox_redirect($amount, 'USD', 'free', '', ''); // dolivet-ignore function-gone: loaded above
	$note = '// dolivet-ignore function-gone: this is no comment'; print_paybox_redirect($amount, 'CHF', 'free', '', '');
}

function tended_old($object)
{
	return thirdparty_doc_create($object->db, $object, '', 'tended', $GLOBALS['langs']);
}

/* dolivet-ignore-next-line funtion-gone: a word that was mistyped */
tended_pay(1);
tended_pay(2); // dolivet-ignore function-gone
tended_pay(3); // dolivet-ignore method-gone: what was here has gone
