<?php
/**
 * Marks in the order in which books arrive.
 */
class mod_library_simple
{
	public function getNextValue($object)
	{
		return 'A-0001';
	}
}
