<?php
include_once DOL_DOCUMENT_ROOT.'/core/boxes/modules_boxes.php';

class library_box extends ModeleBoxes
{
}
