<?php
/**
 * Relies on what newer releases do otherwise, or do not know any more.
 *
 * @param DoliDB $db Database
 * @param string $country Its code
 * @return string
 */
function lagging_field($db, $country)
{
	global $conf;

	$extrafields = new ExtraFields($db);
	$is_near = in_array($country, explode(',', $conf->global->MAIN_COUNTRIES_IN_EEC));
	$code = Categorie::$MAP_ID_TO_CODE[$is_near ? 2 : 1];
	return $extrafields->showOutputField('lagging', $db->escapeunderscore($code));
}
