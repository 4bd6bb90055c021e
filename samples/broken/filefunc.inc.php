<?php
if (!defined('DOL_VERSION')) {
	define('DOL_VERSION', '22.0.4');
}
