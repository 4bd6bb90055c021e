<?php
/**
 * Left over from a first try: the descriptor names no box.
 */
class box_lagging extends ModeleBoxes
{
	public function loadBox()
	{
	}
}
