<?php
// One line for each loan.
$hookmanager->executeHooks('printBookLine', $parameters, $object, $action);
