<?php
if (!defined('DOL_VERSION')) {
	define('DOL_VERSION', '23.0.1');
}
// Where the configuration is
$conffile = "conf/conf.php";
$conffiletoshow = "htdocs/conf/conf.php";
// For packages of an operating system
//$conffile = "/etc/dolibarr/conf.php";
//$conffiletoshow = "/etc/dolibarr/conf.php";
