<?php
/**
 * Pages of a book.
 */
function shelf_pages($id, bool $all = false)
{
	return 0;
}
