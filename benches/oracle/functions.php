<?php
// Holds rules/php/functions.txt against the PHP that runs this: `php functions.php rules/php/functions.txt`.
// Told are functions that should be gone and are there, deprecation that PHP sees otherwise, and deprecated functions that the file lacks.
$version = PHP_MAJOR_VERSION.'.'.PHP_MINOR_VERSION;
$listed = array();
foreach (file($argv[1], FILE_IGNORE_NEW_LINES) as $line) {
	if ($line[0] === '#') {
		continue;
	}
	list($name, $deprecated, $removed) = array_pad(explode("\t", $line), 3, '');
	$listed[$name] = true;
	$is_there = function_exists($name);
	if ($removed !== '' && version_compare($removed, $version, '<=')) {
		echo $is_there ? "$name should be gone\n" : '';
	} elseif (!$is_there) {
		echo "$name cannot be asked for: its extension is not loaded\n";
	} elseif ((new ReflectionFunction($name))->isDeprecated() !== version_compare($deprecated, $version, '<=')) {
		echo "$name is not deprecated as the file says\n";
	}
}
foreach (get_defined_functions()['internal'] as $name) {
	if (!isset($listed[$name]) && (new ReflectionFunction($name))->isDeprecated()) {
		echo "$name is deprecated and not in the file\n";
	}
}
