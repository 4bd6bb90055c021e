<?php
if (!defined('DOL_VERSION')) {
	define('DOL_VERSION', '21.0.0');
}
