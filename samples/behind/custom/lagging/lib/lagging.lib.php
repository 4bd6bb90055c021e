<?php
require_once DOL_DOCUMENT_ROOT.'/paybox/lib/paybox.lib.php';
include_once DOL_DOCUMENT_ROOT.'/asset/class/asset_type.class.php';

/**
 * Uses what Dolibarr 12 has and Dolibarr 24 has not.
 */
function lagging_all($db, $object, $langs)
{
	print_paybox_redirect(10, 'EUR', 'free', '', '');
	thirdparty_doc_create($db, $object, '', '', $langs);
	$store = new Dolistore();
	$path = FPDF_PATH;
	// Gone since Dolibarr 11.
	return takeposAdminPrepareHead();
}

/**
 * The same, where it is there.
 */
function lagging_guarded($db, $object, $langs)
{
	if (function_exists('print_paybox_redirect')) {
		print_paybox_redirect(10, 'EUR', 'free', '', '');
	}
	if (version_compare(DOL_VERSION, '16.0.0', '>=')) {
		return $object->generateDocument('', $langs);
	}
	$store = class_exists('Dolistore') ? new Dolistore() : null;
	$path = defined('FPDF_PATH') ? FPDF_PATH : '';
	return thirdparty_doc_create($db, $object, '', '', $langs);
}

/**
 * Uses what newer releases have.
 */
function lagging_ahead()
{
	return getDolGlobalString('LAGGING_TITLE');
}

/**
 * Gives a text where newer releases want a variable.
 */
function lagging_allowed($code)
{
	return !function_exists('checkPHPCode') || !checkPHPCode('', $code);
}

/**
 * Looks for what a column holds that the core has given up, with a class by the name that it once had.
 */
function lagging_files($db)
{
	$resql = $db->query('SELECT e.date_expedition FROM '.MAIN_DB_PREFIX.'expedition AS e WHERE e.fk_address > 0');
	return new EcmfilesLine($db, $resql);
}
