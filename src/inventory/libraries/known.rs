//! Well-known libraries that modules bundle: the names of their files, and what stands in those. A table, no code.

use crate::model::library::Ecosystem;

/// A library and how to know it.
#[derive(Debug)]
pub(super) struct Known {
    pub ecosystem: Ecosystem,
    /// Its name on Packagist or npm, where it is there.
    pub name: &'static str,
    /// Names of its files in small letters, without version, ending and `min`.
    pub stems: &'static [&'static str],
    pub is_php: bool,
    /// A part of the path in small letters, for names of files that say too little.
    pub below: &'static str,
    /// A text that its file must hold; a mark is enough where there is none.
    pub sign: &'static str,
    /// Texts that its version stands behind.
    pub marks: &'static [&'static str],
    /// Whether a file of that name with a version in it is enough.
    pub named_only: bool,
}

/// A library of PHP: its class makes it sure.
const fn php(name: &'static str, stems: &'static [&'static str], sign: &'static str, marks: &'static [&'static str]) -> Known {
    Known { ecosystem: Ecosystem::Composer, name, stems, is_php: true, below: "", sign, marks, named_only: false }
}

/// The same for one that Packagist does not have.
const fn php_alone(name: &'static str, stems: &'static [&'static str], sign: &'static str, marks: &'static [&'static str]) -> Known {
    Known { ecosystem: Ecosystem::Generic, ..php(name, stems, sign, marks) }
}

/// JavaScript or CSS.
const fn web(name: &'static str, stems: &'static [&'static str], marks: &'static [&'static str]) -> Known {
    Known { ecosystem: Ecosystem::Npm, name, stems, is_php: false, below: "", sign: "", marks, named_only: true }
}

/// The same where a text of its own tells it from others.
const fn signed(name: &'static str, stems: &'static [&'static str], sign: &'static str, marks: &'static [&'static str]) -> Known {
    Known { sign, named_only: false, ..web(name, stems, marks) }
}

/// The same where the name of the file says too little.
const fn within(below: &'static str, name: &'static str, stems: &'static [&'static str], marks: &'static [&'static str]) -> Known {
    Known { below, named_only: false, ..web(name, stems, marks) }
}

