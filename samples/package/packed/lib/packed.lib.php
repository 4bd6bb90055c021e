<?php
require_once __DIR__.'/../vendor/autoload.php';
require_once __DIR__.'/old.lib.php';
dol_include_once('/packed/class/gone.class.php');

/**
 * Prepares the tabs of the setup page
 *
 * @return array<int, array<int, string>>
 */
function packed_prepare_head()
{
	return array();
}
