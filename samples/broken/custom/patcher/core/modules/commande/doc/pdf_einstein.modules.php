<?php
class pdf_einstein
{
}
