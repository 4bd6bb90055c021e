<?php
/**
 * Dolibarr 14 and later have a function of this name.
 */
function getDolUserString($key, $default = '', $tmpuser = null)
{
	return $default;
}
