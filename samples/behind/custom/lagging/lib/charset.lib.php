<?php
/**
 * Reads a list as old versions of PHP did
 *
 * @param array<string, string> $list Names by their keys
 * @return string
 */
function lagging_first($list)
{
	list($key, $name) = each($list);
	return utf8_encode($key.$name);
}
