<?php
/**
 * Written for a PHP that hardly any site has yet.
 */
function lagging_pipe($text)
{
	return $text |> trim(...);
}
