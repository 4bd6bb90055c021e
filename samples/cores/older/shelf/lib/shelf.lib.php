<?php
/**
 * Pages of a book.
 */
function shelf_pages($id)
{
	return 0;
}

/**
 * The title of a book.
 *
 * @deprecated Use shelf_pages()
 */
function shelf_title($id)
{
	return '';
}

define('SHELF_OLD', 1);
