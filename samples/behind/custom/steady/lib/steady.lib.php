<?php
/**
 * The title of a page.
 */
function steady_title()
{
	return getDolGlobalString('STEADY_TITLE', 'Steady');
}

/**
 * Sends the visitor to the payment page.
 */
function steady_pay($amount)
{
	if ((int) DOL_VERSION < 16) {
		return steady_title();
	}
	require_once DOL_DOCUMENT_ROOT.'/paybox/lib/paybox.lib.php';
	return print_paybox_redirect($amount, 'EUR', 'free', '', '');
}

/**
 * Whether another module is on. The test lies in a function of the module's own.
 */
function steady_with($module)
{
	global $conf;

	require_once __DIR__.'/since.lib.php';
	return steady_since('16.0.0') ? isModEnabled($module) : !empty($conf->$module->enabled);
}
