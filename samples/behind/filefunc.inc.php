<?php
if (!defined('DOL_VERSION')) {
	define('DOL_VERSION', '12.0.1');
}
