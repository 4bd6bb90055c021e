<?php
/**
 * A document model with the parameters of Dolibarr 12, and one without its method.
 */
class pdf_lagging extends ModelePDFFactures
{
	protected function write_file($object, $outputlangs)
	{
		return 1;
	}
}

class pdf_lagging_short extends ModelePDFFactures
{
	public function write_file($object, $outputlangs)
	{
		return 1;
	}
}

class pdf_lagging_empty extends ModelePDFFactures
{
}
