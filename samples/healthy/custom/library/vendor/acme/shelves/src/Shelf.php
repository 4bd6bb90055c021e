<?php
namespace Acme\Shelves;

class Shelf
{
}
