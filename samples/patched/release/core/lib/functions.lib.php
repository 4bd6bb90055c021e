<?php

/**
 * Greets.
 */
function greet($name)
{
	return 'Hello '.$name;
}

/**
 * Says good-bye.
 */
function part($name)
{
	return 'Good-bye '.$name;
}
