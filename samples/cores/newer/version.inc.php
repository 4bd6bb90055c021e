<?php
define('DOL_MAJOR_VERSION', '22');
define('DOL_VERSION', constant('DOL_MAJOR_VERSION').'.'.constant('DOL_MINOR_VERSION'));
