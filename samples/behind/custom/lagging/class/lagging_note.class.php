<?php
/**
 * A class whose property newer releases declare otherwise.
 */
class LaggingNote extends CommonObject
{
	public $element = 'lagging_note';

	protected $ismultientitymanaged = 1;
}
