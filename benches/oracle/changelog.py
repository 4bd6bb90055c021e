#!/usr/bin/env python3
"""Tries Dolibarr's own list of changes that break modules, release by release, on modules made for it.

    changelog.py DOLIVET [DOCUMENT] [--silent]

Each row of TRIED is an entry of the ChangeLog (release and number as in docs/changelog-coverage.md), the rule that should tell of it, a few lines
of PHP that a module would have; also the PHP to run on where it matters, and the release where the core has the change only later. A complete module is made around them in a temporary directory and held against the release, coming from
the one before (`--from`; for 10 from a small site of 9). Told is for each entry whether its rule fired where those lines stand, and with DOCUMENT
whether its rows say the same, with the totals of its last table. --silent leaves out what fired. The exit code is 1 where one did not fire.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

DESCRIPTOR = """<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';
class modProbe extends DolibarrModules
{
	%s
	public function __construct($db)
	{
		$this->db = $db; $this->numero = 510001; $this->name = 'Probe'; $this->version = '1.0';
		$this->rights_class = 'probe'; $this->const_name = 'MAIN_MODULE_PROBE';
		%s
	}

	public function init($options = '')
	{
		%s
		return $this->_init(array(), $options);
	}
}
"""


def code(text):
    """Lines inside of a function, which has what the core hands over."""
    return {"lib/probe.lib.php": "<?php\nfunction probe_a()\n{\n\tglobal $db, $conf, $user, $langs;\n\t%s\n}\n" % text}


def page(text):
    """Lines of a page."""
    return {"probe_card.php": "<?php\nrequire '../../main.inc.php';\n%s\n" % text}


def descriptor(text, member="", init=""):
    """Lines of the constructor, a member of the class, lines of `init()`."""
    return {"core/modules/modProbe.class.php": DESCRIPTOR % (member, text, init)}


def hook(method, contexts, body="return 0;"):
    """A method of the actions class, in contexts."""
    actions = "<?php\nclass ActionsProbe\n{\n\tpublic function %s($parameters, &$object, &$action, $hookmanager)\n\t{\n\t\t%s\n\t}\n}\n" % (method, body)
    return {**descriptor("$this->module_parts = array('hooks' => array(%s));" % contexts), "class/actions_probe.class.php": actions}


def trigger(action, method="runTrigger"):
    """A trigger that acts on a code."""
    text = "<?php\nclass InterfaceProbe extends DolibarrTriggers\n{\n\tpublic function %s($action, $object, $user, $langs, $conf)\n\t{\n" % method
    text += "\t\tif ($action == '%s') {\n\t\t\treturn 1;\n\t\t}\n\t\treturn 0;\n\t}\n}\n" % action
    return {**descriptor("$this->module_parts = array('triggers' => 1);"), "core/triggers/interface_99_modProbe_Probe.class.php": text}


def query(text):
    """A query, with `llx_` before its tables."""
    return code("$db->query('%s');" % text.replace("llx_", "'.MAIN_DB_PREFIX.'"))


def below(parent, body):
    """A class of the module below one of the core."""
    return {"class/probe.class.php": "<?php\nclass Probe extends %s\n{\n\t%s\n}\n" % (parent, body)}


CHANGED, LOST, STOPS = "behaviour-changed", "behaviour-gone", "call-of-old-core"
TRIED = [
    # 10
    ("10", 1, "php-function-removed", code("session_register('a');"), "php 5.5"),
    ("10", 5, STOPS, code("return img_phone('call', 0);")),
    ("10", 6, LOST, code("include DOL_DOCUMENT_ROOT.'/theme/'.$conf->theme.'/graph-color.php';")),
    ("10", 7, STOPS, code("$invoice = new Facture($db);\n\t$invoice->set_draft($user);")),
    ("10", 8, CHANGED, code("$invoice = new Facture($db);\n\t$invoice->createFromClone(12);")),
    ("10", 9, STOPS, code("test_sql_and_script_inject('a', 1);")),
    ("10", 10, STOPS, code("$form = new FormProduct($db);\n\t$form->load_measuring_units('units', 'weight', 0);")),
    ("10", 11, LOST, code("return empty($conf->global->CHANGE_ORDER_CONCAT_DESCRIPTION);")),
    ("10", 12, CHANGED, code("return dolEscapeXML('a');")),
    ("10", 14, LOST, code("$company = new Societe($db);\n\treturn $company->fk_departement;")),
    ("10", 15, CHANGED, code("return GETPOST('a', 'alpha', 4);")),
    ("10", 16, "column-unknown", query("SELECT f.facnumber FROM llx_facture as f")),
    ("10", 17, LOST, code("global $dolibarr_main_cookie_cryptkey;\n\treturn $dolibarr_main_cookie_cryptkey;")),
    # 11
    ("11", 1, "property-gone", code("$invoice = new FactureFournisseur($db);\n\treturn $invoice->libelle_incoterms;")),
    ("11", 2, "method-gone", code("$project = new Project($db);\n\treturn $project->liste_array(1);")),
    ("11", 3, "function-gone", code("show_theme($user, 1);")),
    ("11", 5, "method-renamed", code("$company = new Societe($db);\n\treturn $company->get_OutstandingBill();")),
    ("11", 6, CHANGED, hook("moreFamily", "'banktreso'", "$this->results = array('paiement' => 12);\n\t\treturn 1;")),
    ("11", 7, "method-renamed", code("$event = new ActionComm($db);\n\t$event->add($user);")),
    ("11", 8, "method-gone", below("MailingTargets", "public function fill($id)\n\t{\n\t\treturn parent::add_to_target($id, array());\n\t}")),
    ("11", 9, STOPS, code("return dol_micro_time();")),
    ("11", 10, LOST, trigger("BON_PRELEVEMENT_CREATE")),
    ("11", 11, LOST, code("return getDolGlobalString('INVOICE_SHOW_POS_IN_EXPORT');")),
    ("11", 13, "property-gone", code("$gift = new Don($db);\n\treturn $gift->labelstatut;")),
    ("11", 14, "property-gone", code("$gift = new Don($db);\n\treturn $gift->labelstatutshort;")),
    ("11", 15, "property-gone", code("$charge = new ChargeSociales($db);\n\treturn $charge->type_libelle;")),
    ("11", 16, "property-gone", code("$company = new Societe($db);\n\treturn $company->statut_commercial;")),
    # 12
    ("12", 1, "php-function-removed", code("session_register('a');"), "php 5.6"),
    ("12", 2, CHANGED, page("$text = GETPOST('description');")),
    ("12", 3, LOST, code("return empty($conf->global->MAIN_EXTRAFIELDS_IN_ONE_TD);")),
    ("12", 5, LOST, page("llxHeader('', 'a', '', '', 0, 0, array('/includes/jquery/plugins/flot/jquery.flot.min.js'));")),
    ("12", 6, LOST, code("require_once DOL_DOCUMENT_ROOT.'/includes/geoip/geoip.inc';")),
    ("12", 7, LOST, code("return $conf->global->COMMANDE_VALID_AFTER_CLOSE_PROPAL;")),
    ("12", 8, "deprecated-without-replacement", code("$invoice = new Facture($db);\n\treturn $invoice->ref_int;")),
    ("12", 9, "trigger-code-gone", trigger("GROUP_CREATE")),
    # 13
    ("13", 1, "class-gone", code("return new Livraison($db);")),
    ("13", 1, "required-file-gone", code("require_once DOL_DOCUMENT_ROOT.'/livraison/class/livraison.class.php';")),
    ("13", 1, "table-gone", query("SELECT rowid FROM llx_livraison")),
    ("13", 2, "property-gone", code("$person = new User($db);\n\treturn $person->contactid;")),
    ("13", 3, "property-gone", code("$mailing = new Mailing($db);\n\treturn $mailing->titre;")),
    ("13", 5, "deprecated-with-replacement", code("$payment = new Paiement($db);\n\treturn $payment->num_paiement;")),
    ("13", 6, LOST, code("return make_substitutions('__SIGNATURE__', array());")),
    ("13", 7, LOST, code("return $conf->global->HOLIDAY_MORE_PUBLIC_HOLIDAYS;")),
    ("13", 8, "method-gone", below("CommonObject", "public function fill()\n\t{\n\t\treturn $this->display_incoterms();\n\t}")),
    ("13", 9, CHANGED, page("$text = GETPOST('note_public', 'alpha');")),
    ("13", 10, "link-without-token", page("print '<a href=\"'.$_SERVER['PHP_SELF'].'?action=delete&id=1\">a</a>';"), "at 16"),
    ("13", 12, "method-renamed", code("$form = new Form($db);\n\treturn $form->select_thirdparty(1);")),
    ("13", 14, "function-gone", code("return showStripePaymentUrl('invoice', 'a').getPaypalPaymentUrl(0, 'invoice', 'a');")),
    ("13", 15, "hook-context-gone", hook("showSocinfoOnPrint", "'showsocinfoonprint'")),
    ("13", 16, "required-file-gone", code("require_once DOL_DOCUMENT_ROOT.'/includes/phpoffice/phpexcel/Classes/PHPExcel.php';")),
    ("13", 19, "token-renewed", {"ajax/probe.php": "<?php\nif (!defined('NOREQUIREMENU')) {\n\tdefine('NOREQUIREMENU', '1');\n}\nrequire '../../../main.inc.php';\nprint json_encode(array(1));\n"}),
    # 14
    ("14", 4, "column-gone", query("SELECT f.total FROM llx_facture as f")),
    ("14", 4, "column-gone", query("SELECT f.total FROM llx_facture_rec as f")),
    ("14", 5, "column-gone", query("SELECT f.tva FROM llx_facture as f")),
    ("14", 5, "column-gone", query("SELECT f.tva FROM llx_commande_fournisseur as f")),
    ("14", 6, "column-gone", query("SELECT p.total FROM llx_propal as p")),
    ("14", 9, "method-gone", code("$company = new Societe($db);\n\t$company->set_price_level(2, $user);")),
    ("14", 10, LOST, code("return make_substitutions('__REFCLIENT__', array());")),
    ("14", 11, LOST, code("return $conf->global->MAIN_COUNTRIES_IN_EEC;")),
    ("14", 13, CHANGED, code("return shell_exec('gs --version');")),
    ("14", 14, CHANGED, trigger("PROPAL_DELETE_CONTACT"), "at 18"),
    # 15
    ("15", 1, "form-without-token", page("print '<form method=\"POST\" action=\"'.$_SERVER['PHP_SELF'].'\"><input type=\"hidden\" name=\"action\" value=\"update\"><input type=\"submit\"></form>';")),
    ("15", 2, CHANGED, hook("printOriginObjectLine", "'invoicecard'")),
    ("15", 3, "required-file-gone", code("require_once DOL_DOCUMENT_ROOT.'/cashdesk/class/Facturation.class.php';")),
    ("15", 4, "call-on-class", code("return ActionComm::getActions($db, 1);")),
    ("15", 5, CHANGED, page("include DOL_DOCUMENT_ROOT.'/core/actions_linkedfiles.inc.php';\nprint $_SERVER['PHP_SELF'].'?action=delete&file=a.pdf';")),
    ("15", 6, "function-gone", code("return getDictvalue('c_units', 'label', 1);")),
    ("15", 7, CHANGED, code("return exec('gs --version');"), "at 14"),
    ("15", 8, "required-file-gone", code("require_once DOL_DOCUMENT_ROOT.'/expedition/class/expeditionbatch.class.php';")),
    ("15", 9, "call-on-class", code("return ExpeditionLineBatch::fetchAll($db, 1);")),
    ("15", 10, CHANGED, code("$extrafields = new ExtraFields($db);\n\treturn $extrafields->showOutputField('a', 'b');")),
    ("15", 11, CHANGED, {**below("CommonObject", "public $element = 'probe';"), **code("$probe = new Probe($db);\n\t$probe->add_object_linked('facture', 1);")}),
    # 16
    ("16", 2, "link-without-token", page("print '<a href=\"'.$_SERVER['PHP_SELF'].'?action=setstatus&id=1\">a</a>';")),
    ("16", 3, CHANGED, code("return verifCond('$user->admin');")),
    ("16", 4, "function-renamed", code("return thirdparty_doc_create($db, new Societe($db), '', 'a', $langs);")),
    ("16", 5, "trigger-code-gone", trigger("LINEBILL_UPDATE")),
    ("16", 6, "method-gone", code("$category = new Categorie($db);\n\t$category->build_path_from_id_categ(1);")),
    ("16", 7, CHANGED, page("$massaction = 'confirm_createbills';")),
    ("16", 8, "method-gone", code("$resource = new Dolresource($db);\n\treturn $resource->fetch_all_used('', '', 0);")),
    ("16", 9, "method-gone", code("$resource = new Dolresource($db);\n\treturn $resource->fetch_all('', '', 0, 0);")),
    ("16", 10, "hook-never-run", hook("doUpgrade2", "'upgrade'")),
    ("16", 11, "hook-context-gone", hook("doActions", "'suppliercard'")),
    ("16", 12, CHANGED, descriptor("$this->menu[0] = array('fk_menu' => 'fk_mainmenu=tools,fk_leftmenu=resource', 'type' => 'left', 'titre' => 'A', 'url' => '/probe/probe_card.php');")),
    # 17
    ("17", 1, "php-function-removed", code("mysql_connect('a', 'b', 'c');"), "php 7.0"),
    ("17", 2, CHANGED, page("print DOL_URL_ROOT.'/societe/ajax/company.php?filter=s.client=1';")),
    ("17", 3, "call-arguments-moved", code("$product = new ProductFournisseur($db);\n\treturn $product->getNomUrl(1, '', 1, 'css');")),
    ("17", 4, "trigger-code-gone", trigger("ORDER_SUPPLIER_DISPATCH")),
    ("17", 5, "deprecated-with-replacement", code("$price = new Productcustomerprice($db);\n\treturn $price->fetch_all('', '', 0, 0);")),
    ("17", 6, LOST, code("return $user->rights->propale->lire;")),
    ("17", 7, "method-renamed", code("$shipment = new Expedition($db);\n\t$shipment->set_billed();")),
    ("17", 8, "table-gone", query("SELECT rowid FROM llx_prelevement_facture_demande")),
    ("17", 8, "table-gone", query("SELECT rowid FROM llx_prelevement_facture")),
    ("17", 9, LOST, code("return $conf->global->MAIN_LIST_ALLOW_NOTES.$conf->global->MAIN_LIST_ALLOW_PRIVATE_NOTES;")),
    ("17", 11, CHANGED, descriptor("", "", "$extrafields = new ExtraFields($this->db);\n\t\t$extrafields->addExtraField('a', 'A', 'int', 1, 10, 'facture', 0, 0, '', '', 1, '', '1', '', '$object->total_ht * 2');")),
    ("17", 12, CHANGED, page("$search = GETPOST('sall', 'alphanohtml');")),
    ("17", 13, "override-property", descriptor("", "protected $url_last_version = '';"), "at 15"),
    # 18
    ("18", 1, "php-function-removed", code("mysql_connect('a', 'b', 'c');"), "php 7.1"),
    ("18", 3, STOPS, code("return $db->escapeunderscore('a');")),
    ("18", 4, "method-gone", code("$order = new Commande($db);\n\treturn $order->nb_expedition();")),
    ("18", 6, "deprecated-with-replacement", code("$store = new Entrepot($db);\n\treturn $store->libelle;")),
    ("18", 7, CHANGED, below("CommonObject", "public $fields = array('note' => array('type' => 'text', 'label' => 'Note'));")),
    ("18", 9, "function-gone", code("htmlPrintOnlinePaymentFooter($user, $langs);")),
    ("18", 10, "method-gone", code("$holiday = new Holiday($db);\n\treturn $holiday->getCheckOption('a');")),
    # 19
    ("19", 2, "hook-never-run", hook("changeHelpURL", "'main'")),
    ("19", 3, "property-gone", code("$invoice = new Facture($db);\n\treturn $invoice->brouillon;")),
    ("19", 4, "property-gone", code("$invoice = new Facture($db);\n\treturn $invoice->date_livraison;")),
    ("19", 5, "property-gone", code("$project = new Project($db);\n\treturn $project->user_close_id;")),
    ("19", 6, "property-gone", code("$offer = new Propal($db);\n\treturn $offer->user_valid_id;")),
    ("19", 7, "deprecated-without-replacement", code("$contract = new Contrat($db);\n\treturn $contract->user_creation;")),
    ("19", 8, "deprecated-without-replacement", code("$company = new Societe($db);\n\treturn $company->user_modification;")),
    ("19", 9, "property-gone", code("$task = new Task($db);\n\treturn $task->statuts_short;")),
    ("19", 10, LOST, code("$project = new Project($db);\n\treturn $project->date_creat;")),
    ("19", 11, "method-gone", code("$document = new pdf_merou($db);\n\treturn $document->get_substitutionarray_shipment_lines(1, $langs);")),
    ("19", 12, "method-gone", code("$price = new Productcustomerprice($db);\n\treturn $price->fetch_all_log('', '', 0, 0);")),
    ("19", 13, CHANGED, descriptor("", "", "$extrafields = new ExtraFields($this->db);\n\t\t$extrafields->addExtraField('a', 'A', 'int', 1, 10, 'facture', 0, 0, '', '', 1, '', '$soc->client');")),
    ("19", 16, LOST, code("return $conf->global->ACCOUNTANCY_AUTOFIX_MISSING_LINK_TO_USEr_ON_SALARY_BANK_PAYMENT;")),
    ("19", 17, "call-arguments-moved", code("$contact = new Contact($db);\n\t$contact->delete(1);")),
    ("19", 17, "call-needs-more-arguments", code("$type = new AdherentType($db);\n\t$type->delete();")),
    ("19", 18, "deprecated-with-replacement", code("$fees = new FactureFournisseur($db);\n\treturn $fees->author;")),
    ("19", 19, CHANGED, hook("loadvirtualstock", "'productdao'")),
    ("19", 20, "required-file-gone", code("require_once DOL_DOCUMENT_ROOT.'/bookcal/class/booking.class.php';")),
    # 20
    ("20", 1, CHANGED, descriptor("", "", "$extrafields = new ExtraFields($this->db);\n\t\t$extrafields->addExtraField('a', 'A', 'sellist', 1, 10, 'facture', 0, 0, '', array('options' => array('c_units:label:rowid::active=1' => null)));")),
    ("20", 2, CHANGED, code("$bom = new BOM($db);\n\treturn $bom->fetchAll('', '', 0, 0, array('t.status' => 1));")),
    ("20", 3, CHANGED, code("$bom = new BOM($db);\n\treturn $bom->fetchAll('', '', 0, 0, array('customsql' => 'status = 1', 'customurl' => 'a'));")),
    ("20", 5, "deprecated-with-replacement", code("$account = new Account($db);\n\treturn $account->proprio;")),
    ("20", 6, CHANGED, below("DolibarrTriggers", "public function version()\n\t{\n\t\treturn self::VERSION_DOLIBARR;\n\t}")),
    ("20", 7, "deprecated-with-replacement", code("$invoice = new Facture($db);\n\treturn $invoice->date_update;")),
    ("20", 9, "method-gone", code("$ldap = new Ldap();\n\t$ldap->connect_bind();\n\t$ldap->dump_content('a', 'b');")),
    ("20", 10, CHANGED, code("dol_eval('$a = 1', 0);")),
    ("20", 10, CHANGED, code("dol_eval('1 + 1');")),
    ("20", 11, "call-arguments-moved", code("$shipment = new Expedition($db);\n\t$shipment->delete(1);")),
    ("20", 13, "column-gone", query("SELECT a.fk_user_done FROM llx_actioncomm as a")),
    ("20", 13, "property-gone", code("$event = new ActionComm($db);\n\treturn $event->userdoneid;")),
    ("20", 13, LOST, code("return $conf->global->AGENDA_ENABLE_DONEBY;")),
    ("20", 14, "table-gone", query("SELECT d.fk_commande FROM llx_commande_fournisseur_dispatch as d")),
    ("20", 15, "trigger-code-gone", trigger("BILLREC_CREATEBILL")),
    ("20", 16, "column-gone", query("SELECT d.fk_origin_line FROM llx_expeditiondet as d")),
    ("20", 16, "property-gone", code("$line = new ExpeditionLigne($db);\n\treturn $line->fk_origin_line;")),
    ("20", 17, "call-arguments-moved", code("$account = new CompanyBankAccount($db);\n\t$account->fetch(0, 12);")),
    # 21
    ("21", 1, CHANGED, trigger("LINECONTRACT_INSERT")),
    ("21", 2, "deprecated-with-replacement", code("$account = new Account($db);\n\treturn $account->proprio;")),
    ("21", 3, "deprecated-with-replacement", code("return dol_json_encode(array(1));")),
    ("21", 4, CHANGED, page("print DOL_URL_ROOT.'/societe/list.php?sall=abc';")),
    ("21", 5, "required-file-gone", code("require_once DOL_DOCUMENT_ROOT.'/core/modules/modWebServicesClient.class.php';")),
    ("21", 6, LOST, code("$product = new Product($db);\n\t$product->no_button_delete = 1;")),
    ("21", 7, "function-gone", code("return dol_bc(1);")),
    ("21", 8, "trigger-code-gone", trigger("CATEGORY_LINK")),
    ("21", 9, "deprecated-with-replacement", code("$account = new Account($db);\n\treturn $account->domiciliation.$account->proprio;")),
    ("21", 10, LOST, code("return make_substitutions('__MEMBER_CIVILITY__', array());")),
    ("21", 11, LOST, code("print '<span class=\"tabTitleText\">a</span>';")),
    # 22
    ("22", 1, CHANGED, descriptor("$this->tabs = array('invoice:+probe:Probe:probe@probe:GETPOST(\"a\") > 0:/probe/probe_card.php?id=__ID__');")),
    ("22", 2, LOST, page("$trigger_name = 'PROBE_SENTBYMAIL';\ninclude DOL_DOCUMENT_ROOT.'/core/actions_sendmails.inc.php';")),
    ("22", 3, LOST, code("return $conf->global->STOCK_ALLOW_NEGATIVE_TRANSFER;")),
    ("22", 4, CHANGED, code("$category = new Categorie($db);\n\treturn $category->getObjectsInCateg('product');")),
    ("22", 5, LOST, code("global $conffiletoshowshort, $type2label;\n\treturn $conffiletoshowshort;")),
    ("22", 6, "property-gone", code("$company = new Societe($db);\n\treturn $company->fk_departement;")),
    ("22", 11, LOST, code("return $conf->global->TICKET_DO_NOT_INCLUDE_LINK_TO_CUSTOMER;")),
    ("22", 12, "property-gone", code("$line = new ContratLigne($db);\n\treturn $line->price_ht;")),
    # 23
    ("23", 2, "missing-before-too", query("SELECT u.egroupware_id FROM llx_user as u")),
    ("23", 3, "property-gone", code("$invoice = new Facture($db);\n\treturn $invoice->sumpayed + $invoice->sumdeposit + $invoice->sumcreditnote;")),
    ("23", 5, "static-property-gone", code("return Categorie::$MAP_ID_TO_CODE;")),
    ("23", 6, "call-needs-more-arguments", code("$order = new Commande($db);\n\t$order->cancel();")),
    ("23", 6, "call-arguments-moved", code("$shipment = new Expedition($db);\n\t$shipment->cancel(1, true);")),
    ("23", 8, LOST, code("print '<img src=\"'.DOL_URL_ROOT.'/theme/common/octicons/build/svg/a.svg\">';")),
    ("23", 9, LOST, page("llxHeader('', 'a', '', '', 0, 0, array('/core/js/timepicker.js.php'));")),
    ("23", 10, "trigger-code-gone", trigger("SUPPLIER_PRODUCT_BUYPRICE_CREATE")),
    ("23", 11, "function-gone", code("return img_pdf('a', 3);")),
    ("23", 12, "trigger-old-method", trigger("BILL_VALIDATE", "run_trigger")),
    ("23", 15, CHANGED, descriptor("", "", "$extrafields = new ExtraFields($this->db);\n\t\t$extrafields->addExtraField('a', 'A', 'int', 1, 10, 'facture', 0, 0, '', '', 1, '', '1', '', '\"a\".\"b\"');")),
    ("23", 16, CHANGED, descriptor("", "", "$extrafields = new ExtraFields($this->db);\n\t\t$extrafields->addExtraField('a', 'A', 'int', 1, 10, 'facture', 0, 0, '', '', 1, '', '1', '', '$object->total_ht * 2');")),
    ("23", 17, LOST, code("return $conf->global->MAIN_ALLOW_UNSECURED_SPECIAL_CHARS_IN_DOL_EVAL;")),
    ("23", 18, CHANGED, descriptor("", "", "$extrafields = new ExtraFields($this->db);\n\t\t$extrafields->addExtraField('a', 'A', 'int', 1, 10, 'facture', 0, 0, '', '', 1, '', '1', '', '$conf->currency');")),
    ("23", 19, "deprecated-rights", code("return $user->rights->facture->lire;")),
    # 24
    ("24", 1, CHANGED, code("$bom = new BOM($db);\n\treturn $bom->fetchAll('', '', 0, 0, 't.status = 1');")),
    ("24", 1, CHANGED, code("$form = new Form($db);\n\treturn $form->select_company('', 'socid', 's.client = 1');")),
    ("24", 2, LOST, code("return $conf->global->PAYMENT_SECURITY_TOKEN_UNIQUE;")),
    ("24", 4, CHANGED, code("return getURLContent(DOL_MAIN_URL_ROOT.'/api/index.php/login?login=a');")),
    ("24", 5, LOST, code("return $conf->global->DEPOSIT_AS_CREDIT_AVAILABLE_EVEN_UNPAID;")),
    ("24", 6, LOST, code("return make_substitutions('__MYCOUNTRY_ID__', array());")),
    ("24", 7, LOST, hook("info_admin", "'index'")),
    ("24", 8, LOST, page("llxHeader('', 'a', '', '', 0, 0, array('/includes/jquery/plugins/jeditable/jquery.jeditable.min.js'));")),
    ("24", 9, "required-file-gone", code("require_once DOL_DOCUMENT_ROOT.'/paybox/lib/paybox.lib.php';")),
]


def findings(dolivet, files, release, php):
    """Rules that fire on a module that goes to a release, with what they say."""
    with tempfile.TemporaryDirectory() as base:
        site = pathlib.Path(base)
        module = site / "custom" / "probe"
        for name, text in {**descriptor(""), **files}.items():
            (module / name).parent.mkdir(parents=True, exist_ok=True)
            (module / name).write_text(text)
        command = [dolivet, "check", str(module), "--target", str(release), "--no-git", "--format", "json"]
        if release == 10:
            command[2] = base
            (site / "core/modules").mkdir(parents=True)
            (site / "filefunc.inc.php").write_text("<?php\nif (!defined('DOL_VERSION')) {\n\tdefine('DOL_VERSION', '9.0.0');\n}\n")
            (site / "main.inc.php").write_text("<?php\nrequire_once 'filefunc.inc.php';\n")
        else:
            command += ["--from", str(release - 1)]
        if php:
            command += ["--php", php]
        told = subprocess.run(command, capture_output=True, text=True)
        if told.returncode == 2:
            sys.exit(f"{' '.join(command)}: {told.stderr}")
        return {finding["rule"]: finding["message"] for finding in json.loads(told.stdout)["findings"]}


def documented(path):
    """Of each entry in the document the release, its number and how it is covered."""
    rows, release = {}, None
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## (\d+)\.0$", line):
            release = heading[1]
        elif release and (row := re.match(r"\| (\d+) \| .* \| ([a-z ]+) \| (.*) \|$", line)):
            rows[(release, int(row[1]))] = row[2]
        elif line.startswith("## "):
            release = None
    return rows


HOW = ["tried", "by fact", "not coverable", "not yet"]


def totals(rows):
    print("| release | entries | about code | tried | by fact | not coverable | not yet | covered |")
    print("|---|---|---|---|---|---|---|---|")
    releases = sorted({int(release) for release, _ in rows})
    for release in [*map(str, releases), "all"]:
        count = collections.Counter(how for (of, _), how in rows.items() if release in (of, "all"))
        about = sum(count[how] for how in HOW)
        share = 100 * (count["tried"] + count["by fact"]) // about
        cells = [release, sum(count.values()), about, *(count[how] for how in HOW), f"{share} %"]
        print("| " + " | ".join(map(str, cells)) + " |")


def main():
    silent = "--silent" in sys.argv
    dolivet, *document = [argument for argument in sys.argv[1:] if argument != "--silent"]
    fired = {}
    for release, number, rule, files, *aim in TRIED:
        aims = dict(word.split() for word in aim)
        told = findings(dolivet, files, int(aims.get("at", release)), aims.get("php"))
        fired[(release, number)] = fired.get((release, number), True) and rule in told
        if rule not in told or not silent:
            others = "" if rule in told else f"; these did: {', '.join(sorted(told)) or 'none'}"
            print(f"{release} #{number}: {rule} {'fired: ' + told[rule] if rule in told else 'did not fire' + others}")
    print(f"{sum(fired.values())} of {len(fired)} entries fired with all that was tried")
    if document:
        rows = documented(document[0])
        for entry, how in sorted(rows.items(), key=lambda row: (int(row[0][0]), row[0][1])):
            if (how == "tried") != fired.get(entry, False):
                print(f"{entry[0]} #{entry[1]} is called `{how}`, and it {'fired' if fired.get(entry) else 'did not fire'}")
        totals(rows)
    sys.exit(0 if all(fired.values()) else 1)


main()
