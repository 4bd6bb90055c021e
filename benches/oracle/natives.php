<?php
// Holds the lists in rules/php against the PHP that runs this: `php natives.php rules/php`.
// Told are things that should be gone and are there, deprecation that PHP sees otherwise, deprecated functions that the list lacks, and arguments
// that may be null. What a list calls deprecated that is no function cannot be asked for; of constants and settings only what is gone is.
$version = PHP_MAJOR_VERSION.'.'.PHP_MINOR_VERSION;
$lists = array();
foreach (array('constants', 'functions', 'nulls', 'settings') as $list) {
	foreach (file($argv[1].'/'.$list.'.txt', FILE_IGNORE_NEW_LINES) as $line) {
		if ($line[0] !== '#') {
			list($name, $deprecated, $removed) = array_pad(explode("\t", $line), 3, '');
			$lists[$list][$name] = array($deprecated, $removed !== '' && version_compare($removed, $version, '<='));
		}
	}
}
foreach ($lists['constants'] as $name => list($deprecated, $is_gone)) {
	echo $is_gone && defined($name) ? "$name should be gone\n" : '';
	echo !$is_gone && !defined($name) ? "$name cannot be asked for: its extension is not loaded, or PHP is older\n" : '';
}
foreach ($lists['settings'] as $name => list($deprecated, $is_gone)) {
	echo $is_gone && ini_get($name) !== false ? "$name should be gone\n" : '';
	echo !$is_gone && ini_get($name) === false ? "$name cannot be asked for: its extension is not loaded\n" : '';
}
foreach ($lists['functions'] as $name => list($deprecated, $is_gone)) {
	list($function, $arguments) = array_pad(explode('/', $name), 2, null);
	$is_there = function_exists($function);
	if ($arguments !== null) {
		// A call with too few arguments is refused where it is gone.
		$required = $is_there ? (new ReflectionFunction($function))->getNumberOfRequiredParameters() : 0;
		echo $is_there && $is_gone && $required <= $arguments ? "$name should be refused\n" : '';
	} elseif ($is_gone) {
		echo $is_there ? "$name should be gone\n" : '';
	} elseif (!$is_there) {
		echo "$name cannot be asked for: its extension is not loaded\n";
	} elseif ((new ReflectionFunction($name))->isDeprecated() !== version_compare($deprecated, $version, '<=')) {
		echo "$name is not deprecated as the list says\n";
	}
}
foreach ($lists['nulls'] as $name => $ignored) {
	list($function, $number) = explode('/', $name);
	if (!function_exists($function)) {
		echo "$name cannot be asked for: its extension is not loaded\n";
		continue;
	}
	$type = (new ReflectionFunction($function))->getParameters()[$number - 1]->getType();
	echo !$type || $type->allowsNull() ? "$name may be null\n" : '';
}
foreach (get_defined_functions()['internal'] as $name) {
	if (!isset($lists['functions'][$name]) && (new ReflectionFunction($name))->isDeprecated()) {
		echo "$name is deprecated and not in the list\n";
	}
}