pub(super) const KNOWN: &[Known] = &[
    php("tecnickcom/tcpdf", &["tcpdf"], "class TCPDF", &["// Version ", "@version"]),
    php("setasign/fpdi", &["fpdi"], "class FPDI", &["FPDI - Version", "@version"]),
    php("setasign/fpdi", &["fpdi"], "namespace setasign\\Fpdi", &["const VERSION", "@version"]),
    php("setasign/fpdf", &["fpdf"], "class FPDF", &["'FPDF_VERSION',", "const VERSION", "* Version:"]),
    php("phpoffice/phpexcel", &["phpexcel"], "class PHPExcel", &["@version"]),
    php("phpoffice/phpspreadsheet", &["spreadsheet"], "namespace PhpOffice\\PhpSpreadsheet", &[]),
    php("phpoffice/phpword", &["phpword"], "namespace PhpOffice\\PhpWord", &[]),
    php("mpdf/mpdf", &["mpdf"], "class mPDF", &["'mPDF_VERSION',"]),
    php("mpdf/mpdf", &["mpdf"], "namespace Mpdf;", &["const VERSION"]),
    php("dompdf/dompdf", &["dompdf"], "namespace Dompdf", &[]),
    php("spipu/html2pdf", &["html2pdf", "html2pdf.class"], "class HTML2PDF", &["@version"]),
    php("spipu/html2pdf", &["html2pdf"], "namespace Spipu\\Html2Pdf", &["@version"]),
    php("phpmailer/phpmailer", &["phpmailer", "class.phpmailer"], "class PHPMailer", &["const VERSION", "$Version", "Version:"]),
    php("erusev/parsedown", &["parsedown"], "class Parsedown", &["const version"]),
    php("johngrogg/ics-parser", &["ical"], "namespace ICal", &["@version"]),
    php("ezyang/htmlpurifier", &["htmlpurifier", "htmlpurifier.standalone"], "class HTMLPurifier", &["public $version", "@version"]),
    php("pclzip/pclzip", &["pclzip", "pclzip.lib"], "class PclZip", &["$g_pclzip_version"]),
    php("mobiledetect/mobiledetectlib", &["mobile_detect", "mobiledetect"], "class Mobile_Detect", &["const VERSION", "@version"]),
    php("smarty/smarty", &["smarty.class"], "class Smarty", &["SMARTY_VERSION"]),
    php("adodb/adodb-php", &["adodb.inc"], "ADODB_vers", &["$ADODB_vers", "@version"]),
    php("stripe/stripe-php", &["stripe"], "namespace Stripe", &["const VERSION"]),
    php("mk-j/php_xlsxwriter", &["xlsxwriter.class", "xlsxwriter"], "class XLSXWriter", &[]),
    php("shuchkin/simplexlsx", &["simplexlsx", "simplexlsx.class"], "class SimpleXLSX", &["@version"]),
    php("mustangostang/spyc", &["spyc"], "class Spyc", &["@version"]),
    php("leafo/lessphp", &["lessc.inc"], "class lessc", &["$VERSION"]),
    php("firebase/php-jwt", &["jwt"], "namespace Firebase\\JWT", &[]),
    php_alone("nusoap", &["nusoap"], "class nusoap_base", &["var $version", "public $version"]),
    php_alone("phpqrcode", &["phpqrcode"], "PHP QR Code", &["* Version:"]),
    php_alone("simplehtmldom", &["simple_html_dom"], "class simple_html_dom", &["@version Rev.", "@version"]),
    php_alone("tcpdi", &["tcpdi"], "class TCPDI", &["TCPDI - Version"]),
    web("jquery", &["jquery"], &["jQuery JavaScript Library v", "jQuery v", "jQuery "]),
    web("jquery-ui", &["jquery-ui", "jquery.ui", "jqueryui"], &["jQuery UI"]),
    web("jquery-migrate", &["jquery-migrate"], &["jQuery Migrate"]),
    web("jquery-validation", &["jquery.validate", "jquery-validate"], &["jQuery Validation Plugin", "jQuery validation plug-in"]),
    web("jquery-form", &["jquery.form"], &["jQuery Form Plugin"]),
    web("jquery-blockui", &["jquery.blockui"], &["jQuery blockUI plugin"]),
    web("jquery-ui-timepicker-addon", &["jquery-ui-timepicker-addon"], &["jQuery Timepicker Addon", "timepicker addon"]),
    web("jquery.easing", &["jquery.easing"], &["jQuery Easing"]),
    web("jquery-flot", &["jquery.flot"], &["Javascript plotting library for jQuery, version"]),
    web("blueimp-file-upload", &["jquery.fileupload"], &["jQuery File Upload Plugin"]),
    web("fancybox", &["jquery.fancybox"], &["fancyBox", "FancyBox"]),
    web("magnific-popup", &["jquery.magnific-popup"], &["Magnific Popup"]),
    web("jqgrid", &["jquery.jqgrid"], &["jqGrid"]),
    web("select2", &["select2"], &["Select2 "]),
    web("chosen-js", &["chosen.jquery"], &["Chosen, a Select Box"]),
    web("chart.js", &["chart", "chartjs"], &["Chart.js"]),
    web("datatables.net", &["datatables", "jquery.datatables"], &["DataTables "]),
    web("fullcalendar", &["fullcalendar"], &["FullCalendar v", "FullCalendar "]),
    within("fullcalendar", "@fullcalendar/core", &["main"], &["FullCalendar Core Package v", "FullCalendar Core v"]),
    within("fullcalendar", "fullcalendar", &["index", "main"], &["FullCalendar Standard Bundle v", "FullCalendar v"]),
    signed("tinymce", &["tinymce"], "tinymce", &["TinyMCE version", "Version:", "// "]),
    signed("ckeditor4", &["ckeditor"], "CKEDITOR", &["version:\"", "version:'"]),
    web("bootstrap", &["bootstrap"], &["Bootstrap ", "bootstrap.js"]),
    web("bootstrap-select", &["bootstrap-select"], &["Bootstrap-select", "bootstrap-select"]),
    web("bootstrap-datepicker", &["bootstrap-datepicker"], &["Datepicker for Bootstrap"]),
    signed("@fortawesome/fontawesome-free", &["fontawesome", "font-awesome"], "Font Awesome Free", &["Font Awesome Free"]),
    signed("font-awesome", &["font-awesome", "fontawesome"], "Font Awesome 4", &["Font Awesome"]),
    signed("moment", &["moment", "moment-with-locales"], "moment.js", &["version :"]),
    web("underscore", &["underscore"], &["Underscore.js "]),
    web("lodash", &["lodash"], &["lodash ", "Lodash ", "@license Lodash"]),
    web("backbone", &["backbone"], &["Backbone.js "]),
    web("handlebars", &["handlebars"], &["handlebars v"]),
    web("knockout", &["knockout"], &["Knockout JavaScript library", "JavaScript library v"]),
    web("vue", &["vue"], &["Vue.js v", "vue v"]),
    web("react", &["react"], &["React v"]),
    web("angular", &["angular"], &["AngularJS v"]),
    web("d3", &["d3"], &["d3js.org"]),
    web("raphael", &["raphael"], &["Raphaël ", "Raphael "]),
    web("leaflet", &["leaflet"], &["Leaflet "]),
    web("axios", &["axios"], &["axios v", "Axios v"]),
    web("sweetalert2", &["sweetalert2"], &["sweetalert2 v", "SweetAlert2 v"]),
    signed("@popperjs/core", &["popper"], "@popperjs/core", &["@popperjs/core"]),
    signed("popper.js", &["popper"], "Federico Zivolo", &["@version"]),
    web("swiper", &["swiper", "idangerous.swiper"], &["Swiper "]),
    web("cropperjs", &["cropper"], &["Cropper.js v"]),
    web("flatpickr", &["flatpickr"], &["flatpickr v"]),
    web("sortablejs", &["sortable"], &["Sortable "]),
    web("quill", &["quill"], &["Quill Editor"]),
    web("summernote", &["summernote"], &["Summernote v", "Super simple WYSIWYG editor v"]),
    signed("codemirror", &["codemirror"], "CodeMirror", &["CodeMirror.version"]),
    web("highlight.js", &["highlight"], &["highlight.js v", "Highlight.js v", "Highlight.js "]),
    web("jspdf", &["jspdf"], &["jsPDF - PDF Document creation", "jsPDF "]),
    web("html2canvas", &["html2canvas"], &["html2canvas "]),
    signed("xlsx", &["xlsx"], "XLSX", &["XLSX.version"]),
    web("papaparse", &["papaparse"], &["Papa Parse"]),
    web("signature_pad", &["signature_pad"], &["Signature Pad", "signature_pad"]),
    web("jsignature", &["jsignature"], &["jSignature "]),
    web("tui-calendar", &["tui-calendar"], &["TOAST UI Calendar"]),
    web("dhtmlx-gantt", &["dhtmlxgantt"], &["dhtmlxGantt v."]),
    web("modernizr", &["modernizr"], &["Modernizr v", "modernizr "]),
    web("jstree", &["jstree"], &["jsTree"]),
    web("video.js", &["video"], &["Video.js "]),
    web("clipboard", &["clipboard"], &["clipboard.js v"]),
    web("typeahead.js", &["typeahead"], &["typeahead.js "]),
    web("noty", &["noty"], &["noty - ", "@package noty"]),
    web("intro.js", &["intro"], &["Intro.js v"]),
    web("gridstack", &["gridstack"], &["gridstack.js "]),
    signed("@eastdesire/jscolor", &["jscolor"], "jscolor", &["@version"]),
    web("apexcharts", &["apexcharts"], &["ApexCharts v"]),
    web("highcharts", &["highcharts"], &["Highcharts JS v"]),
    web("morris.js", &["morris"], &["morris.js v"]),
    web("jquery-jcrop", &["jquery.jcrop"], &["jquery.Jcrop.js"]),
    web("jquery.cookie", &["jquery.cookie"], &["jQuery Cookie Plugin"]),
    web("jquery-mousewheel", &["jquery.mousewheel"], &["jQuery Mousewheel", "jQuery Mouse Wheel Plugin"]),
    web("jquery.maskedinput", &["jquery.maskedinput"], &["Masked Input plugin"]),
    web("he", &["he"], &["mths.be/he"]),
    web("jquery-jeditable", &["jquery.jeditable"], &["Jeditable"]),
];
