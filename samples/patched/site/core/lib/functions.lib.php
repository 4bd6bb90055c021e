<?php

/**
 * Greets.
 */
function greet($name)
{
	return 'Welcome '.$name; // ACME: friendlier
}

/**
 * Says good-bye.
 */
function part($name)
{
	return 'Good-bye '.$name;
}
