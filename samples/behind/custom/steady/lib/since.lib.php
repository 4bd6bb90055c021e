<?php
/**
 * Whether Dolibarr is this release, or a later one.
 */
function steady_since($version)
{
	return version_compare(DOL_VERSION, $version, '>=');
}
