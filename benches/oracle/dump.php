<?php
// What PHP itself makes of one descriptor, inside a Dolibarr that is installed with a database:
//   DOLIBARR=<htdocs> php dump.php <descriptor file> <class>
// Prints {"properties": {...}}, or {"error": "..."} when PHP cannot load it. compare.py holds dolivet against a directory of these.
define('NOSESSION', '1');
define('NOLOGIN', 1);
define('NOCSRFCHECK', 1);
define('NOREQUIREHTML', 1);
error_reporting(0);
list(, $file, $class) = $argv;
register_shutdown_function(function () {
	$last = error_get_last();
	if ($last && in_array($last['type'], array(E_ERROR, E_PARSE, E_COMPILE_ERROR))) {
		echo json_encode(array('error' => $last['message']));
	}
});
require getenv('DOLIBARR').'/master.inc.php';
require_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';
try {
	include_once $file;
	$properties = get_object_vars(new $class($db));
	unset($properties['db']);
	echo json_encode(array('properties' => $properties), JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE);
} catch (Throwable $stopped) {
	echo json_encode(array('error' => get_class($stopped).': '.$stopped->getMessage()));
}
