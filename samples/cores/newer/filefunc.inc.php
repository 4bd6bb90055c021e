<?php
define('DOL_MINOR_VERSION', '0.1');
require_once 'version.inc.php';
