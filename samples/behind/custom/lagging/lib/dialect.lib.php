<?php
/**
 * What PHP took when this was written, and what it takes since.
 */
class LaggingText
{
	public $text;

	public function LaggingText(Translate $langs = null)
	{
		$this->langs = $langs;
		ini_set('track_errors', '1');
		$this->text = filter_var("${_GET['text']}", FILTER_SANITIZE_STRING, FILTER_FLAG_HOST_REQUIRED).mktime();
	}

	public function first(string|int $default, $length = 1, $end)
	{
		return $this->text{0} ?: trim(null);
	}
}

print LaggingText::first('', 1, 2);
