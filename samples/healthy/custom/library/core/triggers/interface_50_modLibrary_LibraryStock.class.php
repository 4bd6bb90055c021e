<?php
require_once DOL_DOCUMENT_ROOT.'/core/triggers/dolibarrtriggers.class.php';

/**
 * Keeps the number of books in step with the products.
 */
class InterfaceLibraryStock extends DolibarrTriggers
{
	public function runTrigger($action, $object, User $user, Translate $langs, Conf $conf)
	{
		if (!isModEnabled('library')) {
			return 0;
		}
		switch ($action) {
			case 'PRODUCT_CREATE':
			case 'PRODUCT_DELETE':
				return 1;
		}
		return 0;
	}
}
