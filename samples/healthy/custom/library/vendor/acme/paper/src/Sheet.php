<?php
namespace Acme\Paper;

class Sheet
{
}
