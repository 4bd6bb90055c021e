<?php
/* What the module takes from others, without saying so. */
dol_include_once('/steady/lib/steady.lib.php');
dol_include_once('/nearby/lib/nearby.lib.php');
require_once dol_buildpath('/steady/lib/former.lib.php');
require_once dol_buildpath('/elsewhere/lib/elsewhere.lib.php');
