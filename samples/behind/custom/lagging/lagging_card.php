<?php
/* A page that was written for Dolibarr 12. */
require '../../main.inc.php';
require_once DOL_DOCUMENT_ROOT.'/contact/class/contact.class.php';
require_once DOL_DOCUMENT_ROOT.'/compta/facture/class/facture.class.php';
require_once DOL_DOCUMENT_ROOT.'/expedition/class/expedition.class.php';

/*
 * Ways to read configuration and rights that newer releases have functions for
 */
if (empty($conf->global->LAGGING_TITLE) || empty($conf->facture->enabled) || empty($user->rights->facture->lire)) {
	accessforbidden();
}

/*
 * Calls
 */
$contact = new Contact($db);
$contact->fetch(GETPOST('id', 'int'));
$contact->delete();
$contact->delete(1);

$invoice = new Facture($db);
$invoice->validate($user, '', 0, 0, 0);
$invoice->set_paid($user);

$shipment = new Expedition($db);
$shipment->disable_delivery_method(1);

$form = new Form($db);
print $form->select_thirdparty();

$job = new Cronjob($db);
$job->info();

$events = ActionComm::getActions($db, 1);
$mail = new CMailFile('Lagging', 'to@example.com', 'from@example.com', '');
$mail->findHtmlImages('images');

/*
 * Properties and constants
 */
print $user->societe_id.' '.$invoice->remise_percent;
$order = new CommandeFournisseur($db);
$order->date_livraison = 0;
print Product::TYPE_STOCKKIT;

/**
 * @param Mailing $mailing A mailing
 */
function lagging_title($mailing)
{
	return $mailing->titre;
}

/*
 * The database and pages
 */
$sql = 'SELECT f.ref_int, f.refint FROM '.MAIN_DB_PREFIX.'facture as f';
$sql .= ' LEFT JOIN '.MAIN_DB_PREFIX.'commande_fournisseur_dispatch as d ON d.fk_commande = f.rowid';
$resql = $db->query($sql);
print '<a href="'.DOL_URL_ROOT.'/adherents/htpasswd.php">'.$langs->trans('Lagging').'</a>';

/*
 * A test that is wrong by one release
 */
if (version_compare(DOL_VERSION, '13.0.0', '>=')) {
	print getDolGlobalInt('LAGGING_WIDTH');
}

/*
 * What the core only assigned, and arguments that not all releases read
 */
$interface = new Interfaces($db);
print $interface->error;
$invoice->validate($user, "", 0, 0, 0);
print pdf_getlineunit($invoice, 0, $langs, 0, $hookmanager);
