<?php
if (!defined('DOL_VERSION')) {
	define('DOL_VERSION', '22.0.4');
}
// Where the configuration is
$conffile = "conf/conf.php";
$conffiletoshow = "htdocs/conf/conf.php";
// For packages of an operating system
$conffile = "/etc/dolibarr/conf.php";
$conffiletoshow = "/etc/dolibarr/conf.php";
