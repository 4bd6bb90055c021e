<?php
require_once DOL_DOCUMENT_ROOT.'/paybox/lib/paybox.lib.php';

/**
 * Hooks
 */
class ActionsLagging
{
	public function doActions($parameters, &$object, &$action, $hookmanager)
	{
		return 0;
	}

	/**
	 * No release after 14 runs it.
	 */
	public function pdf_getTotalQty($parameters, &$object, &$action, $hookmanager)
	{
		return 0;
	}
}
