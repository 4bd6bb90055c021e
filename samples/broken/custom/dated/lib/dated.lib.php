<?php

/**
 * Still knows a release that the module no longer runs on.
 */
function dated_page()
{
	if ((int) DOL_VERSION < 12) {
		return '/dated/old.php';
	}
	return '/dated/index.php';
}
